import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { customerOfUri } from '../../src/editor/shared/documents/editUri.ts';
import { recordScheme } from '../../src/editor/shared/ids.ts';
import { serveHttp, type LocalServer } from '../unit/kapture/http/localServer.ts';
import { lensesOf, openInEditor, plainTitle, shownDocument } from './support/documents.ts';
import { person } from './support/person.ts';
import { change, connect, run, stage, testKey } from './support/stage.ts';
import { until } from './support/until.ts';

const keyOfSupport = 'a-key-of-support';

interface Tenant extends LocalServer {
  readonly city: string;
  /** Forgets the requests that came so far. */
  forget(): void;
}

/** A tenant that keeps the city of its customer 7. */
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
  person.picks('All operations').picks('Auth key').types(key);
  await run('kapture.setAuthKey', name);
  person.told.length = 0;
}

async function reload(): Promise<void> {
  stage().edits.close();
  await stage().edits.open();
}

describe('an edited customer and a record, of their tenant', () => {
  let one: Tenant;
  let other: Tenant;

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

  /** Saves; what VS Code shows of a save that fails stands in the log, too. */
  async function save(document: vscode.TextDocument): Promise<string> {
    const before = stage().logged.length;
    await vscode.window.showTextDocument(document);
    await run('workbench.action.files.save');
    return document.isDirty ? stage().logged.slice(before).join('\n') : 'saved';
  }

  async function showRecord(): Promise<vscode.TextDocument> {
    await run('kapture.openRecord', { tenant: one.origin, connection: 'Acme', id: '7', afresh: true });
    const record = shownDocument(recordScheme)!;
    assert.match(record.getText(), /Customer of one/);
    return record;
  }

  for (const [when, between] of [
    ['', () => Promise.resolve()],
    [', and a reload', reload],
  ] as const) {
    it(`another name of the connection${when} → the edit is saved through it`, async () => {
      const document = await edit();
      await type(document, 'Agra');
      await change('connections', [entry('Acme India', one)]);
      await giveKey('Acme India');
      await between();
      assert.equal(await lens(document), 'Save sends to Acme India (development)');
      assert.equal(await save(document), 'saved');
      assert.deepEqual([one.city, other.requests.length], ['Agra', 0]);
      await until('the new name in the document', changed, () => document.getText().includes('@connection Acme India'));
      assert.equal(document.isDirty, false);
    });

    it(`another base URL${when} → the edit says so, is sent nowhere and refreshed nowhere; back again → saved`, async () => {
      const document = await edit();
      await type(document, 'Agra');
      await change('connections', [entry('Acme', other)]);
      await between();
      assert.equal(await lens(document), `No connection points to ${one.host}`);
      assert.match(await save(document), /Nothing was sent\. No connection points to 127\.0\.0\.1:\d+\./);
      await run('kapture.showChanges', document.uri);
      assert.match(person.heard.at(-1)!, /^No connection points to 127\.0\.0\.1:\d+\./);
      await run('kapture.dryRun', document.uri);
      assert.deepEqual([one.city, other.requests.length], ['Pune', 0]);
      await change('connections', [entry('Acme', one)]);
      assert.equal(await save(document), 'saved');
      assert.deepEqual([one.city, other.requests.length], ['Agra', 0]);
    });

    it(`deleted${when} → the edit says so; added again under its name for another tenant → still sent nowhere`, async () => {
      const document = await edit();
      await type(document, 'Agra');
      await change('connections', []);
      await between();
      assert.match(await save(document), /No connection points to/);
      await change('connections', [entry('Acme', other)]);
      await giveKey('Acme');
      await between();
      assert.match(await save(document), /No connection points to/);
      assert.deepEqual([one.city, other.requests.length], ['Pune', 0]);
      await change('connections', [entry('Acme', one)]);
      await giveKey('Acme');
      await between();
      assert.equal(await save(document), 'saved');
      assert.deepEqual([one.city, other.requests.length], ['Agra', 0]);
    });

    it(`two connections to one tenant with keys of their own${when} → the one that it was opened from, else the active one, else the first`, async () => {
      const document = await edit();
      await change('connections', [entry('Acme', one), entry('First', one), entry('Support', one)]);
      await giveKey('Support', keyOfSupport);
      await giveKey('First');
      person.picks('Support');
      await run('kapture.selectConnection');
      await between();
      one.forget();
      await type(document, 'Agra');
      assert.equal(await save(document), 'saved');
      assert.deepEqual(keysOf(one), [testKey, testKey, testKey], 'opened from Acme');
      await change('connections', [entry('First', one), entry('Support', one)]);
      await until('the active one in the document', changed, () => document.getText().includes('@connection Support'));
      await between();
      one.forget();
      await type(document, 'Delhi');
      assert.equal(await lens(document), 'Save sends to Support (development)');
      assert.equal(await save(document), 'saved');
      assert.deepEqual(keysOf(one), [keyOfSupport, keyOfSupport, keyOfSupport], 'Acme is gone, Support is active');
      person.picks('Sandbox');
      await run('kapture.selectConnection');
      await between();
      one.forget();
      await type(document, 'Goa');
      assert.equal(await save(document), 'saved');
      assert.deepEqual(keysOf(one), [testKey, testKey, testKey], 'First is the first');
      assert.equal(one.city, 'Goa');
    });

    it(`a record, after a new name and another base URL${when} → refreshed from its own tenant or not at all`, async () => {
      const record = await showRecord();
      await change('connections', [entry('Acme India', one)]);
      await giveKey('Acme India');
      await between();
      assert.equal(await lens(record), 'Refresh from Acme India');
      one.forget();
      await run('kapture.openRecord', { tenant: one.origin, id: '7', afresh: true });
      assert.equal(one.requests.length, 1);
      await change('connections', [entry('Acme', other), entry('Acme India', other)]);
      await between();
      assert.equal(await lens(record), `No connection points to ${one.host}`);
      await run('kapture.openRecord', { tenant: one.origin, connection: 'Acme', id: '7', afresh: true });
      assert.equal(other.requests.length, 0);
      assert.match(record.getText(), /Customer of one/);
    });
  }

  it('a tenant that no connection leads to → a copy of the text is sent nowhere, not through a connection of that name either', async () => {
    const document = await edit();
    await change('connections', [entry('Acme', other), entry(one.host, other)]);
    await giveKey('Acme');
    await giveKey(one.host);
    await until('the tenant in the document', changed, () =>
      document.getText().startsWith(`// @connection ${one.origin}\n`),
    );
    await openInEditor('.kapture-update.json', document.getText());
    await run('kapture.sendRequest');
    assert.equal(
      person.heard.at(-1),
      `Nothing was sent: this request is pinned to ${one.origin}, but there is no usable connection with that name.`,
    );
    assert.deepEqual([one.city, other.requests.length], ['Pune', 0]);
  });

  describe('taking the last update back', () => {
    let document: vscode.TextDocument;
    beforeEach(async () => {
      document = await edit();
      await type(document, 'Agra');
      assert.equal(await save(document), 'saved');
      await change('connections', [entry('First', one), entry('Support', one)]);
      await giveKey('Support', keyOfSupport);
      await giveKey('First');
      person.picks('Support');
      await run('kapture.selectConnection');
      person.told.length = 0;
      one.forget();
    });

    async function revert(meanwhile: () => Promise<void>): Promise<void> {
      const answer = person.holds('Send Previous Values');
      const asked = until('the question', person.onTold, () => person.told.length > 0);
      const reverting = run('kapture.revertLastUpdate', document.uri);
      await asked;
      assert.match(person.heard.at(-1)!, /^Revert the last update on Support\?/);
      await meanwhile();
      answer();
      await reverting;
    }

    it('another connection to the tenant is active by the answer → goes to the one that the question named', async () => {
      await revert(async () => {
        person.picks('First');
        await run('kapture.selectConnection');
      });
      const writes = one.requests.filter(({ body }) => !body.startsWith('['));
      assert.deepEqual(
        writes.map(({ headers }) => headers.authorization),
        [`Basic ${keyOfSupport}`],
      );
      assert.equal(one.city, 'Pune');
    });

    it('the connection that the question named is gone by the answer → goes nowhere', async () => {
      const before = stage().logged.length;
      await revert(() => change('connections', [entry('First', one)]));
      assert.equal(one.city, 'Agra');
      const said = [...person.heard, ...stage().logged.slice(before)].join('\n');
      assert.match(said, /Nothing was sent: the connection Support no longer exists or cannot be used\./);
    });
  });

  it('opened from a row of a tenant that the connection no longer leads to → nothing is read, nothing opens', async () => {
    await change('connections', [entry('Acme', other)]);
    await giveKey('Acme');
    await run('workbench.action.closeAllEditors');
    await run('kapture.editCustomer', { tenant: one.origin, connection: 'Acme', id: '7' });
    assert.match(person.heard.at(-1)!, /^No connection points to 127\.0\.0\.1:\d+\. Add one, then try again\.$/);
    assert.deepEqual([one.requests.length, other.requests.length], [0, 0]);
    assert.equal(vscode.window.activeTextEditor, undefined);
  });

  it('opened from a row whose connection changes while a key is asked for → nothing is read', async () => {
    await Promise.all((await stage().context.secrets.keys()).map((key) => stage().context.secrets.delete(key)));
    await stage().context.globalState.update('keysStored', undefined);
    person.told.length = 0;
    person.picks('Auth key').types(testKey, () => change('connections', [entry('Acme', other)]));
    await run('kapture.editCustomer', { tenant: one.origin, connection: 'Acme', id: '7' });
    assert.deepEqual([one.requests.length, other.requests.length], [0, 0]);
  });

  it('variables and a dry run → those of the connection that leads to its tenant, whatever is active', async () => {
    const document = await edit();
    await change('connections', [entry('Other', other), { ...entry('Acme', one), variables: { town: 'Satara' } }]);
    await giveKey('Other');
    person.picks('Other');
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
