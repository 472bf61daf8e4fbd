import { dayOf, endOf, startOf, type DateRange } from '../dates/calendar.ts';
import type { RestoredPeriod } from './customerShapes.ts';
import type { LimitedResponse } from './limitedResponse.ts';
import { newId } from './newId.ts';
import { ReplacedPeriods, type DividedPeriod, type ReplacedPeriod } from './replacedPeriods.ts';
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
  readonly #replaced: ReplacedPeriods;

  constructor(sql: Statements) {
    this.#sql = sql;
    this.#replaced = new ReplacedPeriods(sql);
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

  /**
   * Ends an attempt. If the period is the last part of one that was divided within a day, and there are customers of
   * that one that no part has, its parts are replaced with the whole period, which is incomplete: the tenant may not
   * understand times. Returns such periods.
   */
  end(at: PeriodAttempt, failure: object | undefined, dropRecords: boolean): RestoredPeriod[] {
    this.#setEnd(at, failure, dropRecords);
    if (failure) return [];
    const { pull, period } = at;
    this.#removeEarlierAttempts(at);
    const restored: RestoredPeriod[] = [];
    for (let divided = this.#replaced.divided(pull, period); divided; divided = this.#replaced.divided(pull, period))
      restored.push(this.#restore(pull, divided));
    this.#replaced.remove(pull, period);
    return restored;
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

  /** Customers that only earlier attempts have may have been received with a period that this one is a part of. */
  #removeEarlierAttempts({ pull, period, attempt }: PeriodAttempt): void {
    if (attempt === 1) return;
    const [whole] = this.#replaced.of(period);
    if (whole)
      this.#sql.run(
        'UPDATE customer SET window = ? WHERE pull = ? AND window = ? AND attempt < ?',
        whole.id,
        pull,
        period,
        attempt,
      );
    else this.#sql.run('DELETE FROM customer WHERE pull = ? AND window = ? AND attempt < ?', pull, period, attempt);
  }

  /** Puts a divided period back in place of its parts. Their customers and its own stay. */
  #restore(pull: number, divided: DividedPeriod): RestoredPeriod {
    const { range, records, lost } = divided;
    const failure: LimitedResponse = { limited: Math.max(records, lost), hasFewerInParts: true };
    this.replace(pull, this.#replaced.partsOf(divided), [range]);
    const whole = this.add(pull, range);
    this.#replaced.addAlone(whole, divided);
    this.#sql.run('UPDATE pull_window SET done = 0, failure = ? WHERE id = ?', JSON.stringify(failure), whole);
    return { period: range, lost, failure };
  }

  /**
   * Replaces periods with others that cover the same time. Records of the replaced ones stay until all others are
   * complete. The parts of a period that is divided within a day must have its customers. Whole days need not: every
   * pull relies on a tenant to understand days.
   */
  replace(pull: number, periods: readonly DateRange[], others: readonly DateRange[]): void {
    // A period that others were joined to is not divided yet, and can be divided within a day later.
    const isDividedByDays = others.length > 1 && this.#areWholeDays(pull, others);
    const replaced = new Map<number, ReplacedPeriod>();
    for (const range of periods) {
      const row = this.#sql.get(
        "SELECT id, attempt, records, failure ->> '$.limited' AS limited FROM pull_window WHERE pull = ? AND range_start = ? AND range_end = ?",
        pull,
        range.start,
        range.end,
      );
      if (!row) continue;
      const id = Number(row['id']);
      if (row['attempt'] !== 0) {
        replaced.set(id, { id, range: isDividedByDays ? undefined : range, records: Number(row['records']) });
        if (isDividedByDays || row['limited'] !== null) this.#replaced.supersede(id);
      }
      for (const earlier of this.#replaced.of(id)) replaced.set(earlier.id, earlier);
      this.#sql.run('DELETE FROM pull_window WHERE id = ?', id);
    }
    for (const other of others) this.#replaced.add(this.add(pull, other), replaced.values());
  }

  /** Whether periods consist of whole days. The range of the pull can cut off its first and its last day. */
  #areWholeDays(pull: number, periods: readonly DateRange[]): boolean {
    const row = this.#sql.get('SELECT range_start, range_end FROM pull WHERE id = ?', pull)!;
    const [first, last] = [startOf(row['range_start'] as string), endOf(row['range_end'] as string)];
    return periods.every(({ start, end }) => {
      const [from, to] = [startOf(start), endOf(end)];
      return (from === first || from === startOf(dayOf(from))) && (to === last || to === endOf(dayOf(to)));
    });
  }
}
