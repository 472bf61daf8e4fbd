import type { Connection } from '../../connection/connection.ts';
import { problem } from '../../problem/problem.ts';
import { beatMs } from '../../store/isAlive.ts';
import { StoreError } from '../../store/storeError.ts';
import { bindingOf } from './identifiers.ts';
import { PlanError, type PlanHead } from './plan.ts';
import type { PlanStore } from './planDatabase.ts';
import { newOwner, type PlanOwner } from './planHeads.ts';

/** The plan, if it was created for the connection as it is now. Throws a {@link PlanError} otherwise. */
export async function planFor(store: PlanStore, id: number, connection: Connection): Promise<PlanHead> {
  const head = await store.plan(id);
  if (!head) throw PlanError.gone(id);
  if (head.tenant !== connection.tenant)
    throw new PlanError(
      'other-tenant',
      problem(
        'The plan was created for {0}, and the connection {1} points to {2}.',
        head.tenant,
        connection.name,
        connection.tenant,
      ),
      id,
    );
  if (head.binding !== bindingOf(connection))
    throw new PlanError(
      'other-dialect',
      head.revertOf === undefined
        ? problem('The dialect or a path of {0} has changed since. Create a new plan.', connection.name)
        : problem('The dialect or a path of {0} has changed, so the run cannot be reverted.', connection.name),
      id,
    );
  return head;
}

/** A plan that this process uses; no other process can. */
export interface HeldPlan {
  readonly store: PlanStore;
  readonly plan: number;
  readonly token: string;
  /** Aborted when another process has resumed the plan, with the error. */
  readonly lost: AbortSignal;
}

/**
 * Runs `work` as the owner of a plan, or of the one that `acquire` creates. Throws `busy` if another process is the
 * owner, any error of `work`, and a {@link StoreError} for an error of the database.
 */
export async function holdPlan<Result>(
  store: PlanStore,
  acquire: number | ((owner: PlanOwner) => Promise<number> | number),
  work: (held: HeldPlan) => Promise<Result>,
): Promise<Result> {
  try {
    const owner = newOwner();
    let plan: number;
    if (typeof acquire === 'number') await store.acquire((plan = acquire), owner);
    else plan = await acquire(owner);
    return await hold({ store, plan, token: owner.token }, work);
  } catch (error) {
    // Other errors, such as those of the file that is read, are thrown unchanged.
    throw error instanceof Error && 'errcode' in error ? StoreError.from(error) : error;
  }
}

async function hold<Result>(owned: Omit<HeldPlan, 'lost'>, work: (held: HeldPlan) => Promise<Result>): Promise<Result> {
  const { store, plan, token } = owned;
  const lost = new AbortController();
  const beat = async (): Promise<void> => {
    try {
      await store.beat(plan, token);
    } catch (error) {
      // If the database is busy for a moment, the run continues: each write checks the owner again.
      if (PlanError.is(error)) lost.abort(error);
    }
  };
  const timer = setInterval(() => void beat(), beatMs);
  try {
    return await work({ ...owned, lost: lost.signal });
  } finally {
    clearInterval(timer);
    try {
      await store.release(plan, token);
    } catch {
      // The database can be busy. What the work returned or threw matters more, and a silent owner loses the plan
      // anyway.
    }
  }
}
