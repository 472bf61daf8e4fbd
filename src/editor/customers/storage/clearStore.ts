import type { AsyncStore } from '../../../kapture/store/storeWorker.ts';
import type { ClearProgress } from '../../shared/questions/clearProgress.ts';

/**
 * Deletes the customers of one tenant, or of all tenants in turn. Canceling takes effect between tenants: the store
 * deletes the remaining rows of the current tenant in the background.
 */
export async function clearStore(
  store: AsyncStore,
  tenant: string | undefined,
  progress?: ClearProgress,
): Promise<void> {
  const sweptBefore = (await store.sweepRows()).swept;
  for (const one of tenant === undefined ? await store.tenants() : [tenant]) {
    if (progress?.signal.aborted) return;
    await store.discard(one);
    for (let isMore = true; isMore && !progress?.signal.aborted;) {
      const step = await store.sweepRows();
      isMore = step.isMore;
      progress?.onDeleted(step.swept - sweptBefore);
    }
  }
  // Databases that were set aside, and the free space in the files.
  if (!progress?.signal.aborted) await store.clear(tenant);
}
