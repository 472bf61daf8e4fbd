import { removeSetAside } from '../../store/database.ts';
import type { OpenPlanStore } from './openPlanStore.ts';
import { usualLimits } from './planHeads.ts';

/** Deletes old plans, and old files that were set aside unless one was set aside just now. */
export function tidyPlans({ store, setAside }: OpenPlanStore, path: string): void {
  const limits = usualLimits();
  try {
    store.prune(limits);
    if (setAside === undefined) removeSetAside(path, limits.before);
  } catch {
    // Such as a busy database. The next start tries again.
  }
}
