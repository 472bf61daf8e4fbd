import { workerData } from 'node:worker_threads';
import { removeSetAside } from '../../store/database.ts';
import { serveStore } from '../../store/serveStore.ts';
import { PlanError } from './plan.ts';
import { PlanDatabase } from './planDatabase.ts';
import type { ServedPlans } from './planThread.ts';

/*
 * Worker thread of the plans: opens the database at the path in `workerData`, and handles calls one after the other.
 * Built as a separate file.
 */
const path = workerData as string;
/** How long plans are kept after they were last used, in milliseconds. */
const keptMs = 90 * 24 * 3600 * 1000;

serveStore<ServedPlans>(path, () => {
  const plans = PlanDatabase.open(path);
  tidy(plans);
  const { file, setAside } = plans;
  return { calls: { call: (name, args) => served(plans, name, args) }, file, setAside, close: () => plans.close() };
});

function served(
  plans: PlanDatabase,
  ...[name, args]: Parameters<ServedPlans['call']>
): ReturnType<ServedPlans['call']> {
  try {
    return { result: (plans as unknown as Record<string, (...given: readonly unknown[]) => unknown>)[name]!(...args) };
  } catch (error) {
    if (!PlanError.is(error)) throw error;
    const { reason, problem, plan } = error;
    return { error: { reason, problem, plan } };
  }
}

/** Deletes old plans, and old files that were set aside unless one was set aside just now. */
function tidy(plans: PlanDatabase): void {
  const before = Date.now() - keptMs;
  try {
    plans.prune(before);
    if (plans.setAside === undefined) removeSetAside(path, before);
  } catch {
    // The database can be busy. The next start tries again.
  }
}
