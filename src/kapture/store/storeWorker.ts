import { dirname } from 'node:path';
import { workerData } from 'node:worker_threads';
import type { PeriodWriter } from './customerShapes.ts';
import { CustomerStore, touchMs } from './customerStore.ts';
import { fileAt, openDatabase, removeSetAside, type RelatedFiles } from './database.ts';
import { InsightQueries } from './insightQueries.ts';
import { FilteredCustomers } from './filteredCustomers.ts';
import { methodsOf } from './methodsOf.ts';
import { migrations } from './migrations.ts';
import { rescueOlderHistory } from './olderHistory.ts';
import { serveStore, type ServedStore } from './serveStore.ts';
import { SpoolFiles } from './spoolFiles.ts';
import { fieldMethods, insightMethods, storeMethods, type StoreCalls } from './storeCalls.ts';
import { StoreError } from './storeError.ts';

/*
 * Worker thread of a customer store: opens the database at the path in `workerData`, and handles calls one after the
 * other. Built as a separate file.
 */
const path = workerData as string;
/** Number of periods that were opened, so that numbers are not reused after the store was reopened. */
let count = 0;
/** Also applies to a store that is reopened. */
let maxBytes = Number.POSITIVE_INFINITY;

/** The spool files, including those that another process is writing. */
const records: RelatedFiles = () => new SpoolFiles(dirname(path)).paths;

serveStore(path, open, records);

/** Deletes rows of removed pulls in short steps between calls, until there are none left. */
function sweepSoon(store: CustomerStore, isOpen: () => boolean): void {
  setTimeout(() => {
    try {
      if (isOpen() && store.sweep()) sweepSoon(store, isOpen);
    } catch {
      // Another process is writing, or the disk is full. The rows are deleted next time.
    }
  });
}

function open(): ServedStore<StoreCalls> {
  const { database, file, setAside } = openDatabase(path, migrations, records);
  let isClosed = false;
  const sweep = (): void => sweepSoon(store, () => !isClosed);
  const store = new CustomerStore(database, dirname(path), sweep, () => fileAt(path) === file);
  store.limit(maxBytes);
  const touching = setInterval(() => {
    try {
      store.touch();
    } catch {
      // Another process is writing. The next interval is early enough.
    }
  }, touchMs);
  touching.unref();
  // Deletes rows that a process left when it ended.
  sweep();
  const filtered = new FilteredCustomers(database);
  const insights = new InsightQueries(database);
  const periods = new Map<number, { readonly pull: number; readonly writer: PeriodWriter }>();
  const writerOf = (period: number): PeriodWriter => {
    const opened = periods.get(period);
    if (!opened) throw new StoreError('gone', 'The period was removed.');
    return opened.writer;
  };
  const calls: StoreCalls = {
    ...methodsOf(store, ...storeMethods),
    ...methodsOf(store.fields, ...fieldMethods),
    ...methodsOf(insights, ...insightMethods),
    record: (pull, id) => store.record(pull, id),
    pulledRecord: (pull, id) => store.pulledRecord(pull, id),
    sweep: () => store.sweep(),
    end: (pull) => {
      for (const [period, opened] of periods) if (opened.pull === pull) periods.delete(period);
      store.end(pull);
      // Removed rows have left free pages that can now be released.
      sweep();
    },
    put: (pull, texts) => texts.forEach((text) => store.put(pull, text)),
    count: (pull, filter, only) =>
      (filter || only ? undefined : filtered.count(pull)) ?? store.count(pull, filter, only),
    groups: (...args) => filtered.groups(...args) ?? store.groups(...args),
    page: (...args) => filtered.page(...args) ?? store.page(...args),
    prepareFilter: (...args) => filtered.prepare(...args),
    releaseFilter: () => filtered.release(),
    forgetFields: (tenant) => store.fields.forgetUntilNow(tenant),
    clear: (tenant) => {
      store.clear(tenant);
      if (tenant === undefined) removeSetAside(path);
    },
    prune: (limits) => {
      store.prune(limits);
      removeSetAside(path, limits.before);
    },
    limit: (bytes) => store.limit((maxBytes = bytes)),
    bytesOnDisk: () => store.bytesOnDisk,
    openPeriod: (pull, period, options) => {
      periods.set(++count, { pull: pull.id, writer: store.openPeriod(pull, period, options) });
      return count;
    },
    append: (period, ...records) => writerOf(period).append(...records),
    endPeriod: (period, failure, options) => {
      const restored = writerOf(period).end(failure, options);
      periods.delete(period);
      return restored;
    },
  };
  return {
    calls,
    file,
    setAside,
    rescue: (aside) => rescueOlderHistory(aside, database),
    close: () => {
      isClosed = true;
      clearInterval(touching);
      store.close();
      database.close();
    },
  };
}
