import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExchangeNode } from '../../src/editor/history/historyTree.ts';
import { serveHttp, type LocalServer } from '../unit/kapture/http/localServer.ts';
import { openInEditor } from './support/documents.ts';
import { person } from './support/person.ts';
import { change, run, sandboxTenant, stage } from './support/stage.ts';

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

/** Has these connections in the settings, and uses one of them, with a key of its own name. */
async function use(active: string, ...entries: readonly Entry[]): Promise<void> {
  await change('connections', [...entries]);
  for (const { name } of entries) {
    person.picks('All operations').picks('Auth key').types(keyOf(name));
    await run('kapture.setAuthKey', name);
  }
  person.picks(active);
  await run('kapture.selectConnection');
  person.told.length = 0;
}

const keyOf = (name: string): string => `opaque-key-of-${name.replace(' ', '-')}`;

/** Sends a request and waits until it is in the history. */
async function send(phone: string): Promise<ExchangeNode> {
  const kept = new Promise<void>((resolve) => {
    const listening = stage().history.tree.onDidChangeTreeData!(() => {
      void shown().then((nodes) => {
        if (!nodes.some(({ body }) => body.includes(phone))) return;
        listening.dispose();
        resolve();
      });
    });
  });
  await openInEditor('.kapture-add.json', `{"customer_name": "Asha", "phone": "${phone}"}`);
  await run('kapture.addCustomer');
  await kept;
  return (await shown()).find(({ body }) => body.includes(phone))!;
}

async function shown(): Promise<ExchangeNode[]> {
  const nodes = (await stage().history.tree.getChildren()) ?? [];
  return nodes.filter((node) => node.kind === 'exchange');
}

const phones = async (): Promise<(string | undefined)[]> =>
  (await shown()).map(({ body }) => (JSON.parse(body) as { phone?: string }).phone);
const keysAt = ({ requests }: LocalServer): (string | undefined)[] =>
  requests.map(({ headers }) => headers['authorization']?.replace('Basic ', ''));

describe("a tenant's history", () => {
  afterEach(async () => {
    await run('kapture.showAllHistory');
    person.clicks('Clear All');
    await run('kapture.clearHistory');
    await run('kapture.showConnectionHistory');
  });

  it('the connection is renamed → it is shown under the new name, and is sent again with that', async () => {
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

  it('the base URL changes → the new tenant shows none of it, and it is not sent there', async () => {
    const [first, second] = [await serveTenant(), await serveTenant()];
    await use('Acme', acme(first));
    const node = await send('9000000001');
    await use('Acme', acme(second));
    assert.deepEqual(await phones(), []);
    await run('kapture.resendFromHistory', node);
    assert.equal(person.heard.at(-1), `Nothing was sent: no connection points to ${first.host}.`);
    await run('kapture.showAllHistory');
    assert.equal((await shown())[0]!.connection, first.host, 'that name leads to another tenant by now');
    assert.match(String((await item((await shown())[0]!)).description), new RegExp(`· ${first.host}$`));
    const shownBefore = vscode.window.activeTextEditor?.document;
    // A connection may have the name of a host, too.
    await change('connections', [acme(second), acme(second, { name: first.host })]);
    await run('kapture.openHistoryRequest', node);
    assert.equal(person.heard.at(-1), `Nothing was sent: no connection points to ${first.host}.`);
    assert.equal(vscode.window.activeTextEditor?.document, shownBefore, 'no draft opens');
    assert.deepEqual([first.requests.length, second.requests.length], [1, 0]);
  });

  it('a connection is deleted and another is added under its name → the same; the tenant is back → all is', async () => {
    const [first, second] = [await serveTenant(), await serveTenant()];
    await use('Acme', acme(first));
    const node = await send('9000000001');
    await change('connections', []);
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

  it('two connections lead to it with keys of their own → both show it, each row says by which, and it is sent again by the same, else by the active one', async () => {
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
          .at(-1),
      ]),
    );
    assert.deepEqual(
      rows.map(([body]) => body),
      ['9000000002', '9000000001'].map((phone) => `{"customer_name":"Asha","phone":"${phone}"}`),
    );
    assert.equal(rows[0]![1], 'Acme admin');
    assert.doesNotMatch(rows[1]![1]!, /Acme/, 'that is the connection of the view');
    await run('kapture.resendFromHistory', node);
    // With a fact of its own: the admin's connection is gone, and was not renamed.
    const other = acme(server, { name: 'Acme other', timeoutSeconds: 30 });
    await use('Acme', other, acme(server));
    await run('kapture.resendFromHistory', node);
    assert.deepEqual(keysAt(server), ['Acme', 'Acme admin', 'Acme admin', 'Acme'].map(keyOf));
    await run('kapture.compareWithPrevious', (await shown())[0]);
    assert.ok(vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTextDiff);
  });

  it('the path changes on the same origin → sending a write again asks', async () => {
    const server = await serveTenant();
    await use('Acme', acme(server));
    const node = await send('9000000001');
    await use('Acme', acme(server, { paths: { add: '/elsewhere' } }));
    await run('kapture.resendFromHistory', node);
    assert.match(person.heard.at(-1) ?? '', /It was sent to \S+ earlier\. The connection has changed since then\./);
    assert.equal(server.requests.length, 1);
  });

  it('an exchange with the sandbox → belongs to the sandbox of this workspace, whatever its port', async () => {
    await run('kapture.useSandbox');
    const { entry } = await send('9000000001');
    assert.match(entry.tenant, /^sandbox:\w+$/);
    assert.equal(entry.tenant, sandboxTenant());
    assert.ok(!entry.tenant.includes(String(stage().sandbox.port)));
  });

  it('is cleared → that of other tenants stays', async () => {
    const [first, second] = [await serveTenant(), await serveTenant()];
    const two = [acme(first), acme(second, { name: 'Other' })] as const;
    await use('Acme', ...two);
    await send('9000000001');
    await use('Other', ...two);
    await send('9000000002');
    // Also while those of all are shown.
    await run('kapture.showAllHistory');
    person.clicks('Clear Other Only');
    await run('kapture.clearHistory');
    assert.match(person.heard.at(-1)!, /^Clear the history\? Other: 1 exchange\nAll connections: 2 exchanges\n\nReq/);
    assert.deepEqual(person.told.at(-1)!.actions, ["Don't Clear", 'Clear Other Only', 'Clear All']);
    await run('kapture.showConnectionHistory');
    assert.deepEqual(await phones(), []);
    await run('kapture.showAllHistory');
    assert.deepEqual(await phones(), ['9000000001']);
  });
});

async function item(node: ExchangeNode): Promise<vscode.TreeItem> {
  return stage().history.tree.getTreeItem(node);
}
