import assert from 'node:assert/strict';
import { parse } from 'jsonc-parser';
import * as vscode from 'vscode';
import { dialects, type Dialect } from '../../src/kapture/catalogue/dialect.ts';
import { formOf, objectOf } from '../../src/kapture/catalogue/forms.ts';
import type { OperationId } from '../../src/kapture/catalogue/registry.ts';
import { sandboxPassword, sandboxUser } from '../../src/sandbox/credentials.ts';
import type { ExchangeNode } from '../../src/editor/history/historyTree.ts';
import { responseScheme } from '../../src/editor/shared/ids.ts';
import { notesBelow, openInEditor, shownDocument } from './support/documents.ts';
import { changeSetting, connect, fixture, run } from './support/fixture.ts';
import { user } from './support/user.ts';
import { until } from './support/until.ts';

const key = Buffer.from(`${sandboxUser}:${sandboxPassword}`).toString('base64');
let phones = 9_200_000_000;

/** A connection to the sandbox of the tests, in a dialect. */
const entryFor = (dialect: Dialect, facts: object = {}) => ({
  name: `Acme ${dialect}`,
  baseUrl: fixture().sandbox.url,
  role: 'development',
  dialect,
  ...facts,
});

/** Sends fields, given by their shared names, to the sandbox in a dialect. Returns the response. */
async function sendAsOther(
  operation: OperationId,
  dialect: Dialect,
  values: Readonly<Record<string, string>>,
): Promise<Record<string, unknown>> {
  const form = formOf(operation, dialect);
  const object = objectOf(form, values);
  const response = await fetch(fixture().sandbox.url + form.path, {
    method: 'POST',
    headers: { authorization: `Basic ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(form.shape === 'array-of-one' ? [object] : object),
  });
  return (await response.json()) as Record<string, unknown>;
}

async function stored(id: string): Promise<Record<string, unknown>> {
  const response = await sendAsOther('get', 'flat', { kapture_customer_id: id });
  return response['Customer Details'] as Record<string, unknown>;
}

/** Adds a customer with a code. Returns its ID. */
async function addCustomer(others: Readonly<Record<string, string>> = {}): Promise<string> {
  const phone = String(phones++);
  const values = { customer_name: 'Asha Rao', phone, email_id: `${phone}@example.com`, customer_code: `C-${phone}` };
  const response = await sendAsOther('add', 'array', { ...values, city: 'Pune', ...others });
  return String(response['Kapture Customer Id']);
}

/** The rows of the history, newest first, as soon as there is one for each label. */
async function historyWhen(labels: readonly string[]): Promise<ExchangeNode[]> {
  const { tree } = fixture().history;
  for (;;) {
    const changed = new Promise((resolve) => {
      const once = tree.onDidChangeTreeData!(() => {
        once.dispose();
        resolve(undefined);
      });
    });
    const nodes = ((await tree.getChildren()) ?? []).filter((node) => node.kind === 'exchange');
    const items = await Promise.all(nodes.map(async (node) => tree.getTreeItem(node)));
    const found = items.map(({ label, description }) =>
      [label, description].filter((text) => typeof text === 'string').join(' '),
    );
    if (nodes.length === labels.length && labels.every((label, index) => found[index]!.includes(label))) return nodes;
    await changed;
  }
}

/** Replaces the value of a field of a customer document, or adds the field. */
async function type(document: vscode.TextDocument, field: string, value: string): Promise<void> {
  const text = document.getText();
  const found = new RegExp(`("${field}": )("[^"]*")`).exec(text);
  const start = found ? found.index + found[1]!.length : text.indexOf('{') + 1;
  const end = start + (found ? found[2]!.length : 0);
  const change = new vscode.WorkspaceEdit();
  change.replace(
    document.uri,
    new vscode.Range(document.positionAt(start), document.positionAt(end)),
    found ? value : `\n  "${field}": ${value},`,
  );
  assert.ok(await vscode.workspace.applyEdit(change));
}

/** Opens a customer for editing, through a connection. */
async function edit(id: string, dialect: Dialect): Promise<vscode.TextDocument> {
  const connection = `Acme ${dialect}`;
  await run('kapture.editCustomer', { tenant: new URL(fixture().sandbox.url).origin, connection, id });
  return vscode.window.activeTextEditor!.document;
}

describe('the flows of each dialect', () => {
  // The history is deleted, because earlier tests sent requests too.
  beforeEach(async () => {
    user.clicks('Delete All');
    await run('kapture.deleteStoredData', 'history');
    user.reset();
  });

  for (const dialect of dialects) {
    const values = { customer_name: 'Asha Rao', city: 'Pune' };

    it(`${dialect}: Send, then Send Again → sent twice without a confirmation, and the history names the customer`, async () => {
      await connect(entryFor(dialect), key);
      const phone = String(phones++);
      const form = formOf('add', dialect);
      await openInEditor(
        '.kapture-add.json',
        JSON.stringify(objectOf(form, { ...values, phone, email_id: `${phone}@example.com` })),
      );
      await run('kapture.sendRequest');
      const [added] = await historyWhen(['Asha Rao']);
      const { 'Customer Details': record } = await sendAsOther('get', 'flat', { phone });
      assert.equal((record as { city: string }).city, 'Pune');
      await run('kapture.resendFromHistory', added);
      await historyWhen(['Asha Rao', 'Asha Rao']);
      assert.deepEqual(
        user.messages.filter(({ actions }) => actions.includes("Don't Send")),
        [],
      );
    });

    it(`${dialect}: Send to production → the confirmation names the customer, the act and the fields by their paths`, async () => {
      const id = await addCustomer();
      const { customerCode } = await stored(id);
      await connect(entryFor(dialect, { role: 'production' }), key);
      const identity = { kapture_customer_id: id, customer_code: String(customerCode) };
      const form = formOf('update', dialect);
      const flat = { kapture_customer_id: id, customer_name: 'Asha Rao', phone: '9876543210', city: 'Agra' };
      await openInEditor(
        '.kapture-update.json',
        JSON.stringify(dialect === 'flat' ? flat : objectOf(form, { ...flat, ...identity, email_id: '' })),
      );
      await run('kapture.sendRequest');
      const where = `Acme ${dialect} (production)?`;
      const message = user.messages[0]!;
      const byCode = dialect === 'array' || dialect === 'object-2016';
      const confirmation = byCode
        ? `Add or update the customer with the code ${String(customerCode)} on ${where}`
        : `Update customer “Asha Rao” (${id}) on ${where}`;
      assert.ok(message.text.startsWith(confirmation), message.text);
      if (byCode) assert.ok(message.text.includes(`Customer “Asha Rao” (${id}) has this code`), message.text);
      const city = dialect === 'nested' ? 'customer_info.city' : 'city';
      assert.ok(message.text.includes(`${city}: "Pune" → "Agra"`), message.text);
      assert.equal((await stored(id))['city'], 'Pune');
    });

    const title = { flat: 'Flat', nested: 'Nested', array: 'Array', 'object-2016': 'Object (2016)' }[dialect];

    it(`${dialect}: a customer is edited and saved → only the changed field is stored`, async () => {
      const id = await addCustomer();
      await connect(entryFor(dialect), key);
      const document = await edit(id, dialect);
      const isShort = dialect === 'array' || dialect === 'object-2016';
      assert.equal(document.getText().includes('"contact_person_name"'), !isShort);
      assert.equal(
        (await notesBelow(document)).includes(`Omitted because the ${title} dialect has no field for them`),
        isShort,
      );
      await type(document, 'city', '"Agra"');
      if (isShort) user.clicks("Send Contact's Value");
      await run('workbench.action.files.save');
      assert.equal(document.isDirty, false, fixture().logged.at(-1));
      const record = await stored(id);
      assert.deepEqual([record['city'], record['name']], ['Agra', 'Asha Rao']);
    });
  }

  it('array: a field that the dialect does not have is changed → the save is refused and names it', async () => {
    const id = await addCustomer();
    await connect(entryFor('array'), key);
    const document = await edit(id, 'array');
    await type(document, 'secSource', '"Web"');
    const before = fixture().logged.length;
    await run('workbench.action.files.save');
    assert.equal(document.isDirty, true);
    assert.match(
      fixture().logged.slice(before).join('\n'),
      /Nothing was sent\. The Array dialect has no field for secSource\./,
    );
  });

  it('array: an Add with the code of a customer → a confirmation that names the customer, also outside production', async () => {
    const id = await addCustomer();
    const { customerCode } = await stored(id);
    await connect(entryFor('array'), key);
    const phone = String(phones++);
    await openInEditor(
      '.kapture-add.json',
      JSON.stringify([{ name: 'Bela', phone, email: '', customer_code: String(customerCode) }]),
    );
    await run('kapture.sendRequest');
    assert.ok(user.messages[0]!.text.includes(`Customer “Asha Rao” (${id}) has this code`), user.messages[0]!.text);
    assert.equal((await stored(id))['name'], 'Asha Rao');
  });

  it("array: an Add with Kapture's ID instead of a code → a confirmation that says that it is unknown, sent as an Add", async () => {
    const id = await addCustomer();
    await connect(entryFor('array'), key);
    const body = [{ name: 'Bela', phone: String(phones++), email: '', kapture_customer_id: id }];
    await openInEditor('.kapture-add.json', JSON.stringify(body));
    await run('kapture.sendRequest');
    const { text } = user.messages[0]!;
    assert.ok(text.startsWith(`Update customer “Asha Rao” (${id}) on Acme array?`), text);
    assert.match(text, /in a field that its dialect does not use for it\. It is unknown what Kapture does/);
    assert.match(text, /Operation: Add Customer/);
  });

  it('an Add with an ID, while Updates have another dialect → asked about and sent as an Add, in the dialect of the body', async () => {
    const id = await addCustomer();
    await connect(entryFor('flat', { dialects: { update: 'nested' } }), key);
    await openInEditor('.kapture-add.json', JSON.stringify({ kapture_customer_id: id, city: 'Agra' }));
    await run('kapture.sendRequest');
    const { text } = user.messages[0]!;
    assert.ok(text.startsWith(`Update customer “Asha Rao” (${id}) on Acme flat?`), text);
    assert.match(text, /Operation: Add Customer \(POST \/add-update-customer-from-other-source\.html\)/);
  });

  it('array: an Add with a code that several customers have → a confirmation, because it is unknown what it does', async () => {
    const id = await addCustomer();
    const { customerCode } = await stored(id);
    const code = String(customerCode);
    await sendAsOther('add', 'nested', { customer_name: 'Another', phone: String(phones++), customer_code: code });
    await connect(entryFor('array'), key);
    const phone = String(phones++);
    await openInEditor('.kapture-add.json', JSON.stringify([{ name: 'Bela', phone, email: '', customer_code: code }]));
    await run('kapture.sendRequest');
    assert.match(user.messages[0]!.text, /It could not be determined which customer has this code/);
    assert.equal((await stored(id))['name'], 'Asha Rao');
  });

  it("array: a save that needs the email address, which only the contact has → asks, and Don't Send sends nothing", async () => {
    const id = await addCustomer();
    await connect(entryFor('array'), key);
    const document = await edit(id, 'array');
    await type(document, 'city', '"Agra"');
    user.clicks("Don't Send");
    await run('workbench.action.files.save');
    const { text } = user.messages[0]!;
    assert.ok(text.startsWith("Send the contact's value as the customer's email_id to Acme array?"), text);
    assert.match(text, /email_id: “\d+@example\.com”/);
    assert.equal(document.isDirty, true);
    assert.equal((await stored(id))['city'], 'Pune');
    await type(document, 'email_id', '"own@example.com"');
    user.messages.length = 0;
    await run('workbench.action.files.save');
    assert.deepEqual([document.isDirty, user.messageTexts.filter((text) => text.includes('contact'))], [false, []]);
  });

  it('array: a save that needs an email address, which is unknown → says that a blank one would be sent', async () => {
    const id = await addCustomer({ email_id: '', remarks: 'met at the fair' });
    await connect(entryFor('array'), key);
    const document = await edit(id, 'array');
    const notes = await notesBelow(document);
    assert.match(notes, /^In the record, but not in this document: .*remarks.*\. If you add one/m);
    assert.doesNotMatch(notes, /^Not in the record, but can be added: .*remarks/m);
    assert.equal(document.getText().match(/^\/\/(?! @)/gm)?.length, 1, 'one comment line');
    await type(document, 'city', '"Agra"');
    user.clicks("Don't Send");
    await run('workbench.action.files.save');
    const { text, actions } = user.messages[0]!;
    assert.ok(text.startsWith('Send a blank email_id to Acme array?'), text);
    assert.match(text, /neither the customer nor the contact has a value/);
    assert.ok(actions.includes('Send Blank Value'));
    assert.equal((await stored(id))['city'], 'Pune');
  });

  it('array: two customers have the code → the save is refused, because it would not name one of them', async () => {
    const id = await addCustomer();
    const { customerCode } = await stored(id);
    await sendAsOther('add', 'nested', {
      customer_name: 'Another',
      phone: String(phones++),
      customer_code: String(customerCode),
    });
    await connect(entryFor('array'), key);
    const document = await edit(id, 'array');
    await type(document, 'city', '"Agra"');
    const before = fixture().logged.length;
    await run('workbench.action.files.save');
    assert.equal(document.isDirty, true);
    assert.match(
      fixture().logged.slice(before).join('\n'),
      /Nothing was sent\. Several customers have the code C-\d+, which identifies them/,
    );
    assert.equal((await stored(id))['city'], 'Pune');
  });

  it('array: the phone, which must be sent too, changes while the confirmation is open → nothing is sent', async () => {
    const id = await addCustomer();
    await connect(entryFor('array', { role: 'production' }), key);
    const document = await edit(id, 'array');
    await type(document, 'city', '"Agra"');
    const phone = String(phones++);
    user.clicks("Send Contact's Value");
    const confirmation = until('the confirmation', user.onMessage, () =>
      user.messages.find(({ actions }) => actions.includes('Add or Update on Acme array')),
    );
    const answer = user.clicksLater('Add or Update on Acme array');
    const before = fixture().logged.length;
    const saving = run('workbench.action.files.save');
    await confirmation;
    await sendAsOther('update', 'flat', { kapture_customer_id: id, phone, contact_person_phone: phone });
    answer();
    await saving;
    assert.match(fixture().logged.slice(before).join('\n'), /The record changed during the confirmation/);
    const record = await stored(id);
    assert.deepEqual([record['city'], record['companyPhone']], ['Pune', phone]);
  });

  it('array: another customer has the code while the confirmation is open → nothing is sent', async () => {
    const id = await addCustomer();
    const { customerCode } = await stored(id);
    await connect(entryFor('array', { role: 'production' }), key);
    const document = await edit(id, 'array');
    await type(document, 'city', '"Agra"');
    user.clicks("Send Contact's Value");
    const confirmation = until('the confirmation', user.onMessage, () =>
      user.messages.find(({ actions }) => actions.includes('Add or Update on Acme array')),
    );
    const answer = user.clicksLater('Add or Update on Acme array');
    const before = fixture().logged.length;
    const saving = run('workbench.action.files.save');
    await confirmation;
    await sendAsOther('add', 'nested', {
      customer_name: 'Another',
      phone: String(phones++),
      customer_code: String(customerCode),
    });
    answer();
    await saving;
    assert.match(fixture().logged.slice(before).join('\n'), /Several customers have the code C-\d+/);
    assert.equal((await stored(id))['city'], 'Pune');
  });

  it('a body in another dialect than the connection → sent only after a confirmation', async () => {
    await connect(entryFor('nested'), key);
    const phone = String(phones++);
    await openInEditor('.kapture-add.json', JSON.stringify({ customer_name: 'Asha', phone }));
    await run('kapture.sendRequest');
    assert.deepEqual(
      user.messages.map(({ actions }) => actions),
      [['Convert…', 'Send Anyway']],
    );
    const { status } = await sendAsOther('get', 'flat', { phone });
    assert.equal(status, 'failed');
  });

  it('a body in another dialect with a secret variable → the confirmation about the dialect first; declined → the secret is not asked for', async () => {
    await connect(entryFor('nested'), key);
    user.reset();
    await openInEditor('.kapture-add.json', '{"customer_name": "{{$secret.unset}}", "phone": "9000000001"}');
    await run('kapture.sendRequest');
    assert.match(user.messageTexts[0]!, /in another dialect/);
    assert.deepEqual(user.inputs, []);
  });

  it('Send Again in the history after the dialect changed to one with other brackets → is sent with these', async () => {
    await connect(entryFor('array'), key);
    await openInEditor('.kapture-add.json', JSON.stringify([{ name: 'Asha', phone: String(phones++), email: '' }]));
    await run('kapture.sendRequest');
    const [added] = await historyWhen(['Asha']);
    await changeSetting('connections', [entryFor('object-2016', { name: 'Acme array' })]);
    await run('kapture.resendFromHistory', added);
    const rows = await historyWhen(['Asha', 'Asha']);
    assert.deepEqual(
      rows.map(({ entry }) => entry.requestBody[0]),
      ['{', '['],
    );
  });

  it('Send Again on a response after the dialect of the connection changed → a confirmation, and Convert opens the request', async () => {
    await connect(entryFor('flat'), key);
    const phone = String(phones++);
    await openInEditor('.kapture-add.json', JSON.stringify({ customer_name: 'Asha', phone }));
    await run('kapture.sendRequest');
    await historyWhen(['Asha']);
    await changeSetting('connections', [entryFor('nested', { name: 'Acme flat' })]);
    user.messages.length = 0;
    user.clicks('Convert…');
    await run('kapture.sendAgain', shownDocument(responseScheme)!.uri);
    assert.match(
      user.messages[0]!.text,
      /^Send this request to Acme flat in another dialect\? .* is in the dialect Flat\. The connection expects Nested,/,
    );
    const draft = vscode.window.activeTextEditor!.document;
    assert.equal(draft.isUntitled, true);
    assert.ok(draft.getText().includes(phone));
    assert.ok(draft.getText().includes('customer_info'), draft.getText());
    await historyWhen(['Asha']);
  });

  it('an entry of the history, opened after the dialect of the connection changed → a draft in the new one', async () => {
    await connect(entryFor('flat'), key);
    const phone = String(phones++);
    await openInEditor('.kapture-add.json', JSON.stringify({ customer_name: 'Asha', phone, secSource: 'Web' }));
    await run('kapture.sendRequest');
    const [added] = await historyWhen(['Asha']);
    await changeSetting('connections', [entryFor('array', { name: 'Acme flat' })]);
    await run('kapture.openHistoryRequest', added);
    const draft = vscode.window.activeTextEditor!.document;
    const text = draft.getText();
    assert.deepEqual(parse(text, [], { allowTrailingComma: true }), [{ name: 'Asha', phone }], text);
    assert.match(text, /secSource: "Web"/);
    await run('undo');
    assert.match(draft.getText(), /"customer_name": "Asha"/);
  });

  it('a pasted command in another dialect than its connection → a draft in that of the connection', async () => {
    await connect(entryFor('array'), key);
    const path = formOf('add', 'nested').path;
    await vscode.env.clipboard.writeText(
      `curl ${fixture().sandbox.url}${path} -d '{"customer_info": {"customer_name": "Asha", "phone": "9876543210"}}'`,
    );
    await run('kapture.pasteCurl');
    const text = vscode.window.activeTextEditor!.document.getText();
    assert.deepEqual(parse(text), [{ name: 'Asha', phone: '9876543210' }], text);
  });

  it('Clone as Add → asks for the connection, opens an Add in its dialect without IDs, and lists what the dialect lacks', async () => {
    const id = await addCustomer();
    const { companyPhone } = await stored(id);
    await connect(entryFor('array'), key);
    const tenant = new URL(fixture().sandbox.url).origin;
    user.picks('Acme array');
    await run('kapture.newCustomerRequest', { tenant, connection: 'Acme array', id }, 'add');
    const text = vscode.window.activeTextEditor!.document.getText();
    assert.equal(user.offeredItems[0]!.label, 'Acme array');
    assert.match(text, /^\/\/ @connection Acme array\n/);
    const [body, ...others] = parse(text) as Record<string, unknown>[];
    assert.deepEqual(others, []);
    assert.deepEqual([body!['name'], body!['phone'], body!['city']], ['Asha Rao', companyPhone, 'Pune'], text);
    assert.equal('customer_code' in body! || text.includes(id), false, text);
    assert.match(user.messageTexts.join(), /belong to this customer only: customer_code/);
  });

  it('array: New Update Request of a customer → a draft with its code and the fields that are required', async () => {
    const id = await addCustomer();
    const { customerCode, companyPhone } = await stored(id);
    await connect(entryFor('array'), key);
    const tenant = new URL(fixture().sandbox.url).origin;
    await run('kapture.newCustomerRequest', { tenant, connection: 'Acme array', id }, 'update');
    const { document } = vscode.window.activeTextEditor!;
    await until(
      'the draft',
      vscode.workspace.onDidChangeTextDocument as vscode.Event<never>,
      () => document.getText() !== '',
    );
    assert.deepEqual(
      parse(document.getText(), [], { allowTrailingComma: true }),
      [{ customer_code: customerCode, name: 'Asha Rao', phone: companyPhone, email: '' }],
      document.getText(),
    );
    assert.match(document.getText(), new RegExp(`^// kapture_customer_id: "${id}"$`, 'm'));
  });

  it('a pull in the nested dialect without the tenant ID → one sentence, and an action that asks for it and pulls', async () => {
    await connect(entryFor('nested'), key);
    user.picks('Today').clicks('Set Tenant ID…').types('2469');
    await run('kapture.pullRange');
    await until('the tenant ID in the settings', vscode.workspace.onDidChangeConfiguration as vscode.Event<never>, () =>
      JSON.stringify(vscode.workspace.getConfiguration('kapture').get('connections')).includes('2469'),
    );
    assert.match(user.messages[0]!.text, /the nested dialect needs the tenant ID/);
  });

  it('the connection leads to another tenant once its ID is entered → no connection has the ID, and a sentence', async () => {
    await connect(entryFor('nested'), key);
    const other = { ...entryFor('nested'), baseUrl: 'https://other.example' };
    user.picks('Today').clicks('Set Tenant ID…');
    user.types('2469', () => changeSetting('connections', [other]));
    await run('kapture.pullRange');
    await until('the sentence', user.onMessage, () => user.messages.length > 1);
    assert.match(user.messages[1]!.text, /^Nothing was changed: .+ no longer exists, or its base URL changed\.$/);
    assert.deepEqual(vscode.workspace.getConfiguration('kapture').get('connections'), [other]);
  });
});
