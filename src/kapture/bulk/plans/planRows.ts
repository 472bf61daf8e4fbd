import type { Statements } from '../../store/statements.ts';
import type { PlanOwners } from './planOwners.ts';
import type { PlanRow } from './planRow.ts';
import { planRowColumns, planRowOf, rowCondition, rowOrder } from './planRowSql.ts';
import type { RowPage, RowQuery } from './rowQuery.ts';
import type { RowInput } from './rowInput.ts';

/** The rows of plans as they are shown, included and written out. */
export class PlanRows {
  readonly #sql: Statements;
  readonly #owners: PlanOwners;

  constructor(sql: Statements, owners: PlanOwners) {
    this.#sql = sql;
    this.#owners = owners;
  }

  rows({ sort, descending, offset = 0, limit, ...query }: RowPage): PlanRow[] {
    const { where, values } = rowCondition(query);
    return this.#sql
      .all(
        // The rows are found by an index, and only those of the page are read.
        `SELECT ${planRowColumns} FROM plan_row WHERE id IN (SELECT id FROM plan_row WHERE ${where} ORDER BY ${rowOrder(sort, descending)} LIMIT ? OFFSET ?) ORDER BY ${rowOrder(sort, descending)}`,
        ...values,
        limit,
        offset,
      )
      .map(planRowOf);
  }

  /** The rows that match, after a row of the file and in its order: a way through all of them in pages. */
  rowsAfter(query: RowQuery, row: number, limit: number): PlanRow[] {
    const { where, values } = rowCondition(query);
    return this.#sql
      .all(
        `SELECT ${planRowColumns} FROM plan_row WHERE ${where} AND row > ? ORDER BY row LIMIT ?`,
        ...values,
        row,
        limit,
      )
      .map(planRowOf);
  }

  /** The number of rows that match. */
  count(query: RowQuery): number {
    const { where, values } = rowCondition(query);
    return Number(this.#sql.get(`SELECT count(*) AS n FROM plan_row WHERE ${where}`, ...values)!['n']);
  }

  row(plan: number, row: number): PlanRow | undefined {
    const found = this.#sql.get(`SELECT ${planRowColumns} FROM plan_row WHERE plan = ? AND row = ?`, plan, row);
    return found && planRowOf(found);
  }

  /** The cells of rows in the file. */
  cells(plan: number, rows: readonly number[]): (RowInput['cells'] | undefined)[] {
    return rows.map((row) => {
      const cells = this.#sql.get('SELECT cells FROM plan_row WHERE plan = ? AND row = ?', plan, row)?.['cells'];
      return typeof cells === 'string' ? (JSON.parse(cells) as RowInput['cells']) : undefined;
    });
  }

  /** Whether a row has a reason, a repair, a problem or a message of the server. */
  hasDetails(plan: number): boolean {
    const found = this.#sql.get(
      `SELECT 1 FROM plan_row WHERE plan = ?
         AND (reason IS NOT NULL OR omitted IS NOT NULL OR server_message IS NOT NULL OR problems <> '[]' OR repairs <> '[]') LIMIT 1`,
      plan,
    );
    return found !== undefined;
  }

  /**
   * Includes or excludes rows that are not sent. Returns how many changed. Throws `busy` while a process applies the
   * plan.
   */
  include(query: RowQuery, isIncluded: boolean): number {
    return this.#sql.transaction(() => {
      this.#owners.refuseIfUsed(query.plan);
      const { where, values } = rowCondition(query);
      return this.#sql.run(
        `UPDATE plan_row SET included = ? WHERE ${where} AND kind IN ('add', 'update') AND state = 'not-sent' AND included <> ?`,
        Number(isIncluded),
        ...values,
        Number(isIncluded),
      );
    });
  }
}
