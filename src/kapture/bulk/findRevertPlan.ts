import { inPages } from './pages.ts';
import type { BulkStoreCalls } from './planShapes.ts';
import { revertPlan } from './revertPlan.ts';

/** A plan that reverts another one. */
export interface FoundRevertPlan {
  readonly id: number;
  /** A plan for the same that lacks rows, because the other one has written more since. */
  readonly outdated?: number;
}

/** Finds the plan that reverts a plan: an unfinished one that has every written row, or a new one. */
export async function findRevertPlan(store: BulkStoreCalls, plan: number): Promise<FoundRevertPlan> {
  const head = await store.plan(plan);
  const begun = (await store.plans(head?.tenant)).filter(
    ({ revertOf, status }) => revertOf === plan && status !== 'finished' && status !== 'planning',
  );
  const [latest] = begun;
  if (!latest) return { id: await revertPlan(store, plan) };
  // Written rows stay written: if there are as many as then, nothing was written since.
  const written = await countOf(inPages((after, limit) => store.written(plan, after, limit)));
  const found = begun.find(({ rows }) => rows === written);
  return found ? { id: found.id } : { id: await revertPlan(store, plan), outdated: latest.id };
}

async function countOf(rows: AsyncGenerator<unknown>): Promise<number> {
  let count = 0;
  while (!(await rows.next()).done) count++;
  return count;
}
