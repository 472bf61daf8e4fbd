import type { Statements } from '../../store/statements.ts';
import type { PlanOwners } from './planOwners.ts';
import { rowKinds, rowStates, type PlanRow, type RowKind, type RowState } from './planRow.ts';
import { isPartial, markConditions, planRowColumns, planRowOf, rowCondition, rowOrder } from './planRowSql.ts';
import type { NotReverted, PlanCounts } from './planCounts.ts';
import type { RowPage, RowQuery } from './rowQuery.ts';
import type { RowInput } from './rowInput.ts';

type PartialCounts = Pick<
  PlanCounts,
  'partlyDone' | 'partlyIgnored' | 'partlyMasked' | 'omitting' | 'excludedOmitting'
>;

/** The rows of plans as they are shown, counted, included and written out. */
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

  counts(plan: number): PlanCounts {
    const kinds = Object.fromEntries(rowKinds.map((kind) => [kind, 0])) as Record<RowKind, number>;
    const states = Object.fromEntries(rowStates.map((state) => [state, 0])) as Record<RowState, number>;
    const included = { add: 0, update: 0 };
    let updated = 0;
    for (const row of this.#sql.all(
      'SELECT kind, included, state, count(*) AS n FROM plan_row WHERE plan = ? GROUP BY kind, included, state',
      plan,
    )) {
      const kind = row['kind'] as RowKind;
      const count = row['n'] as number;
      kinds[kind] += count;
      if (kind === 'update' && row['state'] === 'done') updated += count;
      if (row['included'] !== 1 || (kind !== 'add' && kind !== 'update')) continue;
      included[kind] += count;
      states[row['state'] as RowState] += count;
    }
    const undone = updated ? this.#undone(plan) : { fully: new Set<number>(), atAll: new Set<number>() };
    const reverted = [...undone.fully];
    return {
      kinds,
      included,
      states,
      updated,
      reverted: reverted.length,
      revertedInPart: undone.atAll.size - reverted.length,
      canRevert: updated > reverted.length && this.#canRevert(plan, reverted),
      ...this.#renames(plan),
      ...this.#partial(plan),
      notReverted: this.#notReverted(plan),
    };
  }

  /** The updates of a plan that plans which revert it have undone, unless these were reverted in turn. */
  reverted(plan: number): number[] {
    return [...this.#undone(plan).fully];
  }

  /**
   * The updates of a plan that others have undone, fully or at all. If one of these others was reverted in turn, even
   * in part, its updates are no longer fully undone.
   */
  #undone(plan: number): { readonly fully: Set<number>; readonly atAll: Set<number> } {
    const [fully, atAll] = [new Set<number>(), new Set<number>()];
    for (const { id } of this.#sql.all('SELECT id FROM plan WHERE revert_of = ?', plan)) {
      const again = this.#undone(id as number);
      for (const found of this.#sql.all(
        `SELECT row, ${isPartial} AS partial FROM plan_row WHERE plan = ? AND kind = 'update' AND state IN ('done', 'unchanged')`,
        id as number,
      )) {
        const row = found['row'] as number;
        if (!again.fully.has(row)) atAll.add(row);
        if (!found['partial'] && !again.atAll.has(row)) fully.add(row);
      }
    }
    return { fully, atAll };
  }

  #canRevert(plan: number, reverted: readonly number[]): boolean {
    // Stops at the first row that it finds, which is usually the first one.
    const found = this.#sql.get(
      `SELECT 1 FROM plan_row JOIN journal ON journal.plan = plan_row.plan AND journal.row = plan_row.row
       WHERE plan_row.plan = ? AND kind = 'update' AND state = 'done' AND outcome = 'done' AND before <> '[]'
         AND plan_row.row NOT IN (SELECT value FROM json_each(?)) LIMIT 1`,
      plan,
      JSON.stringify(reverted),
    );
    return found !== undefined;
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
   * The rows that replace the names of their customers. Without the name of the index, SQLite uses another one and
   * reads the changes of all updates: 35 ms instead of 0.3 ms for 100,000 rows.
   */
  #renames(plan: number): Pick<PlanCounts, 'renames' | 'firstRename' | 'excludedRenames'> {
    const rows = `plan_row INDEXED BY plan_row_names WHERE plan = ? AND included = ? AND ${markConditions.renames}`;
    const count = (isIncluded: 0 | 1): number =>
      this.#sql.get(`SELECT count(*) AS n FROM ${rows}`, plan, isIncluded)!['n'] as number;
    // Rows have their IDs in the order of the file.
    const first = this.#sql.get(`SELECT row FROM ${rows} ORDER BY id LIMIT 1`, plan, 1);
    return { renames: count(1), firstRename: first?.['row'] as number | undefined, excludedRenames: count(0) };
  }

  /** The updates with fields that are not sent or that Kapture ignored. Their index has all that is read. */
  #partial(plan: number): PartialCounts {
    const counts = { partlyDone: 0, partlyIgnored: 0, partlyMasked: 0, omitting: 0, excludedOmitting: 0 };
    for (const row of this.#sql.all(
      `SELECT state, included, omitted IS NOT NULL AS omits, ignored IS NOT NULL AS ignores, count(*) AS n
       FROM plan_row INDEXED BY plan_row_partial WHERE plan = ? AND kind = 'update' AND ${isPartial} GROUP BY 1, 2, 3, 4`,
      plan,
    )) {
      const { state, included, omits, ignores } = row;
      const count = row['n'] as number;
      if (state === 'done') {
        counts.partlyDone += count;
        if (ignores) counts.partlyIgnored += count;
        if (omits) counts.partlyMasked += count;
      } else if (omits && (state === 'not-sent' || state === 'unchanged'))
        counts[included ? 'omitting' : 'excludedOmitting'] += count;
    }
    return counts;
  }

  #notReverted(plan: number): NotReverted {
    const rows = this.#sql.all(
      "SELECT problems FROM plan_row JOIN plan ON plan.id = plan_row.plan WHERE plan.id = ? AND plan.revert_of IS NOT NULL AND problems <> '[]'",
      plan,
    );
    const fields = rows.map(({ problems }) => (JSON.parse(problems as string) as unknown[]).length);
    const unknown = this.#sql.get(
      `SELECT count(*) AS n FROM plan_row WHERE plan = (SELECT revert_of FROM plan WHERE id = ?)
         AND kind = 'update' AND state IN ('sending', 'unknown')`,
      plan,
    )!['n'] as number;
    return { fields: fields.reduce((sum, count) => sum + count, 0), customers: fields.length, unknown };
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
