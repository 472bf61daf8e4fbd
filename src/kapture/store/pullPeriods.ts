import type { DateRange } from '../dates/calendar.ts';
import { newId } from './newId.ts';
import type { Statements } from './statements.ts';

/** One attempt to pull a period. */
export interface PeriodAttempt {
  readonly pull: number;
  readonly period: number;
  /** Counted from 1. */
  readonly attempt: number;
  /** When it began, in milliseconds: records that were fetched separately after that are newer than its records. */
  readonly begunAt: number;
}

/**
 * Manages the periods of pulls: which ones exist, are complete, or replace others. Must be called within a transaction.
 */
export class PullPeriods {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  /** Adds a period unless it exists. Returns its id. */
  add(pull: number, { start, end }: DateRange): number {
    const row = this.#sql.get(
      'SELECT id FROM pull_window WHERE pull = ? AND range_start = ? AND range_end = ?',
      pull,
      start,
      end,
    );
    if (row) return Number(row['id']);
    const id = newId(this.#sql);
    this.#sql.run(
      'INSERT INTO pull_window (id, pull, range_start, range_end, attempt, done, records) VALUES (?, ?, ?, ?, 0, 0, 0)',
      id,
      pull,
      start,
      end,
    );
    return id;
  }

  /** Begins the next attempt. The records of earlier attempts stay until it is complete. */
  begin(pull: number, period: DateRange): PeriodAttempt {
    const row = this.#sql.get(
      'UPDATE pull_window SET attempt = attempt + 1, done = 0, records = 0, without_id = 0, failure = NULL WHERE id = ? RETURNING id, attempt',
      this.add(pull, period),
    )!;
    return { pull, period: Number(row['id']), attempt: Number(row['attempt']), begunAt: Date.now() };
  }

  /** Adds to the number of received records, and of those without an id. */
  addRecords({ period }: PeriodAttempt, records: number, withoutId: number): void {
    this.#sql.run(
      'UPDATE pull_window SET records = records + ?, without_id = without_id + ? WHERE id = ?',
      records,
      withoutId,
      period,
    );
  }

  /** Ends an attempt. Returns whether the period is complete. */
  end({ pull, period, attempt }: PeriodAttempt, failure: unknown, dropRecords: boolean): boolean {
    if (dropRecords)
      this.#sql.run('DELETE FROM customer WHERE pull = ? AND window = ? AND attempt = ?', pull, period, attempt);
    this.#sql.run(
      'UPDATE pull_window SET done = ?, failure = ? WHERE id = ?',
      failure ? 0 : 1,
      failure ? JSON.stringify(failure) : null,
      period,
    );
    if (failure) return false;
    if (attempt > 1)
      this.#sql.run('DELETE FROM customer WHERE pull = ? AND window = ? AND attempt < ?', pull, period, attempt);
    this.#removeReplaced(pull, period);
    return true;
  }

  /**
   * Replaces periods with others that cover the same time. Records of the replaced ones stay until all others are
   * complete.
   */
  replace(pull: number, periods: readonly DateRange[], others: readonly DateRange[]): void {
    const replaced = new Set<number>();
    for (const { start, end } of periods) {
      const row = this.#sql.get(
        'SELECT id, attempt FROM pull_window WHERE pull = ? AND range_start = ? AND range_end = ?',
        pull,
        start,
        end,
      );
      if (!row) continue;
      const id = Number(row['id']);
      if (row['attempt'] !== 0) replaced.add(id);
      for (const { id: earlier } of this.#sql.all('SELECT id FROM replaced_window WHERE successor = ?', id))
        replaced.add(Number(earlier));
      this.#sql.run('DELETE FROM pull_window WHERE id = ?', id);
    }
    for (const other of others) {
      const successor = this.add(pull, other);
      for (const id of replaced)
        this.#sql.run('INSERT OR IGNORE INTO replaced_window (successor, id) VALUES (?, ?)', successor, id);
    }
  }

  /** Deletes the customers of periods that this one replaces, unless there are other, incomplete replacements. */
  #removeReplaced(pull: number, successor: number): void {
    const replaced = this.#sql
      .all('DELETE FROM replaced_window WHERE successor = ? RETURNING id', successor)
      .filter(({ id }) => !this.#sql.get('SELECT 1 FROM replaced_window WHERE id = ?', id as number))
      .map(({ id }) => id as number);
    if (replaced.length)
      this.#sql.run(
        'DELETE FROM customer WHERE pull = ? AND window IN (SELECT value FROM json_each(?))',
        pull,
        JSON.stringify(replaced),
      );
  }
}
