import { once } from 'node:events';
import { applyPlan } from '../../../../src/kapture/bulk/runs/applyPlan.ts';
import { PlanDatabase } from '../../../../src/kapture/bulk/plans/planDatabase.ts';
import { KaptureClient } from '../../../../src/kapture/exchange/client.ts';
import { createTransport } from '../../../../src/kapture/http/transport.ts';
import { targetOf } from '../target.ts';

/* Loads, waits for a line, then applies a plan. The test kills it. */
const [path, url, plan] = process.argv.slice(2) as [string, string, string];
await once(process.stdin, 'data');
const client = new KaptureClient(createTransport(), { maxBytes: 1_000_000, backoffMs: 5 });
await applyPlan(Number(plan), {
  store: PlanDatabase.open(path),
  client,
  target: targetOf(url),
  confirm: () => Promise.resolve(true),
  settleMs: 80,
  maxFailuresInRow: Infinity,
});
process.exit(0);
