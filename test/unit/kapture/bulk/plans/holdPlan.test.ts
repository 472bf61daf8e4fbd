import assert from 'node:assert/strict';
import { holdPlan } from '../../../../../src/kapture/bulk/plans/holdPlan.ts';
import { temporaryStore, type TemporaryStore } from '../support.ts';

const start = {
  title: 'customers.csv',
  tenant: 'https://acme.example',
  connection: 'Acme',
  identifier: 'phone',
  dialect: 'flat',
  binding: '',
} as const;

describe('holdPlan: the database is busy when the plan is released', () => {
  let files: TemporaryStore;
  beforeEach(() => {
    files = temporaryStore();
    files.store.release = () => {
      throw Object.assign(new Error('database is locked'), { errcode: 5 });
    };
  });
  afterEach(() => files.remove());

  const hold = <Result>(work: () => Promise<Result>): Promise<Result> =>
    holdPlan(files.store, (owner) => files.store.create(start, owner), work);

  it('the work has ended → its result', async () => {
    assert.equal(await hold(() => Promise.resolve('finished')), 'finished');
  });

  it('the work has failed → its error', async () => {
    await assert.rejects(
      hold(() => Promise.reject(new Error('The file is damaged.'))),
      /The file is damaged\./,
    );
  });
});
