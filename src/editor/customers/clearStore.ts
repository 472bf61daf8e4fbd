import type { AsyncStore } from '../../kapture/store/storeCalls.ts';
import type { ClearProgress } from '../shared/questions/clearProgress.ts';

/**
 * Deletes what was pulled from a tenant, or from one tenant after the other. A cancel is heeded between tenants; the rows of
 * the current one go all the same, by the store itself.
 */
export async function clearStore(
  store: AsyncStore,
  tenant: string | undefined,
  progress?: ClearProgress,
): Promise<void> {
  const before = (await store.sweepRows()).swept;
  for (const one of tenant === undefined ? await store.tenants() : [tenant]) {
    if (progress?.signal.aborted) return;
    await store.discard(one);
    for (let isMore = true; isMore && !progress?.signal.aborted;) {
      const step = await store.sweepRows();
      isMore = step.isMore;
      progress?.onDeleted(step.swept - before);
    }
  }
  // Pulls that no tenant is known of, what was set aside, and the space in the files.
  if (!progress?.signal.aborted) await store.clear(tenant);
}
