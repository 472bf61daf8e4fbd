import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { getRecord } from '../../src/sandbox/records.ts';
import { sampleCustomers } from '../../src/sandbox/sampleCustomers.ts';
import type { BulkPlanReport } from './bulkPlanRun.ts';
import { spread, type Figure } from './figure.ts';

const rows = 100_000;
/** Each in its own process. */
const samples = 3;

/**
 * The largest growth of the resident memory of a process that plans 100,000 rows: half of them updates, half of them
 * adds. The server, in another process, finds every ID and no phone. A small plan was made before.
 *
 * Garbage is collected before each measurement, because V8 collects it when it likes: until its first full collection
 * the same plan grew a process by 6 to 71 MB, and then by nothing.
 */
export const figure: Figure = {
  name: 'bulk.plan.growth',
  unit: 'MB',
  aim: 64,
  async measure() {
    const record = JSON.stringify(getRecord(sampleCustomers[0]!));
    const server = createServer((request, response) => {
      let body = '';
      request
        .setEncoding('utf8')
        .on('data', (piece: string) => (body += piece))
        .on('end', () => {
          const id = /"kapture_customer_id":"(\d+)"/.exec(body)?.[1];
          const found = id
            ? record.replace('"id":61371820', `"id":${id}`)
            : '"Information given by you does not exist in our sytsem."';
          response.writeHead(200, { 'content-type': 'application/json' });
          response.end(`{"Customer Details":${found},"status":"${id ? 'success' : 'failed'}"}`);
        });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const growths: number[] = [];
      const uncollected: number[] = [];
      let slowest = 0;
      for (let sample = 0; sample < samples; sample++) {
        const { growthMb, uncollectedMb, seconds, rows: planned } = await plan((server.address() as AddressInfo).port);
        if (planned['add'] !== rows / 2 || planned['update'] !== rows / 2)
          throw new Error(`The plan has other rows: ${JSON.stringify(planned)}`);
        growths.push(growthMb);
        uncollected.push(uncollectedMb);
        slowest = Math.max(slowest, seconds);
      }
      const note = `${spread(growths, 0)}; with garbage ${spread(uncollected, 0)}; ${rows} rows in ${slowest.toFixed(0)} s at most`;
      return { value: Math.max(...growths), samples, note };
    } finally {
      server.close();
      server.closeAllConnections();
    }
  },
};

async function plan(port: number): Promise<BulkPlanReport> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    // Of a fixed size: V8 otherwise enlarges the young generation by 100 MB, whatever the program keeps.
    '--max-semi-space-size=4',
    path.join(import.meta.dirname, 'bulkPlanRun.ts'),
    `http://127.0.0.1:${port}`,
    String(rows),
  ]);
  return JSON.parse(stdout) as BulkPlanReport;
}
