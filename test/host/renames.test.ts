import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { serveHttp, type LocalServer } from '../unit/kapture/http/localServer.ts';
import { openInEditor } from './support/documents.ts';
import { user } from './support/user.ts';
import { changeSetting, connect, run, fixture, testKey } from './support/fixture.ts';
import { until } from './support/until.ts';

/** A tenant that finds every customer. */
const serveTenant = (): Promise<LocalServer> =>
  serveHttp((response) =>
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end('{"Customer Details": {"id": 7}, "status": "success"}'),
  );

const entry = (name: string, { origin }: LocalServer): object => ({ name, baseUrl: origin, role: 'development' });
const keysOf = ({ requests }: LocalServer): (string | undefined)[] =>
  requests.map(({ headers }) => headers.authorization?.replace(/^Basic /, ''));

describe('a connection that is renamed with Edit Connection', () => {
  let tenant: LocalServer;

  const rename = async (): Promise<void> => {
    user.picks('Name').types('Acme India').pressesEscape();
    await run('kapture.editConnection', 'Acme');
  };

  beforeEach(async () => {
    tenant = await serveTenant();
    await connect({ name: 'Acme', baseUrl: tenant.origin, role: 'development' });
  });

  afterEach(() => changeSetting('defaultConnection', undefined));

  it('keys, active connection and default connection → the new name, and nothing is asked', async () => {
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
