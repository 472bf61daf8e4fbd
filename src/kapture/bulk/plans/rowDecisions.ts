import { problem, type Problem } from '../../problem/problem.ts';
import type { Statements } from '../../store/statements.ts';
import { plainValue } from '../../update/fieldValue.ts';
import { plainIdentifier } from './plainIdentifier.ts';
import type { PlanOwners } from './planOwners.ts';
import { changesJson, fieldsJson, valuesJson } from './planRowSql.ts';
import type { RowDecision, RowToAdd } from './rowDecision.ts';
import type { Identifier } from './rowInput.ts';

/** Stores the rows of a file, and what a plan decides about them. */
export class RowDecisions {
  readonly #sql: Statements;
  readonly #owners: PlanOwners;

  constructor(sql: Statements, owners: PlanOwners) {
    this.#sql = sql;
    this.#owners = owners;
  }

  addRows(plan: number, token: string, rows: readonly RowToAdd[]): void {
    this.#owners.whileOwned(plan, token, () => {
      const { identifier } = this.#sql.get('SELECT identifier FROM plan WHERE id = ?', plan)!;
      for (const { input, decision } of rows) {
        const statedName = input.fields.get('customer_name');
        const kind = decision?.kind ?? (input.problems.length ? 'invalid' : 'not-looked-up');
        this.#sql.run(
          `INSERT INTO plan_row (plan, row, line, kind, state, included, key, plain_key, customer_id, customer_name, stated_name,
             phone, email, code, reason, server_message, fields, changes, omitted, repairs, problems, search, cells)
           VALUES (?, ?, ?, ?, 'not-sent', 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, ?, ?, ?, ?, ?)`,
          plan,
          input.row,
          input.line ?? null,
          kind,
          input.key,
          plainIdentifier(identifier as Identifier, input.key),
          decision?.customerId ?? null,
          decision?.customerName ?? null,
          statedName === undefined ? null : plainValue(statedName),
          decision?.phone ?? '',
          decision?.email ?? '',
          decision?.code ?? '',
          decision?.reason ? JSON.stringify(decision.reason) : null,
          valuesJson(input.fields),
          changesJson(decision?.changes),
          fieldsJson(decision?.omitted),
          JSON.stringify(input.repairs),
          JSON.stringify(input.problems),
          searchText(input, decision),
          input.cells ? JSON.stringify(input.cells) : null,
        );
      }
    });
  }

  /** Marks the rows of the file as complete, and finds duplicates by key. */
  endRows(plan: number, token: string): void {
    this.#owners.whileOwned(plan, token, () => {
      const { identifier } = this.#sql.get('SELECT identifier FROM plan WHERE id = ?', plan)!;
      const { sentence } = sameKeys[identifier as Identifier];
      this.#markDuplicates(plan, 'plain_key', `kind = 'not-looked-up'`, sentence, 'key');
      this.#sql.run('UPDATE plan SET is_read = 1 WHERE id = ?', plan);
    });
  }

  decide(plan: number, token: string, decisions: readonly RowDecision[]): void {
    this.#owners.whileOwned(plan, token, () => {
      for (const decision of decisions) {
        const { row, kind, customerId, customerName, changes, omitted, reason, serverMessage } = decision;
        this.#sql.run(
          `UPDATE plan_row SET kind = ?, customer_id = ?, customer_name = ?, changes = ?, omitted = ?, reason = ?, server_message = ?,
             phone = ?, email = ?, code = ?, search = search || ? WHERE plan = ? AND row = ? AND kind = 'not-looked-up'`,
          kind,
          customerId ?? null,
          customerName ?? null,
          changesJson(changes),
          fieldsJson(omitted),
          reason ? JSON.stringify(reason) : null,
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

  /** Marks all rows as looked up, and finds duplicates by customer, phone, email and code. */
  endLookUp(plan: number, token: string): void {
    this.#owners.whileOwned(plan, token, () => {
      const written = "kind IN ('add', 'update')";
      this.#markDuplicates(plan, 'customer_id', "kind = 'update'", sameCustomer.sentence);
      this.#markDuplicates(plan, 'phone', written, samePhone.sentence);
      this.#markDuplicates(plan, 'email', written, sameEmail.sentence);
      this.#markDuplicates(plan, 'code', written, sameCode.sentence);
      this.#sql.run(
        "UPDATE plan SET is_looked_up = NOT EXISTS (SELECT * FROM plan_row WHERE plan = ?1 AND kind = 'not-looked-up') WHERE id = ?1",
        plan,
      );
    });
  }

  /**
   * Later rows with the same value of a column become duplicates of the first one. A row that was sent keeps its kind,
   * and counts as the first. `shown` is the column with the value as the reason states it.
   */
  #markDuplicates(plan: number, column: string, condition: string, sentence: string, shown = column): void {
    this.#sql.run(
      `UPDATE plan_row SET kind = 'duplicate', reason = json_object('sentence', ?3, 'values', json_array(found.first, trim(${shown})))
       FROM (SELECT id, first_value(row) OVER (PARTITION BY ${column} ORDER BY state = 'not-sent', row) AS first FROM plan_row
             WHERE plan = ?1 AND ${condition} AND ifnull(${column}, '') <> '') AS found
       WHERE plan_row.id = found.id AND plan_row.row <> found.first AND plan_row.plan = ?2 AND plan_row.state = 'not-sent'`,
      plan,
      plan,
      sentence,
    );
  }
}

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

/** The text that a search looks in, in lower case. It also looks in reasons, which can change. */
function searchText({ key, fields, problems }: RowToAdd['input'], decision: RowToAdd['decision']): string {
  const values = [...fields].flatMap(([field, value]) => [field, plainValue(value)]);
  const texts = [key, ...values, ...problems.map(({ text = '' }) => text)];
  return texts.join('\n').toLowerCase() + (decision ? foundText(decision) : '');
}

function foundText({ customerId, customerName, changes = [] }: Omit<RowDecision, 'row'>): string {
  const values = changes.map(({ from, contact = '""' }) => plainValue(from ?? contact));
  return ['', customerId ?? '', customerName ?? '', ...values].join('\n').toLowerCase();
}
