import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BulkError } from '../../../../src/kapture/bulk/bulkError.ts';
import { newOwner } from '../../../../src/kapture/bulk/planOwner.ts';
import { storeOf, type ServedBulkCalls } from '../../../../src/kapture/bulk/servedBulkStore.ts';
import { startStoreThread } from '../../../../src/kapture/store/storeThread.ts';

const script = new URL('../../../../src/kapture/bulk/bulkWorker.ts', import.meta.url);

describe('a store of plans in another thread', () => {
  it('a plan that another process uses → the error of the store, with its reason and problem', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kapture-plans-'));
    const thread = startStoreThread<ServedBulkCalls>(script, join(folder, 'plans.db'));
    try {
      const store = storeOf(thread.store);
      const start = {
        title: 'customers.csv',
        tenant: 'https://acme.example',
        connection: 'Acme',
        identifier: 'phone',
        dialect: 'flat',
        binding: '',
      } as const;
      const plan = await store.create(start, newOwner());
      assert.equal((await store.plan(plan))?.title, 'customers.csv');
      await assert.rejects(
        async () => store.acquire(plan, newOwner()),
        (error) => BulkError.is(error, 'busy') && error.plan === plan && error.problem.sentence !== '',
      );
    } finally {
      await thread.finish();
      await rm(folder, { recursive: true });
    }
  });
});
