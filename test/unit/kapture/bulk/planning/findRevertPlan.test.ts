import assert from 'node:assert/strict';
import { applyPlan, type ApplyOptions } from '../../../../../src/kapture/bulk/runs/applyPlan.ts';
import type { PlanDatabase } from '../../../../../src/kapture/bulk/plans/planDatabase.ts';
import { findRevertPlan } from '../../../../../src/kapture/bulk/planning/findRevertPlan.ts';
import { makePlan } from '../../../../../src/kapture/bulk/planning/makePlan.ts';
import type { RowInput } from '../../../../../src/kapture/bulk/plans/rowInput.ts';
import { customer, forEachTest, planOf, rowOf, type BulkSandbox } from '../support.ts';

const stored = [
  customer(101, { name: 'Asha', phone: '9845000001', city: 'Pune' }),
  customer(102, { name: 'Ravi', phone: '9845000002', city: 'Agra' }),
];

describe('findRevertPlan', () => {
  let box: BulkSandbox;
  let store: PlanDatabase;
  forEachTest(stored, (sandbox, opened) => {
    box = sandbox;
    store = opened.store;
  });

  const options = (): ApplyOptions => ({
    store,
    client: box.client,
    target: box.target(),
    confirm: () => Promise.resolve(true),
    settleMs: 20,
  });

  /** Makes a plan and applies it. */
  async function run(...rows: readonly RowInput[]): Promise<number> {
    const target = box.target();
    const id = await makePlan(planOf(target, 'id'), rows, { store, client: box.client, target });
    await applyPlan(id, options());
    return id;
  }
  const cities = (): Promise<number> => run(rowOf(1, '101', { city: 'Goa' }), rowOf(2, '102', { city: 'Kochi' }));
  const revertible = (id: number): readonly unknown[] => {
    const { updated, reverted, canRevert } = store.counts(id);
    return [updated, reverted, canRevert];
  };
  const rowsOf = (id: number): number[] => store.rows({ plan: id, limit: 9 }).map(({ row }) => row);

  it('a run that was reverted → nothing is left to revert, until the revert is reverted', async () => {
    const id = await cities();
    assert.deepEqual(revertible(id), [2, 0, true]);
    const { id: revert } = await findRevertPlan(store, id);
    await applyPlan(revert, options());
    assert.deepEqual(revertible(id), [2, 2, false]);
    const { id: again } = await findRevertPlan(store, revert);
    await applyPlan(again, options());
    assert.deepEqual(
      [revertible(id), revertible(revert)],
      [
        [2, 0, true],
        [2, 2, false],
      ],
    );
  });

  it('a revert that could not clear a value → in part, and the next plan has that row alone, until its revert', async () => {
    box.store.update({ ...box.store.find('id', '101')[0]!, state: '' });
    const id = await run(rowOf(1, '101', { city: 'Goa', state: 'GA' }), rowOf(2, '102', { city: 'Kochi' }));
    const inPart = (): number => store.counts(id).revertedInPart;
    const { id: revert } = await findRevertPlan(store, id);
    await applyPlan(revert, options());
    const stored = box.store.find('id', '101')[0]!;
    assert.deepEqual([stored.city, stored.state], ['Pune', 'GA']);
    assert.deepEqual([revertible(id), inPart()], [[2, 1, true], 1]);
    const { id: next } = await findRevertPlan(store, id);
    assert.deepEqual([next === revert, rowsOf(next)], [false, [1]]);
    const { id: again } = await findRevertPlan(store, revert);
    await applyPlan(again, options());
    assert.deepEqual([revertible(id), inPart()], [[2, 0, true], 0]);
  });

  it('a revert without an excluded row → the next plan has that row alone', async () => {
    const id = await cities();
    const { id: revert } = await findRevertPlan(store, id);
    store.include({ plan: revert, rows: [2] }, false);
    await applyPlan(revert, options());
    assert.deepEqual(revertible(id), [2, 1, true]);
    const { id: next } = await findRevertPlan(store, id);
    assert.deepEqual([store.plan(revert)?.status, next === revert, rowsOf(next)], ['finished', false, [2]]);
    assert.deepEqual(await findRevertPlan(store, id), { id: next });
  });

  it('a run whose previous values are all unknown → no plan can revert it, and the question says so before', async () => {
    const target = box.target();
    const rows = [rowOf(1, '101', { own_field: 'x', other_field: 'y' }), rowOf(2, '102', { own_field: 'x' })];
    const id = await makePlan(planOf(target, 'id'), rows, { store, client: box.client, target });
    let asked: unknown;
    const confirm: ApplyOptions['confirm'] = ({ irreversible }) => {
      asked = irreversible;
      return Promise.resolve(true);
    };
    await applyPlan(id, { ...options(), confirm });
    assert.deepEqual(asked, { fields: 3, customers: 2 });
    assert.deepEqual(revertible(id), [2, 0, false]);
  });
});
