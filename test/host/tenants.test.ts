import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { recordScheme } from '../../src/editor/shared/ids.ts';
import type { LocalServer } from '../unit/kapture/http/localServer.ts';
import { lensesOf, openInEditor, shownDocument } from './support/documents.ts';
import { user } from './support/user.ts';
import { entry, serveTenant } from './support/serveTenant.ts';
import { changeSetting, connect, run, fixture, testKey } from './support/fixture.ts';
import { allCustomers, customerRow } from './support/tree.ts';
import { until } from './support/until.ts';

async function connections(...entries: object[]): Promise<void> {
  await changeSetting('connections', entries);
}

async function pull(): Promise<void> {
  user.picks('Other dates…').types('2021-03-14').types('2021-03-14');
  await run('kapture.pullRange');
}

const shownNames = async (): Promise<string[]> => (await allCustomers()).map(({ customer }) => customer.name);

/** Asserts that the view shows this tenant, with these customers. */
async function shows(tenant: string | undefined, ...names: string[]): Promise<void> {
  const { model } = await fixture().customers.open();
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

  it("the base URL changes → the new tenant's customers; changed back → the earlier ones", async () => {
    await connections(entry('Acme', other));
    await shows(other.origin);
    await connections(entry('Acme', one));
    await shows(one.origin, 'Customer of one');
  });

  it("the connection is replaced by one of the same name to another tenant → not selected; then none of the first tenant's customers", async () => {
    await connections();
    await shows(undefined);
    await connections(entry('Acme', other));
    await shows(undefined);
    user.picks('Acme');
    await run('kapture.selectConnection');
    await shows(other.origin);
    assert.equal(requestsAt(other), 0);
  });

  it("the base URL changes, then an export → none of the first tenant's customers", async () => {
    await connections(entry('Acme', other));
    await shows(other.origin);
    await run('kapture.exportCustomers');
    assert.equal(user.messageTexts.at(-1), 'There is nothing to export. Pull a range first.');
  });

  it('several customers of another tenant are selected, then an export → the user is asked, even if there is one answer', async () => {
    const { view } = fixture().customers;
    const selection = Object.getOwnPropertyDescriptor(view, 'selection')!;
    const rows = ['7', '8'].map((id) => ({ kind: 'customer', tenant: other.origin, id }));
    Object.defineProperty(view, 'selection', { configurable: true, get: () => rows });
    try {
      user.pressesEscape();
      await run('kapture.exportCustomers');
    } finally {
      Object.defineProperty(view, 'selection', selection);
    }
    assert.equal(
      user.questions.at(-1),
      'Export Records · The selected records belong to another tenant. Which records of this one?',
    );
    assert.deepEqual(
      user.offeredItems.map(({ label }) => label),
      ['All records in the range'],
    );
  });

  it('the connection is renamed → the same customers under the new name', async () => {
    await connections(entry('Acme India', one));
    user.picks('Acme India');
    await run('kapture.selectConnection');
    await shows(one.origin, 'Customer of one');
    assert.equal((await fixture().customers.open()).model.connection, 'Acme India');
  });

  it('an open record of a tenant without a connection → a lens says so, and it is not refreshed', async () => {
    const { node } = await customerRow('7');
    await run('kapture.openCustomer', node);
    const record = shownDocument(recordScheme)!;
    assert.match(record.getText(), /Customer of one/);
    await connections(entry('Acme', other));
    const [lens] = await lensesOf(record.uri);
    assert.equal(lens!.title, `No connection points to ${new URL(one.origin).host}`);
    await run('kapture.openCustomer', { tenant: one.origin, connection: 'Acme', id: '7', refresh: true });
    assert.match(
      user.messageTexts.at(-1) ?? '',
      /^Nothing was sent\. No connection points to 127\.0\.0\.1:\d+\. Add one, then try again\.$/,
    );
    assert.equal(requestsAt(other), 0);
    assert.match(record.getText(), /Customer of one/);
  });

  it("$last → the value of this tenant's last response only", async () => {
    await openInEditor('.kapture-get.json', '[{"kapture_customer_id": "7"}]');
    await run('kapture.sendRequest');
    await openInEditor('.kapture-get.json', '[{"email_id": "{{$last.get.name}}"}]');
    await run('kapture.sendRequest');
    assert.match(one.requests.at(-1)!.body, /Customer of one/);
    await connections(entry('Acme', other));
    user.picks('All operations').picks('Auth key').types(testKey);
    await run('kapture.manageSecrets', 'Acme');
    await openInEditor('.kapture-get.json', '[{"email_id": "{{$last.get.name}}"}]');
    await run('kapture.sendRequest');
    assert.deepEqual(
      other.requests.map(({ body }) => body),
      [],
      'nothing is sent while a variable has no value',
    );
  });

  it('the connection changes while a date range is entered → nothing is pulled', async () => {
    const before = requestsAt(one);
    user.picks('Other dates…').types('2021-03-14');
    user.types('2021-03-14', () => connections(entry('Acme', other)));
    await run('kapture.pullRange');
    assert.match(user.messageTexts.at(-1) ?? '', /^No connection points to /);
    assert.deepEqual([requestsAt(one), requestsAt(other)], [before, 0]);
  });

  it('the last range of a tenant → is not offered for another tenant with the same connection name', async () => {
    user.pressesEscape();
    await run('kapture.pullRange');
    assert.match(JSON.stringify(user.offeredItems), /Last used/);
    await connections(entry('Acme', other));
    user.picks('All operations').picks('Auth key').types(testKey);
    await run('kapture.manageSecrets', 'Acme');
    user.pressesEscape();
    await run('kapture.pullRange');
    assert.doesNotMatch(JSON.stringify(user.offeredItems), /Last used/);
  });

  it('the base URL changes, then a refresh → asks for a range, and does not send the earlier one', async () => {
    await connections(entry('Acme', other));
    await shows(other.origin);
    user.picks('All operations').picks('Auth key').types(testKey);
    await run('kapture.manageSecrets', 'Acme');
    user.pressesEscape();
    await run('kapture.refreshCustomers');
    assert.equal(requestsAt(other), 0);
  });
});
