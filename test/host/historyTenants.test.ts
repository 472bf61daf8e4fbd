import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExchangeNode } from '../../src/editor/history/historyTree.ts';
import { serveHttp, type LocalServer } from '../unit/kapture/http/localServer.ts';
import { openInEditor } from './support/documents.ts';
import { user } from './support/user.ts';
import { changeSetting, run, sandboxTenant, fixture } from './support/fixture.ts';

interface Entry {
  readonly name: string;
  readonly baseUrl: string;
  readonly [fact: string]: unknown;
}

const serveTenant = (): Promise<LocalServer> =>
  serveHttp((response) => response.end('{"status": "success", "Enquiry": {}}'));
const acme = ({ origin }: LocalServer, facts: object = {}): Entry => ({
  name: 'Acme',
  baseUrl: origin,
  role: 'development',
  ...facts,
});

/** Sets these connections, each with a key named after it, and makes one of them active. */
async function use(active: string, ...entries: readonly Entry[]): Promise<void> {
  await changeSetting('connections', [...entries]);
  for (const { name } of entries) {
    user.picks('All operations').picks('Auth key').types(keyOf(name));
    await run('kapture.manageSecrets', name);
  }
  user.picks(active);
  await run('kapture.selectConnection');
  user.messages.length = 0;
}

const keyOf = (name: string): string => `opaque-key-of-${name.replace(' ', '-')}`;

/** Sends a request and waits until it is in the history. */
async function send(phone: string): Promise<ExchangeNode> {
  const stored = new Promise<void>((resolve) => {
    const listening = fixture().history.tree.onDidChangeTreeData!(() => {
      void shown().then((nodes) => {
        if (!nodes.some(({ body }) => body.includes(phone))) return;
        listening.dispose();
        resolve();
      });
    });
  });
  await openInEditor('.kapture-add.json', `{"customer_name": "Asha", "phone": "${phone}"}`);
  await run('kapture.addCustomer');
  await stored;
  return (await shown()).find(({ body }) => body.includes(phone))!;
}

async function shown(): Promise<ExchangeNode[]> {
  const nodes = (await fixture().history.tree.getChildren()) ?? [];
  return nodes.filter((node) => node.kind === 'exchange');
}

const phones = async (): Promise<(string | undefined)[]> =>
  (await shown()).map(({ body }) => (JSON.parse(body) as { phone?: string }).phone);
const keysAt = ({ requests }: LocalServer): (string | undefined)[] =>
  requests.map(({ headers }) => headers['authorization']?.replace('Basic ', ''));

describe('the history of a tenant', () => {
  afterEach(async () => {
    user.clicks('Delete All');
    await run('kapture.deleteStoredData', 'history');
    await fixture().context.workspaceState.update('history.showsAll', false);
  });

  it('the connection is renamed → the new name is shown, and used to send again', async () => {
    const server = await serveTenant();
    await use('Acme', acme(server));
    const node = await send('9000000001');
    await use('Acme India', acme(server, { name: 'Acme India' }));
    assert.deepEqual(await phones(), ['9000000001']);
    assert.equal((await shown())[0]!.connection, 'Acme India');
    await run('kapture.resendFromHistory', node);
    assert.deepEqual(keysAt(server), [keyOf('Acme'), keyOf('Acme India')]);
    assert.deepEqual(await phones(), ['9000000001', '9000000001']);
  });

  it('the base URL changes → the new tenant shows none of it, and nothing is sent there', async () => {
    const [first, second] = [await serveTenant(), await serveTenant()];
    await use('Acme', acme(first));
    const node = await send('9000000001');
    await use('Acme', acme(second));
    assert.deepEqual(await phones(), []);
    await run('kapture.resendFromHistory', node);
    const unreachable = `No connection points to ${first.host}. Add one, then try again.`;
    const { text, actions } = user.messages.at(-1)!;
    assert.deepEqual([text, actions], [`Nothing was sent. ${unreachable}`, ['Add Connection…']]);
    await run('kapture.switchHistory');
    assert.equal((await shown())[0]!.connection, first.host, 'the name belongs to another tenant now');
    assert.match(String((await item((await shown())[0]!)).description), new RegExp(`· ${first.host}( · |$)`));
    const shownBefore = vscode.window.activeTextEditor?.document;
    // The name of another connection can be the host of this tenant.
    await changeSetting('connections', [acme(second), acme(second, { name: first.host })]);
    await run('kapture.openHistoryRequest', node);
    assert.equal(user.messageTexts.at(-1), unreachable);
    assert.equal(vscode.window.activeTextEditor?.document, shownBefore, 'no draft is opened');
    assert.deepEqual([first.requests.length, second.requests.length], [1, 0]);
  });

  it('the connection is replaced by another of the same name → the new tenant shows none of it; the tenant is back → all of it', async () => {
    const [first, second] = [await serveTenant(), await serveTenant()];
    await use('Acme', acme(first));
    const node = await send('9000000001');
    await changeSetting('connections', []);
    await run('kapture.resendFromHistory', node);
    await use('Acme', acme(second));
    await send('9000000002');
    await run('kapture.resendFromHistory', node);
    assert.deepEqual(await phones(), ['9000000002']);
    assert.deepEqual([first.requests.length, second.requests.length], [1, 1]);
    await use('Acme', acme(first));
    assert.deepEqual(await phones(), ['9000000001']);
    await run('kapture.resendFromHistory', node);
    assert.deepEqual([first.requests.length, second.requests.length], [2, 1]);
  });

  it('two connections with their own keys → both show it, each row names its connection, and Send Again uses that one or else the active one', async () => {
    const server = await serveTenant();
    const two = [acme(server), acme(server, { name: 'Acme admin' })] as const;
    await use('Acme', ...two);
    await send('9000000001');
    await use('Acme admin', ...two);
    const node = await send('9000000002');
    await use('Acme', ...two);
    const rows = await Promise.all(
      (await shown()).map(async (one) => [
        one.body,
        String((await item(one)).description)
          .split(' · ')
          .at(2),
      ]),
    );
    assert.deepEqual(
      rows.map(([body]) => body),
      ['9000000002', '9000000001'].map((phone) => `{"customer_name":"Asha","phone":"${phone}"}`),
    );
    assert.equal(rows[0]![1], 'Acme admin');
    assert.equal(rows[1]![1], undefined, "the view's own connection is not named");
    await run('kapture.resendFromHistory', node);
    // This connection has another setting, so that it does not count as the renamed connection.
    const other = acme(server, { name: 'Acme other', timeoutSeconds: 30 });
    await use('Acme', other, acme(server));
    await run('kapture.resendFromHistory', node);
    assert.deepEqual(keysAt(server), ['Acme', 'Acme admin', 'Acme admin', 'Acme'].map(keyOf));
    await run('kapture.compareResponses', (await shown())[0]);
    assert.ok(vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTextDiff);
  });

  it('the path changes on the same origin → sending a write again asks', async () => {
    const server = await serveTenant();
    await use('Acme', acme(server));
    const node = await send('9000000001');
    await use('Acme', acme(server, { paths: { add: '/elsewhere' } }));
    await run('kapture.resendFromHistory', node);
    assert.match(
      user.messageTexts.at(-1) ?? '',
      /It was sent to \S+ earlier\. The connection has changed since then\./,
    );
    assert.equal(server.requests.length, 1);
  });

  it("an exchange with the sandbox → belongs to this workspace's sandbox, whatever its port", async () => {
    await run('kapture.useSandbox');
    const { entry } = await send('9000000001');
    assert.match(entry.tenant, /^sandbox:\w+$/);
    assert.equal(entry.tenant, sandboxTenant());
    assert.ok(!entry.tenant.includes(String(fixture().sandbox.port)));
  });

  it('Clear for one connection → other tenants keep theirs', async () => {
    const [first, second] = [await serveTenant(), await serveTenant()];
    const two = [acme(first), acme(second, { name: 'Other' })] as const;
    await use('Acme', ...two);
    await send('9000000001');
    await use('Other', ...two);
    await send('9000000002');
    // The same applies while all connections are shown.
    await run('kapture.switchHistory');
    user.clicks('Delete Other Only');
    await run('kapture.deleteStoredData', 'history');
    assert.match(
      user.messageTexts.at(-1)!,
      /^Delete stored data\? History and baselines Other: 1 entry\nAll connections: 2 entries\n\nIt /,
    );
    assert.deepEqual(user.messages.at(-1)!.actions, ["Don't Delete", 'Delete Other Only', 'Delete All']);
    await run('kapture.switchHistory');
    assert.deepEqual(await phones(), []);
    await run('kapture.switchHistory');
    assert.deepEqual(await phones(), ['9000000001']);
  });
});

async function item(node: ExchangeNode): Promise<vscode.TreeItem> {
  return fixture().history.tree.getTreeItem(node);
}
