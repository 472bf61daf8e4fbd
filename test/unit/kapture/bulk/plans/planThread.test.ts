import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyPlan } from '../../../../../src/kapture/bulk/runs/applyPlan.ts';
import { PlanError } from '../../../../../src/kapture/bulk/plans/plan.ts';
import { PlanDatabase } from '../../../../../src/kapture/bulk/plans/planDatabase.ts';
import { createPlan } from '../../../../../src/kapture/bulk/planning/createPlan.ts';
import { newOwner } from '../../../../../src/kapture/bulk/plans/planHeads.ts';
import { startPlanThread } from '../../../../../src/kapture/bulk/plans/planThread.ts';
import { problem } from '../../../../../src/kapture/problem/problem.ts';
import { bulkSandbox, customer, planOf, rowOf } from '../support.ts';

const script = new URL('../../../../../src/kapture/bulk/plans/planWorker.ts', import.meta.url);

describe('a store of plans in another thread', () => {
  it('a plan is made and applied → its rows, fields and journal are those of a store in this thread', async () => {
    const box = await bulkSandbox([customer(101, { name: 'Asha', phone: '9845000001', city: 'Pune', state: 'MH' })]);
    const folder = await mkdtemp(join(tmpdir(), 'kapture-plans-'));
    const path = join(folder, 'plans.db');
    const thread = startPlanThread(script, path);
    const target = box.target();
    try {
      const { store } = thread;
      const options = { store, client: box.client, target };
      const plan = await createPlan(
        planOf(target, 'phone'),
        [
          rowOf(1, '9845000001', { city: 'Goa', state: '' }),
          rowOf(2, '9845000009', { customer_name: 'New', phone: '9845000009' }),
          rowOf(3, '', { city: 'Goa' }, { reasons: [{ column: 'Phone', problem: problem('Masked.') }] }),
        ],
        options,
      );
      const { end } = await applyPlan(plan, { ...options, confirm: () => Promise.resolve(true), settleMs: 20 });
      const served = {
        rows: await store.rows({ plan, limit: 9 }),
        journals: [await store.journal(plan, 1), await store.journal(plan, 2)],
        counts: await store.counts(plan),
      };
      assert.deepEqual([end, ...served.rows.map(({ state }) => state)], ['finished', 'partly-done', 'done', 'invalid']);
      assert.deepEqual(
        [...served.journals[0]![0]!.after],
        [
          ['city', '"Goa"'],
          ['state', '""'],
        ],
      );
      await thread.finish();
      const own = PlanDatabase.open(path);
      assert.deepEqual(served, {
        rows: own.rows({ plan, limit: 9 }),
        journals: [1, 2].map((row) => own.journal(plan, row)),
        counts: own.counts(plan),
      });
      own.close();
    } finally {
      await thread.finish();
      await box.close();
      await rm(folder, { recursive: true });
    }
  });

  it('a plan that another process uses → the error of the store, with its reason and problem', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kapture-plans-'));
    const thread = startPlanThread(script, join(folder, 'plans.db'));
    try {
      const { store } = thread;
      const start = {
        title: 'customers.csv',
        tenant: 'https://acme.example',
        connection: 'Acme',
        identifier: 'phone',
        dialect: 'flat',
        binding: '',
      } as const;
      const plan = await store.create(start, newOwner());
      assert.equal((await store.plan(plan))?.title, 'customers.csv');
      await assert.rejects(
        async () => store.acquire(plan, newOwner()),
        (error) => PlanError.is(error, 'busy') && error.plan === plan && error.problem.sentence !== '',
      );
    } finally {
      await thread.finish();
      await rm(folder, { recursive: true });
    }
  });
});
