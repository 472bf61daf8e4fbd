import { randomUUID } from 'node:crypto';
import type { Dialect } from '../../catalogue/dialect.ts';
import { problem } from '../../problem/problem.ts';
import { isAlive, thisOwner, type LiveOwner } from '../../store/isAlive.ts';
import type { Row, Statements } from '../../store/statements.ts';
import type { Identifier } from './identifiers.ts';
import { PlanError, type PlanHead, type PlanStart, type PlanStatus, type StoredPlansSize } from './plan.ts';

/** The process that plans or applies. */
export interface PlanOwner extends Omit<LiveOwner, 'beatAt'> {
  /** Unique for each run. */
  readonly token: string;
}

/** A new owner: this process. */
export function newOwner(): PlanOwner {
  const { pid, host, started } = thisOwner();
  return { token: randomUUID(), pid, host, started };
}

/**
 * The plans of a database without their rows, and which process uses each of them. Only that process changes the rows.
 */
export class PlanHeads {
  protected readonly sql: Statements;

  constructor(sql: Statements) {
    this.sql = sql;
  }

  /** Newest first; of all tenants by default. */
  plans(tenant?: string): PlanHead[] {
    return this.sql
      .all('SELECT * FROM plan WHERE tenant = ifnull(?, tenant) ORDER BY id DESC', tenant ?? null)
      .map((row) => this.#headOf(row));
  }

  plan(id: number): PlanHead | undefined {
    const row = this.sql.get('SELECT * FROM plan WHERE id = ?', id);
    return row && this.#headOf(row);
  }

  create(start: PlanStart, owner: PlanOwner): number {
    const now = Date.now();
    return this.sql.transaction(() => {
      const { revertOf } = start;
      // A plan that is reverted counts as used, so that it is not deleted before the revert has ended.
      if (revertOf !== undefined && !this.sql.run('UPDATE plan SET touched_at = ? WHERE id = ?', now, revertOf))
        throw PlanError.gone(revertOf);
      const newest = Number(this.sql.get('SELECT max(id) AS id FROM plan')?.['id'] ?? 0);
      const id = Math.max(newest + 1, now * 1000);
      this.sql.run(
        `INSERT INTO plan (id, title, tenant, connection, identifier, dialect, binding, file_path, file_sha256, columns,
           ignored_columns, mapping, revert_of, created_at, touched_at, is_read, status)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 'planning')`,
        id,
        start.title,
        start.tenant,
        start.connection,
        start.identifier,
        start.dialect,
        start.binding,
        start.file?.path ?? null,
        start.file?.sha256 ?? null,
        start.columns ? JSON.stringify(start.columns) : null,
        start.ignoredColumns ?? null,
        start.mapping ?? null,
        revertOf ?? null,
        now,
        now,
      );
      this.#own(id, owner);
      return id;
    });
  }

  setStatus(plan: number, token: string, status: PlanStatus): void {
    this.whileOwned(plan, token, () => {
      this.sql.run('UPDATE plan SET status = ? WHERE id = ?', status, plan);
    });
  }

  /** Makes a process the owner of a plan. Throws `busy` if another one is. */
  acquire(plan: number, owner: PlanOwner): void {
    this.sql.transaction(() => {
      this.refuseIfUsed(plan);
      this.#own(plan, owner);
    });
  }

  /** Says that the owner is alive. Throws `lost` if it is no longer the owner. */
  beat(plan: number, token: string): void {
    const now = Date.now();
    if (!this.sql.run('UPDATE plan SET beat_at = ?, touched_at = ? WHERE id = ? AND owner = ?', now, now, plan, token))
      throw lost(plan);
  }

  release(plan: number, token: string): void {
    this.sql.run(
      'UPDATE plan SET owner = NULL, owner_pid = NULL, owner_host = NULL, owner_started = NULL, beat_at = NULL WHERE id = ? AND owner = ?',
      plan,
      token,
    );
  }

  /** Throws `busy` while a process uses the plan. */
  remove(plan: number): void {
    this.sql.transaction(() => {
      this.refuseIfUsed(plan);
      this.#delete(plan);
    });
    this.#shrink();
  }

  /** Deletes the plans of a tenant, or of all, except those in use. */
  removeTenant(tenant?: string): void {
    this.#removeUnused(this.plans(tenant).map(({ id }) => id));
  }

  /** How much {@link removeTenant} would delete. */
  stored(tenant?: string): StoredPlansSize {
    const rows = (states: string): string =>
      `ifnull(sum((SELECT count(*) FROM plan_row WHERE plan = plan.id AND state IN (${states}))), 0)`;
    const row = this.sql.get(
      `SELECT count(*) AS plans, ${rows("'sending', 'unknown'")} AS unknown, ${rows("'other-customer'")} AS others
       FROM plan WHERE tenant = ifnull(?, tenant)`,
      tenant ?? null,
    )!;
    return {
      plans: row['plans'] as number,
      unknown: row['unknown'] as number,
      otherCustomer: row['others'] as number,
    };
  }

  /** Deletes the plans that were last used before a time, in epoch milliseconds, except those in use. */
  prune(before: number): void {
    const old = this.sql.all('SELECT id FROM plan WHERE touched_at < ?', before);
    if (old.length) this.#removeUnused(old.map(({ id }) => id as number));
  }

  /** Runs work in a transaction. Throws `lost` if the process of the token is not the owner. */
  protected whileOwned(plan: number, token: string, work: () => void): void {
    this.sql.transaction(() => {
      if (this.sql.get('SELECT owner FROM plan WHERE id = ?', plan)?.['owner'] !== token) throw lost(plan);
      work();
    });
  }

  /** Throws `busy` if a process uses the plan, within a transaction. */
  protected refuseIfUsed(plan: number): void {
    if (this.#isUsed(plan))
      throw new PlanError('busy', problem('Another process is using this plan. Try again when it has finished.'), plan);
  }

  #isUsed(plan: number): boolean {
    const row = this.sql.get(
      'SELECT owner, owner_pid, owner_host, owner_started, beat_at FROM plan WHERE id = ?',
      plan,
    );
    return row !== undefined && hasLiveOwner(row);
  }

  #own(plan: number, { token, pid, host, started }: PlanOwner): void {
    const now = Date.now();
    const isThere = this.sql.run(
      'UPDATE plan SET owner = ?, owner_pid = ?, owner_host = ?, owner_started = ?, beat_at = ?, touched_at = ? WHERE id = ?',
      token,
      pid,
      host,
      started ?? null,
      now,
      now,
      plan,
    );
    if (!isThere) throw PlanError.gone(plan);
  }

  #headOf(row: Row): PlanHead {
    const id = row['id'] as number;
    const { columns, ignored_columns: ignoredColumns, mapping, revert_of: revertOf } = row;
    const { file_path: path, file_sha256: sha256 } = row;
    const status = row['status'] as PlanStatus;
    const isInUse = hasLiveOwner(row);
    const isStopped = !isInUse && (status === 'applying' || status === 'stopped');
    return {
      id,
      title: row['title'] as string,
      tenant: row['tenant'] as string,
      connection: row['connection'] as string,
      identifier: row['identifier'] as Identifier,
      ...(typeof path === 'string' && typeof sha256 === 'string' && { file: { path, sha256 } }),
      ...(typeof columns === 'string' && { columns: JSON.parse(columns) as string[] }),
      ...(typeof ignoredColumns === 'number' && ignoredColumns > 0 && { ignoredColumns }),
      ...(typeof mapping === 'string' && { mapping }),
      dialect: row['dialect'] as Dialect,
      binding: row['binding'] as string,
      createdAt: row['created_at'] as number,
      isRead: row['is_read'] === 1,
      status: isStopped ? this.#statusWithoutOwner(id) : status,
      isInUse,
      ...(typeof revertOf === 'number' && { revertOf }),
      rows: Number(this.sql.get('SELECT count(*) AS n FROM plan_row WHERE plan = ?', id)!['n']),
    };
  }

  /** A process can end after the last row of its run, and before it records that the run has finished. */
  #statusWithoutOwner(plan: number): 'stopped' | 'finished' {
    const open = this.sql.get(
      "SELECT 1 FROM plan_row WHERE plan = ? AND state IN ('add', 'update', 'sending', 'unknown') LIMIT 1",
      plan,
    );
    return open ? 'stopped' : 'finished';
  }

  #removeUnused(plans: readonly number[]): void {
    this.sql.transaction(() => {
      for (const plan of plans) if (!this.#isUsed(plan)) this.#delete(plan);
    });
    this.#shrink();
  }

  #delete(plan: number): void {
    for (const table of ['journal', 'plan_row']) this.sql.run(`DELETE FROM ${table} WHERE plan = ?`, plan);
    this.sql.run('DELETE FROM plan WHERE id = ?', plan);
  }

  /** Releases the space of deleted rows, also in the write-ahead log, which still has their values. */
  #shrink(): void {
    this.sql.exec('PRAGMA incremental_vacuum');
    this.sql.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }
}

function lost(plan: number): PlanError {
  return new PlanError('lost', problem('Another process resumed this plan, so this one stopped.'), plan);
}

/**
 * Whether the plan of a row of the table `plan` has an owner that is still running. An owner that was suspended for a
 * long time is no longer the owner, and finds out before it writes.
 */
function hasLiveOwner(row: Row): boolean {
  if (typeof row['owner'] !== 'string') return false;
  const owner = {
    pid: row['owner_pid'] as number,
    host: row['owner_host'] as string,
    beatAt: row['beat_at'] as number,
    started: (row['owner_started'] as string | null) ?? undefined,
  };
  return isAlive(owner, Date.now());
}
