import { inPages } from '../../kapture/bulk/pages.ts';
import type { BulkStoreCalls } from '../../kapture/bulk/planShapes.ts';
import { revertPlan } from '../../kapture/bulk/revertPlan.ts';

/** The ID of the plan that reverts a plan: one that was not sent and has every written row, or a new one. */
export async function findRevertPlan(store: BulkStoreCalls, plan: number): Promise<number> {
  const head = await store.plan(plan);
  const unsent = (await store.plans(head?.tenant)).filter(
    ({ revertOf, status }) => revertOf === plan && status === 'ready',
  );
  if (unsent.length) {
    // Written rows stay written: if there are as many as then, nothing was written since.
    const written = await countOf(inPages((after, limit) => store.written(plan, after, limit)));
    const found = unsent.find(({ rows }) => rows === written);
    if (found) return found.id;
  }
  return revertPlan(store, plan);
}

async function countOf(rows: AsyncGenerator<unknown>): Promise<number> {
  let count = 0;
  while (!(await rows.next()).done) count++;
  return count;
}
