import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PlanDatabase } from '../../src/kapture/bulk/plans/planDatabase.ts';
import { makePlan } from '../../src/kapture/bulk/planning/makePlan.ts';
import type { RowInput } from '../../src/kapture/bulk/plans/planRow.ts';
import { readAuthKey } from '../../src/kapture/connection/authKey.ts';
import { readConnection } from '../../src/kapture/connection/connection.ts';
import { KaptureClient } from '../../src/kapture/exchange/client.ts';
import { createTransport } from '../../src/kapture/http/transport.ts';
import { sandboxPassword, sandboxUser } from '../../src/sandbox/credentials.ts';

/** What a plan in its own process took. */
export interface BulkPlanReport {
  /** Largest growth of the resident memory over that after a small plan, when garbage was collected; in MB. */
  readonly growthMb: number;
  /** The same at any time, with garbage that V8 has not collected yet; in MB. */
  readonly uncollectedMb: number;
  readonly seconds: number;
  readonly rows: Readonly<Record<string, number>>;
}

/* Plans rows against a server: `<url> <rows>`. Prints a BulkPlanReport. */
const [url = '', count = '0'] = process.argv.slice(2);
const total = Number(count);
/** The rows of a plan that is made first, so that code, connections and caches are not counted. */
const warmRows = 4000;
/** The reports of progress from one collection of garbage to the next: about one second. */
const collectEvery = 10;

const { connection } = readConnection({ name: 'Bench', baseUrl: url, role: 'sandbox', parallelPulls: 8 });
const { key } = readAuthKey(`${sandboxUser}:${sandboxPassword}`);
if (!connection || !key) throw new Error('The server is not a valid connection.');

/** Every other row is a customer, the others are new. */
function* rows(count: number): Generator<RowInput> {
  for (let row = 1; row <= count; row++) {
    const id = row % 2 ? String(10_000_000 + row) : '';
    const phone = String(9_000_000_000 + row);
    const city = `City ${row}`;
    const fields = new Map([
      ['customer_name', JSON.stringify(`Customer ${row}`)],
      ['city', JSON.stringify(city)],
      ...(id ? [] : [['phone', JSON.stringify(phone)] as const]),
    ]);
    yield { row, line: row + 1, key: id, fields, repairs: [], reasons: [], cells: [id, phone, city] };
  }
}

const { gc: collect } = globalThis;
if (!collect) throw new Error('Start with --expose-gc.');

const file = path.join(tmpdir(), `kapture-bench-${randomBytes(4).toString('hex')}.db`);
const store = PlanDatabase.open(file);
const client = new KaptureClient(createTransport(), { maxBytes: 10_000_000 });
const make = (count: number, onProgress: () => void): Promise<number> =>
  makePlan({ connection, identifier: 'id', title: 'bench' }, rows(count), {
    store,
    client,
    target: { connection, key },
    onProgress,
  });
try {
  await make(warmRows, () => undefined);
  collect();
  const base = process.memoryUsage.rss();
  let [most, mostUncollected, reports] = [0, 0, 0];
  const started = performance.now();
  const plan = await make(total, () => {
    mostUncollected = Math.max(mostUncollected, process.memoryUsage.rss());
    if (++reports % collectEvery) return;
    collect();
    most = Math.max(most, process.memoryUsage.rss());
  });
  const report: BulkPlanReport = {
    growthMb: (most - base) / 1e6,
    uncollectedMb: (mostUncollected - base) / 1e6,
    seconds: (performance.now() - started) / 1000,
    rows: store.counts(plan).rows,
  };
  process.stdout.write(JSON.stringify(report));
} finally {
  await client.close();
  store.close();
  for (const part of ['', '-wal', '-shm']) rmSync(file + part, { force: true });
}
