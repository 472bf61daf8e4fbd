import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { applyPlan } from '../../../../../src/kapture/bulk/runs/applyPlan.ts';
import { createPlan } from '../../../../../src/kapture/bulk/planning/createPlan.ts';
import { planTargetOf } from '../../../../../src/kapture/bulk/lookups/planTarget.ts';
import { resultCsv } from '../../../../../src/kapture/bulk/results/planCsv.ts';
import { targetOf } from '../../target.ts';
import { customer, forEachTest, planOf, rowOf, type BulkSandbox, type TemporaryStore } from '../support.ts';

describe('planTargetOf', () => {
  let box: BulkSandbox;
  let files: TemporaryStore;
  forEachTest([customer(101, { phone: '9845000001', city: 'Pune' })], (sandbox, opened) => {
    box = sandbox;
    files = opened;
  });

  it('a server that repeats the password of Update → it is in no plan and no result', async () => {
    const [getPassword, updatePassword] = ['kap123', 'updateCanary7'];
    const get = targetOf(box.url, {}, `kapdemo:${getPassword}`);
    const update = targetOf(box.url, {}, `writer:${updatePassword}`);
    const found = planTargetOf({ get, add: get, update }, box.client);
    const { store, path } = files;
    const options = { store, ...found, settleMs: 20 };
    const id = await createPlan(planOf(get, 'id'), [rowOf(1, '101', { city: 'Goa' })], options);
    box.instead = ({ isWrite }) =>
      isWrite ? JSON.stringify({ status: 'failed', message: `${updatePassword} or ${getPassword}?` }) : undefined;
    await applyPlan(id, { ...options, confirm: () => Promise.resolve(true) });
    const parts: string[] = [];
    for await (const part of resultCsv(store, id)) parts.push(part);
    const stored = ['', '-wal'].map((end) => readFileSync(path + end, 'latin1'));
    for (const text of [...parts, ...stored]) assert.ok(!text.includes(updatePassword) && !text.includes(getPassword));
    assert.match(parts.join(''), /‹auth key› or ‹auth key›\?/);
  });
});
