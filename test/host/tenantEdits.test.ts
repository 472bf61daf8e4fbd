import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { customerOfUri } from '../../src/editor/shared/documents/editUri.ts';
import { recordScheme } from '../../src/editor/shared/ids.ts';
import { serveHttp, type LocalServer } from '../unit/kapture/http/localServer.ts';
import { lensesOf, openInEditor, plainTitle, shownDocument } from './support/documents.ts';
import { user } from './support/user.ts';
import { changeSetting, connect, run, fixture, testKey } from './support/fixture.ts';
import { until } from './support/until.ts';

const keyOfSupport = 'a-key-of-support';

interface Tenant extends LocalServer {
  readonly city: string;
  /** Hides the requests received so far. */
  forget(): void;
}

/** A tenant that stores the city of its customer 7. */
async function serveTenant(name: string): Promise<Tenant> {
  const tenant = { city: 'Pune' };
  const server = await serveHttp((response, { body }) => {
    if (!body.startsWith('[')) tenant.city = (JSON.parse(body) as { city: string }).city;
    const record = { id: 7, name, city: tenant.city, state: 'Maharashtra', contacts: [] };
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(
        JSON.stringify(
          body.startsWith('[')
            ? { 'Customer Details': record, status: 'success' }
            : { Enquiry: { kapture_customer_id: 7 }, message: 'ok', status: 'success' },
        ),
      );
  });
  let before = 0;
  return {
    ...server,
    get city() {
      return tenant.city;
    },
    get requests() {
      return server.requests.slice(before);
    },
    forget: () => void (before = server.requests.length),
  };
}

const entry = (name: string, { origin }: LocalServer): object => ({ name, baseUrl: origin, role: 'development' });
const keysOf = ({ requests }: LocalServer): (string | undefined)[] =>
  requests.map(({ headers }) => headers.authorization?.replace(/^Basic /, ''));
const lens = async ({ uri }: vscode.TextDocument): Promise<string> => plainTitle((await lensesOf(uri))[0]!);
const changed = vscode.workspace.onDidChangeTextDocument as vscode.Event<never>;

async function giveKey(name: string, key = testKey): Promise<void> {
  user.picks('All operations').picks('Auth key').types(key);
  await run('kapture.manageSecrets', name);
  user.messages.length = 0;
}

async function reload(): Promise<void> {
  fixture().edits.close();
  await fixture().edits.open();
}

describe('an edited customer and a record, of their tenant', () => {
  let one: Tenant;
  let other: Tenant;

  // In a browser, auto save is on by default, and would save the customer while the user saves.
  const setAutoSave = (value: string | undefined) =>
    vscode.workspace.getConfiguration('files').update('autoSave', value, vscode.ConfigurationTarget.Global);
  before(() => setAutoSave('off'));
  after(() => setAutoSave(undefined));
  beforeEach(async () => {
    one = await serveTenant('Customer of one');
    other = await serveTenant('Customer of the other');
    await connect({ name: 'Acme', baseUrl: one.origin, role: 'development' });
  });

  async function edit(): Promise<vscode.TextDocument> {
    await run('kapture.editCustomer', { tenant: one.origin, connection: 'Acme', id: '7' });
    const { document } = vscode.window.activeTextEditor!;
    assert.deepEqual(customerOfUri(document.uri), { tenant: one.origin, id: '7' });
    assert.match(document.getText(), /"customer_name": "Customer of one"/);
    return document;
  }

  async function type(document: vscode.TextDocument, city: string): Promise<void> {
    const found = /("city": )"[^"]*"/.exec(document.getText())!;
    const start = document.positionAt(found.index + found[1]!.length);
    const end = document.positionAt(found.index + found[0].length);
    const change = new vscode.WorkspaceEdit();
    change.replace(document.uri, new vscode.Range(start, end), JSON.stringify(city));
    await vscode.workspace.applyEdit(change);
  }

  /** Saves. Returns `saved`, or the log lines with the error that VS Code shows. */
  async function save(document: vscode.TextDocument): Promise<string> {
    const before = fixture().logged.length;
    await vscode.window.showTextDocument(document);
    await run('workbench.action.files.save');
    return document.isDirty ? fixture().logged.slice(before).join('\n') : 'saved';
  }

  async function showRecord(): Promise<vscode.TextDocument> {
    await run('kapture.openCustomer', { tenant: one.origin, connection: 'Acme', id: '7', refresh: true });
    const record = shownDocument(recordScheme)!;
    assert.match(record.getText(), /Customer of one/);
    return record;
  }

  for (const [when, between] of [
    ['', () => Promise.resolve()],
    [', and a reload', reload],
  ] as const) {
    it(`the connection is renamed${when} → the edit is saved through it`, async () => {
      const document = await edit();
      await type(document, 'Agra');
      await changeSetting('connections', [entry('Acme India', one)]);
      await giveKey('Acme India');
      await between();
      assert.equal(await lens(document), 'Save to Acme India (development)');
      assert.equal(await save(document), 'saved');
      assert.deepEqual([one.city, other.requests.length], ['Agra', 0]);
      await until('the new name in the document', changed, () => document.getText().includes('@connection Acme India'));
      assert.equal(document.isDirty, false);
    });

    it(`the base URL changes${when} → the edit is neither sent nor refreshed, and a lens says so; changed back → saved`, async () => {
      const document = await edit();
      await type(document, 'Agra');
      await changeSetting('connections', [entry('Acme', other)]);
      await between();
      assert.equal(await lens(document), `No connection points to ${one.host}`);
      assert.match(
        await save(document),
        /Nothing was sent: the customer could not be read first\. No connection points to 127\.0\.0\.1:\d+\./,
      );
      await run('kapture.showChanges', document.uri);
      assert.match(user.messageTexts.at(-1)!, /^No connection points to 127\.0\.0\.1:\d+\./);
      await run('kapture.dryRun', document.uri);
      assert.deepEqual([one.city, other.requests.length], ['Pune', 0]);
      await changeSetting('connections', [entry('Acme', one)]);
      assert.equal(await save(document), 'saved');
      assert.deepEqual([one.city, other.requests.length], ['Agra', 0]);
    });

    it(`the connection is deleted${when} → the edit cannot be saved, nor through a new one of its name to another tenant`, async () => {
      const document = await edit();
      await type(document, 'Agra');
      await changeSetting('connections', []);
      await between();
      assert.match(await save(document), /No connection points to/);
      await changeSetting('connections', [entry('Acme', other)]);
      await giveKey('Acme');
      await between();
      assert.match(await save(document), /No connection points to/);
      assert.deepEqual([one.city, other.requests.length], ['Pune', 0]);
      await changeSetting('connections', [entry('Acme', one)]);
      await giveKey('Acme');
      await between();
      assert.equal(await save(document), 'saved');
      assert.deepEqual([one.city, other.requests.length], ['Agra', 0]);
    });

    it(`two connections to one tenant with their own keys${when} → the one it was opened from is used, else the active one, else the first`, async () => {
      const document = await edit();
      await changeSetting('connections', [entry('Acme', one), entry('First', one), entry('Support', one)]);
      await giveKey('Support', keyOfSupport);
      await giveKey('First');
      user.picks('Support');
      await run('kapture.selectConnection');
      await between();
      one.forget();
      await type(document, 'Agra');
      assert.equal(await save(document), 'saved');
      assert.deepEqual(keysOf(one), [testKey, testKey, testKey], 'opened from Acme');
      await changeSetting('connections', [entry('First', one), entry('Support', one)]);
      await until('the active one in the document', changed, () => document.getText().includes('@connection Support'));
      one.forget();
      await type(document, 'Delhi');
      assert.equal(await lens(document), 'Save to Support (development)');
      assert.equal(await save(document), 'saved');
      assert.deepEqual(keysOf(one), [keyOfSupport, keyOfSupport, keyOfSupport], 'Acme was removed, Support is active');
      user.picks('Sandbox');
      await run('kapture.selectConnection');
      one.forget();
      await type(document, 'Goa');
      assert.equal(await save(document), 'saved');
      assert.deepEqual(keysOf(one), [testKey, testKey, testKey], 'First is the first in the list');
      assert.equal(one.city, 'Goa');
    });

    it(`the connection of a record is renamed, then gets another base URL${when} → refreshed from its own tenant or not at all`, async () => {
      const record = await showRecord();
      await changeSetting('connections', [entry('Acme India', one)]);
      await giveKey('Acme India');
      await between();
      assert.equal(await lens(record), 'Refresh from Acme India');
      one.forget();
      await run('kapture.openCustomer', { tenant: one.origin, id: '7', refresh: true });
      assert.equal(one.requests.length, 1);
      await changeSetting('connections', [entry('Acme', other), entry('Acme India', other)]);
      await between();
      assert.equal(await lens(record), `No connection points to ${one.host}`);
      await run('kapture.openCustomer', { tenant: one.origin, connection: 'Acme', id: '7', refresh: true });
      assert.equal(other.requests.length, 0);
      assert.match(record.getText(), /Customer of one/);
    });
  }

  it('a copy of the document of a tenant without a connection → sent nowhere, not even to a connection with that name', async () => {
    const document = await edit();
    await changeSetting('connections', [entry('Acme', other), entry(one.host, other)]);
    await giveKey('Acme');
    await giveKey(one.host);
    await until('the tenant in the document', changed, () =>
      document.getText().startsWith(`// @connection ${one.origin}\n`),
    );
    await openInEditor('.kapture-update.json', document.getText());
    await run('kapture.sendRequest');
    assert.equal(
      user.messageTexts.at(-1),
      `Nothing was sent: the pinned connection ${one.origin} does not exist or cannot be used.`,
    );
    assert.deepEqual([one.city, other.requests.length], ['Pune', 0]);
  });

  it('the connection changes while the key is entered → no request', async () => {
    await Promise.all((await fixture().context.secrets.keys()).map((key) => fixture().context.secrets.delete(key)));
    await fixture().context.globalState.update('keysStored', undefined);
    user.messages.length = 0;
    user.picks('Auth key').types(testKey, () => changeSetting('connections', [entry('Acme', other)]));
    await run('kapture.editCustomer', { tenant: one.origin, connection: 'Acme', id: '7' });
    assert.deepEqual([one.requests.length, other.requests.length], [0, 0]);
  });

  it("variables and a dry run → use the tenant's connection when another is active", async () => {
    const document = await edit();
    await changeSetting('connections', [
      entry('Other', other),
      { ...entry('Acme', one), variables: { town: 'Satara' } },
    ]);
    await giveKey('Other');
    user.picks('Other');
    await run('kapture.selectConnection');
    await vscode.window.showTextDocument(document);
    await type(document, '{{town}}');
    await run('kapture.dryRun', document.uri);
    const dryRun = shownDocument('kapture-dry-run')!.getText();
    assert.ok(dryRun.includes('"city":"Satara"') && dryRun.includes(one.host), dryRun);
    assert.equal(await save(document), 'saved');
    assert.deepEqual([one.city, other.requests.length], ['Satara', 0]);
  });
});
