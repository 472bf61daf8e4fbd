import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { BulkStore } from '../../src/kapture/bulk/bulkStore.ts';
import { changeSetting, connect, fixture, run } from './support/fixture.ts';
import { entry, serveTenant } from './support/serveTenant.ts';
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
      const store = BulkStore.open(vscode.Uri.joinPath(fixture().context.globalStorageUri, 'plans.db').fsPath);
      try {
        assert.deepEqual(store.plans(tenant.origin).concat(store.plans(other.origin)), []);
      } finally {
        store.close();
      }
    });
});
