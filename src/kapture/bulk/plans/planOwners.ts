import { problem } from '../../problem/problem.ts';
import { isAlive, type LiveOwner } from '../../store/isAlive.ts';
import type { Row, Statements } from '../../store/statements.ts';
import { PlanError } from './planError.ts';
import type { PlanOwner } from './planOwner.ts';

/** Which process uses a plan. Only that one changes its rows. */
export class PlanOwners {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  /** Makes a process the owner of a plan. Throws `busy` if another one is. */
  acquire(plan: number, owner: PlanOwner): void {
    this.#sql.transaction(() => {
      this.refuseIfUsed(plan);
      this.own(plan, owner);
    });
  }

  /** Says that the owner is alive. Throws `lost` if it is no longer the owner. */
  beat(plan: number, token: string): void {
    const now = Date.now();
    if (!this.#sql.run('UPDATE plan SET beat_at = ?, touched_at = ? WHERE id = ? AND owner = ?', now, now, plan, token))
      throw lost(plan);
  }

  release(plan: number, token: string): void {
    this.#sql.run(
      'UPDATE plan SET owner = NULL, owner_pid = NULL, owner_host = NULL, owner_started = NULL, beat_at = NULL WHERE id = ? AND owner = ?',
      plan,
      token,
    );
  }

  /** Runs work in a transaction. Throws `lost` if the process of the token is not the owner. */
  whileOwned(plan: number, token: string, work: () => void): void {
    this.#sql.transaction(() => {
      if (this.#sql.get('SELECT owner FROM plan WHERE id = ?', plan)?.['owner'] !== token) throw lost(plan);
      work();
    });
  }

  /** Makes a process the owner, within a transaction. */
  own(plan: number, { token, pid, host, started }: PlanOwner): void {
    const now = Date.now();
    const isThere = this.#sql.run(
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

  /** Whether a running process uses a plan. */
  isUsed(plan: number): boolean {
    const row = this.#sql.get(
      'SELECT owner, owner_pid, owner_host, owner_started, beat_at FROM plan WHERE id = ?',
      plan,
    );
    return row !== undefined && hasLiveOwner(row);
  }

  /** Throws `busy` if a process uses the plan, within a transaction. */
  refuseIfUsed(plan: number): void {
    if (this.isUsed(plan))
      throw new PlanError('busy', problem('Another process is using this plan. Try again when it has finished.'), plan);
  }
}

/** The error of a process that is no longer the owner of a plan. */
function lost(plan: number): PlanError {
  return new PlanError('lost', problem('Another process continued this plan, so this one stopped.'), plan);
}

/**
 * Whether the plan of a row of the table `plan` has an owner that is still running. One that was suspended for long
 * finds out before it writes, because it is no longer the owner.
 */
export function hasLiveOwner(row: Row): boolean {
  return typeof row['owner'] === 'string' && isAlive(ownerOf(row), Date.now());
}

/** The owner in the columns of a row. */
function ownerOf(row: Row): LiveOwner {
  return {
    pid: row['owner_pid'] as number,
    host: row['owner_host'] as string,
    beatAt: row['beat_at'] as number,
    started: (row['owner_started'] ?? undefined) as string | undefined,
  };
}
