import type { HistoryCalls, OlderFailure } from '../../kapture/store/historyCalls.ts';
import type { Async } from '../../kapture/store/storeCalls.ts';
import type { ClearProgress } from '../shared/questions/clearProgress.ts';

export type AsyncHistory = Async<HistoryCalls>;

/**
 * Deletes the history of one tenant, or of all tenants one by one. A cancellation takes effect between tenants.
 * `onClear` is called before each deletion with its tenant; undefined for all.
 */
export async function clearHistory(
  store: AsyncHistory,
  tenant: string | undefined,
  progress: ClearProgress | undefined,
  onClear: (tenant: string | undefined) => void,
): Promise<OlderFailure> {
  let deleted = 0;
  let outcome: OlderFailure = {};
  for (const one of tenant === undefined ? await store.tenants() : []) {
    if (progress?.signal.aborted) return outcome;
    const count = await store.count(one);
    onClear(one);
    outcome = await store.clear(one);
    progress?.onDeleted((deleted += count));
  }
  // Also deletes entries without a tenant and damaged files that were moved aside.
  if (progress?.signal.aborted) return outcome;
  onClear(tenant);
  return store.clear(tenant);
}
