import { existsSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { openDatabase, openMemory, openPresent, removeSetAside } from './database.ts';
import type { HistoryCalls, HistoryLocation } from './historyCalls.ts';
import { HistoryStore } from './historyStore.ts';
import { historyTables } from './historyTables.ts';
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
      add: (...args) => store.add(...args),
      begin: (...args) => store.begin(...args),
      beat: (...args) => store.beat(...args),
      end: (...args) => store.end(...args),
      noteFound: (...args) => store.noteFound(...args),
      restore: (...args) => store.restore(...args),
      list: (...args) => store.list(...args),
      count: (...args) => store.count(...args),
      tenants: () => store.tenants(),
      head: (...args) => store.head(...args),
      get: (...args) => store.get(...args),
      previous: (...args) => store.previous(...args),
      remove: (...args) => store.remove(...args),
      trim: (...args) => store.trim(...args),
      putRun: (...args) => store.putRun(...args),
      runs: (...args) => store.runs(...args),
      keepPlans: (...args) => store.keepPlans(...args),
      look: (own = []) => {
        const { moved, olderFailure } = moveOlder();
        store.beat(own);
        const { ended, sending } = store.endAbandoned();
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
