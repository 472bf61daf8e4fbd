import type { PlanStore } from '../plans/planStore.ts';
import type { PlanRow } from '../plans/planRow.ts';

/** How many rows are read at once. */
const pageSize = 50;

/**
 * The rows to look up, a page at a time. Those whose lookup failed before come last, so that they cannot stop planning
 * at the same rows each time.
 */
export function rowsToLookUp(store: PlanStore, plan: number): () => Promise<PlanRow | undefined> {
  let page: PlanRow[] = [];
  let last = 0;
  const failed: number[] = [];
  let loading: Promise<void> | undefined;
  const load = async (): Promise<void> => {
    let found: PlanRow[];
    do {
      found = await store.rowsAfter({ plan, kinds: ['not-looked-up'] }, last, pageSize);
      last = found.at(-1)?.row ?? last;
      page = found.filter(({ reason }) => !reason);
      for (const { row, reason } of found) if (reason) failed.push(row);
    } while (found.length && !page.length);
    if (!page.length) for (const row of failed.splice(0, pageSize)) page.push((await store.row(plan, row))!);
  };
  return async () => {
    // Workers that wait share one page.
    if (!page.length) await (loading ??= load().finally(() => (loading = undefined)));
    return page.shift();
  };
}
