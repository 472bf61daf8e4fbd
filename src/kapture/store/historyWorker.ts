import { workerData } from 'node:worker_threads';
import { openDatabase, openMemory, removeSetAside } from './database.ts';
import { HistoryStore, historySchema } from './historyStore.ts';
import { methodsOf, serveStore } from './serveStore.ts';

/*
 * Worker thread of a history: opens the database at the path in `workerData`, which is `:memory:` for one that ends
 * with the thread, and handles calls one after the other. Built as a separate file.
 */
const path = workerData as string;
const isMemory = path === ':memory:';

serveStore(path, () => {
  const { database, file, setAside } = isMemory
    ? { database: openMemory(historySchema) }
    : openDatabase(path, historySchema);
  const store = new HistoryStore(database);
  return { calls: callsOf(store), file, setAside, close: () => store.close() };
});

function callsOf(store: HistoryStore) {
  return {
    ...methodsOf(store, 'begin', 'end', 'add', 'list', 'count', 'head', 'get'),
    ...methodsOf(store, 'previous', 'remove', 'trim'),
    keepPlans: (plans: readonly number[]) => store.runs.keepPlans(plans),
    putRun: (run: Parameters<HistoryStore['runs']['put']>[0]) => store.runs.put(run),
    runs: (tenant?: string) => store.runs.list(tenant),
    /** Deletes the entries of a tenant, or all entries including databases that were set aside. */
    clear: (tenant?: string): void => {
      store.clear(tenant);
      if (!isMemory && tenant === undefined) removeSetAside(path);
    },
  };
}

/** The calls of the history's thread. */
export type HistoryCalls = ReturnType<typeof callsOf>;
