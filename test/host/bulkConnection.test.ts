import assert from 'node:assert/strict';
import { inEnglish } from '../../src/kapture/problem/problem.ts';
import { changeSetting, connect, run } from './support/fixture.ts';
import { planToRun, type PlanToRun } from './support/planToRun.ts';
import { entry, serveTenant } from './support/serveTenant.ts';
import { until } from './support/until.ts';
import { user } from './support/user.ts';
import { withPlans } from './support/withPlans.ts';

describe('a connection that changes', () => {
  for (const [what, change] of [
    ['points to another tenant', { baseUrl: true }],
    ['has another dialect', { dialect: 'nested' }],
  ] as const)
    it(`Change Field, and it ${what} while the value is asked → no request, and no plan`, async () => {
      const [tenant, other] = [await serveTenant('Asha of A'), await serveTenant('Ravi of B')];
      await connect({ name: 'Acme', baseUrl: tenant.origin, role: 'development' });
      const reference = { tenant: tenant.origin, id: '7', connection: 'Acme' };
      const changed = 'baseUrl' in change ? entry('Acme', other) : { ...entry('Acme', tenant), ...change };
      user.picks('city').types('Goa', async () => {
        await changeSetting('connections', [changed]);
        // The key is stored, so that the user is not asked for it.
        if (!('baseUrl' in change)) return;
        user.picks('All operations').picks('Auth key').types('opaque-key-of-b');
        await run('kapture.manageSecrets', 'Acme');
      });
      await run('kapture.changeField', reference, [reference]);
      assert.equal(user.messageTexts.at(-1), 'The connection Acme was changed in the meantime. Try again.');
      assert.deepEqual([tenant.requests.length, other.requests.length], [0, 0]);
      assert.deepEqual(
        withPlans((store) => [...store.plans(tenant.origin), ...store.plans(other.origin)]),
        [],
      );
    });

  describe('during a run', () => {
    let ready: PlanToRun;
    beforeEach(async () => {
      ready = await planToRun();
    });
    afterEach(() => ready.close());

    const changedSentence = 'The connection Acme was changed in the meantime. Try again.';

    for (const [what, change, sentence] of [
      ['becomes read-only', { readOnly: true }, 'Nothing was sent: the connection Acme is read-only.'],
      ['becomes production', { role: 'production' }, changedSentence],
      ['is removed', undefined, /^Nothing was sent: the connection Acme no longer exists/],
      ['has another header', { headers: [{ name: 'x-client', value: { text: 'web' } }] }, changedSentence],
      ['has another time limit', { timeoutSeconds: 5 }, changedSentence],
      ['has another pause', { pauseMs: 5 }, changedSentence],
      ['has another CA file', { caFile: '/other.pem' }, changedSentence],
      [
        'has another dialect',
        { dialect: 'nested' },
        /^Nothing was sent: Acme now points to |^The connection Acme was changed/,
      ],
      ['has another path', { paths: { add: '/other' } }, /^Nothing was sent: Acme now points to /],
    ] as const)
      it(`it ${what} while the confirmation is open → nothing is written`, async () => {
        const answer = user.clicksLater('Write to Acme');
        const applied = ready.runs.apply(ready.plan);
        const refused = assert.rejects(applied, { message: sentence });
        await until('the confirmation', user.onMessage, () => user.messages.length > 0);
        ready.all = change ? [{ ...ready.target.connection, ...change }] : [];
        answer();
        await refused;
        assert.deepEqual([ready.writes(), ready.store.plan(ready.plan.id)?.status], [0, 'ready']);
      });

    for (const [what, change] of [
      ['becomes read-only', { readOnly: true }],
      ['has another header', { headers: [{ name: 'x-client', value: { text: 'web' } }] }],
      ['has another time limit', { timeoutSeconds: 5 }],
      ['has another dialect', { dialect: 'nested' }],
    ] as const)
      it(`it ${what} during a run → the run stops with a sentence`, async () => {
        const { box, plan, runs, target } = ready;
        user.clicks('Write to Acme');
        box.before = ({ isWrite }) => {
          if (isWrite) ready.all = [{ ...target.connection, ...change }];
        };
        const outcome = await runs.apply(plan);
        assert.equal(
          outcome?.reason && inEnglish(outcome.reason),
          'The run stopped because the connection Acme was changed. Check it, then resume.',
        );
        assert.deepEqual([ready.writes(), outcome?.counts.rows.update], [1, 1]);
      });
  });
});
