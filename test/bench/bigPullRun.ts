import { createRequire } from 'node:module';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type * as kapture from '../../src/kapture/index.ts';
import type { AuthKey } from '../../src/kapture/authKey.ts';
import type { Connection } from '../../src/kapture/connection.ts';
import type { BigPull, Way } from './bigPull.ts';

/* A program: pulls one large reply in one way, in a process that did nothing before, and prints what it measured. */
const [, , way = '', url = '', folder = '', dist = ''] = process.argv;

const { createTransport, startStoreThread, streamPull } = createRequire(import.meta.url)(join(dist, 'kapture.cjs')) as typeof kapture;
let peak = 0;
// What any request loads is there already; the store's thread is not.
const before = process.memoryUsage.rss();
const watch = setInterval(() => { peak = Math.max(peak, process.memoryUsage.rss()); }, 10);
const ways: Readonly<Record<Way, () => Promise<Partial<BigPull>>>> = { ours, json, 'stream-json': streamJson, '@streamparser/json': streamParser };
const result = await ways[way as Way]();
peak = Math.max(peak, process.memoryUsage.rss());
clearInterval(watch);
console.log(JSON.stringify({ ...result, growthMb: (peak - before) / 1e6 }));
process.exit();

function json(): Promise<Partial<BigPull>> {
  return counted(async (reply) => (await reply.json() as { message: unknown[] }).message.length);
}

/** As its documentation has it. */
async function streamJson(): Promise<Partial<BigPull>> {
  const { parser } = await import('stream-json');
  const { pick } = await import('stream-json/filters/pick.js');
  const { streamArray } = await import('stream-json/streamers/stream-array.js');
  const { chain } = await import('stream-chain');
  return counted(async (reply) => {
    let records = 0;
    const elements: AsyncIterable<{ key: number }> = chain([Readable.fromWeb(reply.body as ReadableStream), parser(), pick({ filter: 'message' }), streamArray()]);
    for await (const { key } of elements) records = key + 1;
    return records;
  });
}

/** The same; what was handed out is not kept. */
async function streamParser(): Promise<Partial<BigPull>> {
  const { JSONParser } = await import('@streamparser/json');
  return counted(async (reply) => {
    let records = 0;
    const parser = new JSONParser({ paths: ['$.message.*'], keepStack: false });
    parser.onValue = () => { records++; };
    for await (const chunk of reply.body as AsyncIterable<Uint8Array>) parser.write(chunk);
    return records;
  });
}

async function counted(read: (reply: Response) => Promise<number>): Promise<Partial<BigPull>> {
  const started = performance.now();
  const startedCpu = process.cpuUsage();
  const records = await read(await fetch(url, { method: 'POST', body: '[{}]' }));
  const { user, system } = process.cpuUsage(startedCpu);
  return { ms: performance.now() - started, cpuMs: (user + system) / 1000, records };
}

async function ours(): Promise<Partial<BigPull>> {
  const { store } = startStoreThread(join(dist, 'store-worker.cjs'), join(folder, 'kapture.db'));
  const day = { start: '2000-01-01', end: '2099-12-31' };
  const connection = { name: 'Bench', baseUrl: url, role: 'sandbox', timeZone: 'Asia/Kolkata', paths: {}, timeoutSeconds: 60, windowHours: 24 * 30, parallelPulls: 1, variables: {} } as unknown as Connection;
  // The thread is there before somebody pulls, as it is for a view that shows what was pulled last.
  await store.last('Bench');
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const started = performance.now();
  const startedCpu = process.cpuUsage();
  const pull = await store.begin('Bench', 'Asia/Kolkata', day, [day]);
  const asked = performance.now();
  let firstMs: number | undefined;
  await streamPull([day], {
    transport: createTransport(), store, target: { connection, key: 'a2FwZGVtbzprYXAxMjM=' as AuthKey }, pull, signal: new AbortController().signal,
    onRecords: () => { firstMs ??= performance.now() - asked; },
    onWindow: ({ failure }) => { if (failure) throw new Error(JSON.stringify(failure)); },
  });
  await store.end(pull.id);
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(startedCpu);
  delay.disable();
  const records = await store.count(pull.id);
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const from = performance.now();
    await work();
    return performance.now() - from;
  };
  const filterMs: number[] = [];
  for (const typed of ['s', 'sa', 'saf', 'saff', 'saffron', 'nobody at all']) filterMs.push(await timed(() => store.groups(pull.id, 'day', typed)));
  const chartsMs: number[] = [];
  for (let time = 0; time < 5; time++) chartsMs.push(await timed(() => store.charts({ pull: pull.id, filter: '' }, 'day', 50)));
  const openMs: number[] = [];
  for (const { id } of await store.page(pull.id, { limit: 50, offset: 500 })) openMs.push(await timed(() => store.record(pull.id, id)));
  return { ms, cpuMs: (user + system) / 1000, records, ...(firstMs !== undefined && { firstMs }), blockMs: delay.max / 1e6, filterMs: Math.max(...filterMs.slice(1)), chartsMs: Math.max(...chartsMs), openMs: Math.max(...openMs) };
}
