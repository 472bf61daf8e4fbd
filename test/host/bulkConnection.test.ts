import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Plans } from '../../src/editor/bulk/plans.ts';
import type { BulkPorts } from '../../src/editor/bulk/ports.ts';
import { Runs } from '../../src/editor/bulk/runs.ts';
import { toldOf } from '../../src/editor/bulk/told.ts';
import type { Targets } from '../../src/editor/shared/ports.ts';
import { openPlanDatabase } from '../../src/kapture/bulk/plans/planDatabase.ts';
import { makePlan } from '../../src/kapture/bulk/planning/makePlan.ts';
import type { PlanHead } from '../../src/kapture/bulk/plans/planHead.ts';
import type { Connection } from '../../src/kapture/connection/connection.ts';
import type { Target } from '../../src/kapture/exchange/exchange.ts';
import {
  bulkSandbox,
  customer,
  planOf,
  rowOf,
  temporaryStore,
  type BulkSandbox,
  type TemporaryStore,
} from '../unit/kapture/bulk/support.ts';
import { changeSetting, connect, fixture, run } from './support/fixture.ts';
import { entry, serveTenant } from './support/serveTenant.ts';
import { until } from './support/until.ts';
import { user } from './support/user.ts';

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
        // So that no key is asked for.
        if (!('baseUrl' in change)) return;
        user.picks('All operations').picks('Auth key').types('opaque-key-of-b');
        await run('kapture.setAuthKey', 'Acme');
      });
      await run('kapture.changeField', reference, [reference]);
      assert.equal(user.messageTexts.at(-1), 'The connection Acme was changed in the meantime. Try again.');
      assert.deepEqual([tenant.requests.length, other.requests.length], [0, 0]);
      const store = openPlanDatabase(vscode.Uri.joinPath(fixture().context.globalStorageUri, 'plans.db').fsPath);
      try {
        assert.deepEqual(store.plans(tenant.origin).concat(store.plans(other.origin)), []);
      } finally {
        store.close();
      }
    });

  describe('during a run', () => {
    let box: BulkSandbox;
    let files: TemporaryStore;
    let all: readonly Connection[];
    let target: Target;
    let plan: PlanHead;
    let runs: Runs;

    beforeEach(async () => {
      box = await bulkSandbox([101, 102].map((id) => customer(id, { phone: `9845000${id}`, city: 'Pune' })));
      files = temporaryStore();
      target = box.target({ name: 'Acme', role: 'development' });
      all = [target.connection];
      const { store } = files;
      const rows = ['101', '102'].map((id, index) => rowOf(index + 1, id, { city: 'Goa' }));
      const id = await makePlan(planOf(target, 'id'), rows, { store, client: box.client, target });
      plan = store.plan(id)!;
      const targets: Partial<Targets> = {
        get all() {
          return all;
        },
        connectionOf: () => target.connection,
        resolveNamed: () => Promise.resolve(target),
      };
      const ports = {
        targets,
        clients: { get: () => Promise.resolve(box.client) },
        log: fixture().log,
        history: { open: () => Promise.resolve(undefined) },
        customers: () => Promise.resolve({ changes: { showRecords: () => undefined, fetchOpen: () => undefined } }),
      };
      runs = new Runs({ store } as unknown as Plans, ports as unknown as BulkPorts);
    });
    afterEach(async () => {
      runs.dispose();
      await box.close();
      files.remove();
    });

    const changedSentence = 'The connection Acme was changed in the meantime. Try again.';
    const writes = (): number => box.calls.filter(({ isWrite }) => isWrite).length;

    for (const [what, change, sentence] of [
      ['becomes read-only', { readOnly: true }, 'Nothing was sent: the connection Acme is read-only.'],
      ['becomes production', { role: 'production' }, /^Nothing was sent: the role of Acme is now production\./],
      ['is removed', undefined, /^Nothing was sent: the connection Acme no longer exists/],
      ['has another header', { headers: [{ name: 'x-client', value: { text: 'web' } }] }, changedSentence],
      ['has another time limit', { timeoutSeconds: 5 }, changedSentence],
      ['has another pause', { pauseMs: 5 }, changedSentence],
      ['has another CA file', { caFile: '/other.pem' }, changedSentence],
      [
        'has another dialect',
        { dialect: 'nested' },
        /^Nothing was sent: Acme now points to |^Nothing was sent: the dialect of Acme is now /,
      ],
      ['has another path', { paths: { add: '/other' } }, /^Nothing was sent: Acme now points to /],
    ] as const)
      it(`it ${what} while the question is open → nothing is written`, async () => {
        const answer = user.clicksLater('Write to Acme');
        const applied = runs.apply(plan);
        const refused = assert.rejects(applied, { message: sentence });
        await until('the question', user.onMessage, () => user.messages.length > 0);
        all = change ? [{ ...target.connection, ...change }] : [];
        answer();
        await refused;
        assert.deepEqual([writes(), files.store.plan(plan.id)?.status], [0, 'ready']);
      });

    for (const [what, change] of [
      ['becomes read-only', { readOnly: true }],
      ['has another header', { headers: [{ name: 'x-client', value: { text: 'web' } }] }],
      ['has another time limit', { timeoutSeconds: 5 }],
      ['has another dialect', { dialect: 'nested' }],
    ] as const)
      it(`it ${what} during a pause → the run stops with a sentence when it continues`, async () => {
        user.clicks('Write to Acme');
        box.before = ({ isWrite }) => {
          if (isWrite) runs.pause(plan.id);
        };
        runs.onDidChange(() => {
          const progress = runs.active(plan.id)?.progress;
          if (progress?.phase !== 'paused' || !runs.active(plan.id)?.isPaused) return;
          all = [{ ...target.connection, ...change }];
          runs.resume(plan.id);
        });
        const outcome = await runs.apply(plan);
        assert.equal(
          toldOf(outcome!).notice,
          'The run stopped because the connection Acme was changed, renamed or removed. Check it, then resume the run.',
        );
        assert.deepEqual([writes(), outcome!.counts.states['not-sent']], [1, 1]);
      });
  });
});
