import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { workerData } from 'node:worker_threads';
import type { DateRange } from '../dates/calendar.ts';
import type { Grouping, PeriodOptions, PeriodWriter, PullKey, Selection, Sorting } from './customerShapes.ts';
import { CustomerStore } from './customerStore.ts';
import { customerTables } from './customerTables.ts';
import { fileAt, openDatabase, removeSetAside, type RelatedFiles } from './database.ts';
import { FilteredCustomers } from './filteredCustomers.ts';
import { InsightQueries } from './insightQueries.ts';
import { methodsOf, serveStore, type ServedStore } from './serveStore.ts';
import { SpoolFiles } from './spoolFiles.ts';
import { StoreError } from './storeError.ts';
import type { Async } from './storeThread.ts';

/*
 * Worker thread of a customer store: opens the database at the path in `workerData`, and handles calls one after the
 * other. Built as a separate file.
 */
const path = workerData as string;
/** Number of periods that were opened, so that numbers are not reused after the store was reopened. */
let count = 0;
/** The storage limit in bytes, kept here so that it also applies to a store that is reopened. */
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
      // Another process is writing, or the disk is full. A later call deletes the rows.
    }
  });
}

function open(): ServedStore<StoreCalls> {
  const { database, file, setAside } = openDatabase(path, customerTables, records);
  let isClosed = false;
  const sweep = (): void => sweepSoon(store, () => !isClosed);
  const store = new CustomerStore(database, dirname(path), sweep, () => fileAt(path) === file);
  store.limit(maxBytes);
  // A process that ended may have left rows of removed pulls.
  sweep();
  return {
    calls: callsOf(store, database, sweep),
    file,
    setAside,
    close: () => {
      isClosed = true;
      store.close();
      database.close();
    },
  };
}

function callsOf(store: CustomerStore, database: DatabaseSync, sweep: () => void) {
  const filtered = new FilteredCustomers(database);
  const insights = new InsightQueries(database);
  const periods = new Map<number, { readonly pull: number; readonly writer: PeriodWriter }>();
  const writerOf = (period: number): PeriodWriter => {
    const opened = periods.get(period);
    if (!opened) throw new StoreError('gone', 'The period was removed.');
    return opened.writer;
  };
  return {
    ...methodsOf(store, 'begin', 'replacePeriods', 'last', 'periods', 'bytesOf', 'kept'),
    ...methodsOf(store, 'find'),
    ...methodsOf(store.fields, 'learnPull', 'learnRecords', 'learned'),
    ...methodsOf(insights, 'charts', 'rows'),
    record: (pull: number, id: string): Uint8Array | undefined => store.record(pull, id),
    /** The record as it was pulled, see `StoredCustomers.pulledRecord`. */
    pulledRecord: (pull: number, id: string): Uint8Array | undefined => store.pulledRecord(pull, id),
    end: (pull: number): void => {
      for (const [period, opened] of periods) if (opened.pull === pull) periods.delete(period);
      store.end(pull);
      // Removed rows have left free pages that can now be released.
      sweep();
    },
    /** Inserts records or replaces those with the same ids. Records that cannot be read are skipped. */
    put: (pull: PullKey, texts: readonly string[]): void => texts.forEach((text) => store.put(pull, text)),
    count: (pull: number, filter?: string, only?: Selection): number =>
      (filter || only ? undefined : filtered.count(pull)) ?? store.count(pull, filter, only),
    groups: (...args: Parameters<CustomerStore['groups']>) => filtered.groups(...args) ?? store.groups(...args),
    page: (...args: Parameters<CustomerStore['page']>) => filtered.page(...args) ?? store.page(...args),
    /** Prepares for a filter that is about to be typed. Only affects speed. */
    prepareFilter: (pull: number, by: Grouping, sort: Sorting, only?: Selection): void =>
      filtered.prepare(pull, by, sort, only),
    releaseFilter: (): void => filtered.release(),
    clear: (tenant?: string): void => {
      store.clear(tenant);
      if (tenant === undefined) removeSetAside(path);
    },
    prune: (limits: { readonly before: number; readonly bytes: number }): void => {
      store.prune(limits);
      removeSetAside(path, limits.before);
    },
    limit: (bytes: number): void => store.limit((maxBytes = bytes)),
    bytesOnDisk: (): number => store.bytesOnDisk,
    openPeriod: (pull: PullKey, period: DateRange, options?: PeriodOptions): number => {
      periods.set(++count, { pull: pull.id, writer: store.openPeriod(pull, period, options) });
      return count;
    },
    /** Shared memory is not copied, so it must not change until the call is complete. */
    append: (period: number, ...records: Parameters<PeriodWriter['append']>) => writerOf(period).append(...records),
    endPeriod: (period: number, ...end: Parameters<PeriodWriter['end']>): void => {
      writerOf(period).end(...end);
      periods.delete(period);
    },
  };
}

/** The calls of the store's thread. They identify a period by its number. */
export type StoreCalls = ReturnType<typeof callsOf>;

/** The store of customers in another thread. */
export type AsyncStore = Async<StoreCalls>;
