import { rm } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot, runFolder } from '../vscode/cacheFolder.ts';
import { startOwned } from '../vscode/ownedProcess.ts';
import { median, spread, type Measurement } from './figure.ts';
import { once } from './once.ts';

/** One pull of 100,000 records in its own process. */
export interface BigPull {
  readonly records: number;
  /** From the request to a browsable index, or to the parsed value. */
  readonly ms: number;
  /** Processor time of all threads in that period. */
  readonly cpuMs: number;
  readonly growthMb: number;
  readonly blockMs: number;
  readonly chartsMs: number;
  readonly openMs: number;
}

/** Our client, `fetch` with `.json()`, or a streaming parser that emits the records one by one. */
export type Way = 'ours' | 'json' | 'stream-json' | '@streamparser/json';

interface BigPulls {
  readonly ours: readonly BigPull[];
  readonly json: readonly BigPull[];
}

const records = 100_000;
const rounds = 5;

/** Alternating pulls by our client and by `fetch` with `.json()` of the same bytes. Runs once for all figures. */
export const bigPulls = once(measure);

/** A figure of our own pulls. */
export async function medianOfOurs(value: keyof BigPull): Promise<Measurement> {
  const values = (await bigPulls()).ours.map((pull) => pull[value]);
  return { value: median(values), samples: values.length, note: spread(values, 1) };
}

async function measure(): Promise<BigPulls> {
  const found = { ours: [] as BigPull[], json: [] as BigPull[] };
  await withBigResponse(async (url) => {
    for (let round = 0; round < rounds; round++) {
      for (const way of round % 2 ? (['json', 'ours'] as const) : (['ours', 'json'] as const))
        found[way].push(await pullOnce(way, url, records));
    }
  });
  return found;
}

/**
 * Runs `work` with a server that responds with `count` records. Its bytes are prepared in advance, so that they cost no
 * time later.
 */
export async function withBigResponse<Result>(
  work: (url: string) => Promise<Result>,
  count = records,
): Promise<Result> {
  const server = await startOwned(process.execPath, [path.join(import.meta.dirname, 'bigResponse.ts'), String(count)]);
  try {
    return await work(await new Promise<string>((resolve) => server.onLine((line) => resolve(line))));
  } finally {
    await server.stop();
  }
}

/** One pull in its own process. Throws if the number of records is not the expected one. */
export async function pullOnce(way: Way, url: string, expected?: number): Promise<BigPull> {
  const folder = await runFolder('bench-big-pull');
  const run = await startOwned(process.execPath, [
    path.join(import.meta.dirname, 'bigPullRun.ts'),
    way,
    url,
    folder,
    path.join(repositoryRoot, 'dist'),
  ]);
  const lines: string[] = [];
  run.onLine((line) => lines.push(line));
  const { code } = await run.ended;
  await run.stop();
  await rm(folder, { recursive: true, force: true });
  const pull = code === 0 ? (JSON.parse(lines.at(-1) ?? 'null') as BigPull | null) : null;
  if (!pull || pull.records !== (expected ?? pull.records)) throw new Error(`${way}:\n${run.recentLines().join('\n')}`);
  return pull;
}
