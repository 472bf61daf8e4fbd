import { workerData } from 'node:worker_threads';
import { openDatabase } from '../../store/database.ts';
import { serveStore } from '../../store/serveStore.ts';
import { bulkMigrations } from './bulkMigrations.ts';
import { bulkStoreIn, tidyPlans } from './bulkStore.ts';
import { servedCalls } from './servedBulkStore.ts';

/*
 * Worker thread of the plans: opens the database at the path in `workerData`, and handles calls one after the other.
 * Built as a separate file.
 */
const path = workerData as string;

serveStore(path, () => {
  const { database, file, setAside } = openDatabase(path, bulkMigrations);
  const store = bulkStoreIn(database);
  tidyPlans(store, path, setAside);
  return { calls: servedCalls(store), file, setAside, close: () => store.close() };
});
