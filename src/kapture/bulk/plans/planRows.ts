import { problem, type Problem } from '../../problem/problem.ts';
import { plainValue } from '../../update/fieldValue.ts';
import { plainIdentifier, type Identifier } from './identifiers.ts';
import type { NotReverted, PlanCounts } from './plan.ts';
import { PlanHeads } from './planHeads.ts';
import { rowStates, type PlanRow, type RowDecision, type RowInput, type RowState, type RowToAdd } from './planRow.ts';
import {
  changesJson,
  planRowColumns,
  planRowOf,
  rowCondition,
  rowOrder,
  valuesJson,
  type RowPage,
  type RowQuery,
} from './planTables.ts';

const renamesCustomer = `state = 'update' AND instr(changes, '["customer_name","') > 0`;

/** Selects the done updates of a plan that no plan has reverted or may have reverted, with the last write of each. */
export const leftToRevert = `FROM plan_row JOIN journal ON journal.id =
    (SELECT max(id) FROM journal WHERE journal.plan = plan_row.plan AND journal.row = plan_row.row)
  WHERE plan_row.plan = ? AND state IN ('done', 'partly-done') AND NOT EXISTS (
    SELECT 1 FROM plan AS revert JOIN plan_row AS reverted ON reverted.plan = revert.id AND reverted.row = plan_row.row
    WHERE revert.revert_of = plan_row.plan
      AND reverted.state IN ('sending', 'done', 'partly-done', 'unchanged', 'unknown', 'other-customer'))`;

/** The rows of plans: what each does, and how they are shown, counted and included. */
export class PlanRows extends PlanHeads {
  rows({ sort, descending, offset = 0, limit, ...query }: RowPage): PlanRow[] {
    const { where, values } = rowCondition(query);
    const order = rowOrder(sort, descending);
    return this.sql
      .all(
        // The rows are found by an index, and only those of the page are read.
        `SELECT ${planRowColumns} FROM plan_row WHERE id IN (SELECT id FROM plan_row WHERE ${where} ORDER BY ${order} LIMIT ? OFFSET ?) ORDER BY ${order}`,
        ...values,
        limit,
        offset,
      )
      .map(planRowOf);
  }

  /** The matching rows after a row of the file, in its order, so that a caller can page through all of them. */
  rowsAfter(query: RowQuery, row: number, limit: number): PlanRow[] {
    const { where, values } = rowCondition(query);
    return this.sql
      .all(
        `SELECT ${planRowColumns} FROM plan_row WHERE ${where} AND row > ? ORDER BY row LIMIT ?`,
        ...values,
        row,
        limit,
      )
      .map(planRowOf);
  }

  count(query: RowQuery): number {
    const { where, values } = rowCondition(query);
    return Number(this.sql.get(`SELECT count(*) AS n FROM plan_row WHERE ${where}`, ...values)!['n']);
  }

  row(plan: number, row: number): PlanRow | undefined {
    const found = this.sql.get(`SELECT ${planRowColumns} FROM plan_row WHERE plan = ? AND row = ?`, plan, row);
    return found && planRowOf(found);
  }

  cells(plan: number, row: number): RowInput['cells'] | undefined {
    const cells = this.sql.get('SELECT cells FROM plan_row WHERE plan = ? AND row = ?', plan, row)?.['cells'];
    return typeof cells === 'string' ? (JSON.parse(cells) as RowInput['cells']) : undefined;
  }

  /**
   * Includes or excludes writes that were not sent. A duplicate of an excluded row can be looked up again; if that row
   * is included again, the later one of both is a duplicate. Throws `busy` while a process applies the plan.
   */
  include(query: RowQuery, isIncluded: boolean): void {
    this.sql.transaction(() => {
      this.refuseIfUsed(query.plan);
      const { where, values } = rowCondition(query);
      const change = isIncluded
        ? `state = write WHERE state = 'excluded'`
        : `state = 'excluded' WHERE state IN ('add', 'update')`;
      this.sql.run(`UPDATE plan_row SET ${change} AND ${where}`, ...values);
      this.#releaseDuplicates(query.plan);
      this.#markLookedUp(query.plan);
    });
  }

  /** The first value of a duplicate's reason is the row that it repeats. */
  #releaseDuplicates(plan: number): void {
    this.sql.run(
      `UPDATE plan_row SET state = 'not-looked-up', reasons = '[]' WHERE plan = ? AND state = 'duplicate'
         AND json_extract(reasons, '$[0].problem.values[0]') IN (SELECT row FROM plan_row WHERE plan = ? AND state = 'excluded')`,
      plan,
      plan,
    );
  }

  counts(plan: number): PlanCounts {
    const rows = Object.fromEntries(rowStates.map((state) => [state, 0])) as Record<RowState, number>;
    let updated = 0;
    for (const { state, write, n } of this.sql.all(
      'SELECT state, write, count(*) AS n FROM plan_row WHERE plan = ? GROUP BY state, write',
      plan,
    )) {
      rows[state as RowState] += n as number;
      if (write === 'update' && (state === 'done' || state === 'partly-done')) updated += n as number;
    }
    const head = this.sql.get('SELECT revert_of FROM plan WHERE id = ?', plan);
    const reverted = head?.['revert_of'] as number | null | undefined;
    // A revert writes earlier names back, and the reasons of its rows are not about masked values. Neither is counted.
    const isRevert = typeof reverted === 'number';
    return {
      rows,
      updated,
      omitting: isRevert
        ? 0
        : this.#number('plan_row INDEXED BY plan_row_omitting', plan, `state = 'update' AND reasons <> '[]'`),
      ...(isRevert ? { renames: 0 } : this.#renames(plan)),
      reverted: Number(
        this.sql.get(
          `SELECT count(DISTINCT row) AS n FROM plan_row JOIN plan ON plan.id = plan_row.plan
           WHERE revert_of = ? AND state IN ('done', 'partly-done', 'unchanged')`,
          plan,
        )!['n'],
      ),
      canRevert:
        !isRevert &&
        this.sql.get(`SELECT 1 ${leftToRevert} AND write = 'update' AND before <> '[]' LIMIT 1`, plan) !== undefined,
      notReverted: isRevert ? this.#notReverted(plan, reverted) : nothing,
    };
  }

  #number(table: string, plan: number, condition: string): number {
    return this.sql.get(`SELECT count(*) AS n FROM ${table} WHERE plan = ? AND ${condition}`, plan)!['n'] as number;
  }

  /**
   * The rows that replace the names of their customers. Without the name of the index, SQLite uses another one and
   * reads the changes of all updates: 35 ms instead of 0.3 ms for 100,000 rows.
   */
  #renames(plan: number): Pick<PlanCounts, 'renames' | 'firstRename'> {
    const table = 'plan_row INDEXED BY plan_row_renames';
    const first = this.sql.get(`SELECT min(row) AS row FROM ${table} WHERE plan = ? AND ${renamesCustomer}`, plan);
    return {
      renames: this.#number(table, plan, renamesCustomer),
      firstRename: (first?.['row'] as number | null | undefined) ?? undefined,
    };
  }

  #notReverted(plan: number, reverted: number): NotReverted {
    const row = this.sql.get(
      `SELECT ifnull(sum(json_array_length(reasons)), 0) AS fields, count(*) AS customers FROM plan_row
       WHERE plan = ? AND reasons <> '[]'`,
      plan,
    )!;
    return {
      fields: row['fields'] as number,
      customers: row['customers'] as number,
      unknown: this.#number('plan_row', reverted, `write = 'update' AND state IN ('sending', 'unknown')`),
      otherCustomer: this.#number('plan_row', reverted, `write = 'update' AND state = 'other-customer'`),
    };
  }

  addRows(plan: number, token: string, rows: readonly RowToAdd[]): void {
    this.whileOwned(plan, token, () => {
      const { identifier } = this.sql.get('SELECT identifier FROM plan WHERE id = ?', plan)!;
      for (const { input, decision } of rows) {
        const statedName = input.fields.get('customer_name');
        const { invalidCells = [] } = input;
        // A row without a key adds a customer, which has no stored values.
        const reasons = [...input.reasons, ...(input.reasons.length || !input.key.trim() ? invalidCells : [])];
        const state = decision?.state ?? (reasons.length ? 'invalid' : 'not-looked-up');
        this.sql.run(
          `INSERT INTO plan_row (plan, row, line, state, write, key, plain_key, customer_id, customer_name, stated_name,
             phone, email, code, reasons, fields, changes, repairs, invalid_cells, search, cells)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          plan,
          input.row,
          input.line ?? null,
          state,
          writeOf(state),
          input.key,
          plainIdentifier(identifier as Identifier, input.key),
          decision?.customerId ?? null,
          decision?.customerName ?? null,
          statedName === undefined ? null : plainValue(statedName),
          decision?.phone ?? '',
          decision?.email ?? '',
          decision?.code ?? '',
          JSON.stringify(decision?.reasons ?? reasons),
          valuesJson(input.fields),
          changesJson(decision?.changes),
          JSON.stringify(input.repairs),
          JSON.stringify(invalidCells),
          searchText(input) + (decision ? foundText(decision) : ''),
          input.cells ? JSON.stringify(input.cells) : null,
        );
      }
    });
  }

  /** Marks the rows of the file as complete, and finds duplicates by key. */
  endRows(plan: number, token: string): void {
    this.whileOwned(plan, token, () => {
      const { identifier } = this.sql.get('SELECT identifier FROM plan WHERE id = ?', plan)!;
      this.#markDuplicates(plan, 'plain_key', `state = 'not-looked-up'`, sameKeys[identifier as Identifier], 'key');
      this.sql.run('UPDATE plan SET is_read = 1 WHERE id = ?', plan);
    });
  }

  decide(plan: number, token: string, decisions: readonly RowDecision[]): void {
    this.whileOwned(plan, token, () => {
      for (const decision of decisions) {
        const { row, state, customerId, customerName, changes, reasons = [], serverMessage } = decision;
        this.sql.run(
          `UPDATE plan_row SET state = ?, write = ?, customer_id = ?, customer_name = ?, changes = ?, reasons = ?, server_message = ?,
             phone = ?, email = ?, code = ?, search = search || ? WHERE plan = ? AND row = ? AND state = 'not-looked-up'`,
          state,
          writeOf(state),
          customerId ?? null,
          customerName ?? null,
          changesJson(changes),
          JSON.stringify(reasons),
          serverMessage ?? null,
          decision.phone ?? '',
          decision.email ?? '',
          decision.code ?? '',
          foundText(decision),
          plan,
          row,
        );
      }
    });
  }

  /** Finds duplicates by customer, phone, email and code among the rows that were looked up. */
  endLookUp(plan: number, token: string): void {
    this.whileOwned(plan, token, () => this.#markLookedUp(plan));
  }

  #markLookedUp(plan: number): void {
    this.#markDuplicates(plan, 'customer_id', "write = 'update'", sameCustomer);
    this.#markDuplicates(plan, 'phone', 'write IS NOT NULL', samePhone);
    this.#markDuplicates(plan, 'email', 'write IS NOT NULL', sameEmail);
    this.#markDuplicates(plan, 'code', 'write IS NOT NULL', sameCode);
  }

  /**
   * Later rows with the same value of a column become duplicates of the first one. A row that was sent keeps its state,
   * and counts as the first. An excluded row is not sent, so it does not count. `shown` is the column with the value as
   * the reason states it.
   */
  #markDuplicates(plan: number, column: string, condition: string, { sentence }: Problem, shown = column): void {
    const unsent = `plan_row.state IN ('not-looked-up', 'add', 'update')`;
    this.sql.run(
      `UPDATE plan_row SET state = 'duplicate', write = NULL, reasons = json_array(json_object('problem',
         json_object('sentence', ?3, 'values', json_array(found.first, trim(${shown})))))
       FROM (SELECT id, first_value(row) OVER (PARTITION BY ${column} ORDER BY ${unsent}, row) AS first FROM plan_row
             WHERE plan = ?1 AND state <> 'excluded' AND ${condition} AND ifnull(${column}, '') <> '') AS found
       WHERE plan_row.id = found.id AND plan_row.row <> found.first AND plan_row.plan = ?2 AND ${unsent}`,
      plan,
      plan,
      sentence,
    );
  }
}

const nothing: NotReverted = { fields: 0, customers: 0, unknown: 0, otherCustomer: 0 };
const sameCustomer = problem('Row {0} changes the same customer, {1}.', 0, '');
const samePhone = problem('Row {0} has the same phone number, {1}.', 0, '');
const sameEmail = problem('Row {0} has the same email address, {1}.', 0, '');
const sameCode = problem('Row {0} has the same customer code, {1}.', 0, '');
const sameKeys: Readonly<Record<Identifier, Problem>> = {
  id: problem('Row {0} has the same customer ID, {1}.', 0, ''),
  phone: samePhone,
  email: sameEmail,
  code: sameCode,
};

function writeOf(state: RowState): 'add' | 'update' | null {
  return state === 'add' || state === 'update' ? state : null;
}

/** The text that a search looks in, in lower case. It also looks in reasons, which can change. */
function searchText({ key, fields, reasons, invalidCells = [] }: RowInput): string {
  const values = [...fields].flatMap(([field, value]) => [field, plainValue(value)]);
  return [key, ...values, ...[...reasons, ...invalidCells].map(({ text = '' }) => text)].join('\n').toLowerCase();
}

function foundText({ customerId, customerName, changes = [] }: Omit<RowDecision, 'row'>): string {
  const values = changes.map(({ from, contact = '""' }) => plainValue(from ?? contact));
  return ['', customerId ?? '', customerName ?? '', ...values].join('\n').toLowerCase();
}
