import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { streamPull } from '../../../../src/kapture/pull/streamPull.ts';
import type { PeriodFailure } from '../../../../src/kapture/pull/periodFailure.ts';
import { periodsOf } from '../../../../src/kapture/pull/periods.ts';
import type { StoreCalls } from '../../../../src/kapture/store/storeWorker.ts';
import { startStoreThread } from '../../../../src/kapture/store/storeThread.ts';
import { createTransport } from '../../../../src/kapture/http/transport.ts';
import { targetOf } from '../target.ts';

/**
 * Pulls seven days and prints their results and the maximum growth of its memory: `measuredPull.ts ORIGIN MAX_BYTES`. A
 * pull of another day before that loads everything.
 */
const [origin = '', maxBytes] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'kapture-pull-'));
const script = new URL('../../../../src/kapture/store/storeWorker.ts', import.meta.url);
const thread = startStoreThread<StoreCalls>(script, join(folder, 'kapture.db'));
const transport = createTransport();
const reasons: string[] = [];

function reasonOf(failure: PeriodFailure | undefined): string {
  if (!failure) return 'done';
  if ('error' in failure) return failure.error;
  return 'problem' in failure ? failure.problem : 'another response';
}

/** Peak memory in bytes. On Linux, `maxRSS` includes the memory of the parent process. */
function highestRss(): number {
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? process.resourceUsage().maxRSS;
  return Number(kilobytes) * 1024;
}

async function pull(start: string, end: string): Promise<void> {
  const periods = periodsOf({ start, end }, 24);
  const target = targetOf(origin, { parallelPulls: 3, periodHours: 24 });
  await streamPull(periods, {
    transport,
    store: thread.store,
    target,
    pull: await thread.store.begin(
      { tenant: target.connection.tenant, connection: 'Acme', timeZone: 'Asia/Kolkata' },
      { start, end },
      periods,
    ),
    signal: new AbortController().signal,
    maxBytes: () => Number(maxBytes),
    onPeriod: ({ failure }) => void reasons.push(reasonOf(failure)),
  });
}

await pull('2020-01-01', '2020-01-01');
globalThis.gc!();
const before = process.memoryUsage.rss();
reasons.length = 0;
await pull('2026-11-01', '2026-11-07');
const grownMegabytes = Math.round((highestRss() - before) / 1e6);
await thread.close();
await transport.close();
rmSync(folder, { recursive: true });
console.log(JSON.stringify({ reasons, grownMegabytes }));
