import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Dialect } from '../../src/kapture/catalogue/dialect.ts';
import { changingSchema } from './support/changingSchema.ts';
import { labelsAfter } from './support/completions.ts';
import { changeSetting, fixture, run, testKey } from './support/fixture.ts';
import { diagnosticsOf, documentKinds, hoversAt, lensesOf, plainTitle } from './support/documents.ts';
import { until } from './support/until.ts';
import { untilRows } from './support/requestRows.ts';
import { user } from './support/user.ts';

/** Adds a connection to the sandbox for each dialect, and activates the flat one. */
async function connectAll(): Promise<void> {
  await changeSetting(
    'connections',
    (['flat', 'nested', 'array'] as const).map((dialect) => ({
      name: nameOf(dialect),
      baseUrl: fixture().sandbox.url,
      role: 'development',
      dialect,
    })),
  );
  await use('flat');
}

function nameOf(dialect: Dialect): string {
  return `Tenant in ${dialect}`;
}

/** Makes the connection in a dialect the active one. */
async function use(dialect: Dialect): Promise<void> {
  user.picks(nameOf(dialect));
  await run('kapture.selectConnection');
}

/** Changes the schema of Add, and waits until VS Code has the new one. */
const changingAdd = (change: () => Promise<unknown>): Promise<void> => changingSchema('/add.schema.json', change);

function hoverAt(document: vscode.TextDocument, name: string): Promise<string> {
  return hoversAt(document.uri, document.positionAt(document.getText().indexOf(name) + 1));
}

const missingCustomer = 'Missing property "customer_info".';

describe('IntelliSense of a connection in another dialect', () => {
  beforeEach(connectAll);

  for (const kind of ['saved', 'untitled'] as const) {
    it(`${kind} request, flat → nested → flat connection → completions, warnings and the Send lens follow`, async () => {
      const document = await documentKinds[kind].open('.kapture-add.json', '{\n  \n}\n');
      assert.ok((await labelsAfter(document, '{\n  ')).includes('customer_name'));

      await changingAdd(() => use('nested'));
      const nested = await labelsAfter(document, '{\n  ');
      assert.deepEqual(
        ['customer_info', 'contact_info', 'enquiry_info', 'customer_name'].map((name) => nested.includes(name)),
        [true, true, true, false],
      );
      await diagnosticsOf(document, 'the required block', (messages) => messages.includes(missingCustomer));
      assert.equal(plainTitle((await lensesOf(document.uri))[0]!), 'Send to Tenant in nested (development)');

      await changingAdd(() => use('flat'));
      const flat = await labelsAfter(document, '{\n  ');
      assert.deepEqual(
        ['customer_name', 'customer_info'].map((name) => flat.includes(name)),
        [true, false],
      );
      await diagnosticsOf(document, 'no required block', (messages) => !messages.includes(missingCustomer));
    });

    it(`${kind} request whose pin changes → completions follow the pin`, async () => {
      const document = await documentKinds[kind].open('.kapture-add.json', '{\n  \n}\n');
      assert.ok((await labelsAfter(document, '{\n  ')).includes('customer_name'));
      await changingAdd(() => documentKinds[kind].write(document, `// @connection ${nameOf('array')}\n{\n  \n}\n`));
      const array = await labelsAfter(document, '{\n  ');
      assert.deepEqual(
        ['name', 'board_line_no', 'customer_name'].map((name) => array.includes(name)),
        [true, true, false],
      );
      await changingAdd(() => documentKinds[kind].write(document, '{\n  \n}\n'));
      assert.ok((await labelsAfter(document, '{\n  ')).includes('customer_name'));
    });
  }

  it('blocks of a nested request → completions and hovers of their fields, whole bodies in the nested form', async () => {
    const document = await documentKinds.untitled.open(
      '.kapture-add.json',
      '{"customer_info": {"customer_name": "Asha", }, "contact_info": [{"gender": "Male", }]}',
    );
    await labelsAfter(document, '{');
    await changingAdd(() => use('nested'));
    assert.ok((await labelsAfter(document, '"Asha", ')).includes('tertiary_source'));
    assert.ok((await labelsAfter(document, '"Male", ')).includes('contact_person_email'));
    assert.match(await hoverAt(document, 'customer_name'), /Name of the customer/);
    assert.match(await hoverAt(document, 'gender'), /Gender of the contact person/);
    const empty = await documentKinds.untitled.open('.kapture-add.json', '');
    assert.ok((await labelsAfter(empty, '')).includes('Add Customer: minimal'));
  });

  it('another request, which is pinned to a flat connection → no errors of the nested form', async () => {
    await use('nested');
    const other = await documentKinds.saved.open(
      '.kapture-add.json',
      `// @connection ${nameOf('flat')}\n{"customer_name": "Asha", "phone": "9876543210"}`,
    );
    const focused = await documentKinds.saved.open('.kapture-add.json', '{}');
    await diagnosticsOf(focused, 'the required block', (messages) => messages.includes(missingCustomer));
    // When an error appears in the other document, both have been checked by the same schema.
    await documentKinds.saved.write(
      other,
      `// @connection ${nameOf('flat')}\n{"customer_name": false, "phone": "9876543210"}`,
    );
    const [only, ...more] = await diagnosticsOf(other, 'a wrong type', (messages) => messages.length > 0);
    assert.deepEqual([only?.message, more], ['Incorrect type. Expected "string".', []]);
  });

  for (const [focused, other, ownRule] of [
    ['nested', 'flat', 'Name and (Phone Number or Email Id) are required fields'],
    ['flat', 'nested', 'Name, Email Id, and Phone Number required'],
  ] as const)
    it(`two visible requests, the ${focused} one focused → the ${other} one lacks what its own connection requires`, async () => {
      const textFor = (dialect: Dialect, fields: string): string => `// @connection ${nameOf(dialect)}\n{${fields}}`;
      const first = await documentKinds.saved.open('.kapture-add.json', textFor(focused, '"phone": "1"'));
      const repeated = textFor(other, '"phone": "1", "phone": "2"');
      const isRepeated = (messages: readonly string[]): boolean => messages.includes('Duplicate object key');
      const second = await documentKinds.saved.open('.kapture-add.json', repeated);
      // A schema that VS Code has not loaded yet does not change.
      await diagnosticsOf(second, 'a warning of VS Code', isRepeated);
      await changingAdd(async () => vscode.window.showTextDocument(first, vscode.ViewColumn.Beside));
      await documentKinds.saved.write(second, textFor(other, '"phone": "1"'));
      await diagnosticsOf(second, 'no such warning', (messages) => !isRepeated(messages));
      await documentKinds.saved.write(second, repeated);
      const found = await diagnosticsOf(second, 'a warning of VS Code, and one of ours', (messages) =>
        ['Duplicate object key', ownRule].every((message) => messages.includes(message)),
      );
      assert.equal(
        found.some(({ message }) => message === missingCustomer),
        other === 'nested',
      );
    });

  it('New Request with a nested connection → a draft in its form, which is valid', async () => {
    await use('nested');
    user.picks('Add Customer');
    await run('kapture.newRequest');
    const { document } = vscode.window.activeTextEditor!;
    assert.equal(
      document.getText(),
      `// Add Customer
{
  "customer_info": {
    "customer_name": "",
    "phone": "",
    
  }
}
`,
    );
  });

  it('New Request with an array connection → a draft in its form', async () => {
    await use('array');
    user.picks('Update Customer');
    await run('kapture.newRequest');
    const { document } = vscode.window.activeTextEditor!;
    await until(
      'the draft',
      vscode.workspace.onDidChangeTextDocument as vscode.Event<never>,
      () => document.getText() !== '',
    );
    assert.equal(
      document.getText(),
      `// Update Customer
[
  {
    "customer_code": "",
    "name": "",
    "phone": "",
    "email": "",
    
  }
]
`,
    );
  });
});

/** The messages of our own diagnostics of a document, each with the marked text, once the first one is there. */
async function marksOf(document: vscode.TextDocument, first: string): Promise<string[]> {
  const found = await diagnosticsOf(document, first, (messages) =>
    messages.some((message) => message.startsWith(first)),
  );
  return found
    .filter(({ source }) => source === 'Kapture')
    .map(({ message, range }) => `${document.getText(range)} → ${message}`)
    .sort();
}

async function applyFix(document: vscode.TextDocument, message: string, title: string): Promise<void> {
  const found = await diagnosticsOf(document, message, (messages) => messages.includes(message));
  const { range } = found.find((diagnostic) => diagnostic.message === message)!;
  const fixes = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
    vscode.CodeActionKind.QuickFix.value,
  );
  const fix = fixes.find((candidate) => candidate.title === title);
  assert.ok(fix?.edit, `${title} is among ${fixes.map((candidate) => candidate.title).join(', ')}`);
  assert.ok(await vscode.workspace.applyEdit(fix.edit));
}

describe('Diagnostics of a request in another dialect', () => {
  beforeEach(connectAll);

  const blank =
    "Kapture's documentation does not say whether a blank value clears the field or is ignored. Omit fields that do not change.";

  for (const [title, dialect, suffix, text, marks] of [
    [
      'a nested Add without a phone → marked on the missing value',
      'nested',
      '.kapture-add.json',
      '{"customer_info": {"customer_name": "Asha", "phone": ""}}',
      ['"" → Name, Email Id, and Phone Number required'],
    ],
    [
      'a misspelled name in a contact → marked there',
      'nested',
      '.kapture-add.json',
      '{"customer_info": {"customer_name": "Asha", "phone": "1"}, "contact_info": [{"contact_person_nme": "Ravi"}]}',
      ['"contact_person_nme" → Did you mean contact_person_name?'],
    ],
    [
      'an ID in a nested Add → marked on the ID',
      'nested',
      '.kapture-add.json',
      '{"customer_info": {"customer_name": "Asha", "phone": "1", "customer_id": "65033646"}}',
      ['"customer_id" → This body has an ID, so it is an update of customer 65033646, not an Add request.'],
    ],
    [
      'a blank in a nested Update → marked there',
      'nested',
      '.kapture-update.json',
      '{"customer_info": {"customer_id": "65033646"}, "contact_info": [{"gender": ""}]}',
      [`"" → ${blank}`],
    ],
    [
      'a misspelled name of the array form → marked',
      'array',
      '.kapture-add.json',
      '[{"name": "Asha", "phone": "1", "emial": ""}]',
      ['"emial" → Did you mean email?'],
    ],
  ] as const)
    it(title, async () => {
      await use(dialect);
      const document = await documentKinds.untitled.open(suffix, text);
      assert.deepEqual(await marksOf(document, marks[0].split(' → ')[1]!), marks);
    });
});

describe('A body in another dialect than its connection', () => {
  beforeEach(connectAll);

  const flatBody = '// Add Customer\n{"customer_name": "Asha", "phone": "12", "our_field": 1, "gender": "F"}\n';
  const nestedBody = `// Add Customer
// The Nested dialect has no equivalent of these fields:
// our_field: 1
{
  "customer_info": {
    "customer_name": "Asha",
    "phone": "12"
  },
  "contact_info": [
    {
      "gender": "Female"
    }
  ]
}
`;
  const message = 'This body is in the Flat dialect, but Tenant in nested uses the Nested dialect.';

  it('a flat body for a nested connection → one warning on its first field, and a conversion', async () => {
    await use('nested');
    const document = await documentKinds.untitled.open('.kapture-add.json', flatBody);
    assert.deepEqual(await marksOf(document, message), [`"customer_name" → ${message}`]);
    await applyFix(document, message, 'Convert to Nested');
    assert.equal(document.getText(), nestedBody);
    await diagnosticsOf(document, 'no warning', (messages) => messages.length === 0);
  });

  it('the command, by the pin of the request → converted', async () => {
    const document = await documentKinds.untitled.open(
      '.kapture-add.json',
      `// @connection ${nameOf('array')}\n{"customer_name": "Asha", "phone": "1"}`,
    );
    await run('kapture.convertRequest', document.uri);
    assert.equal(
      document.getText(),
      `// @connection ${nameOf('array')}\n[\n  {\n    "name": "Asha",\n    "phone": "1"\n  }\n]`,
    );
  });

  it('the command on a body in the dialect of its connection → a message, and the body is unchanged', async () => {
    const document = await documentKinds.untitled.open('.kapture-add.json', flatBody);
    await run('kapture.convertRequest', document.uri);
    assert.equal(document.getText(), flatBody);
    assert.deepEqual(
      user.messages.map(({ text }) => text),
      [`Not converted: the request is not clearly in a dialect other than that of ${nameOf('flat')}.`],
    );
  });

  it('Send → asks first; Convert… → converted, and nothing is sent', async () => {
    await use('nested');
    const document = await documentKinds.untitled.open('.kapture-add.json', flatBody);
    user.picks('All operations').picks('Auth key').types(testKey);
    await run('kapture.manageSecrets', nameOf('nested'));
    user.clicks('Convert…');
    const { requests } = fixture().sandbox;
    await run('kapture.sendRequest', document.uri);
    assert.equal(document.getText(), nestedBody);
    assert.equal(fixture().sandbox.requests, requests);
  });
});

describe('Examples of a connection in another dialect', () => {
  beforeEach(connectAll);

  it('a nested connection → its published samples, which open as requests in its form', async () => {
    await use('nested');
    const nodes = await untilRows('examples', (labels) => labels.length === 5);
    const uris = nodes.flatMap((node) => ('uri' in node ? [node.uri] : []));
    const nested = uris.filter(({ path }) => path.includes('(nested)')).map(({ path }) => path);
    assert.deepEqual(nested, [
      '/Add Customer (nested).kapture-add.json',
      '/Update Customer (nested).kapture-update.json',
      '/Pull Customers (nested).kapture-pull.json',
    ]);
    const document = await vscode.workspace.openTextDocument(uris.find(({ path }) => path === nested[0])!);
    assert.match(document.getText(), /^\/\/ The sample from Kapture's documentation\.\n\{\n {2}"customer_info": \{/);
  });
});
