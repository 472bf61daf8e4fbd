import { workerData } from 'node:worker_threads';
import { serveStore } from '../../store/serveStore.ts';
import { openPlanDatabase } from './planDatabase.ts';
import { servedPlans } from './servedPlans.ts';
import { tidyPlans } from './tidyPlans.ts';

/*
 * Worker thread of the plans: opens the database at the path in `workerData`, and handles calls one after the other.
 * Built as a separate file.
 */
const path = workerData as string;

serveStore(path, () => {
  const plans = openPlanDatabase(path);
  tidyPlans(plans, path);
  const { file, setAside } = plans;
  return { calls: servedPlans(plans), file, setAside, close: () => plans.close() };
});
