import type { Problem } from '../../problem/problem.ts';
import type { Row, Statements } from '../../store/statements.ts';
import type { FieldValues } from '../../update/fieldValue.ts';
import type { PlanOwners } from './planOwners.ts';
import type { PlanRow, RowState } from './planRow.ts';
import {
  changesOf,
  changesJson,
  fieldsJson,
  fieldsOf,
  isUndecided,
  planRowColumns,
  planRowOf,
  valuesOf,
  valuesJson,
} from './planRowSql.ts';
import type { JournalEntry, JournalOutcome, WriteEnd, WriteStart, WrittenRow } from './journalEntry.ts';
import type { UndoneFields } from './undoneFields.ts';

/** Which rows are left to write, and the outcome of each write. */
export class WriteJournal {
  readonly #sql: Statements;
  readonly #owners: PlanOwners;
  readonly #undone: UndoneFields;

  constructor(sql: Statements, owners: PlanOwners, undone: UndoneFields) {
    this.#sql = sql;
    this.#owners = owners;
    this.#undone = undone;
  }

  /** The next included row to send after a row. */
  nextToSend(plan: number, after: number): PlanRow | undefined {
    return this.#writable(plan, after, 1, "AND state = 'not-sent'")[0];
  }

  /** The rows that a run can write, in pages. */
  agreed(plan: number, after: number, limit: number): PlanRow[] {
    return this.#writable(plan, after, limit, `AND (state = 'not-sent' OR ${isUndecided})`);
  }

  #writable(plan: number, after: number, limit: number, condition: string): PlanRow[] {
    return this.#sql
      .all(
        `SELECT ${planRowColumns} FROM plan_row WHERE plan = ? AND row > ? AND included = 1 AND kind IN ('add', 'update') ${condition} ORDER BY row LIMIT ?`,
        plan,
        after,
        limit,
      )
      .map(planRowOf);
  }

  /**
   * The rows whose write has an unknown outcome that a read can decide, including those that were being sent when their
   * process ended.
   */
  unknown(plan: number): number[] {
    return this.#sql
      .all(`SELECT row FROM plan_row WHERE plan = ? AND ${isUndecided} ORDER BY row`, plan)
      .map(({ row }) => row as number);
  }

  /** Records that a write is about to be sent; on disk when it returns. */
  beginWrite({ plan, row, before, after }: WriteStart, token: string): void {
    this.#owners.whileOwned(plan, token, () => {
      const isNew = this.#sql.run(
        `UPDATE plan_row SET state = 'sending', reason = NULL, server_message = NULL
         WHERE plan = ? AND row = ? AND included = 1 AND kind IN ('add', 'update') AND state = 'not-sent'`,
        plan,
        row,
      );
      // Such as a row that was sent, or excluded. A run never tries that while it is the owner.
      if (!isNew) throw new Error(`Row ${row} of plan ${plan} must not be sent.`);
      this.#sql.run(
        'INSERT INTO journal (plan, row, sent_at, before, after) VALUES (?, ?, ?, ?, ?)',
        plan,
        row,
        Date.now(),
        valuesJson(before),
        valuesJson(after),
      );
    });
  }

  /** Records the outcome of the last write of a row. */
  endWrite(end: WriteEnd, token: string): void {
    const { plan, row, outcome, state, customerId, status, reason, serverMessage, ignored = [] } = end;
    this.#owners.whileOwned(plan, token, () => {
      this.#sql.run(
        'UPDATE journal SET answered_at = ifnull(answered_at, ?), outcome = ?, status = ifnull(?, status) WHERE id = (SELECT max(id) FROM journal WHERE plan = ? AND row = ?)',
        end.isResolved ? null : Date.now(),
        outcome,
        status ?? null,
        plan,
        row,
      );
      this.#sql.run(
        `UPDATE plan_row SET state = ?, customer_id = ifnull(?, customer_id), ignored = ?, reason = ?, server_message = ifnull(?, server_message) WHERE plan = ? AND row = ?`,
        state,
        customerId ?? null,
        fieldsJson(ignored),
        reason ? JSON.stringify(reason) : null,
        serverMessage ?? null,
        plan,
        row,
      );
      if (ignored.length) this.#omit(plan, row, ignored);
      if (state === 'done' || state === 'unchanged') this.#undone.record(plan, row);
      if (outcome === 'other-customer' && reason) this.#undone.recordOther(plan, row, JSON.stringify(reason));
    });
  }

  /**
   * Removes fields that still have their earlier values from the changes of a row and from its last write. One without
   * an earlier value stays, because it may have changed.
   */
  #omit(plan: number, row: number, ignored: readonly string[]): void {
    const { id, before, after } = this.journal(plan, row).at(-1)!;
    const fields = new Set(ignored.filter((field) => before.has(field)));
    const { changes } = this.#sql.get('SELECT changes FROM plan_row WHERE plan = ? AND row = ?', plan, row)!;
    const left = changesOf(changes as string).filter(({ field }) => !fields.has(field));
    this.#sql.run('UPDATE plan_row SET changes = ? WHERE plan = ? AND row = ?', changesJson(left), plan, row);
    const without = (values: FieldValues): string =>
      valuesJson(new Map([...values].filter(([field]) => !fields.has(field))));
    this.#sql.run('UPDATE journal SET before = ?, after = ? WHERE id = ?', without(before), without(after), id);
  }

  /** Records why a row was not sent. */
  notSent(plan: number, token: string, row: number, state: RowState, reason: Problem, serverMessage?: string): void {
    this.#owners.whileOwned(plan, token, () => {
      this.#sql.run(
        "UPDATE plan_row SET state = ?, reason = ?, server_message = ? WHERE plan = ? AND row = ? AND state = 'not-sent'",
        state,
        JSON.stringify(reason),
        serverMessage ?? null,
        plan,
        row,
      );
      if (state === 'unchanged') this.#undone.record(plan, row);
    });
  }

  /** The writes of a row, oldest first. */
  journal(plan: number, row: number): JournalEntry[] {
    return this.#sql.all('SELECT * FROM journal WHERE plan = ? AND row = ? ORDER BY id', plan, row).map(entryOf);
  }

  /** When the last write of a plan was sent, in epoch milliseconds; undefined if none was. */
  lastSentAt(plan: number): number | undefined {
    const at = this.#sql.get('SELECT max(sent_at) AS at FROM journal WHERE plan = ?', plan)?.['at'];
    return typeof at === 'number' ? at : undefined;
  }

  /** The done rows, in pages. */
  written(plan: number, after: number, limit: number): WrittenRow[] {
    const revertedOther = this.#undone.revertedOther(plan);
    const columns = planRowColumns.replace(/\w+/g, (column) => `plan_row.${column}`);
    return this.#sql
      .all(
        `SELECT ${columns}, undone, journal.before, journal.after FROM plan_row JOIN journal ON journal.plan = plan_row.plan AND journal.row = plan_row.row AND journal.outcome = 'done'
         WHERE plan_row.plan = ? AND plan_row.row > ? AND plan_row.state = 'done' ORDER BY plan_row.row LIMIT ?`,
        plan,
        after,
        limit,
      )
      .map((row) => {
        const reason = revertedOther.get(row['row'] as number);
        return {
          ...planRowOf(row),
          before: valuesOf(row['before'] as string),
          after: valuesOf(row['after'] as string),
          undone: fieldsOf((row['undone'] as string | null) ?? '[]'),
          ...(reason && { revertedOther: reason }),
        };
      });
  }
}

function entryOf(row: Row): JournalEntry {
  const { answered_at: answeredAt, outcome, status } = row;
  return {
    id: row['id'] as number,
    row: row['row'] as number,
    sentAt: row['sent_at'] as number,
    ...(typeof answeredAt === 'number' && { answeredAt }),
    before: valuesOf(row['before'] as string),
    after: valuesOf(row['after'] as string),
    ...(typeof outcome === 'string' && { outcome: outcome as JournalOutcome }),
    ...(typeof status === 'number' && { status }),
  };
}
