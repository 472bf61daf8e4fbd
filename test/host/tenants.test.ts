import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import { recordScheme, responseScheme } from '../../src/editor/shared/ids.ts';
import type { LocalServer } from '../unit/kapture/http/localServer.ts';
import { lensesOf, openInEditor, shownDocument } from './support/documents.ts';
import { person } from './support/person.ts';
import { entry, serveTenant } from './support/serveTenant.ts';
import { change, connect, run, sandboxTenant, stage, testKey } from './support/stage.ts';
import { allCustomers, customerRow } from './support/tree.ts';
import { until } from './support/until.ts';

async function connections(...entries: object[]): Promise<void> {
  await change('connections', entries);
}

async function pull(): Promise<void> {
  person.picks('Other dates…').types('2021-03-14').types('2021-03-14');
  await run('kapture.pullRange');
}

const shownNames = async (): Promise<string[]> => (await allCustomers()).map(({ customer }) => customer.name);

/** The view is of this tenant, and these are its customers. */
async function shows(tenant: string | undefined, ...names: string[]): Promise<void> {
  const { model } = await stage().customers.open();
  await until(`the view of ${tenant}`, model.onDidChange as vscode.Event<never>, () => model.tenant === tenant);
  await model.settled();
  assert.deepEqual(await shownNames(), names);
}

const requestsAt = ({ requests }: LocalServer): number => requests.length;

describe('what belongs to a tenant', () => {
  let one: LocalServer;
  let other: LocalServer;

  beforeEach(async () => {
    one = await serveTenant('Customer of one');
    other = await serveTenant('Customer of the other');
    await connect({ name: 'Acme', baseUrl: one.origin, role: 'development' });
    await pull();
    await shows(one.origin, 'Customer of one');
  });

  it('another base URL → its customers, or none; back again → the first ones', async () => {
    await connections(entry('Acme', other));
    await shows(other.origin);
    await connections(entry('Acme', one));
    await shows(one.origin, 'Customer of one');
  });

  it('deleted and added again under the same name for another tenant → none of the first', async () => {
    await connections();
    await shows(undefined);
    await connections(entry('Acme', other));
    await shows(other.origin);
    assert.equal(requestsAt(other), 0);
  });

  it('an export after another base URL → none of the first', async () => {
    await connections(entry('Acme', other));
    await shows(other.origin);
    await run('kapture.exportCustomers');
    assert.equal(person.heard.at(-1), 'There are no customers to export. Pull a range first.');
  });

  it('another name → the same customers, under the new name', async () => {
    await connections(entry('Acme India', one));
    person.picks('Acme India');
    await run('kapture.selectConnection');
    await shows(one.origin, 'Customer of one');
    const { view } = stage().customers;
    assert.match(String(view.description), /Acme India/);
  });

  it('two connections to one tenant, each with a key of its own → the same customers', async () => {
    await connections(entry('Acme', one), entry('Acme for support', one));
    person.picks('All operations').picks('Auth key').types('a-key-of-support');
    await run('kapture.setAuthKey', 'Acme for support');
    person.picks('Acme for support');
    await run('kapture.selectConnection');
    await shows(one.origin, 'Customer of one');
    const { node } = await customerRow('7');
    await run('kapture.openRecord', { ...node, afresh: true });
    assert.match(one.requests.at(-1)!.headers.authorization ?? '', /a-key-of-support/);
  });

  it('closed and opened again, as a reload does → the same', async () => {
    await stage().customers.close();
    await shows(one.origin, 'Customer of one');
    await connections(entry('Acme', other));
    await stage().customers.close();
    await shows(other.origin);
  });

  it('an open record of a tenant that no connection leads to → says so, and is refreshed nowhere', async () => {
    const { node } = await customerRow('7');
    await run('kapture.openRecord', node);
    const record = shownDocument(recordScheme)!;
    assert.match(record.getText(), /Customer of one/);
    await connections(entry('Acme', other));
    const [lens] = await lensesOf(record.uri);
    assert.equal(lens!.title, `No connection points to ${new URL(one.origin).host}`);
    await run('kapture.openRecord', { tenant: one.origin, connection: 'Acme', id: '7', afresh: true });
    assert.match(person.heard.at(-1) ?? '', /^Nothing was sent: no connection points to 127\.0\.0\.1:\d+\.$/);
    assert.equal(requestsAt(other), 0);
    assert.match(record.getText(), /Customer of one/);
  });

  it('the last response of a tenant → $last there, and nowhere else', async () => {
    await openInEditor('.kapture-get.json', '[{"kapture_customer_id": "7"}]');
    await run('kapture.sendRequest');
    await openInEditor('.kapture-get.json', '[{"email_id": "{{$last.get.name}}"}]');
    await run('kapture.sendRequest');
    assert.match(one.requests.at(-1)!.body, /Customer of one/);
    await connections(entry('Acme', other));
    person.picks('All operations').picks('Auth key').types(testKey);
    await run('kapture.setAuthKey', 'Acme');
    await openInEditor('.kapture-get.json', '[{"email_id": "{{$last.get.name}}"}]');
    await run('kapture.sendRequest');
    assert.deepEqual(
      other.requests.map(({ body }) => body),
      [],
      'a variable without a value is not sent',
    );
  });

  it('Send Again on a response → to its tenant under another name, and nowhere where none leads there', async () => {
    await openInEditor('.kapture-get.json', '[{"kapture_customer_id": "7"}]');
    await run('kapture.sendRequest');
    const response = shownDocument(responseScheme)!.uri;
    const before = requestsAt(one);
    await connections(entry('Acme India', one));
    person.picks('All operations').picks('Auth key').types(testKey);
    await run('kapture.setAuthKey', 'Acme India');
    await run('kapture.sendAgain', response);
    assert.equal(requestsAt(one), before + 1);
    await connections(entry('Acme', other));
    await run('kapture.sendAgain', response);
    assert.match(person.heard.at(-1) ?? '', /^Nothing was sent: no connection points to /);
    assert.equal(requestsAt(other), 0);
  });

  it('a range that is typed while the connection changes → pulled from nowhere', async () => {
    const before = requestsAt(one);
    person.picks('Other dates…').types('2021-03-14');
    person.types('2021-03-14', () => connections(entry('Acme', other)));
    await run('kapture.pullRange');
    assert.match(person.heard.at(-1) ?? '', /^Nothing was sent: no connection points to /);
    assert.deepEqual([requestsAt(one), requestsAt(other)], [before, 0]);
  });

  it('a customer whose id is typed while the connection changes → shown among those of its own tenant', async () => {
    person.types('7', () => connections(entry('Acme', other)));
    await run('kapture.revealCustomer');
    const { model } = await stage().customers.open();
    assert.equal(model.tenant, one.origin);
    assert.deepEqual(await shownNames(), ['Customer of one']);
  });

  it('the last range of a tenant → offered there, not where another connection has its name', async () => {
    person.escapes();
    await run('kapture.pullRange');
    assert.match(JSON.stringify(person.offered), /Your last choice/);
    await connections(entry('Acme', other));
    person.picks('All operations').picks('Auth key').types(testKey);
    await run('kapture.setAuthKey', 'Acme');
    person.escapes();
    await run('kapture.pullRange');
    assert.doesNotMatch(JSON.stringify(person.offered), /Your last choice/);
  });

  it('a refresh after another base URL → asks for a range of the new tenant, never for the old one there', async () => {
    await connections(entry('Acme', other));
    await shows(other.origin);
    person.picks('All operations').picks('Auth key').types(testKey);
    await run('kapture.setAuthKey', 'Acme');
    person.escapes();
    await run('kapture.refreshCustomers');
    assert.equal(requestsAt(other), 0);
  });

  it('the sandbox on another port → the same customers', async () => {
    const { sandbox } = stage();
    await run('kapture.useSandbox');
    person.picks('Other dates…').types('2021-03-14').types('2021-03-14');
    await run('kapture.pullRange');
    const names = await shownNames();
    assert.ok(names.length);
    await change('sandbox.port', undefined);
    try {
      await stage().customers.close();
      await shows(sandboxTenant(), ...names);
    } finally {
      await change('sandbox.port', sandbox.port);
    }
  });

  it('pulls of a version that knew names alone → those of the tenants that the names lead to; others stay, shown to none', async () => {
    const database = new DatabaseSync(join(stage().context.globalStorageUri.fsPath, 'kapture.db'));
    try {
      database.exec('UPDATE pull SET tenant = NULL');
      await stage().customers.close();
      await shows(one.origin, 'Customer of one');
      database.exec("UPDATE pull SET tenant = NULL, connection = 'Gone'; DELETE FROM abandoned_pulls");
      await stage().customers.close();
      await shows(one.origin);
      await connections(entry('Gone', other));
      person.picks('Gone');
      await run('kapture.selectConnection');
      await stage().customers.close();
      await shows(other.origin);
      // A connection that cannot be used has no tenant either.
      await connections({ name: 'Gone', baseUrl: 'http://acme.example' });
      await shows(undefined);
      assert.equal(database.prepare('SELECT count(*) AS n FROM customer').get()!['n'], 1);
    } finally {
      database.close();
    }
  });

  it('pulls of such a version whose connection is broken at the first start → shown once that is mended', async () => {
    const database = new DatabaseSync(join(stage().context.globalStorageUri.fsPath, 'kapture.db'));
    try {
      database.exec('UPDATE pull SET tenant = NULL; DELETE FROM abandoned_pulls');
      await connections({ ...entry('Acme', one), role: 'sandpit' });
      await stage().customers.close();
      await shows(undefined);
      await connections(entry('Acme', one));
      await shows(one.origin, 'Customer of one');
      // Also of a connection that is not the active one.
      database.exec("UPDATE pull SET tenant = NULL, connection = 'Old'; DELETE FROM abandoned_pulls");
      await connections(entry('Acme', other), { ...entry('Old', one), timeZone: 'Nowhere' });
      await stage().customers.close();
      await shows(other.origin);
      // It has another name for a while, and is cut for a moment.
      await connections(entry('Acme', other), { ...entry('Old 2', one), timeZone: 'Nowhere' });
      await connections(entry('Acme', other));
      await stage().customers.close();
      await shows(other.origin);
      await connections(entry('Acme', other), entry('Old', one));
      person.picks('Old');
      await run('kapture.selectConnection');
      await shows(one.origin, 'Customer of one');
    } finally {
      database.close();
    }
  });
});
