import { endOf, startOf, type DateRange } from '../dates/calendar.ts';
import type { Statements } from './statements.ts';

/** A period that others replace, which cover its time. */
export interface ReplacedPeriod {
  readonly id: number;
  /**
   * Its time. Undefined if the others need not have its customers: they are whole days, a later response for the same
   * time takes its place, or an older version replaced it.
   */
  readonly range: DateRange | undefined;
  /** Number of records in its last response. */
  readonly records: number;
}

/** A replaced period with customers that none of its parts has, although all of them are complete. */
export interface DividedPeriod extends ReplacedPeriod {
  readonly range: DateRange;
  /** Number of these customers. */
  readonly lost: number;
}

/**
 * Manages replaced periods. Their customers stay until all periods that replace them are complete. Must be called
 * within a transaction.
 */
export class ReplacedPeriods {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  add(successor: number, replaced: Iterable<ReplacedPeriod>): void {
    for (const { id, range, records } of replaced)
      this.#sql.run(
        'INSERT OR IGNORE INTO replaced_window (successor, id, range_start, range_end, records) VALUES (?, ?, ?, ?, ?)',
        successor,
        id,
        range?.start ?? null,
        range?.end ?? null,
        records,
      );
  }

  /** Makes a period the only one that replaces another. */
  addAlone(successor: number, replaced: ReplacedPeriod): void {
    this.#sql.run('DELETE FROM replaced_window WHERE id = ?', replaced.id);
    this.add(successor, [replaced]);
  }

  /** The periods that a period replaces: first those whose customers its parts must have, the longest first. */
  of(successor: number): ReplacedPeriod[] {
    // A part has a higher id than the period that it is a part of.
    return this.#sql
      .all('SELECT * FROM replaced_window WHERE successor = ? ORDER BY range_start IS NULL, id', successor)
      .map(({ id, range_start: start, range_end: end, records }) => ({
        id: Number(id),
        range: typeof start === 'string' && typeof end === 'string' ? { start, end } : undefined,
        records: Number(records),
      }));
  }

  /**
   * The response for a period takes the place of those that it replaces alone: if it is divided, its parts need not
   * have the customers of earlier responses, which may have been deleted since.
   */
  supersede(successor: number): void {
    this.#sql.run(
      'UPDATE replaced_window SET range_start = NULL, range_end = NULL WHERE successor = ?1 AND NOT EXISTS (SELECT 1 FROM replaced_window AS other WHERE other.id = replaced_window.id AND other.successor <> ?1)',
      successor,
    );
  }

  /** The longest divided period that this one is the last part of, if there are customers that no part has. */
  divided(pull: number, successor: number): DividedPeriod | undefined {
    for (const { id, range, records } of this.of(successor)) {
      const { count, areDone } = this.#successorsOf(id);
      const lost = range && count > 1 && areDone ? this.#countCustomers(pull, id) : 0;
      if (range && lost) return { id, range, records, lost };
    }
    return undefined;
  }

  /** The parts of a divided period, except for those that were joined with others. */
  partsOf({ id, range }: DividedPeriod): DateRange[] {
    return this.#sql
      .all(
        'SELECT pull_window.range_start, pull_window.range_end FROM replaced_window JOIN pull_window ON pull_window.id = successor WHERE replaced_window.id = ?',
        id,
      )
      .map((row) => ({ start: row['range_start'] as string, end: row['range_end'] as string }))
      .filter(({ start, end }) => startOf(start) >= startOf(range.start) && endOf(end) <= endOf(range.end));
  }

  /** Deletes the customers of periods that this one replaces, unless there are other, incomplete replacements. */
  remove(pull: number, successor: number): void {
    const replaced = this.of(successor).filter(({ id }) => this.#successorsOf(id).areDone);
    if (!replaced.length) return;
    const ids = JSON.stringify(replaced.map(({ id }) => id));
    this.#sql.run('DELETE FROM replaced_window WHERE id IN (SELECT value FROM json_each(?))', ids);
    this.#sql.run('DELETE FROM customer WHERE pull = ? AND window IN (SELECT value FROM json_each(?))', pull, ids);
  }

  #successorsOf(replaced: number): { readonly count: number; readonly areDone: boolean } {
    const row = this.#sql.get(
      'SELECT count(*) AS n, min(done) AS done FROM replaced_window JOIN pull_window ON pull_window.id = successor WHERE replaced_window.id = ?',
      replaced,
    )!;
    return { count: Number(row['n']), areDone: row['done'] === 1 };
  }

  #countCustomers(pull: number, period: number): number {
    return Number(
      this.#sql.get('SELECT count(*) AS n FROM customer WHERE pull = ? AND window = ?', pull, period)!['n'],
    );
  }
}
