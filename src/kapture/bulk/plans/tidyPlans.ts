import { removeSetAside } from '../../store/database.ts';
import type { PlanDatabase } from './planDatabase.ts';
import { usualLimits } from './planHeads.ts';

/** Deletes old plans, and old files that were set aside unless one was set aside just now. */
export function tidyPlans(plans: PlanDatabase, path: string): void {
  const limits = usualLimits();
  try {
    plans.prune(limits);
    if (plans.setAside === undefined) removeSetAside(path, limits.before);
  } catch {
    // Such as a busy database. The next start tries again.
  }
}
