import { beatMs } from '../../store/isAlive.ts';
import { StoreError } from '../../store/storeError.ts';
import { PlanError } from './planError.ts';
import { newOwner, type PlanOwner } from './planOwner.ts';
import type { PlanStore } from './planStore.ts';

/** A plan that this process uses; no other process can. */
export interface HeldPlan {
  readonly plan: number;
  readonly token: string;
  /** Aborted when another process has continued the plan, with the error. */
  readonly lost: AbortSignal;
}

/**
 * Runs `work` as the owner of a plan, which `acquire` returns. Throws `busy` if another process is, what `work`
 * throws, and a {@link StoreError} for an error of the database.
 */
export async function holdPlan<Result>(
  store: PlanStore,
  acquire: (owner: PlanOwner) => Promise<number> | number,
  work: (held: HeldPlan) => Promise<Result>,
): Promise<Result> {
  try {
    return await hold(store, acquire, work);
  } catch (error) {
    // Other errors, such as of the file that is read, stay what they are.
    throw error instanceof Error && 'errcode' in error ? StoreError.from(error) : error;
  }
}

async function hold<Result>(
  store: PlanStore,
  acquire: (owner: PlanOwner) => Promise<number> | number,
  work: (held: HeldPlan) => Promise<Result>,
): Promise<Result> {
  const owner = newOwner();
  const plan = await acquire(owner);
  const lost = new AbortController();
  const beat = async (): Promise<void> => {
    try {
      await store.beat(plan, owner.token);
    } catch (error) {
      // If the database is busy for a moment, the run continues: each write checks the owner again.
      if (PlanError.is(error)) lost.abort(error);
    }
  };
  const timer = setInterval(() => void beat(), beatMs);
  try {
    return await work({ plan, token: owner.token, lost: lost.signal });
  } finally {
    clearInterval(timer);
    try {
      await store.release(plan, owner.token);
    } catch {
      // The database can be busy. What the work returned or threw matters more, and a silent owner loses the plan.
    }
  }
}
