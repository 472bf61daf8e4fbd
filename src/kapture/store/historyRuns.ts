import type { Row, Statements } from './statements.ts';

/** A run of a plan: its writes, which are one entry of the history. */
export interface HistoryRun {
  readonly plan: number;
  readonly tenant: string;
  /** The name of the connection at that time. */
  readonly connection: string;
  /** The title of the plan. */
  readonly title: string;
  /** The plan that it reverts. */
  readonly revertOf?: number;
  /** When it was started or last resumed, in epoch milliseconds. */
  readonly startedAt: number;
  /** The number of rows to write, and of those that were written or whose outcome is unknown. */
  readonly writes: number;
  readonly done: number;
  readonly unknown: number;
  /** The number of rows that are done without masked fields, or without blank values that Kapture ignored. */
  readonly partly: number;
  /** Whether nothing is left to send. False during the run, and after one that was stopped or killed. */
  readonly isFinished: boolean;
}

/** The outcome of a run that is stored already. */
export type HistoryRunUpdate = Omit<HistoryRun, 'startedAt'>;

/** A stored run. Its ID is in the same order as those of exchanges. */
export interface StoredRun extends HistoryRun {
  readonly id: number;
  readonly isPlanDeleted: boolean;
}

/** The maximum number of stored runs. Older plans are deleted too. */
const maxRuns = 100;

/** An ID for an exchange or a run: the current time in microseconds, or one more than the newest ID. */
export function newHistoryId(sql: Statements): number {
  const newest = sql.get(
    'SELECT max(ifnull((SELECT max(id) FROM exchange), 0), ifnull((SELECT max(id) FROM run), 0)) AS id',
  );
  return Math.max(Number(newest!['id']) + 1, Date.now() * 1000);
}

/** The runs in the database of the history: one for each plan, however often it was resumed. */
export class HistoryRuns {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  /** Stores a run, or its outcome so far. A run that is resumed receives the new ID. An update adds none. */
  put(run: HistoryRun | HistoryRunUpdate): void {
    this.#sql.transaction(() => this.#put(run));
  }

  #put(run: HistoryRun | HistoryRunUpdate): void {
    const row = this.#sql.get('SELECT * FROM run WHERE plan = ?', run.plan);
    const known = row && storedRunOf(row);
    if (!('startedAt' in run)) {
      if (known) this.#insert({ ...known, ...run });
      return;
    }
    const isSame = known?.startedAt === run.startedAt;
    this.#insert({ ...run, id: known && isSame ? known.id : newHistoryId(this.#sql), isPlanDeleted: false });
    this.#sql.run('DELETE FROM run WHERE id <= (SELECT id FROM run ORDER BY id DESC LIMIT 1 OFFSET ?)', maxRuns);
  }

  #insert({ id, plan, tenant, connection, title, startedAt, writes, done, unknown, ...run }: StoredRun): void {
    this.#sql.run(
      `INSERT OR REPLACE INTO run (id, plan, tenant, connection, title, revert_of, started_at, writes, done, unknown, partly, is_finished, is_plan_deleted)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      plan,
      tenant,
      connection,
      title,
      run.revertOf ?? null,
      startedAt,
      writes,
      done,
      unknown,
      run.partly,
      Number(run.isFinished),
      Number(run.isPlanDeleted),
    );
  }

  /** Newest first. */
  list(tenant?: string): StoredRun[] {
    const rows =
      tenant === undefined
        ? this.#sql.all('SELECT * FROM run ORDER BY id DESC')
        : this.#sql.all('SELECT * FROM run WHERE tenant = ? ORDER BY id DESC', tenant);
    return rows.map(storedRunOf);
  }

  get(id: number): StoredRun | undefined {
    const row = this.#sql.get('SELECT * FROM run WHERE id = ?', id);
    return row && storedRunOf(row);
  }

  /** Records that only these plans still exist. */
  keepPlans(plans: readonly number[]): void {
    const deleted = 'UPDATE run SET is_plan_deleted = 1 WHERE plan NOT IN (SELECT value FROM json_each(?))';
    this.#sql.run(deleted, JSON.stringify(plans));
  }

  remove(id: number): void {
    this.#sql.run('DELETE FROM run WHERE id = ?', id);
  }

  clear(tenant?: string): void {
    if (tenant === undefined) this.#sql.run('DELETE FROM run');
    else this.#sql.run('DELETE FROM run WHERE tenant = ?', tenant);
  }
}

function storedRunOf(row: Row): StoredRun {
  return {
    id: row['id'] as number,
    plan: row['plan'] as number,
    tenant: row['tenant'] as string,
    connection: row['connection'] as string,
    title: row['title'] as string,
    ...(typeof row['revert_of'] === 'number' && { revertOf: row['revert_of'] }),
    startedAt: row['started_at'] as number,
    writes: row['writes'] as number,
    done: row['done'] as number,
    unknown: row['unknown'] as number,
    partly: row['partly'] as number,
    isFinished: row['is_finished'] === 1,
    isPlanDeleted: row['is_plan_deleted'] === 1,
  };
}
