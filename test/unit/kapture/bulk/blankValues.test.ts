import assert from 'node:assert/strict';
import { applyPlan, type ApplyOptions } from '../../../../src/kapture/bulk/runs/applyPlan.ts';
import type { PlanDatabase } from '../../../../src/kapture/bulk/plans/planDatabase.ts';
import { makePlan } from '../../../../src/kapture/bulk/planning/makePlan.ts';
import type { RowInput } from '../../../../src/kapture/bulk/plans/rowInput.ts';
import { customer, forEachTest, planOf, rowOf, type BulkSandbox } from './support.ts';
import { withSteppedPauses } from './withSteppedPauses.ts';

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
  const writes = (): number => box.calls.filter(({ isWrite }) => isWrite).length;

  it('the server limits the rate for an hour → the row is done, the run stops, and resuming writes the others', async () => {
    const id = await plan(rowOf(1, '101', { city: '' }), rowOf(2, '102', { city: 'Goa' }));
    box.fault = ({ isWrite }) => (!isWrite && writes() ? { fault: '429', seconds: 3600 } : undefined);
    const { end } = await apply(id);
    assert.deepEqual([end, states(id), writes()], ['stopped', ['done', 'not-sent'], 1]);
    const [entry] = store.journal(id, 1);
    assert.deepEqual([entry?.outcome, entry?.status, typeof entry?.answeredAt], ['done', 200, 'number']);
    box.fault = () => undefined;
    const resumed = await apply(id);
    assert.deepEqual([resumed.end, states(id), writes()], ['finished', ['done', 'done'], 2]);
  });

  it('the read fails → the row is done', async () => {
    const id = await plan(rowOf(1, '101', { city: '' }));
    box.fault = ({ isWrite }) => (!isWrite && writes() ? { fault: 'html' } : undefined);
    assert.deepEqual([(await apply(id)).end, states(id), writes()], ['finished', ['done'], 1]);
  });

  it('the run is canceled while the server limits the rate → it ends at once, and the row is done', async () => {
    const id = await plan(rowOf(1, '101', { city: '' }), rowOf(2, '102', { city: 'Goa' }));
    const stop = new AbortController();
    box.fault = ({ isWrite }) => (!isWrite && writes() ? { fault: '429', seconds: 600 } : undefined);
    const { end } = await apply(id, {
      signal: stop.signal,
      onProgress: ({ phase }) => {
        if (phase === 'waiting') stop.abort();
      },
    });
    assert.deepEqual([end, states(id), writes()], ['canceled', ['done', 'not-sent'], 1]);
  });

  it('when it is sent, the result of the write is stored', async () => {
    const id = await plan(rowOf(1, '101', { city: '', state: 'GA' }));
    const stored: (string | undefined)[] = [];
    box.before = ({ isWrite }) => {
      if (!isWrite && writes()) stored.push(store.row(id, 1)?.state);
    };
    await apply(id);
    assert.deepEqual(stored, ['done']);
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
