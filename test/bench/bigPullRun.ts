import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type * as kapture from '../../src/kapture/index.ts';
import type { AuthKey } from '../../src/kapture/connection/authKey.ts';
import type { Connection } from '../../src/kapture/connection/connection.ts';
import type { StoreCalls } from '../../src/kapture/store/storeWorker.ts';
import type { StoreThread } from '../../src/kapture/store/storeThread.ts';
import type { BigPull, Way } from './bigPull.ts';

/* A program: pulls one large response in one way, in a new process, and prints the measurements. */
const [, , way = '', url = '', folder = '', dist = ''] = process.argv;

const { createTransport, startStoreThread, streamPull } = (await import(join(dist, 'kapture.mjs'))) as typeof kapture;
const day = { start: '2000-01-01', end: '2099-12-31' };
let peak = 0;
// What every request loads is already loaded. The store's thread is not.
const before = process.memoryUsage.rss();
const watch = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, 10);
const ways: Readonly<Record<Way, () => Promise<Partial<BigPull>>>> = {
  ours,
  json,
  'stream-json': streamJson,
  '@streamparser/json': streamParser,
};
const started = performance.now();
const startedCpu = process.cpuUsage();
console.log(JSON.stringify(await ways[way as Way]()));
process.exit();

/** The cost of the pull, taken at its end, before its result is read. */
function usage(from = started, cpu = startedCpu): Pick<BigPull, 'ms' | 'cpuMs' | 'growthMb'> {
  const ms = performance.now() - from;
  const { user, system } = process.cpuUsage(cpu);
  peak = Math.max(peak, process.memoryUsage.rss());
  clearInterval(watch);
  return { ms, cpuMs: (user + system) / 1000, growthMb: (peak - before) / 1e6 };
}

async function json(): Promise<Partial<BigPull>> {
  const { message } = (await (await post()).json()) as { message: unknown[] };
  return { ...usage(), records: message.length };
}

/** As in the documentation of stream-json. */
async function streamJson(): Promise<Partial<BigPull>> {
  const { parser } = await import('stream-json');
  const { pick } = await import('stream-json/filters/pick.js');
  const { streamArray } = await import('stream-json/streamers/stream-array.js');
  const { chain } = await import('stream-chain');
  return indexed(async (response, add) => {
    const elements: AsyncIterable<{ value: unknown }> = chain([
      Readable.fromWeb(response.body as ReadableStream),
      parser(),
      pick({ filter: 'message' }),
      streamArray(),
    ]);
    for await (const { value } of elements) await add(value);
  });
}

/** As in the documentation of @streamparser/json. Emitted values are not stored. */
async function streamParser(): Promise<Partial<BigPull>> {
  const { JSONParser } = await import('@streamparser/json');
  return indexed(async (response, add) => {
    const values: unknown[] = [];
    const parser = new JSONParser({ paths: ['$.message.*'], keepStack: false });
    parser.onValue = ({ value }) => void values.push(value);
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      parser.write(chunk);
      for (const value of values.splice(0)) await add(value);
    }
  });
}

/** Stores the records of a parser in the same index, with the same thread, as our client does. */
async function indexed(
  read: (response: Response, add: (value: unknown) => Promise<void>) => Promise<void>,
): Promise<Partial<BigPull>> {
  const { store } = await openStore();
  const [from, cpu] = [performance.now(), process.cpuUsage()];
  const pull = await store.begin({ tenant: 'Bench', connection: 'Bench', timeZone: 'Asia/Kolkata' }, day, [day]);
  const period = await store.openPeriod(pull, day);
  let appending: Promise<unknown> = Promise.resolve();
  let texts: string[] = [];
  let length = 0;
  const flush = async (): Promise<void> => {
    await appending;
    const bytes = Buffer.from(new Uint8Array(Buffer.byteLength(texts.join(''))).buffer);
    const spans: number[] = [];
    let at = 0;
    for (const text of texts) spans.push(at, (at += bytes.write(text, at)));
    appending = store.append(period, bytes, spans);
    texts = [];
    length = 0;
  };
  await read(await post(), async (value) => {
    const text = JSON.stringify(value);
    texts.push(text);
    length += text.length;
    if (length > 1 << 20) await flush();
  });
  await flush();
  await appending;
  await store.endPeriod(period);
  await store.end(pull.id);
  return { ...usage(from, cpu), records: await store.count(pull.id) };
}

function post(): Promise<Response> {
  return fetch(url, { method: 'POST', body: '[{}]' });
}

/** The thread is started before the pull, as in a view that already shows an earlier pull. */
async function openStore(): Promise<StoreThread<StoreCalls>> {
  const thread = startStoreThread<StoreCalls>(join(dist, 'store-worker.mjs'), join(folder, 'kapture.db'));
  await thread.store.last('Bench');
  return thread;
}

async function ours(): Promise<Partial<BigPull>> {
  const { store } = await openStore();
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
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const [from, cpu] = [performance.now(), process.cpuUsage()];
  const pull = await store.begin({ tenant: 'Bench', connection: 'Bench', timeZone: 'Asia/Kolkata' }, day, [day]);
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
  const pulled = usage(from, cpu);
  delay.disable();
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const asking = performance.now();
    await work();
    return performance.now() - asking;
  };
  const chartsMs: number[] = [];
  for (let time = 0; time < 5; time++)
    chartsMs.push(await timed(() => store.charts({ pull: pull.id, filter: '' }, 'day', 50)));
  const openMs: number[] = [];
  for (const { id } of await store.page(pull.id, { limit: 50, offset: 500 }))
    openMs.push(await timed(() => store.record(pull.id, id)));
  return {
    ...pulled,
    records: await store.count(pull.id),
    blockMs: delay.max / 1e6,
    chartsMs: Math.max(...chartsMs),
    openMs: Math.max(...openMs),
  };
}
