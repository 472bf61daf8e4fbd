import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { applyPlan } from '../../../../src/kapture/bulk/runs/applyPlan.ts';
import { createPlan } from '../../../../src/kapture/bulk/planning/createPlan.ts';
import { inEnglish } from '../../../../src/kapture/problem/problem.ts';
import { customer, forEachTest, planOf, reasonsOf, rowOf, type BulkSandbox, type TemporaryStore } from './support.ts';

const ids = Array.from({ length: 30 }, (_, index) => 101 + index);
/** The first rows of the plan, whose outcome is unknown. */
const unknown = 20;

describe('resuming a run with rows whose outcome is unknown', () => {
  let box: BulkSandbox;
  let files: TemporaryStore;
  forEachTest(
    ids.map((id) => customer(id, { city: 'Pune' })),
    (sandbox, opened) => {
      box = sandbox;
      files = opened;
    },
  );

  async function interruptedPlan(): Promise<number> {
    const target = box.target();
    const rows = ids.map((id, index) => rowOf(index + 1, String(id), { city: 'Goa' }));
    const id = await createPlan(planOf(target, 'id'), rows, { store: files.store, client: box.client, target });
    const database = new DatabaseSync(files.path);
    const values = (city: string): string => JSON.stringify([['city', JSON.stringify(city)]]);
    database
      .prepare(
        "INSERT INTO journal (plan, row, sent_at, answered_at, before, after, outcome) SELECT plan, row, 0, 1, ?, ?, 'unknown' FROM plan_row WHERE row <= ?",
      )
      .run(values('Pune'), values('Goa'), unknown);
    database.prepare("UPDATE plan_row SET state = 'unknown' WHERE row <= ?").run(unknown);
    database.close();
    box.calls.length = 0;
    return id;
  }
  const apply = (id: number) =>
    applyPlan(id, {
      store: files.store,
      client: box.client,
      target: box.target(),
      confirm: () => Promise.resolve(true),
      settleMs: 20,
    });

  it('the key is rejected → it is sent once, and the run stops', async () => {
    const id = await interruptedPlan();
    box.fault = () => ({ fault: '401' });
    const { end, reason, counts } = await apply(id);
    assert.deepEqual(
      [end, reason && inEnglish(reason), box.calls.length, counts.rows.unknown, counts.rows.update],
      [
        'stopped',
        'The server rejected the auth key, so the run stopped. Set the correct key, then resume.',
        1,
        unknown,
        ids.length - unknown,
      ],
    );
  });

  it('reads fail → the run stops after ten of them, and resumes', async () => {
    const id = await interruptedPlan();
    box.fault = () => ({ fault: 'html' });
    const { end, reason, counts } = await apply(id);
    assert.deepEqual(
      [end, reason && inEnglish(reason), box.calls.length, counts.rows.unknown],
      [
        'stopped',
        'The run stopped because of consecutive failures (10). The response does not identify a customer (HTTP 200).',
        10,
        unknown,
      ],
    );
    box.fault = () => undefined;
    const resumed = await apply(id);
    assert.deepEqual(
      [resumed.end, resumed.counts.rows.failed, resumed.counts.rows.done],
      ['finished', unknown, ids.length - unknown],
    );
  });

  it('every other read fails → the run continues', async () => {
    const id = await interruptedPlan();
    box.fault = ({ body }) => (/"1\d[13579]"/.test(body) ? { fault: 'html' } : undefined);
    const { counts } = await apply(id);
    assert.deepEqual([counts.rows.unknown, counts.rows.failed, counts.rows.done], [10, 10, 5]);
  });

  it('a row with a blank value that Kapture ignored and another one that it stored → done without the blank one, which its reason names', async () => {
    const target = box.target();
    const row = rowOf(1, '101', { city: '', state: 'GA' });
    const id = await createPlan(planOf(target, 'id'), [row], { store: files.store, client: box.client, target });
    // The request is carried out and its response is lost, as if the process had ended.
    box.fault = ({ isWrite }) => (isWrite ? { fault: 'broken' } : undefined);
    const { counts } = await apply(id);
    const [written] = files.store.rows({ plan: id, limit: 9 });
    assert.deepEqual(
      [written?.state, reasonsOf(written!), counts.rows['partly-done']],
      ['partly-done', 'Kapture ignored the blank values for these fields: city.', 1],
    );
  });
});
