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
import { user } from './support/user.ts';
import { changeSetting, run, fixture } from './support/fixture.ts';
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
    assert.ok(items.some(({ label }) => label === '{{$phone}}'));
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

  for (const [what, text] of [
    ['6 MB and 200,000 keys', awkwardJson(6_000_000)['many variables']!],
    ['100,000 levels', `{"variables": {"city": ${'['.repeat(100_000)}${']'.repeat(100_000)}}}`],
  ] as const) {
    it(`kapture.env.json of ${what} → is not used, with a message, and requests are still sent`, async () => {
      const documents: vscode.TextDocument[] = [];
      for (let count = 0; count < 5; count++)
        documents.push(await documentKinds.saved.open('.kapture-add.json', '{"customer_name": "{{city}}"}'));
      const warning = until('the warning', user.onMessage, () =>
        user.messageTexts.includes(
          'kapture.env.json is not used: it is larger than 0.5 MB or nested more than 500 levels deep.',
        ),
      );
      await writeFile(environmentFile(), text);
      await warning;
      for (const document of documents) await vscode.window.showTextDocument(document);
      await run('kapture.sendRequest');
      await openInEditor('.kapture-get.json', '{"phone": "9845765226"}');
      await run('kapture.sendRequest');
      assert.match(shownDocument(responseScheme)!.getText(), /"status": "success"/);
    });
  }

  it('a thousand variables → at most 200 completions that match the typed text', async () => {
    await writeFile(environmentFile(), awkwardJson(200_000)['many variables']!);
    const { document, selection } = await openInEditor(
      '.kapture-add.json',
      '{"customer_name": "{{v1|", "a": "{{v998}} {{unknown}}"}',
    );
    await diagnosticsOf(
      document,
      'the values',
      (messages) => messages.join() === 'The variable {{unknown}} has no value.',
    );
    const { items, isIncomplete } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      selection.active,
      '{',
    );
    const own = items.map(({ label }) => label as string).filter((label) => label.startsWith('{{v'));
    assert.ok(own.length <= 200 && own.includes('{{v1}}') && own.every((label) => label.includes('v1')), own.join());
    assert.equal(isIncomplete, true);
    assert.match(await hoversAt(document.uri, document.positionAt(document.getText().indexOf('v998'))), /998/);
  });

  it('a request with an unknown variable → is not sent', async () => {
    const before = fixture().sandbox.requests;
    await openInEditor('.kapture-add.json', '{"customer_name": "{{unknown}}", "phone": "{{$phone}}"}');
    await run('kapture.sendRequest');
    assert.equal(fixture().sandbox.requests, before);
  });

  describe('environment variables', () => {
    const name = 'KAPTURE_HOST_TEST';
    const denied = `Requests cannot use the environment variable ${name} because your settings do not allow it.`;
    const listed = (): unknown =>
      vscode.workspace.getConfiguration('kapture').inspect('allowedEnvironmentVariables')?.globalValue;
    const open = async (variable: string): Promise<vscode.TextDocument> =>
      (await openInEditor('.kapture-add.json', `{"customer_name": "{{$env:${variable}}}", "phone": "{{$phone}}"}`))
        .document;
    beforeEach(() => (process.env[name] = 'from outside'));
    afterEach(async () => {
      delete process.env[name];
      await changeSetting('allowedEnvironmentVariables', undefined);
    });

    it('not in the setting → a warning, and a quick fix that adds it; then it is sent', async () => {
      const document = await open(name);
      await diagnosticsOf(document, 'the warning', (messages) => messages.join() === denied);
      const [diagnostic] = vscode.languages.getDiagnostics(document.uri).filter(isOurs);
      const fix = (await fixes(document, diagnostic!)).find(({ title }) => title === `Allow ${name} in Requests`);
      assert.ok(fix?.command && !fix.edit);
      await run(fix.command.command, ...(fix.command.arguments as unknown[]));
      assert.deepEqual(listed(), [name]);
      await diagnosticsOf(document, 'no warning', (messages) => messages.length === 0);
      await run('kapture.sendRequest');
      assert.equal((await sentBody())['customer_name'], 'from outside');
    });

    it('Allow in the message of a refused request → is added to the setting', async () => {
      await changeSetting('allowedEnvironmentVariables', ['HOME']);
      await open(name);
      user.clicks(`Allow ${name} in Requests`);
      await run('kapture.sendRequest');
      assert.match(user.messageTexts[0]!, new RegExp(`the request uses the environment variable ${name} on line 1`));
      await until(
        'the setting',
        vscode.workspace.onDidChangeConfiguration as vscode.Event<never>,
        () => JSON.stringify(listed()) === JSON.stringify(['HOME', name]),
      );
      assert.equal(shownDocument(responseScheme), undefined);
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

    it('does not exist → no value, and no action to allow it', async () => {
      const document = await open('KAPTURE_HOST_MISSING');
      await diagnosticsOf(
        document,
        'the warning',
        (messages) => messages.join() === 'The variable {{$env:KAPTURE_HOST_MISSING}} has no value.',
      );
      const [diagnostic] = vscode.languages.getDiagnostics(document.uri).filter(isOurs);
      assert.ok(!(await fixes(document, diagnostic!)).some(({ title }) => title.startsWith('Allow ')));
      await run('kapture.allowEnvironmentVariable', 'KAPTURE_HOST_MISSING');
      assert.equal(listed(), undefined);
      await run('kapture.sendRequest');
      assert.deepEqual(user.messages.at(-1)?.actions, []);
    });
  });

  it('$last → the values of the last response of the same connection; none after a failure', async () => {
    await openInEditor('.kapture-add.json', '{"customer_name": "Last One", "phone": "{{$phone}}"}');
    await run('kapture.sendRequest');
    const { document } = await openInEditor(
      '.kapture-update.json',
      '{"kapture_customer_id": "{{$last.add.kapture_customer_id}}", "city": "Pune"}',
    );
    await diagnosticsOf(document, 'no warning', (messages) => messages.length === 0);
    await run('kapture.sendRequest');
    assert.match(shownDocument(responseScheme)!.getText(), /"status": "success"/);
    await openInEditor('.kapture-add.json', '{"customer_name": "", "phone": "1"}');
    await run('kapture.sendRequest');
    await vscode.window.showTextDocument(document);
    await diagnosticsOf(
      document,
      'a warning',
      (messages) => messages.join() === 'The variable {{$last.add.kapture_customer_id}} has no value.',
    );
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

  it('an email with an escape that is taken → a quick fix that gets the customer with the real email', async () => {
    const { document } = await openInEditor(
      '.kapture-add.json',
      '{"customer_name": "Twice", "email_id": "twice\\u0040example.com"}',
    );
    await run('kapture.sendRequest');
    await run('kapture.sendRequest');
    await diagnosticsOf(document, 'the refusal', (messages) => messages.length === 1);
    const [mark] = vscode.languages.getDiagnostics(document.uri).filter(isOurs);
    const fix = (await fixes(document, mark!)).find(({ title }) => title === 'Get the customer with twice@example.com');
    const [options] = fix!.command!.arguments as [{ fields: object }];
    assert.deepEqual(options.fields, { email_id: 'twice@example.com' });
  });

  it('a missing field → a quick fix that adds it to the body, not to braces in a comment', async () => {
    const { document } = await openInEditor(
      '.kapture-add.json',
      '// braces: {not these}\n{\n  "customer_name": "Asha"\n}\n',
    );
    await run('kapture.sendRequest');
    await diagnosticsOf(document, 'the refusal', (messages) =>
      messages.includes('Name and (Phone Number or Email Id) are required fields'),
    );
    const mark = vscode.languages
      .getDiagnostics(document.uri)
      .find(({ severity }) => severity === vscode.DiagnosticSeverity.Error)!;
    assert.equal(document.offsetAt(mark.range.start), document.getText().indexOf('{\n'));
    await vscode.workspace.applyEdit((await fixes(document, mark)).find(({ title }) => title === 'Add phone')!.edit!);
    assert.equal(
      document.getText(),
      '// braces: {not these}\n{\n  "phone": "{{$phone}}",\n  "customer_name": "Asha"\n}\n',
    );
  });

  const missing = 'Name and (Phone Number or Email Id) are required fields';
  for (const [where, marked, mended] of [
    [
      'the selected one of two bodies',
      '[{"customer_name": "A", "phone": "1"}, |{"customer_name": "B"}|]',
      '[{"customer_name": "A", "phone": "1"}, {\n  "phone": "{{$phone}}","customer_name": "B"}]',
    ],
    [
      'an object inside another',
      '{"requests": [|{"customer_name": "B"}|]}',
      '{"requests": [{\n  "phone": "{{$phone}}","customer_name": "B"}]}',
    ],
  ] as const) {
    it(`${where} → the quick fix applies to the text that was sent`, async () => {
      const { document } = await openInEditor('.json', marked);
      const name = document.uri.path.split('/').at(-1)!;
      user.picks(`Send the selection of ${name} as Add Customer`);
      await run('kapture.addCustomer');
      await diagnosticsOf(document, 'the refusal', (messages) => messages.includes(missing));
      const mark = vscode.languages.getDiagnostics(document.uri).find(({ source }) => source === 'Kapture')!;
      await vscode.workspace.applyEdit((await fixes(document, mark)).find(({ title }) => title === 'Add phone')!.edit!);
      assert.equal(document.getText(), mended);
    });
  }

  it('a body with a comment of 4,000 slashes → the quick fix still works', async () => {
    const body = `{\n//${'/'.repeat(4000)}\n  "customer_name": "Asha"\n}`;
    const { document } = await openInEditor('.kapture-add.json', body);
    await run('kapture.sendRequest');
    await diagnosticsOf(document, 'the refusal', (messages) => messages.includes(missing));
    const mark = vscode.languages
      .getDiagnostics(document.uri)
      .find(({ severity }) => severity === vscode.DiagnosticSeverity.Error)!;
    await vscode.workspace.applyEdit((await fixes(document, mark)).find(({ title }) => title === 'Add phone')!.edit!);
    assert.equal(document.getText(), `{\n  "phone": "{{$phone}}",${body.slice(1)}`);
  });
});
