import type { DateRange } from '../dates/calendar.ts';
import type { LimitedResponse } from './limitedResponse.ts';
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

  /** Ends an attempt. Returns why the period is not complete. */
  end(at: PeriodAttempt, failure: object | undefined, dropRecords: boolean): object | undefined {
    this.#setEnd(at, failure, dropRecords);
    if (failure) return failure;
    const kept = this.#unconfirmed(at.pull, at.period);
    if (kept) {
      const limited: LimitedResponse = { limited: kept, hasFewerInParts: true };
      this.#setEnd(at, limited, dropRecords);
      return limited;
    }
    const { pull, period, attempt } = at;
    if (attempt > 1)
      this.#sql.run('DELETE FROM customer WHERE pull = ? AND window = ? AND attempt < ?', pull, period, attempt);
    this.#removeReplaced(pull, period);
    return undefined;
  }

  #setEnd({ pull, period, attempt }: PeriodAttempt, failure: object | undefined, dropRecords: boolean): void {
    if (dropRecords)
      this.#sql.run('DELETE FROM customer WHERE pull = ? AND window = ? AND attempt = ?', pull, period, attempt);
    this.#sql.run(
      'UPDATE pull_window SET done = ?, failure = ? WHERE id = ?',
      failure ? 0 : 1,
      failure ? JSON.stringify(failure) : null,
      period,
    );
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

  /**
   * The customers of periods that this one replaces, if it and all others that replace them are complete without any
   * records. Parts of a period whose customers disappear are as likely to be a tenant that does not understand times.
   */
  #unconfirmed(pull: number, successor: number): number {
    return this.#countOf(
      pull,
      this.#replacedBy(successor).filter((id) => !this.#isAnySuccessor(id, 'done = 0 OR records > 0')),
    );
  }

  /** Deletes the customers of periods that this one replaces, unless there are other, incomplete replacements. */
  #removeReplaced(pull: number, successor: number): void {
    const replaced = this.#replacedBy(successor).filter((id) => !this.#isAnySuccessor(id, 'done = 0'));
    if (!replaced.length) return;
    const ids = JSON.stringify(replaced);
    this.#sql.run('DELETE FROM replaced_window WHERE id IN (SELECT value FROM json_each(?))', ids);
    this.#sql.run('DELETE FROM customer WHERE pull = ? AND window IN (SELECT value FROM json_each(?))', pull, ids);
  }

  #replacedBy(successor: number): number[] {
    return this.#sql.all('SELECT id FROM replaced_window WHERE successor = ?', successor).map(({ id }) => id as number);
  }

  #isAnySuccessor(replaced: number, which: string): boolean {
    return (
      this.#sql.get(
        `SELECT 1 FROM replaced_window JOIN pull_window ON pull_window.id = successor WHERE replaced_window.id = ? AND (${which})`,
        replaced,
      ) !== undefined
    );
  }

  #countOf(pull: number, periods: readonly number[]): number {
    if (!periods.length) return 0;
    return Number(
      this.#sql.get(
        'SELECT count(*) AS n FROM customer WHERE pull = ? AND window IN (SELECT value FROM json_each(?))',
        pull,
        JSON.stringify(periods),
      )!['n'],
    );
  }
}
