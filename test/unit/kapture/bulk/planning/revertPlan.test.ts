import assert from 'node:assert/strict';
import type { PlanDatabase } from '../../../../../src/kapture/bulk/plans/planDatabase.ts';
import { createPlan } from '../../../../../src/kapture/bulk/planning/createPlan.ts';
import { findRevertPlan } from '../../../../../src/kapture/bulk/planning/revertPlan.ts';
import { applyPlan, type RunOutcome } from '../../../../../src/kapture/bulk/runs/applyPlan.ts';
import { customer, forEachTest, planOf, rowOf, type BulkSandbox } from '../support.ts';

const ids = [101, 102, 103];

describe('findRevertPlan', () => {
  let box: BulkSandbox;
  let store: PlanDatabase;
  forEachTest(
    ids.map((id) => customer(id, { city: 'Pune', state: 'MH' })),
    (sandbox, opened) => {
      box = sandbox;
      store = opened.store;
    },
  );
  const target = () => box.target();
  const apply = (plan: number): Promise<RunOutcome> =>
    applyPlan(plan, {
      store,
      client: box.client,
      target: target(),
      confirm: () => Promise.resolve(true),
      settleMs: 20,
    });
  /** A run that moved the customers to Goa. */
  async function run(): Promise<number> {
    const rows = ids.map((id, index) => rowOf(index + 1, String(id), { city: 'Goa' }));
    const plan = await createPlan(planOf(target(), 'id'), rows, { store, client: box.client, target: target() });
    await apply(plan);
    return plan;
  }
  const cities = (): (string | undefined)[] => ids.map((id) => box.store.find('id', String(id))[0]?.city);
  const setCity = (id: number, city: string): void => {
    box.store.update({ ...box.store.find('id', String(id))[0]!, city });
  };
  const states = (plan: number): string[] => store.rows({ plan, limit: 9 }).map(({ state }) => state);

  it('a run that was reverted → nothing is left to revert, and the revert cannot be reverted', async () => {
    const plan = await run();
    assert.equal(store.counts(plan).canRevert, true);
    const { id: revert } = await findRevertPlan(store, plan);
    assert.deepEqual(await findRevertPlan(store, plan), { id: revert });
    await apply(revert);
    const { reverted, canRevert } = store.counts(plan);
    assert.deepEqual([cities(), reverted, canRevert], [['Pune', 'Pune', 'Pune'], 3, false]);
    assert.equal(store.counts(revert).canRevert, false);
    await assert.rejects(findRevertPlan(store, revert), /It cannot be reverted itself/);
  });

  it('a revert with an excluded row and a conflict → the next plan has these alone', async () => {
    const plan = await run();
    const { id: revert } = await findRevertPlan(store, plan);
    store.include({ plan: revert, rows: [1] }, false);
    setCity(102, 'Delhi');
    await apply(revert);
    assert.deepEqual(
      [states(revert), cities()],
      [
        ['excluded', 'conflict', 'done'],
        ['Goa', 'Delhi', 'Pune'],
      ],
    );
    const next = await findRevertPlan(store, plan);
    assert.notEqual(next.id, revert);
    assert.deepEqual(
      store.rows({ plan: next.id, limit: 9 }).map(({ row }) => row),
      [1, 2],
    );
  });

  it('a revert whose response names a different customer → no other plan sends that row again', async () => {
    const plan = await run();
    const { id: revert } = await findRevertPlan(store, plan);
    box.instead = ({ isWrite, body }) =>
      isWrite && body.includes('101')
        ? '{"status": "success", "message": "Updated", "kapture_customer_id": 102}'
        : undefined;
    await apply(revert);
    box.instead = () => undefined;
    assert.deepEqual(states(revert), ['other-customer', 'update', 'update']);
    assert.deepEqual(await findRevertPlan(store, plan), { id: revert });
    await apply(revert);
    assert.deepEqual([states(revert), store.counts(plan).canRevert], [['other-customer', 'done', 'done'], false]);
  });

  it('the revert is deleted, and the run reverted again → what has its earlier value is not sent', async () => {
    const plan = await run();
    const { id: revert } = await findRevertPlan(store, plan);
    await apply(revert);
    store.remove(revert);
    setCity(103, 'Goa');
    const { id: next } = await findRevertPlan(store, plan);
    const writes = box.calls.filter(({ isWrite }) => isWrite).length;
    await apply(next);
    assert.deepEqual(states(next), ['unchanged', 'unchanged', 'done']);
    assert.equal(box.calls.filter(({ isWrite }) => isWrite).length, writes + 1);
  });

  it('a run that is deleted → gone, and no plan', async () => {
    const plan = await run();
    store.remove(plan);
    await assert.rejects(findRevertPlan(store, plan), /This plan was deleted/);
    assert.deepEqual(store.plans(), []);
  });
});
