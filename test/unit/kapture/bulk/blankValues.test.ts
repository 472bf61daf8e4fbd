import assert from 'node:assert/strict';
import { applyPlan, type ApplyOptions } from '../../../../src/kapture/bulk/runs/applyPlan.ts';
import type { PlanDatabase } from '../../../../src/kapture/bulk/plans/planDatabase.ts';
import { makePlan } from '../../../../src/kapture/bulk/planning/makePlan.ts';
import { revertPlan } from '../../../../src/kapture/bulk/planning/revertPlan.ts';
import type { RowInput } from '../../../../src/kapture/bulk/plans/rowInput.ts';
import { inEnglish } from '../../../../src/kapture/problem/problem.ts';
import { customer, forEachTest, planOf, rowOf, type BulkSandbox } from './support.ts';
import { withSteppedPauses } from './withSteppedPauses.ts';

const ids = [101, 102, 103];
const values = { city: 'Pune', state: 'MH' };
const withIdentities = customer(101, { ...values, phone: '9845000011', email: 'a@x.in' });

describe('the read after a write with a blank value', () => {
  let box: BulkSandbox;
  let store: PlanDatabase;
  forEachTest(
    ids.map((id) => customer(id, values)),
    (sandbox, opened) => {
      box = sandbox;
      store = opened.store;
    },
  );

  function plan(...rows: readonly RowInput[]): Promise<number> {
    const target = box.target();
    return makePlan(planOf(target, 'id'), rows, { store, client: box.client, target });
  }
  const apply = (id: number, { pauseMs = 0, ...more }: Partial<ApplyOptions> & { pauseMs?: number } = {}) =>
    applyPlan(id, {
      store,
      client: box.client,
      target: box.target({ pauseMs }),
      confirm: () => Promise.resolve(true),
      settleMs: 20,
      ...more,
    });
  const states = (id: number): string[] => store.rows({ plan: id, limit: 9 }).map(({ state }) => state);
  const reasons = (id: number): (string | undefined)[] =>
    store.rows({ plan: id, limit: 9 }).map(({ reason }) => reason && inEnglish(reason));
  const carriedOut = (body: string): boolean => [...box.carriedOut.keys()].some((key) => body.includes(key));
  const writes = (): number => box.calls.filter(({ isWrite }) => isWrite).length;

  it('the server limits the rate for an hour → the row is unknown, the run stops, and resuming reads it and writes the others', async () => {
    const id = await plan(rowOf(1, '101', { city: '' }), rowOf(2, '102', { city: 'Goa' }));
    box.fault = ({ isWrite }) => (!isWrite && writes() ? { fault: '429', seconds: 3600 } : undefined);
    const { end } = await apply(id);
    assert.deepEqual([end, states(id), writes()], ['stopped', ['unknown', 'not-sent'], 1]);
    const [entry] = store.journal(id, 1);
    assert.deepEqual([entry?.outcome, entry?.status, typeof entry?.answeredAt], ['accepted', 200, 'number']);
    box.fault = () => undefined;
    const resumed = await apply(id);
    assert.deepEqual([resumed.end, states(id), writes()], ['finished', ['failed', 'done'], 2]);
  });

  it('the read fails → the row is unknown, and resuming finds out what Kapture ignored', async () => {
    const id = await plan(rowOf(1, '101', { city: '' }), rowOf(2, '102', { city: '', state: 'GA' }));
    box.fault = ({ isWrite, body }) => (!isWrite && writes() && carriedOut(body) ? { fault: 'html' } : undefined);
    const { end, counts } = await apply(id);
    const notChecked = 'Kapture reported success, but it was not checked whether it ignored the blank values.';
    assert.deepEqual(
      [end, states(id), reasons(id), counts.canRevert, store.plan(id)?.status],
      ['finished', ['unknown', 'unknown'], [notChecked, notChecked], false, 'stopped'],
    );
    box.fault = () => undefined;
    await apply(id);
    const ignored = 'Kapture ignored the blank value for city, which is still “Pune”.';
    assert.deepEqual(
      [states(id), reasons(id), store.counts(id).partlyIgnored, writes()],
      [['failed', 'done'], [ignored, ignored], 1, 2],
    );
  });

  it('one read fails → the run reads the record again at its end', async () => {
    const id = await plan(rowOf(1, '101', { city: '', state: 'GA' }));
    let reads = 0;
    box.fault = ({ isWrite }) => (!isWrite && writes() && ++reads === 1 ? { fault: 'html' } : undefined);
    assert.deepEqual([(await apply(id)).end, states(id), writes()], ['finished', ['done'], 1]);
  });

  it('another user stores a value before the run is resumed → unknown, with that value', async () => {
    const id = await plan(rowOf(1, '101', { city: '' }));
    box.fault = ({ isWrite }) => (!isWrite && writes() ? { fault: 'html' } : undefined);
    await apply(id);
    box.fault = () => undefined;
    box.store.update({ ...box.store.find('id', '101')[0]!, city: 'Nagpur' });
    await apply(id);
    const reason = 'Stored now: city: Nagpur. This does not show whether the change was stored. Check customer 101.';
    assert.deepEqual([states(id), reasons(id)], [['unknown'], [reason]]);
  });

  const hidden = 'The record does not show whether the change was stored. Check customer 101.';
  for (const [what, row, change, reason = hidden] of [
    ['records do not show the field', { campaign_name: '' }, {}],
    [
      'records do not show the field, and Kapture ignored the other one',
      { campaign_name: '', city: '' },
      {},
      'Stored now: city: Pune. This does not show whether the change was stored. Check customer 101.',
    ],
    ['Kapture masks it since the write', { phone: '', city: 'Goa' }, { phoneMasked: true }],
    ['only the contact has it, and Kapture cleared the own one', { email_id: '' }, { email: '' }],
  ] as const)
    it(`a blank value: ${what} → unknown, also after the run is resumed`, async () => {
      box.store.update({ ...withIdentities, campaignId: 3 });
      const id = await plan(rowOf(1, '101', row));
      box.before = ({ isWrite }) => {
        if (isWrite) box.store.update({ ...box.store.find('id', '101')[0]!, ...change });
      };
      for (let run = 0; run < 2; run++) {
        await apply(id);
        assert.deepEqual([states(id), reasons(id)], [['unknown'], [reason]]);
      }
      assert.equal(writes(), 1);
    });

  for (const field of ['campaign_name', 'email_id'])
    it(`a blank ${field}, which records do not show, beside a new city → done in part, and only the city can be reverted`, async () => {
      box.store.update(withIdentities);
      const id = await plan(rowOf(1, '101', { [field]: '', city: 'Goa' }));
      const { end, counts } = await apply(id);
      const reason = `Kapture reported success, but it ignored the blank values for these fields, or records do not show them: ${field}.`;
      assert.deepEqual([end, states(id), reasons(id), counts.partlyDone], ['finished', ['done'], [reason], 1]);
      const revert = await revertPlan(store, id);
      assert.deepEqual(
        store.row(revert, 1)!.changes.map((change) => change.field),
        ['city'],
      );
      assert.equal(store.counts(revert).notReverted.fields, 1);
      await apply(revert);
      assert.deepEqual([store.counts(id).reverted, store.counts(id).revertedInPart], [0, 1]);
    });

  it('records do not show what many rows clear → the run does not stop because of failures', async () => {
    const id = await plan(...ids.map((key, index) => rowOf(index + 1, String(key), { campaign_name: '' })));
    const { end } = await apply(id, { maxFailuresInRow: 2 });
    assert.deepEqual([end, states(id), writes()], ['finished', ['unknown', 'unknown', 'unknown'], 3]);
  });

  it('the earlier value cannot be written back, and another user stores a third value → unknown', async () => {
    box.store.update({ ...box.store.find('id', '101')[0]!, city: 'Pu\uFFFDe' });
    const id = await plan(rowOf(1, '101', { city: '' }));
    box.fault = ({ isWrite }) => (!isWrite && writes() ? { fault: 'html' } : undefined);
    await apply(id);
    box.fault = () => undefined;
    box.store.update({ ...box.store.find('id', '101')[0]!, city: 'Nagpur' });
    await apply(id);
    assert.deepEqual(states(id), ['unknown']);
  });

  it('another contact with a blank value is the primary one since the write → unknown', async () => {
    box.store.update(withIdentities);
    const id = await plan(rowOf(1, '101', { contact_person_email: '', city: 'Goa' }));
    box.fault = ({ isWrite }) => (!isWrite && writes() ? { fault: 'html' } : undefined);
    await apply(id);
    box.fault = () => undefined;
    const { contacts, ...stored } = box.store.find('id', '101')[0]!;
    box.store.update({ ...stored, contacts: [{ ...contacts[0], id: 1019, name: 'Other', email: '' }, contacts[0]] });
    await apply(id);
    assert.deepEqual(states(id), ['unknown']);
  });

  it('canceled during the write → the row is unknown, and the run is not finished', async () => {
    const id = await plan(rowOf(1, '101', { city: '' }));
    const stop = new AbortController();
    box.before = ({ isWrite }) => {
      if (isWrite) stop.abort();
    };
    const known: string[] = [];
    const onRecord = (_id: string, record: string): void => {
      known.push((JSON.parse(record) as { city: string }).city);
    };
    const { end } = await apply(id, { signal: stop.signal, onRecord });
    assert.deepEqual([end, states(id), store.plan(id)?.status, known], ['canceled', ['unknown'], 'stopped', ['Pune']]);
  });

  it('the run is canceled while the server limits the rate → it ends at once, and the row is unknown', async () => {
    const id = await plan(rowOf(1, '101', { city: '' }), rowOf(2, '102', { city: 'Goa' }));
    const stop = new AbortController();
    box.fault = ({ isWrite }) => (!isWrite && writes() ? { fault: '429', seconds: 600 } : undefined);
    const { end } = await apply(id, {
      signal: stop.signal,
      onProgress: ({ phase }) => {
        if (phase === 'waiting') stop.abort();
      },
    });
    assert.deepEqual([end, states(id), writes()], ['canceled', ['unknown', 'not-sent'], 1]);
  });

  it('when it is sent, the result of the write is stored', async () => {
    const id = await plan(rowOf(1, '101', { city: '', state: 'GA' }));
    const stored: (string | undefined)[] = [];
    box.before = ({ isWrite }) => {
      if (!isWrite && writes()) stored.push(store.row(id, 1)?.state);
    };
    await apply(id);
    assert.deepEqual(stored, ['unknown']);
    assert.deepEqual([states(id), [...store.journal(id, 1)[0]!.after.keys()]], [['done'], ['state']]);
  });

  it('a pause between requests → it is kept before this read, and before the next row', async () => {
    const id = await plan(...ids.map((key, index) => rowOf(index + 1, String(key), { city: '', state: 'GA' })));
    const pauseMs = 400;
    const gaps: string[] = [];
    let last = 0;
    box.before = ({ isWrite }) => {
      const now = performance.now();
      gaps.push(`${isWrite ? 'write' : 'read'} ${(now - last) / pauseMs}`);
      last = now;
    };
    await withSteppedPauses([pauseMs, 2 * pauseMs], () => apply(id, { pauseMs }));
    const others = ['read 1', 'write 0', 'read 2'];
    assert.deepEqual(gaps.slice(1), ['write 0', 'read 2', ...others, ...others]);
  });
});
