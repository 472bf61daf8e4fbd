import type { DatabaseSync } from 'node:sqlite';
import type { Problem } from '../../problem/problem.ts';
import { openDatabase, openTemporary } from '../../store/database.ts';
import { Statements, type Row } from '../../store/statements.ts';
import { StoreError } from '../../store/storeError.ts';
import type { FieldValues } from '../../update/fieldValue.ts';
import type { PlanRow, RowState } from './planRow.ts';
import { leftToRevert, PlanRows } from './planRows.ts';
import { planRowColumns, planRowOf, planTables, valuesJson, valuesOf, type RowQuery } from './planTables.ts';

/** A write that was sent or is about to be. */
export interface JournalEntry {
  readonly id: number;
  /** In epoch milliseconds. */
  readonly sentAt: number;
  /** When a response, or that there is none, was recorded; undefined if the process ended before that. */
  readonly answeredAt?: number;
  /** The values of the fields before the write, where they are known. */
  readonly before: FieldValues;
  /** The values that were sent. */
  readonly after: FieldValues;
  /** Undefined: nothing was recorded after sending. */
  readonly outcome?: WriteOutcome;
  readonly status?: number;
}

/**
 * How a write ended.
 * - `accepted`: the response reports success, but whether Kapture ignored its blank values was not read yet
 * - `refused`: it was not sent, or the server did not process it, so it may be sent again
 * - `not-stored`: a read has shown that nothing was stored
 */
export type WriteOutcome = 'done' | 'failed' | 'unknown' | 'accepted' | 'refused' | 'not-stored' | 'other-customer';

export interface WriteEnd {
  /** The outcome was found by reading the record, not in the response. */
  readonly isResolved?: boolean;
  readonly outcome: WriteOutcome;
  /** `add` or `update`: the row may be sent again. */
  readonly state: RowState;
  readonly customerId?: string | undefined;
  readonly status?: number | undefined;
  readonly reason?: Problem | undefined;
  readonly serverMessage?: string | undefined;
}

/** A row that is done, with the values before and after its write. */
export interface WrittenRow extends PlanRow, Pick<JournalEntry, 'before' | 'after'> {}

/**
 * The plans in a file, and the journal of their writes. Several processes can use it at the same time. What a call
 * recorded is on disk when it returns. Calls throw a `PlanError`, or the errors of SQLite.
 */
export class PlanDatabase extends PlanRows {
  /** Identity of the file, even if it is renamed. */
  readonly file: string;
  /** Path of the previous file if it could not be used and was set aside. */
  readonly setAside: string | undefined;
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync, file: string, setAside: string | undefined) {
    super(new Statements(database));
    this.#database = database;
    this.file = file;
    this.setAside = setAside;
  }

  /** Opens or creates the file, readable only by its owner. Throws a {@link StoreError}. */
  static open(path: string): PlanDatabase {
    try {
      const { database, file, setAside } = openDatabase(path, planTables);
      // WAL with NORMAL would lose the latest records of the journal if the machine loses power. So could macOS, where
      // fsync leaves them in the cache of the drive (sqlite.org/pragma.html#pragma_fullfsync).
      database.exec('PRAGMA synchronous = FULL; PRAGMA fullfsync = ON');
      return new PlanDatabase(database, file, setAside);
    } catch (error) {
      throw StoreError.from(error);
    }
  }

  /** A database that ends with this process, even if the process is killed. Throws a {@link StoreError}. */
  static openTemporary(): PlanDatabase {
    try {
      return new PlanDatabase(openTemporary(planTables), '', undefined);
    } catch (error) {
      throw StoreError.from(error);
    }
  }

  close(): void {
    this.#database.close();
  }

  nextToSend(plan: number, after: number): PlanRow | undefined {
    return this.rowsAfter({ plan, states: ['add', 'update'] }, after, 1)[0];
  }

  /** The rows whose write has an unknown outcome that a read can decide. */
  unknown(plan: number): number[] {
    return this.sql
      .all("SELECT row FROM plan_row WHERE plan = ? AND state IN ('sending', 'unknown') ORDER BY row", plan)
      .map(({ row }) => row as number);
  }

  /** Records that a write is about to be sent; on disk when it returns. */
  beginWrite(
    plan: number,
    token: string,
    row: number,
    { before, after }: { readonly before: FieldValues; readonly after: FieldValues },
  ): void {
    this.whileOwned(plan, token, () => {
      const isNew = this.sql.run(
        `UPDATE plan_row SET state = 'sending', run_reason = NULL, server_message = NULL
         WHERE plan = ? AND row = ? AND state IN ('add', 'update')`,
        plan,
        row,
      );
      // The row was already sent, or is excluded. A run never begins such a write while it owns the plan.
      if (!isNew) throw new Error(`Row ${row} of plan ${plan} must not be sent.`);
      this.sql.run(
        'INSERT INTO journal (plan, row, sent_at, before, after) VALUES (?, ?, ?, ?, ?)',
        plan,
        row,
        Date.now(),
        valuesJson(before),
        valuesJson(after),
      );
    });
  }

  /** Records the outcome of the last write of a row. A row that is done, but has reasons, is partly done. */
  endWrite(plan: number, token: string, row: number, end: WriteEnd): void {
    const { outcome, state, customerId, status, reason, serverMessage } = end;
    this.whileOwned(plan, token, () => {
      this.sql.run(
        'UPDATE journal SET answered_at = ifnull(answered_at, ?), outcome = ?, status = ifnull(?, status) WHERE id = (SELECT max(id) FROM journal WHERE plan = ? AND row = ?)',
        end.isResolved ? null : Date.now(),
        outcome,
        status ?? null,
        plan,
        row,
      );
      this.sql.run(
        `UPDATE plan_row SET state = CASE WHEN ?1 = 'done' AND (reasons <> '[]' OR ?3 IS NOT NULL) THEN 'partly-done' ELSE ?1 END,
           customer_id = ifnull(?2, customer_id), run_reason = ?3, server_message = ifnull(?4, server_message) WHERE plan = ?5 AND row = ?6`,
        state,
        customerId ?? null,
        reason ? JSON.stringify(reason) : null,
        serverMessage ?? null,
        plan,
        row,
      );
    });
  }

  /** Records why a row was not sent. With the state `add` or `update`, it can be sent later. */
  notSent(plan: number, token: string, row: number, state: RowState, reason: Problem, serverMessage?: string): void {
    this.whileOwned(plan, token, () => {
      this.sql.run(
        "UPDATE plan_row SET state = ?, run_reason = ?, server_message = ? WHERE plan = ? AND row = ? AND state IN ('add', 'update')",
        state,
        JSON.stringify(reason),
        serverMessage ?? null,
        plan,
        row,
      );
    });
  }

  /** The writes of a row, oldest first. */
  journal(plan: number, row: number): JournalEntry[] {
    return this.sql.all('SELECT * FROM journal WHERE plan = ? AND row = ? ORDER BY id', plan, row).map(entryOf);
  }

  /** When the last write of a plan was sent, in epoch milliseconds; undefined if none was. */
  lastSentAt(plan: number): number | undefined {
    const at = this.sql.get('SELECT max(sent_at) AS at FROM journal WHERE plan = ?', plan)?.['at'];
    return typeof at === 'number' ? at : undefined;
  }

  /** The done rows after a row of the file that no plan has reverted or may have reverted. */
  writtenAfter(plan: number, row: number, limit: number): WrittenRow[] {
    return this.sql
      .all(
        `SELECT ${planRowColumns}, before, after ${leftToRevert} AND plan_row.row > ? ORDER BY plan_row.row LIMIT ?`,
        plan,
        row,
        limit,
      )
      .map((found) => ({
        ...planRowOf(found),
        before: valuesOf(found['before'] as string),
        after: valuesOf(found['after'] as string),
      }));
  }
}

function entryOf(row: Row): JournalEntry {
  const { answered_at: answeredAt, outcome, status } = row;
  return {
    id: row['id'] as number,
    sentAt: row['sent_at'] as number,
    ...(typeof answeredAt === 'number' && { answeredAt }),
    before: valuesOf(row['before'] as string),
    after: valuesOf(row['after'] as string),
    ...(typeof outcome === 'string' && { outcome: outcome as WriteOutcome }),
    ...(typeof status === 'number' && { status }),
  };
}

type PlanCalls = Omit<PlanDatabase, 'file' | 'setAside' | 'close'>;

/** The calls of a {@link PlanDatabase} with promises for results, so that the database can be in another thread. */
export type PlanStore = {
  readonly [Call in keyof PlanCalls]: (
    ...args: Parameters<PlanCalls[Call]>
  ) => ReturnType<PlanCalls[Call]> | Promise<ReturnType<PlanCalls[Call]>>;
};

/** How many rows are read at once. */
const pageRows = 500;

/** Goes through the rows that `load` returns after a row, a page at a time. */
export async function* inPages<One extends { readonly row: number }>(
  load: (after: number, limit: number) => One[] | Promise<One[]>,
): AsyncGenerator<One> {
  for (let after = 0; ;) {
    const page = await load(after, pageRows);
    yield* page;
    if (page.length < pageRows) return;
    after = page.at(-1)!.row;
  }
}

export function allRows(store: PlanStore, query: RowQuery): AsyncGenerator<PlanRow> {
  return inPages((after, limit) => store.rowsAfter(query, after, limit));
}
