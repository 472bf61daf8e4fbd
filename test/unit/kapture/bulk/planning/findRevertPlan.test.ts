import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { applyPlan, type ApplyOptions } from '../../../../../src/kapture/bulk/runs/applyPlan.ts';
import { PlanError } from '../../../../../src/kapture/bulk/plans/planError.ts';
import type { PlanDatabase } from '../../../../../src/kapture/bulk/plans/planDatabase.ts';
import { findRevertPlan } from '../../../../../src/kapture/bulk/planning/findRevertPlan.ts';
import { revertPlan } from '../../../../../src/kapture/bulk/planning/revertPlan.ts';
import { makePlan } from '../../../../../src/kapture/bulk/planning/makePlan.ts';
import type { RowInput } from '../../../../../src/kapture/bulk/plans/rowInput.ts';
import { inEnglish } from '../../../../../src/kapture/problem/problem.ts';
import { seededRandom } from '../../../../../src/sandbox/seededRandom.ts';
import { customer, forEachTest, planOf, rowOf, type BulkSandbox } from '../support.ts';

const stored = [
  customer(101, { name: 'Asha', phone: '9845000001', city: 'Pune' }),
  customer(102, { name: 'Ravi', phone: '9845000002', city: 'Agra' }),
];

describe('findRevertPlan', () => {
  let box: BulkSandbox;
  let store: PlanDatabase;
  let path: string;
  forEachTest(stored, (sandbox, opened) => {
    box = sandbox;
    ({ store, path } = opened);
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

  const fieldsOf = (id: number): string[][] =>
    store.rows({ plan: id, limit: 9 }).map(({ changes }) => changes.map(({ field }) => field));

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

  it('a run that was last used 91 days ago → the plan reverts it', async () => {
    const id = await cities();
    const database = new DatabaseSync(path);
    database.exec(`UPDATE plan SET touched_at = ${Date.now() - 91 * 24 * 3600 * 1000}`);
    database.close();
    const { id: revert } = await findRevertPlan(store, id);
    assert.deepEqual(
      [rowsOf(revert), revertible(id)],
      [
        [1, 2],
        [2, 0, true],
      ],
    );
    await applyPlan(revert, options());
    assert.equal(box.store.find('id', '101')[0]!.city, 'Pune');
  });

  it('a run with 50 newer ones → the plan reverts it', async () => {
    const id = await cities();
    for (let newer = 0; newer < 50; newer++) await run(rowOf(1, '102', { state: `State ${newer}` }));
    const { id: revert } = await findRevertPlan(store, id);
    assert.deepEqual(
      [rowsOf(revert), revertible(id)],
      [
        [1, 2],
        [2, 0, true],
      ],
    );
  });

  it('a run that is deleted → gone, and no plan', async () => {
    const id = await cities();
    store.remove(id);
    await assert.rejects(findRevertPlan(store, id), (error) => PlanError.is(error, 'gone'));
    assert.deepEqual(store.plans(), []);
  });

  it('the revert of a revert is deleted → the run can still be reverted', async () => {
    const id = await cities();
    const { id: revert } = await findRevertPlan(store, id);
    await applyPlan(revert, options());
    const { id: again } = await findRevertPlan(store, revert);
    await applyPlan(again, options());
    store.remove(again);
    assert.deepEqual(revertible(id), [2, 0, true]);
  });

  it('runs, reverts and reverts of these in any order, some deleted → reverted if the customer has the earlier value', async () => {
    const random = seededRandom(20_261_130);
    const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(random() * items.length)];
    for (let tree = 0; tree < 12; tree++) {
      const id = await run(rowOf(1, '101', { city: `Goa ${tree}` }));
      const trace: string[] = [];
      for (let step = 0; step < 8; step++) {
        const plans = store.plans().map((plan) => plan.id);
        const deleted = random() < 0.2 ? pick(plans.filter((plan) => plan !== id)) : undefined;
        if (deleted !== undefined) store.remove(deleted);
        const reverted = pick(store.plans().filter((plan) => store.counts(plan.id).canRevert))?.id;
        if (reverted === undefined) break;
        const { id: revert } = await findRevertPlan(store, reverted);
        await applyPlan(revert, options());
        const { city } = box.store.find('id', '101')[0]!;
        trace.push(`deleted ${deleted}, ${revert} reverts ${reverted}: ${city}`);
        assert.deepEqual(revertible(id), city === 'Pune' ? [1, 1, false] : [1, 0, true], trace.join('\n'));
      }
      box.store.update({ ...box.store.find('id', '101')[0]!, city: 'Pune' });
      for (const plan of store.plans()) store.remove(plan.id);
    }
  }).timeout(60_000);

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
    assert.deepEqual([next === revert, rowsOf(next), fieldsOf(next)], [false, [1], [['state']]]);
    const { id: again } = await findRevertPlan(store, revert);
    await applyPlan(again, options());
    assert.deepEqual([revertible(id), inPart()], [[2, 0, true], 0]);
    const { id: afterwards } = await findRevertPlan(store, id);
    assert.deepEqual(fieldsOf(afterwards), [['city', 'state'], ['city']]);
  });

  it('another user changes a field that a revert wrote back → the next plan does not touch it, and writes the rest', async () => {
    box.store.update({ ...box.store.find('id', '101')[0]!, state: '' });
    const id = await run(rowOf(1, '101', { customer_name: 'Asha K', city: 'Goa', state: 'GA' }));
    const { id: revert } = await findRevertPlan(store, id);
    await applyPlan(revert, options());
    box.store.update({ ...box.store.find('id', '101')[0]!, city: 'Delhi', state: 'GA' });
    const { id: next } = await findRevertPlan(store, id);
    const [row] = store.rows({ plan: next, limit: 9 });
    assert.deepEqual(
      [row?.kind, row?.customerName, [...row!.fields.keys()], fieldsOf(next)],
      ['update', 'Asha', ['state'], [['state']]],
    );
    const { counts } = await applyPlan(next, options());
    assert.deepEqual([counts.states.conflict, counts.states.failed], [0, 1]);
    assert.equal(box.store.find('id', '101')[0]!.city, 'Delhi');
  });

  it('an unfinished revert lists a field that a later one wrote back → the next plan is a new one', async () => {
    box.store.update({ ...box.store.find('id', '101')[0]!, state: '' });
    const id = await run(rowOf(1, '101', { city: 'Goa', state: 'GA' }));
    const older = await revertPlan(store, id);
    await applyPlan(await revertPlan(store, id), options());
    const found = await findRevertPlan(store, id);
    assert.deepEqual([found.id === older, found.outdated, fieldsOf(found.id)], [false, undefined, [['state']]]);
    assert.deepEqual(await findRevertPlan(store, id), found);
  });

  it('the fields of a row were reverted by two plans → reverted, until one of these is reverted, which lists its own', async () => {
    box.store.update({ ...box.store.find('id', '101')[0]!, state: '' });
    const id = await run(rowOf(1, '101', { city: 'Goa', state: 'GA' }));
    const { id: first } = await findRevertPlan(store, id);
    await applyPlan(first, options());
    const { id: second } = await findRevertPlan(store, id);
    // By hand, because Kapture ignores the blank value.
    box.store.update({ ...box.store.find('id', '101')[0]!, state: '' });
    await applyPlan(second, options());
    assert.deepEqual([revertible(id), store.counts(id).revertedInPart], [[1, 1, false], 0]);
    const { id: again } = await findRevertPlan(store, first);
    assert.deepEqual(fieldsOf(again), [['city']]);
    await applyPlan(again, options());
    assert.deepEqual([revertible(id), store.counts(id).revertedInPart], [[1, 0, true], 1]);
    const { id: third } = await findRevertPlan(store, id);
    assert.deepEqual(fieldsOf(third), [['city']]);
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

  it('a run with a previous value that is unknown → reverted in part, and nothing is left to revert', async () => {
    const id = await run(rowOf(1, '101', { city: 'Goa', own_field: 'x' }), rowOf(2, '102', { city: 'Kochi' }));
    const { id: revert } = await findRevertPlan(store, id);
    await applyPlan(revert, options());
    const inPart = (): number => store.counts(id).revertedInPart;
    assert.deepEqual([revertible(id), inPart()], [[2, 1, false], 1]);
    const { id: again } = await findRevertPlan(store, revert);
    await applyPlan(again, options());
    assert.deepEqual([revertible(id), inPart()], [[2, 0, true], 0]);
  });

  it('a revert whose response names another customer → no later plan sends that row again, and each says so', async () => {
    const id = await cities();
    const writesOf = (customerId: string): number =>
      box.calls.filter(({ isWrite, body }) => isWrite && body.includes(customerId)).length;
    const { id: revert } = await findRevertPlan(store, id);
    box.instead = ({ isWrite, body }) =>
      isWrite && body.includes('101')
        ? '{"status": "success", "message": "Updated", "kapture_customer_id": 103}'
        : undefined;
    assert.equal((await applyPlan(revert, options())).end, 'stopped');
    assert.deepEqual([revertible(id), store.counts(id).revertedOther, writesOf('101')], [[2, 0, true], 1, 2]);
    // It still has the other row.
    assert.deepEqual(await findRevertPlan(store, id), { id: revert });
    assert.equal((await applyPlan(revert, options())).end, 'finished');
    assert.deepEqual([revertible(id), store.counts(id).revertedOther], [[2, 1, false], 1]);
    const { id: next } = await findRevertPlan(store, id);
    const [row] = store.rows({ plan: next, limit: 9 });
    assert.deepEqual(
      [rowsOf(next), row?.kind, row?.reason && inEnglish(row.reason)],
      [
        [1],
        'invalid',
        'An earlier plan has sent the previous values of this row, so this plan does not send them again. The response names another customer: 103. Check both customers.',
      ],
    );
    assert.equal((await applyPlan(next, options())).end, 'finished');
    assert.equal(writesOf('101'), 2);
    // Also once the plans that reverted it are deleted.
    for (const deleted of [next, revert]) store.remove(deleted);
    assert.deepEqual([revertible(id), store.counts(id).revertedOther], [[2, 1, false], 1]);
  });

  it('a revert that stopped because Kapture rejected a row → the same plan, which sends only the others', async () => {
    const id = await cities();
    box.instead = ({ isWrite, body }) =>
      isWrite && body.includes('101')
        ? '{"status": "failed", "message": "This email-id already exists. Please enter a new one."}'
        : undefined;
    const { id: revert } = await findRevertPlan(store, id);
    assert.equal((await applyPlan(revert, { ...options(), maxFailuresInRow: 1 })).end, 'stopped');
    assert.deepEqual(await findRevertPlan(store, id), { id: revert });
    assert.equal((await applyPlan(revert, { ...options(), maxFailuresInRow: 1 })).end, 'finished');
    assert.deepEqual(
      store.rows({ plan: revert, limit: 9 }).map(({ state }) => state),
      ['failed', 'done'],
    );
    assert.deepEqual(rowsOf((await findRevertPlan(store, id)).id), [1]);
  });

  it('the response of a revert names another customer, and an older plan would send that row → a new plan', async () => {
    const id = await cities();
    const older = await revertPlan(store, id);
    box.instead = ({ isWrite }) =>
      isWrite ? '{"status": "success", "message": "Updated", "kapture_customer_id": 103}' : undefined;
    const revert = await revertPlan(store, id);
    store.include({ plan: revert, rows: [2] }, false);
    assert.equal((await applyPlan(revert, options())).end, 'finished');
    const { id: next } = await findRevertPlan(store, id);
    assert.deepEqual([next === older, next === revert, fieldsOf(next)], [false, false, [[], ['city']]]);
  });

  it('a revert that was canceled after its first row, and was reverted itself → a new plan with both rows', async () => {
    const id = await cities();
    const { id: revert } = await findRevertPlan(store, id);
    const stop = new AbortController();
    box.before = ({ isWrite }) => {
      if (isWrite) stop.abort();
    };
    assert.equal((await applyPlan(revert, { ...options(), signal: stop.signal })).end, 'canceled');
    box.before = () => undefined;
    const { id: again } = await findRevertPlan(store, revert);
    await applyPlan(again, options());
    const { id: next, outdated } = await findRevertPlan(store, id);
    assert.deepEqual([next === revert, outdated, rowsOf(next)], [false, undefined, [1, 2]]);
    await applyPlan(next, options());
    assert.deepEqual(
      ['101', '102'].map((key) => box.store.find('id', key)[0]!.city),
      ['Pune', 'Agra'],
    );
  });

  it('a process that ends between the last row of a revert and its status → finished, and the next plan is a new one', async () => {
    const id = await cities();
    const { id: revert } = await findRevertPlan(store, id);
    const killed: ApplyOptions['store'] = {
      ...store,
      setStatus: (plan, token, status) => {
        if (status === 'finished') throw new Error('killed');
        store.setStatus(plan, token, status);
      },
    };
    await assert.rejects(applyPlan(revert, { ...options(), store: killed }), /killed/);
    assert.equal(store.plan(revert)?.status, 'finished');
    const { id: again } = await findRevertPlan(store, revert);
    await applyPlan(again, options());
    const { id: next } = await findRevertPlan(store, id);
    assert.deepEqual([next === revert, rowsOf(next)], [false, [1, 2]]);
    await applyPlan(next, options());
    assert.equal(box.store.find('id', '101')[0]!.city, 'Pune');
  });

  it('a revert with a conflict, and a row whose result no read can decide → the next plan reverts the conflict', async () => {
    const id = await cities();
    const { id: revert } = await findRevertPlan(store, id);
    box.store.update({ ...box.store.find('id', '101')[0]!, city: 'Surat' });
    box.fault = ({ isWrite }) => (isWrite ? { fault: 'broken' } : undefined);
    let isWritten = false;
    box.before = ({ isWrite }) => {
      if (isWritten) box.store.update({ ...box.store.find('id', '102')[0]!, city: 'Delhi' });
      isWritten ||= isWrite;
    };
    await applyPlan(revert, options());
    box.before = () => undefined;
    box.fault = () => undefined;
    const states = store.rows({ plan: revert, limit: 9 }).map(({ state }) => state);
    assert.deepEqual([states, store.plan(revert)?.status], [['conflict', 'unknown'], 'stopped']);
    // The other user restores the value of the run.
    box.store.update({ ...box.store.find('id', '101')[0]!, city: 'Goa' });
    const { id: next } = await findRevertPlan(store, id);
    assert.notEqual(next, revert);
    await applyPlan(next, options());
    assert.equal(box.store.find('id', '101')[0]!.city, 'Pune');
    // A read may still decide the other row.
    assert.deepEqual(await findRevertPlan(store, id), { id: revert });
  });

  it('a revert with an excluded row that is not applied yet → the same plan', async () => {
    const id = await cities();
    const { id: revert } = await findRevertPlan(store, id);
    store.include({ plan: revert, rows: [2] }, false);
    assert.deepEqual(await findRevertPlan(store, id), { id: revert });
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
