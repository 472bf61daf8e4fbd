import { workerData } from 'node:worker_threads';
import { serveStore } from '../../store/serveStore.ts';
import { openPlanStore } from './openPlanStore.ts';
import { servedPlanStore } from './servedPlanStore.ts';
import { tidyPlans } from './tidyPlans.ts';

/*
 * Worker thread of the plans: opens the database at the path in `workerData`, and handles calls one after the other.
 * Built as a separate file.
 */
const path = workerData as string;

serveStore(path, () => {
  const opened = openPlanStore(path);
  tidyPlans(opened, path);
  const { store, file, setAside } = opened;
  return { calls: servedPlanStore(store), file, setAside, close: () => store.close() };
});
