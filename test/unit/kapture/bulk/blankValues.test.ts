import assert from 'node:assert/strict';
import type { PlanDatabase } from '../../../../src/kapture/bulk/plans/planDatabase.ts';
import type { RowInput } from '../../../../src/kapture/bulk/plans/planRow.ts';
import { createPlan } from '../../../../src/kapture/bulk/planning/createPlan.ts';
import { findRevertPlan } from '../../../../src/kapture/bulk/planning/revertPlan.ts';
import { applyPlan, type RunOutcome } from '../../../../src/kapture/bulk/runs/applyPlan.ts';
import { customer, forEachTest, planOf, reasonsOf, rowOf, type BulkSandbox } from './support.ts';

const ids = [101, 102, 103];

describe('the read after a write with a blank value', () => {
  let box: BulkSandbox;
  let store: PlanDatabase;
  forEachTest(
    ids.map((id) => customer(id, { city: 'Pune', state: 'MH' })),
    (sandbox, opened) => {
      box = sandbox;
      store = opened.store;
    },
  );

  function plan(...rows: readonly RowInput[]): Promise<number> {
    const target = box.target();
    return createPlan(planOf(target, 'id'), rows, { store, client: box.client, target });
  }
  const apply = (id: number): Promise<RunOutcome> =>
    applyPlan(id, {
      store,
      client: box.client,
      target: box.target(),
      confirm: () => Promise.resolve(true),
      settleMs: 20,
    });
  const states = (id: number): string[] => store.rows({ plan: id, limit: 9 }).map(({ state }) => state);
  const writes = (): number => box.calls.filter(({ isWrite }) => isWrite).length;
  const ignored = 'Kapture ignored the blank values for these fields: city.';

  it('Kapture ignores it → failed if nothing else was sent, else partly done with a reason', async () => {
    const id = await plan(
      rowOf(1, '101', { city: '' }),
      rowOf(2, '102', { city: '', state: 'GA' }),
      rowOf(3, '103', { city: 'Goa' }),
    );
    assert.equal((await apply(id)).end, 'finished');
    assert.deepEqual(states(id), ['failed', 'partly-done', 'done']);
    assert.deepEqual(
      [1, 2, 3].map((row) => reasonsOf(store.row(id, row)!)),
      [ignored, ignored, ''],
    );
    // A field that already has its earlier value is not sent again.
    const { id: revert } = await findRevertPlan(store, id);
    await apply(revert);
    assert.deepEqual(states(revert), ['done', 'done']);
    assert.deepEqual(
      ids.map((one) => box.store.find('id', String(one))[0]).map((found) => [found?.city, found?.state]),
      ids.map(() => ['Pune', 'MH']),
    );
  });

  it('the server limits the rate for an hour → unknown, the run stops, and resuming reads it and writes the others', async () => {
    const id = await plan(rowOf(1, '101', { city: '' }), rowOf(2, '102', { city: 'Goa' }));
    box.fault = ({ isWrite }) => (!isWrite && writes() ? { fault: '429', seconds: 3600 } : undefined);
    const { end } = await apply(id);
    assert.deepEqual([end, states(id), writes()], ['stopped', ['unknown', 'update'], 1]);
    const [entry] = store.journal(id, 1);
    assert.deepEqual([entry?.outcome, entry?.status, typeof entry?.answeredAt], ['accepted', 200, 'number']);
    box.fault = () => undefined;
    const resumed = await apply(id);
    assert.deepEqual([resumed.end, states(id), writes()], ['finished', ['failed', 'done'], 2]);
  });

  it('another user changes the field in the meantime → partly done, with what is stored now', async () => {
    const id = await plan(rowOf(1, '101', { city: '' }));
    box.before = ({ isWrite }) => {
      if (!isWrite && writes()) box.store.update({ ...box.store.find('id', '101')[0]!, city: 'Nagpur' });
    };
    await apply(id);
    const reason = 'Stored now: city: Nagpur. This does not show whether the change was stored. Check customer 101.';
    assert.deepEqual([states(id), reasonsOf(store.row(id, 1)!)], [['partly-done'], reason]);
  });
});
