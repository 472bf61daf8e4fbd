import { dirname } from 'node:path';
import { workerData } from 'node:worker_threads';
import type { WindowWriter } from './customerShapes.ts';
import { CustomerStore, touchMs } from './customerStore.ts';
import { fileAt, openDatabase, removeSetAside, type FilesBeside } from './database.ts';
import { InsightQueries } from './insightQueries.ts';
import { FilteredCustomers } from './filteredCustomers.ts';
import { migrations } from './migrations.ts';
import { rescueOlderHistory } from './olderHistory.ts';
import { serveStore, type ServedStore } from './serveStore.ts';
import { SpoolFiles } from './spoolFiles.ts';
import type { StoreCalls } from './storeCalls.ts';
import { StoreError } from './storeError.ts';

/*
 * The thread of a customer store: it opens the database named by `workerData` and does what it is asked, one thing after
 * the other. A file of its own in dist.
 */
const path = workerData as string;
/** Of all windows that were opened: a number of a store that was closed is never that of another window. */
let count = 0;
/** Also of a store that is opened anew. */
let mostBytes = Number.POSITIVE_INFINITY;

/** The records of all customers, also those that another process writes now. */
const records: FilesBeside = () => new SpoolFiles(dirname(path)).paths;

serveStore(path, open, records);

/** Deletes between calls what nobody needs any more, so that none of them waits long for it; calls itself as long as there is something. */
function sweepSoon(store: CustomerStore, isOpen: () => boolean): void {
  setTimeout(() => {
    try {
      if (isOpen() && store.sweep()) sweepSoon(store, isOpen);
    } catch {
      // Another process writes, or the disk is full: the rows are nobody's, and go the next time.
    }
  });
}

function open(): ServedStore<StoreCalls> {
  const { database, file, setAside } = openDatabase(path, migrations, records);
  let isClosed = false;
  const sweep = (): void => sweepSoon(store, () => !isClosed);
  const store = new CustomerStore(database, dirname(path), sweep, () => fileAt(path) === file);
  store.limit(mostBytes);
  const touching = setInterval(() => {
    try {
      store.touch();
    } catch {
      // Another process writes; the next time comes soon enough.
    }
  }, touchMs);
  touching.unref();
  // What a process left that ended meanwhile.
  sweep();
  const filtered = new FilteredCustomers(database);
  const insights = new InsightQueries(database);
  const windows = new Map<number, { readonly pull: number; readonly writer: WindowWriter }>();
  const writerOf = (window: number): WindowWriter => {
    const opened = windows.get(window);
    if (!opened) throw new StoreError('gone', 'The window was removed.');
    return opened.writer;
  };
  const calls: StoreCalls = {
    adoptPulls: (...given) => store.adoptPulls(...given),
    abandonPulls: (...given) => store.abandonPulls(...given),
    begin: (...args) => store.begin(...args),
    end: (pull, options) => {
      for (const [window, opened] of windows) if (opened.pull === pull) windows.delete(window);
      store.end(pull, options);
      // What was removed meanwhile has left pages that are needed no more.
      sweep();
    },
    replaceWindows: (...args) => store.replaceWindows(...args),
    put: (pull, texts) => texts.forEach((text) => store.put(pull, text)),
    keep: (pull) => store.keep(pull),
    last: (...args) => store.last(...args),
    pulls: (...args) => store.pulls(...args),
    tenants: () => store.tenants(),
    windows: (pull) => store.windows(pull),
    bytesOf: (pull) => store.bytesOf(pull),
    kept: (tenant) => store.kept(tenant),
    count: (pull, filter, only) =>
      (filter || only ? undefined : filtered.count(pull)) ?? store.count(pull, filter, only),
    groups: (...args) => filtered.groups(...args) ?? store.groups(...args),
    page: (...args) => filtered.page(...args) ?? store.page(...args),
    prepareFilter: (...args) => filtered.prepare(...args),
    releaseFilter: () => filtered.release(),
    find: (...args) => store.find(...args),
    charts: (...args) => insights.charts(...args),
    gaps: (...args) => insights.gaps(...args),
    rows: (...args) => insights.rows(...args),
    record: (...args) => store.record(...args),
    clear: (tenant) => {
      store.clear(tenant);
      if (tenant === undefined) removeSetAside(path);
    },
    discard: (tenant) => store.discard(tenant),
    sweepRows: () => store.sweepRows(),
    prune: (limits) => {
      store.prune(limits);
      removeSetAside(path, limits.before);
    },
    limit: (bytes) => store.limit((mostBytes = bytes)),
    sweep: () => store.sweep(),
    bytesOnDisk: () => store.bytesOnDisk,
    openWindow: (pull, window) => {
      windows.set(++count, { pull: pull.id, writer: store.openWindow(pull, window) });
      return count;
    },
    append: (window, ...records) => writerOf(window).append(...records),
    endWindow: (window, failure, options) => {
      writerOf(window).end(failure, options);
      windows.delete(window);
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
