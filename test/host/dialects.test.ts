import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Dialect } from '../../src/kapture/catalogue/dialect.ts';
import { schemaScheme } from '../../src/editor/shared/ids.ts';
import { changeSetting, fixture, run } from './support/fixture.ts';
import { diagnosticsOf, documentKinds, hoversAt, lensesOf, plainTitle } from './support/documents.ts';
import { until } from './support/until.ts';
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

/** Does something that changes the schema of Add, and waits until VS Code has the new one. */
async function changingSchema(change: () => Promise<unknown>): Promise<void> {
  const changed = new Promise<void>((resolve) => {
    const listening = vscode.workspace.onDidChangeTextDocument(({ document: { uri } }) => {
      if (uri.scheme !== schemaScheme || !uri.path.includes('/add.')) return;
      listening.dispose();
      resolve();
    });
  });
  await change();
  await changed;
}

async function completionsAt(document: vscode.TextDocument, after: string): Promise<string[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    document.positionAt(document.getText().indexOf(after) + after.length),
    undefined,
    50,
  );
  return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

function hoverAt(document: vscode.TextDocument, name: string): Promise<string> {
  return hoversAt(document.uri, document.positionAt(document.getText().indexOf(name) + 1));
}

const missingCustomer = 'Missing property "customer_info".';

describe('IntelliSense of a connection in another dialect', () => {
  beforeEach(connectAll);

  for (const kind of ['saved', 'untitled'] as const) {
    it(`${kind} request, flat → nested → flat connection → completions, warnings and the Send lens follow`, async () => {
      const document = await documentKinds[kind].open('.kapture-add.json', '{\n  \n}\n');
      assert.ok((await completionsAt(document, '{\n  ')).includes('customer_name'));

      await changingSchema(() => use('nested'));
      const nested = await completionsAt(document, '{\n  ');
      assert.deepEqual(
        ['customer_info', 'contact_info', 'enquiry_info', 'customer_name'].map((name) => nested.includes(name)),
        [true, true, true, false],
      );
      await diagnosticsOf(document, 'the required block', (messages) => messages.includes(missingCustomer));
      assert.equal(
        plainTitle((await lensesOf(document.uri))[0]!),
        'Send Add Customer to Tenant in nested (development)',
      );

      await changingSchema(() => use('flat'));
      const flat = await completionsAt(document, '{\n  ');
      assert.deepEqual(
        ['customer_name', 'customer_info'].map((name) => flat.includes(name)),
        [true, false],
      );
      await diagnosticsOf(document, 'no required block', (messages) => !messages.includes(missingCustomer));
    });

    it(`${kind} request whose pin changes → completions follow the pin`, async () => {
      const document = await documentKinds[kind].open('.kapture-add.json', '{\n  \n}\n');
      assert.ok((await completionsAt(document, '{\n  ')).includes('customer_name'));
      await changingSchema(() => documentKinds[kind].write(document, `// @connection ${nameOf('array')}\n{\n  \n}\n`));
      const array = await completionsAt(document, '{\n  ');
      assert.deepEqual(
        ['name', 'board_line_no', 'customer_name'].map((name) => array.includes(name)),
        [true, true, false],
      );
      await changingSchema(() => documentKinds[kind].write(document, '{\n  \n}\n'));
      assert.ok((await completionsAt(document, '{\n  ')).includes('customer_name'));
    });
  }

  it('blocks of a nested request → completions and hovers of their fields, whole bodies in the nested form', async () => {
    const document = await documentKinds.untitled.open(
      '.kapture-add.json',
      '{"customer_info": {"customer_name": "Asha", }, "contact_info": [{"gender": "Male", }]}',
    );
    await completionsAt(document, '{');
    await changingSchema(() => use('nested'));
    assert.ok((await completionsAt(document, '"Asha", ')).includes('tertiary_source'));
    assert.ok((await completionsAt(document, '"Male", ')).includes('contact_person_email'));
    assert.match(await hoverAt(document, 'customer_name'), /Name of the customer/);
    assert.match(await hoverAt(document, 'gender'), /Gender of the contact person/);
    const empty = await documentKinds.untitled.open('.kapture-add.json', '');
    assert.ok((await completionsAt(empty, '')).includes('Add Customer: minimal'));
  });

  it('another request, which is pinned to a flat connection → no errors of the nested form', async () => {
    await use('nested');
    const other = await documentKinds.saved.open(
      '.kapture-add.json',
      `// @connection ${nameOf('flat')}\n{"customer_name": "Asha", "phone": "9876543210"}`,
    );
    const focused = await documentKinds.saved.open('.kapture-add.json', '{}');
    await diagnosticsOf(focused, 'the required block', (messages) => messages.includes(missingCustomer));
    // Both documents have been checked by the same schema when an error appears in the other one.
    await documentKinds.saved.write(
      other,
      `// @connection ${nameOf('flat')}\n{"customer_name": false, "phone": "9876543210"}`,
    );
    const [only, ...more] = await diagnosticsOf(other, 'a wrong type', (messages) => messages.length > 0);
    assert.deepEqual([only?.message, more], ['Incorrect type. Expected "string".', []]);
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
    "email_id": "",
    "city": "",
    "state": "",
    "country": "India"
  },
  "contact_info": [
    {
      "contact_person_name": "",
      "contact_person_phone": "",
      "country_code": "+91"
    }
  ]
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
