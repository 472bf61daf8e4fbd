import assert from 'node:assert/strict';
import { applyPlan } from '../../../../../src/kapture/bulk/runs/applyPlan.ts';
import type { PlanDatabase } from '../../../../../src/kapture/bulk/plans/planDatabase.ts';
import { makePlan } from '../../../../../src/kapture/bulk/planning/makePlan.ts';
import { customer, forEachTest, planOf, rowOf, type BulkSandbox } from '../support.ts';

const stored = [
  customer(101, { name: 'Asha', phone: '9845000001', city: 'Pune' }),
  customer(102, { name: 'Ravi', phone: '9845000002', city: 'Agra' }),
  customer(103, { name: 'Mina', phone: '9845000003', city: 'Goa' }),
];

describe('counts of a plan', () => {
  let box: BulkSandbox;
  let store: PlanDatabase;
  forEachTest(stored, (sandbox, opened) => {
    box = sandbox;
    store = opened.store;
  });

  it('rows that replace the names of customers → counted while they are included and not sent', async () => {
    const target = box.target();
    const rows = [
      rowOf(1, '101', { customer_name: 'Nikhil' }),
      rowOf(2, '102', { customer_name: 'Ravi', city: 'Kochi' }),
      rowOf(3, '103', { customer_name: 'Joseph', city: 'Kochi' }),
    ];
    const client = box.client;
    const plan = await makePlan(planOf(target, 'id'), rows, { store, client, target });
    const renames = (): number => store.counts(plan).renames;
    assert.equal(renames(), 2);
    store.include({ plan, rows: [1] }, false);
    assert.equal(renames(), 1);
    await applyPlan(plan, { store, client, target, confirm: () => Promise.resolve(true) });
    assert.equal(renames(), 0);
  });
});
