import type { Dialect } from '../../catalogue/dialect.ts';
import type { Row, Statements } from '../../store/statements.ts';
import { hasLiveOwner, type PlanOwners } from './planOwners.ts';
import { PlanError } from './planError.ts';
import type { PlanHead, PlanLimits, PlanStart, PlanStatus, StoredPlansSize } from './planHead.ts';
import type { PlanOwner } from './planOwner.ts';
import { isOfOtherCustomer, isUndecided } from './planRowSql.ts';
import type { Identifier } from './rowInput.ts';

/** How many sent and unsent plans are kept, and for how long after they were last used, in milliseconds. */
const keptPlans = 50,
  keptMs = 90 * 24 * 3600 * 1000;

/** The limits of the stored plans at this time. */
export function usualLimits(): PlanLimits {
  return { plans: keptPlans, before: Date.now() - keptMs };
}

/** The plans of a database, without their rows. Old ones are deleted. */
export class PlanHeads {
  readonly #sql: Statements;
  readonly #owners: PlanOwners;

  constructor(sql: Statements, owners: PlanOwners) {
    this.#sql = sql;
    this.#owners = owners;
  }

  /** Newest first; of all tenants by default. */
  plans(tenant?: string): PlanHead[] {
    const rows =
      tenant === undefined
        ? this.#sql.all('SELECT * FROM plan ORDER BY id DESC')
        : this.#sql.all('SELECT * FROM plan WHERE tenant = ? ORDER BY id DESC', tenant);
    return rows.map((row) => this.#headOf(row));
  }

  plan(id: number): PlanHead | undefined {
    const row = this.#sql.get('SELECT * FROM plan WHERE id = ?', id);
    return row && this.#headOf(row);
  }

  /** Creates a plan that the owner uses. */
  create(start: PlanStart, owner: PlanOwner): number {
    const now = Date.now();
    const id = this.#sql.transaction(() => {
      const reverted = start.revertOf === undefined ? undefined : this.#useReverted(start.revertOf, now);
      const newest = Number(this.#sql.get('SELECT max(id) AS id FROM plan')?.['id'] ?? 0);
      const next = Math.max(newest + 1, now * 1000);
      this.#sql.run(
        `INSERT INTO plan (id, title, tenant, connection, identifier, dialect, binding, file_path, file_sha256, columns,
           ignored_columns, constants, mapping, revert_of, root, depth, created_at, touched_at, is_read, is_looked_up, status)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 'planning')`,
        next,
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
        start.constants ? JSON.stringify(start.constants) : null,
        start.mapping ?? null,
        start.revertOf ?? null,
        reverted?.root ?? next,
        reverted ? reverted.depth + 1 : 0,
        now,
        now,
      );
      this.#owners.own(next, owner);
      return next;
    });
    this.prune(usualLimits());
    return id;
  }

  /** A plan that another one reverts is in use, or {@link prune} would delete what is to be reverted. */
  #useReverted(plan: number, now: number): { readonly root: number; readonly depth: number } {
    if (!this.#sql.run('UPDATE plan SET touched_at = ? WHERE id = ?', now, plan)) throw PlanError.gone(plan);
    const { root, depth } = this.#sql.get('SELECT root, depth FROM plan WHERE id = ?', plan)!;
    return { root: (root as number | null) ?? plan, depth: (depth as number | null) ?? 0 };
  }

  setStatus(plan: number, token: string, status: PlanStatus): void {
    this.#owners.whileOwned(plan, token, () => {
      this.#sql.run('UPDATE plan SET status = ? WHERE id = ?', status, plan);
    });
  }

  /** Throws `busy` while a process uses the plan. */
  remove(plan: number): void {
    this.#sql.transaction(() => {
      this.#owners.refuseIfUsed(plan);
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
    const rows = (condition: string): string =>
      `ifnull(sum((SELECT count(*) FROM plan_row WHERE plan = plan.id AND kind IN ('add', 'update') AND included = 1 AND ${condition})), 0)`;
    const row = this.#sql.get(
      `SELECT count(*) AS plans, ${rows(isUndecided)} AS unknown, ${rows(isOfOtherCustomer)} AS others
       FROM plan WHERE tenant = ifnull(?, tenant)`,
      tenant ?? null,
    )!;
    return {
      plans: row['plans'] as number,
      unknown: row['unknown'] as number,
      otherCustomer: row['others'] as number,
    };
  }

  /**
   * Deletes the plans that were last used before a time, and those above a number. Plans that were sent are counted
   * apart, so that dry runs do not delete what reverts a run. One that can still be resumed or has a write with an
   * unknown result is not counted. Those in use stay.
   */
  prune({ plans, before }: PlanLimits): void {
    const found = this.#sql.all(
      `SELECT id, touched_at, EXISTS (SELECT 1 FROM journal WHERE plan = plan.id) AS sent, status IN ('applying', 'stopped')
         OR EXISTS (SELECT 1 FROM plan_row WHERE plan = plan.id AND state IN ('sending', 'unknown')) AS open
       FROM plan ORDER BY touched_at DESC, id DESC`,
    );
    const isOld = (row: Row): boolean => (row['touched_at'] as number) < before;
    const ofKind = (sent: number): Row[] =>
      found.filter((row) => row['sent'] === sent && !(sent && row['open']) && !isOld(row));
    const excess = [...found.filter(isOld), ...ofKind(0).slice(plans), ...ofKind(1).slice(plans)];
    if (excess.length) this.#removeUnused(excess.map((row) => row['id'] as number));
  }

  #headOf(row: Row): PlanHead {
    const { columns, ignored_columns: ignoredColumns, constants, mapping, revert_of: revertOf } = row;
    const { file_path: path, file_sha256: sha256 } = row;
    const status = row['status'] as PlanStatus;
    const isInUse = hasLiveOwner(row);
    const isStopped = !isInUse && (status === 'applying' || status === 'stopped');
    return {
      id: row['id'] as number,
      title: row['title'] as string,
      tenant: row['tenant'] as string,
      connection: row['connection'] as string,
      identifier: row['identifier'] as Identifier,
      ...(typeof path === 'string' && typeof sha256 === 'string' && { file: { path, sha256 } }),
      ...(typeof columns === 'string' && { columns: JSON.parse(columns) as string[] }),
      ...(typeof ignoredColumns === 'number' && ignoredColumns > 0 && { ignoredColumns }),
      ...(typeof constants === 'string' && { constants: JSON.parse(constants) as Record<string, string> }),
      ...(typeof mapping === 'string' && { mapping }),
      dialect: row['dialect'] as Dialect,
      binding: row['binding'] as string,
      createdAt: row['created_at'] as number,
      isRead: row['is_read'] === 1,
      isLookedUp: row['is_looked_up'] === 1,
      status: isStopped ? this.#statusWithoutOwner(row['id'] as number) : status,
      isInUse,
      ...(typeof revertOf === 'number' && { revertOf }),
      rows: Number(this.#sql.get('SELECT count(*) AS n FROM plan_row WHERE plan = ?', row['id'] as number)!['n']),
    };
  }

  /** A process can end after the last row of its run, and before it records that the run has finished. */
  #statusWithoutOwner(plan: number): 'stopped' | 'finished' {
    const open = this.#sql.get(
      `SELECT 1 FROM plan_row WHERE plan = ? AND kind IN ('add', 'update') AND included = 1
         AND (state = 'not-sent' OR ${isUndecided}) LIMIT 1`,
      plan,
    );
    return open ? 'stopped' : 'finished';
  }

  #removeUnused(plans: readonly number[]): void {
    this.#sql.transaction(() => {
      for (const plan of plans) {
        if (!this.#owners.isUsed(plan)) this.#delete(plan);
      }
    });
    this.#shrink();
  }

  #delete(plan: number): void {
    for (const table of ['journal', 'plan_row']) this.#sql.run(`DELETE FROM ${table} WHERE plan = ?`, plan);
    this.#sql.run('DELETE FROM plan WHERE id = ?', plan);
  }

  /** Releases the space of deleted rows, also in the log, which still has their values. */
  #shrink(): void {
    this.#sql.exec('PRAGMA incremental_vacuum');
    this.#sql.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }
}
