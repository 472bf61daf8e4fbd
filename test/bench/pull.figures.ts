import { rm } from 'node:fs/promises';
import path from 'node:path';
import { addDays, dayOf, momentIn, defaultTimeZone } from '../../src/kapture/dates/calendar.ts';
import type { ListModule } from '../../src/kapture/catalogue/operation.ts';
import { periodsOf, type Period } from '../../src/kapture/pull/periods.ts';
import { repositoryRoot, runFolder } from '../vscode/cacheFolder.ts';
import { startOwned } from '../vscode/ownedProcess.ts';
import type { BigPullReport } from './bigPullInHost.ts';
import type { BigPull, Way } from './bigPullRun.ts';
import { withClients } from './clients.ts';
import { median, once, paired, slowest, spread, timing, type Figure } from './figure.ts';
import { libraryFile, withBigResponse } from './processes.ts';
import { reportOfHost } from './reportOfHost.ts';

const records = 100_000;
const rounds = 7;
const turns = 12;
const days = 30;
const bigRounds = 5;

/**
 * A pull of a month by days into the store, divided by 30 plain undici requests for the same, with the same
 * parallelism, each parsed with JSON.parse. JSON.parse rejects raw line breaks, which a few responses contain; they are
 * replaced, as a simple client would do.
 */
const monthRatio: Figure = {
  name: 'pull.month.ratio',
  unit: '×',
  aim: 2,
  measure: () =>
    withClients(async ({ pull, target, bare }) => {
      const yesterday = addDays(dayOf(momentIn(defaultTimeZone, Date.now())), -1);
      const periods = periodsOf({ start: addDays(yesterday, 1 - days), end: yesterday }, 24);

      const barePull = async (): Promise<number> => {
        let customers = 0;
        const waiting = periods.values();
        const worker = async (): Promise<void> => {
          for (const period of waiting) {
            const { message } = parsed(await bare('pull', bodyFor(period)));
            customers += message.length;
          }
        };
        await Promise.all(Array.from({ length: target.connection.parallelPulls }, worker));
        return customers;
      };

      const [ours, theirs] = [await pull(periods), await barePull()];
      if (periods.length !== days || ours === 0 || ours !== theirs)
        throw new Error(
          `In ${periods.length} periods the client pulled ${ours} customers, the bare requests ${theirs}.`,
        );
      const { ratios, firstUs, secondUs } = await paired(rounds, turns, () => pull(periods), barePull);
      return {
        value: median(ratios),
        samples: rounds,
        note: `${spread(ratios)}; ${ours} customers; ours ${(median(firstUs) / 1000).toFixed(1)} ms, bare ${(median(secondUs) / 1000).toFixed(1)} ms`,
      };
    }),
};

/**
 * 100,000 records from the first request to a browsable index, divided by the time of `await (await fetch()).json()`
 * for the same response.
 */
const bigRatio = (name: string, module: ListModule): Figure => ({
  name,
  unit: '×',
  aim: 0.83,
  async measure() {
    const { ours, json } = await bigPulls[module]();
    const ratios = ours.map(({ ms }, round) => ms / json[round]!.ms);
    const all = (pulls: typeof ours): string => median(pulls.map(({ ms }) => ms)).toFixed(0);
    return {
      value: median(ratios),
      samples: ratios.length,
      note: `${spread(ratios)}; ours ${all(ours)} ms, .json() ${all(json)} ms`,
    };
  },
});

/**
 * The growth of resident memory, including all threads, while 100,000 records are pulled, in a process that has loaded
 * what every request needs.
 */
const bigGrowth = (name: string, module: ListModule): Figure => ({
  name,
  unit: 'MB',
  aim: 64,
  async measure() {
    const growth = (await bigPulls[module]()).ours.map(({ growthMb }) => growthMb);
    return { value: median(growth), samples: growth.length, note: spread(growth, 1) };
  },
});

/** Pulls 100,000 records in an extension host. */
const inHost = (module: ListModule): (() => Promise<BigPullReport>) =>
  once(() =>
    withBigResponse(records, module, (url) =>
      reportOfHost<BigPullReport>('bigPullInHost', { KAPTURE_BENCH_URL: url, KAPTURE_BENCH_MODULE: module }),
    ),
  );
const customersInHost = inHost('customer');
const ticketsInHost = inHost('ticket');

export const figures: readonly Figure[] = [
  monthRatio,
  bigRatio('pull.big.ratio', 'customer'),
  bigGrowth('pull.big.growth', 'customer'),
  bigRatio('pull.tickets.ratio', 'ticket'),
  bigGrowth('pull.tickets.growth', 'ticket'),
  timing('pull.big.filter', 30, async () => (await customersInHost()).filter, slowest),
  timing('pull.tickets.filter', 30, async () => (await ticketsInHost()).filter, slowest),
  timing('record.open', 200, async () => (await customersInHost()).open, slowest),
];

/** Alternating pulls by our client and by `fetch` with `.json()` of the same bytes. */
const bigPullsOf = (module: ListModule): (() => Promise<Record<Way, BigPull[]>>) =>
  once(async () => {
    const found: Record<Way, BigPull[]> = { ours: [], json: [] };
    await withBigResponse(records, module, async (url) => {
      for (let round = 0; round < bigRounds; round++)
        for (const way of round % 2 ? (['json', 'ours'] as const) : (['ours', 'json'] as const))
          found[way].push(await pullOnce(way, url, module));
    });
    return found;
  });
const bigPulls: Readonly<Record<ListModule, () => Promise<Record<Way, BigPull[]>>>> = {
  customer: bigPullsOf('customer'),
  ticket: bigPullsOf('ticket'),
};

/** One pull in its own process. Throws if the number of records is not the expected one. */
async function pullOnce(way: Way, url: string, module: ListModule): Promise<BigPull> {
  const folder = await runFolder('bench-big-pull');
  const run = await startOwned(process.execPath, [
    path.join(import.meta.dirname, 'bigPullRun.ts'),
    way,
    url,
    folder,
    await libraryFile(),
    path.join(repositoryRoot, 'dist', 'store-worker.mjs'),
    module,
  ]);
  const lines: string[] = [];
  run.onLine((line) => lines.push(line));
  const { code } = await run.ended;
  await run.stop();
  await rm(folder, { recursive: true, force: true });
  const pull = code === 0 ? (JSON.parse(lines.at(-1) ?? 'null') as BigPull | null) : null;
  if (pull?.records !== records) throw new Error(`${way}:\n${run.recentLines().join('\n')}`);
  return pull;
}

function bodyFor({ start, end }: Period): string {
  return JSON.stringify([{ start_date: start, end_date: end }]);
}

function parsed(text: string): { message: unknown[] } {
  try {
    return JSON.parse(text) as { message: unknown[] };
  } catch {
    return JSON.parse(text.replaceAll('\n', ' ')) as { message: unknown[] };
  }
}
