import type { HistoryCalls, OlderFailure } from '../../kapture/store/historyCalls.ts';
import type { Async } from '../../kapture/store/storeCalls.ts';
import type { ClearProgress } from '../shared/questions/clearProgress.ts';

export type AsyncHistory = Async<HistoryCalls>;

/** Deletes what there is of a tenant, or of one tenant after the other. A cancel is heeded between tenants. */
export async function clearHistory(
  store: AsyncHistory,
  tenant: string | undefined,
  progress?: ClearProgress,
): Promise<OlderFailure> {
  let deleted = 0;
  let outcome: OlderFailure = {};
  for (const one of tenant === undefined ? await store.tenants() : []) {
    if (progress?.signal.aborted) return outcome;
    const count = await store.count(one);
    outcome = await store.clear(one);
    progress?.onDeleted((deleted += count));
  }
  // What no tenant is known of, and what was set aside.
  return progress?.signal.aborted ? outcome : store.clear(tenant);
}
