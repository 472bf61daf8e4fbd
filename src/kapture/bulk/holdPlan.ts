import { beatMs, newOwner } from './planOwner.ts';
import type { BulkStoreCalls, PlanOwner } from './planShapes.ts';

/** A plan that this process uses; no other process can. */
export interface HeldPlan {
  readonly plan: number;
  readonly token: string;
  /** Aborted when another process has continued the plan, with the error. */
  readonly lost: AbortSignal;
}

/**
 * Runs `work` as the owner of a plan, which `acquire` returns. Throws `busy` if another process is, and what `work`
 * throws.
 */
export async function holdPlan<Result>(
  store: BulkStoreCalls,
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
      lost.abort(error);
    }
  };
  const timer = setInterval(() => void beat(), beatMs);
  try {
    return await work({ plan, token: owner.token, lost: lost.signal });
  } finally {
    clearInterval(timer);
    await store.release(plan, owner.token);
  }
}
