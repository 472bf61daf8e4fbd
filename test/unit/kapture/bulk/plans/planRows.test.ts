import assert from 'node:assert/strict';
import { applyPlan } from '../../../../../src/kapture/bulk/runs/applyPlan.ts';
import type { PlanDatabase } from '../../../../../src/kapture/bulk/plans/planDatabase.ts';
import { makePlan } from '../../../../../src/kapture/bulk/planning/makePlan.ts';
import { problem } from '../../../../../src/kapture/problem/problem.ts';
import { customer, forEachTest, planOf, rowOf, type BulkSandbox } from '../support.ts';

const stored = [
  customer(101, { name: 'Asha', phone: '9845000001', city: 'Pune' }),
  customer(102, { name: 'Ravi', phone: '9845000002', city: 'Agra' }),
  customer(103, { name: 'Mina', phone: '9845000003', city: 'Goa' }),
  customer(104, { name: 'Hidden', phone: '9845000004', city: 'Goa', phoneMasked: true }),
];

describe('counts of a plan', () => {
  let box: BulkSandbox;
  let store: PlanDatabase;
  forEachTest(stored, (sandbox, opened) => {
    box = sandbox;
    store = opened.store;
  });

  it('rows that replace the names of customers → counted while they are included, and found while they are not sent', async () => {
    const target = box.target();
    const rows = [
      rowOf(1, '101', { customer_name: 'Nikhil' }),
      rowOf(2, '102', { customer_name: 'Ravi', city: 'Kochi' }),
      rowOf(3, '103', { customer_name: 'Joseph', city: 'Kochi' }),
    ];
    const client = box.client;
    const plan = await makePlan(planOf(target, 'id'), rows, { store, client, target });
    const renames = () => {
      const { renames: count, firstRename, excludedRenames: excluded } = store.counts(plan);
      const found = store.rows({ plan, mark: 'renames', limit: 9 }).map(({ row }) => row);
      return { count, firstRename, excluded, found };
    };
    assert.deepEqual(renames(), { count: 2, firstRename: 1, excluded: 0, found: [1, 3] });
    store.include({ plan, rows: [1] }, false);
    assert.deepEqual(renames(), { count: 1, firstRename: 3, excluded: 1, found: [1, 3] });
    const excluded = store.rows({ plan, mark: 'excluded', limit: 9 });
    assert.deepEqual(
      excluded.map(({ row }) => row),
      [1],
    );
    await applyPlan(plan, { store, client, target, confirm: () => Promise.resolve(true) });
    assert.deepEqual(renames(), { count: 0, firstRename: undefined, excluded: 1, found: [1] });
  });

  it('a row whose blank value Kapture ignored → counted and found as partly done', async () => {
    const target = box.target();
    const rows = [rowOf(1, '101', { city: '', state: 'MH' }), rowOf(2, '102', { city: 'Kochi' })];
    const client = box.client;
    const plan = await makePlan(planOf(target, 'id'), rows, { store, client, target });
    await applyPlan(plan, { store, client, target, confirm: () => Promise.resolve(true) });
    const found = store.rows({ plan, mark: 'partly-done', limit: 9 }).map(({ row }) => row);
    const { partlyDone, partlyIgnored, partlyMasked } = store.counts(plan);
    assert.deepEqual([partlyDone, partlyIgnored, partlyMasked, found], [1, 1, 0, [1]]);
    assert.deepEqual(store.row(plan, 1)?.ignored, ['city']);
  });

  it('a row with a field that Kapture masks → counted and found before its write, and as partly done after it', async () => {
    const target = box.target();
    const rows = [rowOf(1, '104', { phone: '9845999999', city: 'Pune' }), rowOf(2, '102', { city: 'Kochi' })];
    const client = box.client;
    const plan = await makePlan(planOf(target, 'id'), rows, { store, client, target });
    const counted = (): readonly unknown[] => {
      const { partlyDone, partlyIgnored, partlyMasked, omitting, excludedOmitting } = store.counts(plan);
      const found = (['partly-masked', 'partly-done'] as const).map((mark) =>
        store.rows({ plan, mark, limit: 9 }).map(({ row }) => row),
      );
      return [partlyDone, partlyIgnored, partlyMasked, omitting, excludedOmitting, found];
    };
    assert.deepEqual(counted(), [0, 0, 0, 1, 0, [[1], []]]);
    store.include({ plan, rows: [1] }, false);
    assert.deepEqual(counted(), [0, 0, 0, 0, 1, [[1], []]]);
    store.include({ plan, rows: [1] }, true);
    const asked: number[] = [];
    await applyPlan(plan, {
      ...{ store, client, target },
      confirm: ({ omitting }) => Promise.resolve(asked.push(omitting) > 0),
    });
    assert.deepEqual(asked, [1]);
    assert.deepEqual(counted(), [1, 0, 1, 0, 0, [[], [1]]]);
    const { state, omitted, reason } = store.row(plan, 1)!;
    assert.deepEqual([state, omitted, reason], ['done', ['phone'], undefined]);
  });

  it('a search for why a cell of a row is not sent → the row', async () => {
    const target = box.target();
    const why = problem('The value is masked, so it is not sent.');
    const repairs = [{ column: 'Email', field: 'email_id', from: 'a***@example.com', to: '', why }];
    const rows = [{ ...rowOf(1, '102', { city: 'Kochi' }), repairs }, rowOf(2, '101', { city: 'Kochi' })];
    const plan = await makePlan(planOf(target, 'id'), rows, { store, client: box.client, target });
    const found = (search: string): number[] => store.rows({ plan, search, limit: 9 }).map(({ row }) => row);
    assert.deepEqual([found('cells'), found('Kapture masks')], [[1], []]);
  });

  it('a row with a masked field whose customer has the other values by then → still counted', async () => {
    const target = box.target();
    const rows = [rowOf(1, '104', { phone: '9845999999', city: 'Pune' })];
    const client = box.client;
    const plan = await makePlan(planOf(target, 'id'), rows, { store, client, target });
    box.store.update({ ...box.store.find('id', '104')[0]!, city: 'Pune' });
    await applyPlan(plan, { store, client, target, confirm: () => Promise.resolve(true) });
    const { states, partlyDone, omitting } = store.counts(plan);
    assert.deepEqual([states.unchanged, partlyDone, omitting], [1, 0, 1]);
  });
});
