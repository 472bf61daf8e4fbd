import { existsSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { openDatabase, openMemory, openPresent, removeSetAside } from './database.ts';
import { historyMethods, writeMethods, type HistoryCalls, type HistoryLocation } from './historyCalls.ts';
import { HistoryStore } from './historyStore.ts';
import { historyTables } from './historyTables.ts';
import { methodsOf } from './methodsOf.ts';
import { moveOlderHistory } from './olderHistory.ts';
import { serveStore, type ServedStore } from './serveStore.ts';

/*
 * Worker thread of a history: opens the database at the location in `workerData`, and handles calls one after the
 * other. Built as a separate file.
 */
const { path, older, sandbox } = workerData as HistoryLocation;
const isMemory = path === ':memory:';

serveStore<HistoryCalls>(path, open);

function open(): ServedStore<HistoryCalls> {
  const { database, file, setAside } = isMemory
    ? { database: openMemory(historyTables) }
    : openDatabase(path, historyTables);
  const store = new HistoryStore(database);

  /** Returns the number of moved entries. A failure is returned, because it does not concern this database. */
  const moveOlder = (): { readonly moved: number; readonly olderFailure?: string } => {
    if (isMemory || older === undefined || !existsSync(older)) return { moved: 0 };
    try {
      const from = openPresent(older);
      try {
        return { moved: moveOlderHistory(from, database, sandbox) };
      } finally {
        from.close();
      }
    } catch (error) {
      return { moved: 0, olderFailure: error instanceof Error ? error.message : String(error) };
    }
  };

  return {
    file,
    setAside,
    close: () => store.close(),
    calls: {
      ...methodsOf(store, ...historyMethods),
      ...methodsOf(store.writes, ...writeMethods),
      keepPlans: (plans) => store.runs.keepPlans(plans),
      putRun: (run) => store.runs.put(run),
      runs: (tenant) => store.runs.list(tenant),
      look: (own = []) => {
        const { moved, olderFailure } = moveOlder();
        store.writes.beat(own);
        const { ended, sending } = store.writes.endAbandoned();
        return { isChanged: store.changedElsewhere() || moved + ended > 0, isSending: sending > 0, olderFailure };
      },
      clear: (tenant) => {
        const { olderFailure } = moveOlder();
        store.clear(tenant);
        if (!isMemory && tenant === undefined) {
          removeSetAside(path);
          if (older !== undefined) removeSetAside(older);
        }
        return { olderFailure };
      },
    },
  };
}
