import { inPages } from '../plans/pages.ts';
import type { PlanStore } from '../plans/planStore.ts';
import { revertPlan } from './revertPlan.ts';

/** A plan that reverts another one. */
export interface FoundRevertPlan {
  readonly id: number;
  /** A plan for the same that lacks rows, because the other one has written more since. */
  readonly outdated?: number;
}

/**
 * Finds the plan that reverts a plan: an unfinished one that has every written row that is not reverted, or a new one.
 */
export async function findRevertPlan(store: PlanStore, plan: number): Promise<FoundRevertPlan> {
  const head = await store.plan(plan);
  const begun = (await store.plans(head?.tenant)).filter(
    ({ revertOf, status }) => revertOf === plan && status !== 'finished' && status !== 'planning',
  );
  const [latest] = begun;
  if (!latest) return { id: await revertPlan(store, plan) };
  const left = await rowsOf(inPages((after, limit) => store.written(plan, after, limit)));
  for (const row of await store.reverted(plan)) left.delete(row);
  for (const { id } of begun) {
    const rows = await rowsOf(inPages((after, limit) => store.rowsAfter({ plan: id }, after, limit)));
    if ([...left].every((row) => rows.has(row))) return { id };
  }
  return { id: await revertPlan(store, plan), outdated: latest.id };
}

async function rowsOf(rows: AsyncIterable<{ readonly row: number }>): Promise<Set<number>> {
  const found = new Set<number>();
  for await (const { row } of rows) found.add(row);
  return found;
}
