import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { recordScheme } from '../../src/editor/shared/ids.ts';
import { connect, fixture, run } from './support/fixture.ts';
import { serveTenant } from './support/serveTenant.ts';
import { customerRow } from './support/tree.ts';
import { user } from './support/user.ts';

const link = (pathAndQuery: string): vscode.Uri =>
  vscode.Uri.parse(`vscode://kapture-devtools.kapture-crm${pathAndQuery}`);

describe('links', () => {
  it('Copy Link of a customer, opened → a confirmation with host and ID; then one read, and the record', async () => {
    const server = await serveTenant('Asha');
    await connect({ name: 'Acme', baseUrl: server.origin, role: 'development' });
    user.picks('Other dates…').types('2021-03-14').types('2021-03-14');
    await run('kapture.pullRange');
    await run('kapture.copyLink', (await customerRow('7')).node);
    const copied = vscode.Uri.parse(await vscode.env.clipboard.readText());
    assert.ok(!copied.toString().includes('Asha'));
    const before = server.requests.length;

    user.clicks("Don't Open");
    await fixture().customers.openLink(copied);
    assert.equal(server.requests.length, before);

    user.clicks('Open');
    await fixture().customers.openLink(copied);
    assert.ok(user.messages.at(-1)?.text.startsWith(`Open customer 7 of ${new URL(server.origin).host}? `));
    assert.deepEqual(
      server.requests.slice(before).map(({ body }) => body),
      ['[{"kapture_customer_id":"7"}]'],
    );
    assert.equal(vscode.window.activeTextEditor?.document.uri.scheme, recordScheme);
  });

  it('a link to another tenant, or that says anything else → a message, no confirmation, and nothing is sent', async () => {
    const server = await serveTenant('Asha');
    await connect({ name: 'Acme', baseUrl: server.origin, role: 'development' });
    const tenant = encodeURIComponent(server.origin);
    for (const hostile of [
      '/open?tenant=https%3A%2F%2Fevil.example&customer=7',
      `/open?tenant=${tenant}`,
      `/open?tenant=${tenant}&customer=7&customer=8`,
      `/open?tenant=${tenant}&customer=7%20`,
      `/open?tenant=${tenant}&customer=../7`,
      `/open?customer=7&tenant=${tenant}`,
      `/open?tenant=${tenant}&order=7`,
      `/send?tenant=${tenant}&customer=7`,
    ]) {
      user.messages.length = 0;
      await fixture().customers.openLink(link(hostile));
      assert.deepEqual(
        user.messages.map(({ severity, actions }) => [severity, actions]),
        [['warning', []]],
        hostile,
      );
    }
    assert.deepEqual(server.requests, []);
  });
});
