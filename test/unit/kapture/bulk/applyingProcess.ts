import { once } from 'node:events';
import { applyPlan } from '../../../../src/kapture/bulk/applyPlan.ts';
import { BulkStore } from '../../../../src/kapture/bulk/bulkStore.ts';
import { KaptureClient } from '../../../../src/kapture/exchange/client.ts';
import { createTransport } from '../../../../src/kapture/http/transport.ts';
import { targetOf } from '../target.ts';

/* Loads, waits for a line, then applies a plan. The test kills it. Prints how the run ended. */
const [path, url, plan] = process.argv.slice(2) as [string, string, string];
await once(process.stdin, 'data');
const client = new KaptureClient(createTransport(), { maxBytes: 1_000_000, backoffMs: 5 });
const { end } = await applyPlan(Number(plan), {
  store: BulkStore.open(path),
  client,
  target: targetOf(url),
  confirm: () => Promise.resolve(true),
  settleMs: 80,
  maxFailuresInRow: Infinity,
});
process.stdout.write(end);
process.exit(0);
