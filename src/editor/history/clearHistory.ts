import type { HistoryCalls } from '../../kapture/store/historyWorker.ts';
import type { Async } from '../../kapture/store/storeThread.ts';
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
): Promise<void> {
  let deleted = 0;
  for (const one of tenant === undefined ? await store.tenants() : []) {
    if (progress?.signal.aborted) return;
    const count = await store.count(one);
    onClear(one);
    await store.clear(one);
    progress?.onDeleted((deleted += count));
  }
  // Also deletes files that were moved aside.
  if (progress?.signal.aborted) return;
  onClear(tenant);
  await store.clear(tenant);
}
