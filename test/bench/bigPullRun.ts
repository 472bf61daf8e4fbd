import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AuthKey } from '../../src/kapture/connection/authKey.ts';
import type { ListModule } from '../../src/kapture/catalogue/operation.ts';
import type { Connection } from '../../src/kapture/connection/connection.ts';
import type { StoreCalls } from '../../src/kapture/store/storeWorker.ts';
import type * as library from './library.ts';

/** One pull of a large response. */
export interface BigPull {
  readonly records: number;
  /** The time from the request to a browsable index, or to the parsed value. */
  readonly ms: number;
  readonly growthMb: number;
}

/** How the response is read: by our client, or by `fetch` with `.json()`. */
export type Way = 'ours' | 'json';

/* A program: pulls one large response in one way, in a new process, and prints the measurements. */
const [, , way = '', url = '', folder = '', bundle = '', worker = '', module = 'customer'] = process.argv;

const { createTransport, startStoreThread, streamPull } = createRequire(import.meta.url)(bundle) as typeof library;
const day = { start: '2000-01-01', end: '2099-12-31' };
let peak = 0;
// All that every request needs is loaded, except for the thread of the store.
const before = process.memoryUsage.rss();
const watch = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, 10);
console.log(JSON.stringify(await (way === 'ours' ? ours() : json())));
process.exit();

/** The cost of the pull, taken at its end, before its result is read. */
function usage(started: number): Pick<BigPull, 'ms' | 'growthMb'> {
  const ms = performance.now() - started;
  peak = Math.max(peak, process.memoryUsage.rss());
  clearInterval(watch);
  return { ms, growthMb: (peak - before) / 1e6 };
}

async function json(): Promise<BigPull> {
  const started = performance.now();
  const response = await fetch(url, { method: 'POST', body: '[{}]' });
  const { message } = (await response.json()) as { message: unknown[] };
  return { ...usage(started), records: message.length };
}

async function ours(): Promise<BigPull> {
  // The thread is started before the pull, as in a view that already shows an earlier pull.
  const { store } = startStoreThread<StoreCalls>(worker, join(folder, 'kapture.db'));
  await store.last('Bench');
  const connection: Connection = {
    name: 'Bench',
    tenant: 'Bench',
    baseUrl: url,
    role: 'sandbox',
    readOnly: false,
    timeZone: 'Asia/Kolkata',
    dialect: 'flat',
    dialects: {},
    headers: [],
    paths: {},
    timeoutSeconds: 60,
    periodHours: 24 * 30,
    parallelPulls: 1,
    variables: {},
  };
  const started = performance.now();
  const source = { tenant: 'Bench', connection: 'Bench', timeZone: 'Asia/Kolkata' };
  const pull = await store.begin(source, day, [day], module as ListModule);
  await streamPull([day], {
    transport: createTransport(),
    store,
    target: { connection, key: 'a2FwZGVtbzprYXAxMjM=' as AuthKey },
    pull,
    signal: new AbortController().signal,
    maxBytes: () => Infinity,
    onPeriod: ({ failure }) => {
      if (failure) throw new Error(JSON.stringify(failure));
    },
  });
  await store.end(pull.id);
  return { ...usage(started), records: await store.count(pull.id) };
}
