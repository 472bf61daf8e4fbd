import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExchangeNode } from '../../src/editor/history/historyTree.ts';
import { recordScheme, responseScheme } from '../../src/editor/shared/ids.ts';
import { serveHttp, type LocalServer } from '../unit/kapture/http/localServer.ts';
import { lensesOf, openInEditor, plainTitle, shownDocument } from './support/documents.ts';
import { user } from './support/user.ts';
import { changeSetting, connect, run, fixture, testKey } from './support/fixture.ts';
import { allCustomers, customerRow } from './support/tree.ts';
import { until } from './support/until.ts';

interface Tenant extends LocalServer {
  readonly city: string;
}

/** A tenant that stores the city of its only customer, 7. */
async function serveTenant(): Promise<Tenant> {
  const tenant = { city: 'Pune' };
  const server = await serveHttp((response, { body }) => {
    if (!body.startsWith('[')) tenant.city = (JSON.parse(body) as { city?: string }).city ?? tenant.city;
    const record = {
      id: 7,
      name: 'Asha',
      city: tenant.city,
      generationDate: 'Mar 14, 2021 2:21:11 PM',
      contacts: [],
    };
    let answer: object = { Enquiry: { kapture_customer_id: 7 }, message: 'ok' };
    if (body.includes('start_date')) answer = { message: [record] };
    else if (body.startsWith('[')) answer = { 'Customer Details': record };
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ ...answer, status: 'success' }));
  });
  return {
    ...server,
    get city() {
      return tenant.city;
    },
  };
}

const entry = (name: string, { origin }: LocalServer): object => ({ name, baseUrl: origin, role: 'development' });
const keysOf = ({ requests }: LocalServer): (string | undefined)[] =>
  requests.map(({ headers }) => headers.authorization?.replace(/^Basic /, ''));

describe('a connection that is renamed with Edit Connection', () => {
  let tenant: Tenant;

  const rename = async (): Promise<void> => {
    user.picks('Name').types('Acme India').pressesEscape();
    await run('kapture.editConnection', 'Acme');
  };

  beforeEach(async () => {
    tenant = await serveTenant();
    await connect({ name: 'Acme', baseUrl: tenant.origin, role: 'development' });
  });

  afterEach(async () => {
    await changeSetting('defaultConnection', undefined);
    await run('kapture.switchHistory');
    user.clicks('Delete All');
    await run('kapture.deleteStoredData', 'history');
    await run('kapture.switchHistory');
  });

  it('keys, active connection and default connection → the new name, without a question', async () => {
    await changeSetting('defaultConnection', 'Acme');
    user.picks('Get Customer').picks('Auth key').types('key-for-get');
    await run('kapture.manageSecrets', 'Acme');
    await rename();
    await openInEditor('.kapture-get.json', '{"kapture_customer_id": "7"}');
    await run('kapture.sendRequest');
    await openInEditor('.kapture-pull.json', '[{"start_date": "2021-03-14", "end_date": "2021-03-14"}]');
    await run('kapture.sendRequest');
    assert.deepEqual(keysOf(tenant), ['key-for-get', testKey]);
    const { context } = fixture();
    assert.equal(context.workspaceState.get('activeConnection'), 'Acme India');
    await until(
      'the default',
      vscode.workspace.onDidChangeConfiguration as vscode.Event<never>,
      () => vscode.workspace.getConfiguration('kapture').get('defaultConnection') === 'Acme India',
    );
    assert.deepEqual((await context.secrets.keys()).sort(), [
      'kapture.key/default/Acme India',
      'kapture.key/get/Acme India',
    ]);
  });

  it('the base URL changes after the rename → the keys are not used for the new URL', async () => {
    const other = await serveTenant();
    await rename();
    await changeSetting('connections', [entry('Acme India', other)]);
    await openInEditor('.kapture-get.json', '{"kapture_customer_id": "7"}');
    user.pressesEscape();
    await run('kapture.sendRequest');
    assert.match(user.questions.at(-1)!, /The auth key for Acme India was saved for another base URL\./);
    assert.equal(other.requests.length, 0);
  });

  it('pulled customers and an export → under the new name', async () => {
    user.picks('Other dates…').types('2021-03-14').types('2021-03-14');
    await run('kapture.pullRange');
    await rename();
    const { model } = await fixture().customers.open();
    await until('the new name', model.onDidChange as vscode.Event<never>, () => model.connection === 'Acme India');
    await model.settled();
    assert.deepEqual(
      (await allCustomers()).map(({ customer }) => customer.name),
      ['Asha'],
    );
    const file = vscode.Uri.joinPath(fixture().context.globalStorageUri, 'renamed.jsonl');
    user.picks('JSON Lines').savesTo(file);
    await run('kapture.exportCustomers');
    assert.equal(user.messageTexts.at(-1), `1 customer was exported to ${file.fsPath}.`);
    await vscode.workspace.fs.delete(file);
    const { node } = await customerRow('7');
    await run('kapture.openCustomer', { ...node, refresh: true });
    assert.equal(keysOf(tenant).at(-1), testKey);
  });

  it('an open record → refreshed through the renamed connection', async () => {
    await run('kapture.openCustomer', { tenant: tenant.origin, connection: 'Acme', id: '7', refresh: true });
    const record = shownDocument(recordScheme)!;
    await rename();
    assert.equal(plainTitle((await lensesOf(record.uri))[0]!), 'Refresh from Acme India');
    await run('kapture.openCustomer', { tenant: tenant.origin, connection: 'Acme', id: '7', refresh: true });
    assert.deepEqual(keysOf(tenant), [testKey, testKey]);
  });

  it('history, responses and $last → remain, and are sent again with the same key', async () => {
    await openInEditor('.kapture-get.json', '{"kapture_customer_id": "7"}');
    await run('kapture.sendRequest');
    const response = shownDocument(responseScheme)!.uri;
    const row = await historyRow();
    await rename();
    assert.deepEqual(
      (await historyRows()).map(({ body, connection }) => [body, connection]),
      [[row.body, 'Acme India']],
    );
    await run('kapture.resendFromHistory', row);
    await run('kapture.sendAgain', response);
    await openInEditor('.kapture-get.json', '{"email_id": "{{$last.get.name}}"}');
    await run('kapture.sendRequest');
    assert.deepEqual(keysOf(tenant), [testKey, testKey, testKey, testKey]);
    assert.match(tenant.requests.at(-1)!.body, /"Asha"/);
    assert.deepEqual(user.messageTexts, []);
  });
});

describe('a connection that is renamed in the settings', () => {
  it('→ not selected, with a message; its key is asked for again', async () => {
    const tenant = await serveTenant();
    await connect({ name: 'Acme', baseUrl: tenant.origin, role: 'development' });
    await changeSetting('connections', [entry('Acme India', tenant)]);
    await until('the message', user.onMessage, () => user.messages.length > 0);
    assert.deepEqual(user.messageTexts, ['Acme is no longer in the settings, so no connection is selected.']);
    user.picks('Acme India').picks('Auth key').types('entered-again');
    await run('kapture.selectConnection');
    await openInEditor('.kapture-get.json', '{"kapture_customer_id": "7"}');
    await run('kapture.sendRequest');
    assert.deepEqual(keysOf(tenant), ['entered-again']);
  });
});

async function historyRows(): Promise<ExchangeNode[]> {
  return ((await fixture().history.tree.getChildren()) ?? []).filter((node) => node.kind === 'exchange');
}

/** The first entry of the history, as soon as it is stored. */
function historyRow(): Promise<ExchangeNode> {
  return new Promise((resolve) => {
    const look = async (): Promise<void> => {
      const [row] = await historyRows();
      if (!row) return;
      listening.dispose();
      resolve(row);
    };
    const listening = fixture().history.tree.onDidChangeTreeData!(() => void look());
    void look();
  });
}
