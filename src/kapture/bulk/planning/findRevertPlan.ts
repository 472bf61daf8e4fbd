import { isReverted } from '../plans/journalEntry.ts';
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
 * Finds the plan that reverts a plan: an unfinished one that can still revert every written row that is not reverted,
 * and would not revert a field again; or a new one.
 */
export async function findRevertPlan(store: PlanStore, plan: number): Promise<FoundRevertPlan> {
  const head = await store.plan(plan);
  const begun = (await store.plans(head?.tenant)).filter(
    ({ revertOf, status }) => revertOf === plan && status !== 'finished' && status !== 'planning',
  );
  const [latest] = begun;
  if (!latest) return { id: await revertPlan(store, plan) };
  const left = new Set<number>();
  /** The fields of rows that no plan may send again. */
  const sent = new Map<number, readonly string[]>();
  for await (const row of inPages((after, limit) => store.written(plan, after, limit))) {
    if (row.revertedOther) sent.set(row.row, [...row.before.keys()]);
    else {
      if (!isReverted(row)) left.add(row.row);
      if (row.undone.length) sent.set(row.row, row.undone);
    }
  }
  let isIncomplete = false;
  for (const { id, isInUse } of begun) {
    const missing = new Set(left);
    const undecided = new Set(await store.unknown(id));
    let canContinue = false;
    let isSettled = false;
    let isOutdated = false;
    for await (const row of inPages((after, limit) => store.rowsAfter({ plan: id }, after, limit))) {
      const { state, changes } = row;
      const isLeft = missing.delete(row.row);
      const earlier = sent.get(row.row) ?? [];
      if (state === 'not-sent') {
        if (row.kind === 'update' && row.isIncluded) canContinue = true;
        // It would revert a field again.
        if (changes.some(({ field }) => earlier.includes(field))) isOutdated = true;
      } else if (isLeft && !isInUse && !undecided.has(row.row)) {
        // A run that uses the plan can have written the row since the rows that are left were read. In another plan, it
        // was written again since.
        if (state === 'done' || state === 'unchanged') isOutdated = true;
        else isSettled = true;
      }
    }
    // The rows that a run has settled are reverted by the next plan, once it has written the others.
    if (!missing.size && !isOutdated && (canContinue || !isSettled)) return { id };
    if (id === latest.id) isIncomplete = missing.size > 0;
  }
  return { id: await revertPlan(store, plan), ...(isIncomplete && { outdated: latest.id }) };
}
