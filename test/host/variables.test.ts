import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { responseScheme } from '../../src/editor/shared/ids.ts';
import { awkwardJson } from '../unit/kapture/json/awkwardJson.ts';
import {
  diagnosticsOf,
  documentKinds,
  hoversAt,
  openInEditor,
  shownDocument,
  workspaceFolder,
} from './support/documents.ts';
import { completionsAt, labelOf } from './support/completions.ts';
import { user } from './support/user.ts';
import { changeSetting, connect, run, fixture, testKey } from './support/fixture.ts';
import { serveHttp, type LocalServer } from '../unit/kapture/http/localServer.ts';
import { until } from './support/until.ts';

const environmentFile = (): string => vscode.Uri.joinPath(workspaceFolder(), 'kapture.env.json').fsPath;

async function sentBody(): Promise<Record<string, unknown>> {
  const response = shownDocument(responseScheme);
  assert.ok(response);
  await run('kapture.showHeaders', response.uri);
  const [, body] = vscode.window.activeTextEditor!.document.getText().split('\n\n');
  return JSON.parse(body!) as Record<string, unknown>;
}

async function fixes(document: vscode.TextDocument, diagnostic: vscode.Diagnostic): Promise<vscode.CodeAction[]> {
  return vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, diagnostic.range);
}

const isOurs = ({ source }: vscode.Diagnostic): boolean => source === 'Kapture';

describe('variables in requests', () => {
  beforeEach(() => run('kapture.useSandbox'));
  afterEach(() => rm(environmentFile(), { force: true }));

  it('completion → variables with their current values', async () => {
    const { document, selection } = await openInEditor('.kapture-add.json', '{"customer_name": "{{|"}');
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      selection.active,
      '{',
    );
    const today = items.find(({ label }) => label === '{{$today}}');
    assert.match(today?.detail ?? '', /^"\d{4}-\d\d-\d\d"$/);
    for (const [name, proposed] of [
      ['contact_person_phone', ['{{$phone}}']],
      ['customer_name', ['{{$name}}']],
      ['email_id', ['{{$email}}']],
      ['kapture_customer_id', ['{{$last.add.kapture_customer_id}}']],
      ['start_date', ['{{$today-7}}', '{{$today}}']],
    ] as const) {
      const editor = await openInEditor('.kapture-add.json', `{"${name}": "{{|"}`);
      const offered = await completionsAt(editor.document, editor.selection.active);
      const first = offered.filter(({ sortText }) => sortText?.startsWith('0')).map(labelOf);
      assert.deepEqual(first.sort(), proposed, name);
    }
  });

  it('a variable of kapture.env.json → a warning until it has a value, then sent with its type', async () => {
    const { document } = await openInEditor(
      '.kapture-add.json',
      '{"customer_name": "In {{city}}", "phone": "{{$phone}}", "age": "{{age}}"}',
    );
    await diagnosticsOf(
      document,
      'two variables without a value',
      (messages) => messages.join() === 'The variable {{city}} has no value.,The variable {{age}} has no value.',
    );
    // The hover of the diagnostic already says so.
    const unexplained = await hoversAt(document.uri, document.positionAt(document.getText().indexOf('city')));
    assert.doesNotMatch(unexplained, /has no value/);
    await writeFile(
      environmentFile(),
      '{"variables": {"city": "Delhi", "age": 41}, "connections": {"Sandbox": {"city": "Pune"}}}',
    );
    await diagnosticsOf(document, 'no warning', (messages) => messages.length === 0);
    const explained = await hoversAt(document.uri, document.positionAt(document.getText().indexOf('city')));
    assert.match(explained, /has the value `"Pune"`/);
    await run('kapture.sendRequest');
    const sent = await sentBody();
    assert.deepEqual([sent['customer_name'], sent['age']], ['In Pune', 41]);
    assert.match(String(sent['phone']), /^[6-9]\d{9}$/);
  });

  it('a variable that is not closed → only a warning that says so, nothing is sent, and a quick fix that closes it', async () => {
    const { document } = await openInEditor(
      '.kapture-add.json',
      '{"customer_name": "In {{$name}", "phone": "{{$phone"}',
    );
    const sentences = ['The variable {{$name is not closed with }}.', 'The variable {{$phone is not closed with }}.'];
    const marks = await diagnosticsOf(
      document,
      'the variables that are not closed',
      (messages) => messages.join() === sentences.join(),
    );
    const before = fixture().sandbox.requests;
    await run('kapture.sendRequest');
    await run('kapture.dryRun');
    assert.deepEqual(user.messageTexts, [
      'Nothing was sent: {{$name has no }} (line 1).',
      'The request cannot be sent: {{$name has no }} (line 1).',
    ]);
    assert.equal(fixture().sandbox.requests, before);
    for (const mark of marks.toReversed()) {
      const [fix] = await fixes(document, mark);
      assert.equal(fix?.title, 'Close with }}');
      assert.ok(await vscode.workspace.applyEdit(fix.edit!));
    }
    assert.equal(document.getText(), '{"customer_name": "In {{$name}}", "phone": "{{$phone}}"}');
    await diagnosticsOf(document, 'no warning', (messages) => messages.length === 0);
  });

  it('a variable without a value → a quick fix that adds it to kapture.env.json', async () => {
    const { document } = await openInEditor(
      '.kapture-add.json',
      '{"customer_name": "{{who}} {{city}}", "phone": "{{$env:NOBODY}}"}',
    );
    const define = async (name: string): Promise<void> => {
      const marks = await diagnosticsOf(document, `the mark of ${name}`, (messages) =>
        messages.includes(`The variable {{${name}}} has no value.`),
      );
      const offered = await fixes(
        document,
        marks.find(({ message }) => message.includes(`{{${name}}}`))!,
      );
      const fix = offered.find(({ title }) => title === `Define ${name} in kapture.env.json`)!;
      assert.ok(await vscode.workspace.applyEdit(fix.edit!));
      await run(fix.command!.command, ...(fix.command!.arguments as unknown[]));
      const editor = vscode.window.activeTextEditor!;
      assert.equal(editor.document.uri.fsPath, environmentFile());
      await editor.edit((edit) => edit.insert(editor.selection.active, `the ${name}`));
      assert.ok(await editor.document.save());
    };
    await define('who');
    await define('city');
    assert.equal(
      await readFile(environmentFile(), 'utf8'),
      '{\n  "variables": {\n    "who": "the who",\n    "city": "the city"\n  }\n}\n',
    );
    const [left] = await diagnosticsOf(document, 'one mark', (messages) => messages.length === 1);
    assert.deepEqual(
      (await fixes(document, left!)).filter(({ title }) => title.startsWith('Define')),
      [],
      'generated and environment variables cannot be defined',
    );
  });

  it('a request whose variable has no value → a message that adds it to kapture.env.json', async () => {
    await openInEditor('.kapture-add.json', '{"customer_name": "{{who}}", "phone": "{{$phone}}"}');
    user.clicks('Define…');
    await run('kapture.sendRequest');
    const editor = await until(
      'kapture.env.json',
      vscode.window.onDidChangeTextEditorSelection as vscode.Event<never>,
      () => {
        const active = vscode.window.activeTextEditor;
        return active?.document.uri.fsPath === environmentFile() && active;
      },
    );
    assert.deepEqual(user.messageTexts, ['Nothing was sent: {{who}} has no value (line 1).']);
    await editor.edit((edit) => edit.insert(editor.selection.active, 'Asha'));
    assert.equal(editor.document.getText(), '{\n  "variables": {\n    "who": "Asha"\n  }\n}\n');
    assert.ok(await editor.document.save());
  });

  for (const [what, text, problem] of [
    ['6 MB and 200,000 keys', awkwardJson(6_000_000)['many variables']!, 'It is larger than 0.5 MB.'],
    [
      '100,000 levels',
      `{"variables": {"city": ${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
      'It is nested more than 500 levels deep.',
    ],
    [
      'an object among the values of the connection',
      '{"variables": {"city": "Pune"}, "connections": {"Sandbox": {"city": "Delhi", "address": {}}}}',
      '“Sandbox” must be an object of strings, numbers, true, false or null.',
    ],
    [
      'merge conflict marks',
      '{"variables": {\n<<<<<<< ours\n"city": "Pune"\n=======\n"city": "Delhi"\n>>>>>>> theirs\n}}',
      'It is not JSON: invalid symbol on line 2.',
    ],
  ] as const) {
    it(`kapture.env.json with ${what} → requests with its variables are not sent, and others are`, async () => {
      await writeFile(environmentFile(), text);
      const before = fixture().sandbox.requests;
      await openInEditor('.kapture-add.json', '{"customer_name": "{{city}}", "phone": "{{$phone}}"}');
      await run('kapture.sendRequest');
      assert.equal(fixture().sandbox.requests, before);
      assert.ok(user.messageTexts.includes(`kapture.env.json cannot be used. ${problem}`), user.messageTexts.join());
      await openInEditor('.kapture-get.json', '{"phone": "9845765226"}');
      await run('kapture.sendRequest');
      assert.match(shownDocument(responseScheme)!.getText(), /"status": "success"/);
    });
  }

  describe('environment variables', () => {
    const name = 'KAPTURE_HOST_TEST';
    const denied = `Requests cannot use the environment variable ${name} because your settings do not allow it.`;
    const open = async (variable: string): Promise<vscode.TextDocument> =>
      (await openInEditor('.kapture-add.json', `{"customer_name": "{{$env:${variable}}}", "phone": "{{$phone}}"}`))
        .document;
    beforeEach(() => (process.env[name] = 'from outside'));
    afterEach(async () => {
      delete process.env[name];
      await changeSetting('allowedEnvironmentVariables', undefined);
    });

    it('not in the setting → a warning; added → sent', async () => {
      const document = await open(name);
      await diagnosticsOf(document, 'the warning', (messages) => messages.join() === denied);
      await changeSetting('allowedEnvironmentVariables', [name]);
      await diagnosticsOf(document, 'no warning', (messages) => messages.length === 0);
      await run('kapture.sendRequest');
      assert.equal((await sentBody())['customer_name'], 'from outside');
    });

    it('listed only in workspace settings → not allowed', async () => {
      const settings = vscode.Uri.joinPath(workspaceFolder(), '.vscode', 'settings.json');
      await vscode.workspace.fs.writeFile(
        settings,
        Buffer.from(JSON.stringify({ 'kapture.allowedEnvironmentVariables': [name] })),
      );
      try {
        await diagnosticsOf(await open(name), 'the warning', (messages) => messages.join() === denied);
      } finally {
        await vscode.workspace.fs.delete(settings);
      }
    });

    it('a workspace applies quick fixes on save → none is applied', async () => {
      const editor = vscode.workspace.getConfiguration('editor');
      await editor.update('codeActionsOnSave', { quickfix: 'always' }, vscode.ConfigurationTarget.Workspace);
      try {
        const document = await documentKinds.saved.open('.kapture-add.json', '{"customer_name": "{{$name"}');
        await diagnosticsOf(document, 'the warning', (messages) => messages.length > 0);
        await documentKinds.saved.write(document, `${document.getText()}\n`);
        assert.ok(await document.save());
        assert.equal(document.getText(), '{"customer_name": "{{$name"}\n');
      } finally {
        await editor.update('codeActionsOnSave', undefined, vscode.ConfigurationTarget.Workspace);
      }
    });
  });

  describe('$last', () => {
    const update = '{"kapture_customer_id": "{{$last.add.kapture_customer_id}}", "city": "Pune"}';

    async function add(customer: object): Promise<void> {
      await openInEditor('.kapture-add.json', JSON.stringify(customer));
      await run('kapture.sendRequest');
    }

    /** Adds a customer, and opens an update with its ID, which can be sent. */
    async function addAndOpenUpdate(): Promise<vscode.TextDocument> {
      await add({ customer_name: 'First', phone: '{{$phone}}' });
      const { document } = await openInEditor('.kapture-update.json', update);
      await diagnosticsOf(document, 'no warning', (messages) => messages.length === 0);
      return document;
    }

    async function hasNoValue(document: vscode.TextDocument): Promise<void> {
      await vscode.window.showTextDocument(document);
      await diagnosticsOf(
        document,
        'a warning',
        (messages) => messages.join() === 'The variable {{$last.add.kapture_customer_id}} has no value.',
      );
    }

    it('the values of the last response of the same connection; none after a failure', async () => {
      const document = await addAndOpenUpdate();
      await run('kapture.sendRequest');
      assert.match(shownDocument(responseScheme)!.getText(), /"status": "success"/);
      await add({ customer_name: '', phone: '1' });
      await hasNoValue(document);
    });
  });
});

describe('a refused value', () => {
  beforeEach(() => run('kapture.useSandbox'));

  it('a phone that is taken → an error at the field, a quick fix, and no error after the text changes', async () => {
    const editor = await openInEditor('.kapture-add.json', '{"customer_name": "Twice", "phone": "9000000077"}');
    const { document } = editor;
    await run('kapture.sendRequest');
    await run('kapture.sendRequest');
    await diagnosticsOf(
      document,
      'the refusal',
      (messages) => messages.join() === 'This mobile number already exists. Please enter a new one.',
    );
    const [mark] = vscode.languages.getDiagnostics(document.uri).filter(isOurs);
    assert.equal(document.getText(mark!.range), '"9000000077"');
    const offered = await fixes(document, mark!);
    assert.deepEqual(
      offered.map(({ title }) => title).filter((title) => /phone|9000000077/.test(title)),
      ['Generate a new phone on each send: {{$phone}}', 'Get the customer with 9000000077'],
    );
    await vscode.workspace.applyEdit(offered.find(({ title }) => title.startsWith('Generate'))!.edit!);
    assert.equal(document.getText(), '{"customer_name": "Twice", "phone": "{{$phone}}"}');
    await until('no refusal', vscode.languages.onDidChangeDiagnostics as vscode.Event<never>, () =>
      vscode.languages
        .getDiagnostics(document.uri)
        .every(({ severity }) => severity !== vscode.DiagnosticSeverity.Error),
    );
    await vscode.window.showTextDocument(document);
    await run('kapture.sendRequest');
    assert.match(shownDocument(responseScheme)!.getText(), /"status": "success"/);
  });
});

/** Opens a text that may contain `|`. */
async function openText(suffix: string, text: string): Promise<void> {
  await vscode.window.showTextDocument(await documentKinds.untitled.open(suffix, text));
}

describe('questions in requests', () => {
  beforeEach(() => run('kapture.useSandbox'));
  afterEach(() => rm(environmentFile(), { force: true }));

  const body = [
    '{',
    '  "customer_name": "{{?Name of the caller=Qwera}}",',
    '  "phone": "{{?Phone of the caller:phone=$phone}}",',
    '  "remarks": "{{?Name of the caller}} is {{?Age:number}}, {{?Priority:Low|High=High}}",',
    '  "age": "{{?Age}}"',
    '}',
  ].join('\n');

  it('sent → asked once each in their order, checked, and remembered', async () => {
    await openText('.kapture-add.json', body);
    user.types('O"Neil').types('12').types('9876543210').types('old').types('41').picks('Low');
    await run('kapture.sendRequest');
    assert.deepEqual(user.questions, [
      'Request to Sandbox (1/4) · Name of the caller',
      'Request to Sandbox (2/4) · Phone of the caller',
      'Request to Sandbox (3/4) · Age',
      'Request to Sandbox (4/4) · Priority',
    ]);
    assert.deepEqual(user.validationErrors, [
      'Enter a phone number of 10 digits, starting with 6 or higher.',
      'Enter a number, such as 12 or 0.5.',
    ]);
    assert.match(JSON.stringify(user.inputs), /^\[\{"value":"Qwera","masks":false\},\{"value":"[6-9]\d{9}",/);
    assert.deepEqual(
      user.offeredItems.map(({ label }) => label),
      ['High', 'Low'],
    );
    assert.deepEqual(await sentBody(), {
      customer_name: 'O"Neil',
      phone: '9876543210',
      remarks: 'O"Neil is 41, Low',
      age: 41,
    });

    user.reset();
    await openText('.kapture-get.json', '{"phone": "{{?Phone of the caller}}", "x": "{{?Priority:Low|High}}"}');
    user.types('9876543210').picks('Low');
    await run('kapture.sendRequest');
    assert.deepEqual(user.inputs, [{ value: '9876543210', masks: false }]);
    assert.deepEqual(
      user.offeredItems.map(({ label }) => label),
      ['Low', 'High'],
    );
  });

  it('Escape at any question → nothing is sent, and no message', async () => {
    const { sandbox } = fixture();
    await openText('.kapture-add.json', body);
    const before = sandbox.requests;
    user.types('Qwera').pressesEscape();
    await run('kapture.sendRequest');
    user.types('Qwera').types('9876543210').types('41').pressesEscape();
    await run('kapture.sendRequest');
    assert.equal(sandbox.requests, before);
    assert.deepEqual(user.messages, []);
  });

  it('a request that cannot be sent anyway, or a question with an unknown type → not asked', async () => {
    const { sandbox } = fixture();
    const before = sandbox.requests;
    await openInEditor('.kapture-add.json', '{"customer_name": "{{?Name}}", "city": "{{nowhere}}"}');
    await run('kapture.sendRequest');
    const { document } = await openInEditor('.kapture-add.json', '{"customer_name": "{{?Name}}", "x": "{{?A:b}}"}');
    await diagnosticsOf(
      document,
      'the unknown type',
      (messages) =>
        messages.join() ===
        'Unknown type b. Use text, number, phone, email, date, or choices such as {{?Priority:Low|High}}.',
    );
    await run('kapture.sendRequest');
    assert.equal(sandbox.requests, before);
    assert.deepEqual(user.questions, []);
    assert.match(user.messageTexts[0] ?? '', /\{\{nowhere\}\} has no value \(line 1\)/);
    assert.match(user.messageTexts[1] ?? '', /the question on line 1 is invalid\. Unknown type b\./);
  });

  it('completion and hover → the syntax, the type and the proposed answer', async () => {
    const { document, selection } = await openInEditor('.kapture-get.json', '{"phone": "{{?|"}');
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      selection.active,
      '?',
    );
    const ask = items.find(({ label }) => label === '{{?…}}');
    assert.match((ask?.insertText as vscode.SnippetString).value, /\|text,number,phone,email,date\|/);
    const asked = await openInEditor('.kapture-get.json', '{"phone": "{{?Hover:phone=9876543210}}"}');
    assert.match(
      await hoversAt(asked.document.uri, new vscode.Position(0, 15)),
      /is asked when you send the request\. Proposed answer: `9876543210`/,
    );
  });

  it('hover of a question with a picture in place of its type → no picture, which would be loaded', async () => {
    const { document } = await openInEditor(
      '.kapture-get.json',
      '{"phone": "{{?Phone:![x](https://example.com/p.png)}}"}',
    );
    const shown = await hoversAt(document.uri, new vscode.Position(0, 15));
    // The name of the variable is shown as code.
    assert.match(shown, /\*\* Unknown type \\!\\\[x\\\]\\\(https/);
  });
});

describe('secret variables', () => {
  const body = '{"customer_name": "A", "remarks": "{{$secret.token}}"}';
  const tenant = (): Promise<LocalServer> =>
    serveHttp((response) => response.end('{"status": "success", "Enquiry": {"kapture_customer_id": 1}}'));
  const remarks = ({ requests }: LocalServer): unknown[] =>
    requests.map((request) => (JSON.parse(request.body) as { remarks: unknown }).remarks);
  const send = async (text = body): Promise<void> => {
    await openInEditor('.kapture-add.json', text);
    await run('kapture.sendRequest');
  };

  it('first use → asked with a masked input, then sent; Escape → nothing is sent', async () => {
    const server = await tenant();
    await connect({ name: 'Acme', baseUrl: server.origin, role: 'development' });
    user.inputs.length = 0;
    user.pressesEscape();
    await send();
    assert.deepEqual(remarks(server), []);
    user.types('12345').types('the "secret"');
    await send();
    await send();
    assert.deepEqual(remarks(server), ['the "secret"', 'the "secret"']);
    assert.deepEqual(user.inputs, [
      { value: '', masks: true },
      { value: '', masks: true },
    ]);
    assert.equal(user.validationErrors.length, 1);
  });

  it('a secret of one tenant → never sent to another one, not even for the same name or a new base URL', async () => {
    const [one, other] = [await tenant(), await tenant()];
    const entry = (name: string, { origin }: LocalServer) => ({ name, baseUrl: origin, role: 'development' });
    await connect(entry('Acme', one));
    user.types('secret-of-one');
    await send();
    await connect(entry('Other', other));
    user.pressesEscape();
    await send();
    user.types('secret-of-other');
    await send();
    await changeSetting('connections', [entry('Acme', other)]);
    user.picks('Acme');
    await run('kapture.selectConnection');
    user.picks('Auth key').types(testKey).pressesEscape();
    await send();
    assert.match(user.questions.at(-1)!, /The secret variable token was saved for another base URL\. Enter it for /);
    assert.deepEqual([remarks(one), remarks(other)], [['secret-of-one'], ['secret-of-other']]);
  });

  it('its connection moves to another address while it is entered → nothing is sent or stored', async () => {
    const [one, other] = [await tenant(), await tenant()];
    const entry = ({ origin }: LocalServer) => ({ name: 'Acme', baseUrl: origin, role: 'development' });
    await connect(entry(one));
    user.types('secret-of-one', () => changeSetting('connections', [entry(other)]));
    await send();
    user.picks('Auth key').types(testKey).pressesEscape();
    await send();
    assert.match(user.questions.at(-1)!, /^Secret Variable token for Acme · It is sent to /);
    assert.deepEqual([remarks(one), remarks(other)], [[], []]);
  });

  it('the commands → set, list by name, replace and delete; a value is never shown', async () => {
    const server = await tenant();
    await connect({ name: 'Acme', baseUrl: server.origin, role: 'development' });
    user.picks('Acme').picks('New Secret Variable…').types('1st').types('token').types('first-value');
    await run('kapture.manageSecrets');
    assert.deepEqual(user.messageTexts, ['Saved for Acme: {{$secret.token}}.']);
    await send();
    user.picks('Acme').picks('{{$secret.token}}').types('second-value');
    await run('kapture.manageSecrets');
    await send();
    assert.deepEqual(remarks(server), ['first-value', 'second-value']);
    const { document } = await openInEditor('.kapture-add.json', body);
    assert.match(await hoversAt(document.uri, new vscode.Position(0, 40)), /is stored for `Acme`\./);
    const entries = vscode.workspace.getConfiguration('kapture').get<readonly object[]>('connections')!;
    await changeSetting('connections', [{ ...entries[0], baseUrl: 'https://other.invalid' }]);
    assert.match(await hoversAt(document.uri, new vscode.Position(0, 40)), /is not stored\. You are asked for it/);
    await changeSetting('connections', entries);
    user.picks('Acme').picks('Delete…').picks('{{$secret.token}}');
    await run('kapture.manageSecrets');
    assert.match(await hoversAt(document.uri, new vscode.Position(0, 40)), /is not stored\./);
    assert.doesNotMatch(user.shownText, /first-value|second-value/);
    assert.deepEqual(
      (await fixture().context.secrets.keys()).filter((key) => key.includes('variable/')),
      [],
    );
  });

  it('the sandbox, which has another port each time → its secret stays stored', async () => {
    await run('kapture.useSandbox');
    user.picks('Sandbox').picks('New Secret Variable…').types('token').types('sandbox-secret');
    await run('kapture.manageSecrets');
    user.reset();
    await send('{"customer_name": "A", "phone": "9876543210", "remarks": "{{$secret.token}}"}');
    assert.deepEqual(user.questions, []);
    assert.equal((await sentBody())['remarks'], '{{$secret.token}}');
  });
});
