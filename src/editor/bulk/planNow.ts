import type { PlanHead } from '../../kapture/bulk/plans/planHead.ts';
import type { Plans } from './plans.ts';
import type { ActiveRun, Runs } from './runs.ts';

/** A plan, and the work on it in this window or elsewhere. */
export interface PlanNow {
  readonly head: PlanHead;
  readonly active: ActiveRun | undefined;
}

/** Reads a plan. Resolves to undefined if it was deleted. */
export async function planNow(
  plan: number,
  { plans, runs }: { readonly plans: Plans; readonly runs: Pick<Runs, 'active' | 'isOwn'> },
): Promise<PlanNow | undefined> {
  const wasOwn = runs.isOwn(plan);
  const head = await plans.store.plan(plan);
  if (!head) return undefined;
  // The work of this window can begin or end during the read.
  const isElsewhere = head.isInUse && !wasOwn && !runs.isOwn(plan);
  return { head, active: isElsewhere ? workElsewhere(head) : runs.active(plan) };
}

function workElsewhere({ status }: PlanHead): ActiveRun {
  const work = status === 'applying' ? 'write' : 'look-up';
  return { work, progress: undefined, isPaused: false, isStopping: false, isElsewhere: true };
}
