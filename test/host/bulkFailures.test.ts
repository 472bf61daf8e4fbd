import assert from 'node:assert/strict';
import { changeSetting } from './support/fixture.ts';
import { planToRun } from './support/planToRun.ts';
import { user } from './support/user.ts';

describe('a run whose rows fail', () => {
  for (const [setting, end, writes] of [
    [1, 'stopped', 1],
    [0, 'finished', 2],
  ] as const)
    it(`kapture.bulk.maxFailuresInRow is ${setting} → ${end} after ${writes} of 2 writes`, async () => {
      const ready = await planToRun();
      try {
        await changeSetting('bulk.maxFailuresInRow', setting);
        const rejection = { message: 'This email-id already exists. Please enter a new one.', status: 'failed' };
        ready.box.instead = ({ isWrite }) => (isWrite ? JSON.stringify(rejection) : undefined);
        user.clicks('Write to Acme');
        const outcome = await ready.runs.apply(ready.plan);
        assert.deepEqual([outcome?.end, ready.writes()], [end, writes]);
      } finally {
        await changeSetting('bulk.maxFailuresInRow', undefined);
        await ready.close();
      }
    });
});
