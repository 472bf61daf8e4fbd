import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { operationIds } from '../../src/kapture/catalogue/registry.ts';
import { failures } from '../../src/kapture/catalogue/failures.ts';
import { responseScheme } from '../../src/editor/shared/ids.ts';
import { serveHttp, type LocalServer } from '../unit/kapture/http/localServer.ts';
import {
  diagnosticsOf,
  documentKinds,
  hoversAt,
  lensesOf,
  openInEditor,
  plainTitle,
  shownDocument,
  workspaceFolder,
} from './support/documents.ts';
import { changingSchema } from './support/changingSchema.ts';
import { labelsAfter } from './support/completions.ts';
import { changeSetting, connect, fixture, run } from './support/fixture.ts';
import { fileRow } from './support/requestRows.ts';
import { user } from './support/user.ts';

const suffix = '.kapture-requests.json';

const get = '{"name": "Find Asha", "operation": "get", "body": {"phone": "9812345670"}}';
const add = '{"name": "Add Ravi", "operation": "add", "body": {"customer_name": "Ravi", "phone": "9812345671"}}';
const taken = '{"name": "Taken", "operation": "add", "body": {"customer_name": "Taken", "phone": "9812345672"}}';

const file = (...requests: readonly string[]): string =>
  `{\n  "requests": [\n    ${requests.join(',\n    ')}\n  ]\n}\n`;

const serve = (): Promise<LocalServer> =>
  serveHttp((response, { body }) => {
    const isTaken = body.includes('"Taken"');
    response
      .writeHead(isTaken ? 400 : 200, { 'content-type': 'application/json' })
      .end(
        isTaken
          ? '{"status": "failed", "message": "This mobile number already exists. Please enter a new one.", "Enquiry": {}}'
          : '{"status": "success", "message": "ok", "Enquiry": {"kapture_customer_id": 77}, "Customer Details": {"name": "Asha"}}',
      );
  });
const bodies = ({ requests }: LocalServer): string[] => requests.map(({ body }) => body);

/** A server, as the active connection Dev. */
async function connectTo(role = 'development', more: object = {}): Promise<LocalServer> {
  const server = await serve();
  await connect({ name: 'Dev', baseUrl: server.origin, role, ...more });
  return server;
}

const sendKey = 'kapture.sendRequest';
const open = (text: string): Promise<vscode.TextDocument> => documentKinds.untitled.open(suffix, text);

async function lensNamed(document: vscode.TextDocument, title: string, index = 0): Promise<vscode.Command> {
  const lenses = (await lensesOf(document.uri)).filter((lens) => plainTitle(lens) === title);
  assert.ok(lenses[index], `a lens ${title}; there are ${(await lensesOf(document.uri)).map(plainTitle).join(', ')}`);
  return lenses[index];
}

async function click({ command, arguments: args = [] }: vscode.Command): Promise<void> {
  await run(command, ...(args as unknown[]));
}

/** Diagnostics with the text that each one marks. */
function marked(document: vscode.TextDocument, diagnostics: readonly vscode.Diagnostic[]): string[] {
  return diagnostics.map(({ range, message }) => `${document.getText(range)}: ${message}`);
}

describe('several requests in one file', () => {
  it('its code lenses → those of the file, and two above each request', async () => {
    await connectTo();
    const document = await open(file(get, add));
    assert.deepEqual((await lensesOf(document.uri)).map(plainTitle), [
      'Send All',
      'Add Request',
      'Send “Find Asha” to Dev (development)',
      'Dry Run',
      'Send “Add Ravi” to Dev (development)',
      'Dry Run',
    ]);
    const positions = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
    );
    assert.deepEqual(
      positions.map(({ range }) => range.start.line),
      [0, 0, 2, 2, 3, 3],
    );
  });

  it('the lens of a request → only that one is sent, and its response is shown', async () => {
    const server = await connectTo();
    const document = await open(file(get, add));
    await click(await lensNamed(document, 'Send “Add Ravi” to Dev (development)'));
    assert.deepEqual(bodies(server), ['{"customer_name":"Ravi","phone":"9812345671"}']);
    assert.match(shownDocument(responseScheme)!.getText(), /77/);
  });

  it('a request moved since the lens was shown → found by its name; one without its name → nothing is sent', async () => {
    const server = await connectTo();
    const document = await open(file(get, add));
    const lens = await lensNamed(document, 'Send “Add Ravi” to Dev (development)');
    await documentKinds.untitled.write(document, file(add, get));
    await click(lens);
    assert.equal(server.requests.length, 1);
    assert.match(bodies(server)[0]!, /Ravi/);
    await documentKinds.untitled.write(document, file(get, get));
    await click(lens);
    assert.equal(server.requests.length, 1);
    assert.deepEqual(user.messageTexts, ['Nothing was sent: this request is no longer in the file.']);
  });

  it('the command and its key → the request at the cursor; between requests, one that the user selects', async () => {
    const server = await connectTo();
    const editor = await openInEditor(suffix, file(get, add.replace('Add Ravi', 'Add |Ravi')));
    await run(sendKey);
    const top = new vscode.Position(0, 0);
    editor.selection = new vscode.Selection(top, top);
    await vscode.window.showTextDocument(editor.document, {
      viewColumn: editor.viewColumn!,
      selection: editor.selection,
    });
    user.picks('Find Asha');
    await run(sendKey);
    assert.deepEqual(
      user.offeredItems.map(({ label, description }) => [label, description]),
      [
        ['Find Asha', 'Get Customer'],
        ['Add Ravi', 'Add Customer'],
      ],
    );
    assert.deepEqual(bodies(server), ['{"customer_name":"Ravi","phone":"9812345671"}', '[{"phone":"9812345670"}]']);
  });

  it('its connection changes its host while the user selects a request → nothing is sent', async () => {
    const [first, second] = [await connectTo(), await serve()];
    const editor = await openInEditor(suffix, file(get, add));
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    const moved = [{ name: 'Dev', baseUrl: second.origin, role: 'development' }];
    user.picks('Find Asha', () => changeSetting('connections', moved));
    await run(sendKey);
    assert.deepEqual([first.requests.length, second.requests.length], [0, 0]);
    assert.match(user.messageTexts.at(-1)!, new RegExp(`^Nothing was sent: Dev now points to ${second.origin}/`));
  });

  it('variables and questions of one request → only its own are asked and replaced', async () => {
    const server = await connectTo();
    const asks = '{"name": "Ask", "operation": "get", "body": {"phone": "{{?Phone of the caller}}"}}';
    const unknown = '{"name": "Unknown", "operation": "get", "body": {"phone": "{{nothing}}"}}';
    const document = await open(file(unknown, asks));
    user.types('9812345679');
    await click(await lensNamed(document, 'Send “Ask” to Dev (development)'));
    assert.deepEqual(bodies(server), ['[{"phone":"9812345679"}]']);
    await click(await lensNamed(document, 'Send “Unknown” to Dev (development)'));
    assert.equal(server.requests.length, 1);
    assert.match(user.messageTexts.at(-1)!, /^Nothing was sent: \{\{nothing\}\} has no value \(line 3\)\.$/);
  });

  it('a refused value → marked at its place in the file, with quick fixes for that request', async () => {
    await connectTo();
    const document = await open(file(get, taken));
    await click(await lensNamed(document, 'Send “Taken” to Dev (development)'));
    const diagnostics = await diagnosticsOf(document, 'the refusal', (messages) =>
      messages.some((message) => message.startsWith('This mobile number')),
    );
    assert.deepEqual(marked(document, diagnostics), [
      '"9812345672": This mobile number already exists. Please enter a new one.',
    ]);
    const fixes = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      diagnostics[0]!.range,
    );
    const [fix] = fixes.filter(({ title }) => title.startsWith('Generate a new phone'));
    assert.ok(fix?.edit);
    await vscode.workspace.applyEdit(fix.edit);
    assert.equal(document.getText(), file(get, taken.replace('9812345672', '{{$phone}}')));
  });

  it('checks of each body → at its place, as in a request file, with quick fixes', async () => {
    await connectTo();
    const document = await open(
      file(
        get,
        '{"name": "No ID", "operation": "update", "body": {"city": "Pune"}}',
        '{"name": "Odd", "operation": "add", "body": {"emial_id": "a@b.in", "customer_name": "A", "phone": "12"}}',
      ),
    );
    const diagnostics = await diagnosticsOf(
      document,
      'the checks',
      (messages) => messages.length === 3 && messages.some((message) => message.includes('Did you mean')),
    );
    assert.deepEqual(marked(document, diagnostics).sort(), [
      `"12": ${failures['invalid-phone'].message}`,
      '"emial_id": Did you mean email_id?',
      '{: This body has no ID, so it is an Add request, not an update.',
    ]);
    const misspelled = diagnostics.find(({ message }) => message.includes('Did you mean'))!;
    const fixes = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      misspelled.range,
    );
    assert.ok(fixes.some(({ title }) => title === 'Rename to email_id'));
  });

  it('a value of a response that an earlier request gets → no warning; of a later one → a warning', async () => {
    await connectTo();
    const uses = '{"name": "Use", "operation": "get", "body": {"customer_id": "{{$last.pull.customer_id}}"}}';
    const pull =
      '{"name": "Pull", "operation": "pull", "body": {"start_date": "2021-03-14", "end_date": "2021-03-14"}}';
    const document = await open(file(pull, uses));
    await documentKinds.untitled.write(document, file(uses, pull));
    const later = await diagnosticsOf(document, 'the warning', (messages) => messages.length === 1);
    assert.deepEqual(
      later.map(({ range }) => range.start.line),
      [2],
    );
    await documentKinds.untitled.write(document, file(pull, uses));
    await diagnosticsOf(document, 'no warning', (messages) => messages.length === 0);
  });

  it('names and what cannot be sent → warnings and errors; such a request has no lens and is not sent', async () => {
    const server = await connectTo();
    const document = await open(
      file(
        get,
        get,
        '{"name": "Delete", "operation": "delete", "body": {}}',
        '{"name": "No body", "operation": "get"}',
        '{"operation": "get", "body": {"phone": "9812345670"}}',
      ),
    );
    const diagnostics = await diagnosticsOf(document, 'the problems', (messages) => messages.length >= 4);
    assert.deepEqual(
      diagnostics.map(({ message, severity, range }) => [
        message,
        vscode.DiagnosticSeverity[severity],
        range.start.line,
      ]),
      [
        ['An earlier request has the same name.', 'Warning', 3],
        [`Unknown operation. Use one of these: ${operationIds.join(', ')}.`, 'Error', 4],
        ['This request has no body.', 'Error', 5],
        ['This request has no name.', 'Warning', 6],
      ],
    );
    const sends = (await lensesOf(document.uri)).filter((lens) => /^Send (“Find Asha” )?to /.test(plainTitle(lens)));
    assert.equal(sends.length, 3);
    const editor = await vscode.window.showTextDocument(document);
    const inside = new vscode.Position(4, 10);
    editor.selection = new vscode.Selection(inside, inside);
    await run(sendKey);
    await run('kapture.sendAll');
    assert.deepEqual(server.requests, []);
    assert.deepEqual(user.messageTexts, [
      `Nothing was sent. Unknown operation. Use one of these: ${operationIds.join(', ')}.`,
      `Nothing was sent. Unknown operation. Use one of these: ${operationIds.join(', ')}.`,
    ]);
  });

  it('invalid JSON anywhere in the file → nothing is sent', async () => {
    const server = await connectTo();
    const editor = await openInEditor(suffix, file(`|${get}`, '{"name": }'));
    await run(sendKey);
    assert.deepEqual(server.requests, []);
    assert.deepEqual(user.messageTexts, ['Nothing was sent: the JSON is invalid on line 4 (value expected).']);
    assert.equal(editor.selection.start.line, 3);
  });

  it('a write to production → the same confirmation as for a request file; declined → nothing is sent', async () => {
    const server = await connectTo('production');
    const document = await open(file(get, add));
    await click(await lensNamed(document, 'Send “Add Ravi” to Dev (production)'));
    assert.deepEqual(server.requests, []);
    assert.equal(user.messages.length, 1);
    assert.ok(user.messages[0]!.actions.includes("Don't Send"));
  });
});

describe('Send All in File', () => {
  it('requests of a sandbox → all are sent in order, and a later one uses an earlier response', async () => {
    await run('kapture.useSandbox');
    user.reset();
    const document = await open(
      file(
        '{"name": "Add Asha", "operation": "add", "body": {"customer_name": "Asha", "phone": "{{$phone}}"}}',
        '{"name": "Get her", "operation": "get", "body": {"kapture_customer_id": "{{$last.add.kapture_customer_id}}"}}',
      ),
    );
    await run('kapture.sendAll', document.uri);
    assert.deepEqual(user.messageTexts, ['2 requests were sent successfully.']);
  });

  it('a failure → one confirmation before, stops there, and marks it', async () => {
    const server = await connectTo();
    const document = await open(file(add, taken, get));
    user.clicks('Send to Dev');
    await run('kapture.sendAll', document.uri);
    const [confirmation, stopped] = user.messages;
    assert.equal(
      confirmation!.text,
      `Send 3 requests to Dev? Host: ${server.host}\nRole: development\nAdds: 2 · Reads: 1`,
    );
    assert.equal(
      stopped!.text,
      'Stopped at request 2 of 3, “Taken”. This mobile number already exists. Please enter a new one.',
    );
    const diagnostics = await diagnosticsOf(document, 'the refusal', (messages) => messages.length === 1);
    assert.deepEqual(marked(document, diagnostics), [
      '"9812345672": This mobile number already exists. Please enter a new one.',
    ]);
    assert.equal(bodies(server).length, 2);
  });
});

describe('several requests in one file, in the Requests view', () => {
  const folder = path.join('.kapture', 'named');
  const inFolder = (name = ''): string => path.join(workspaceFolder().fsPath, folder, name);
  beforeEach(() => mkdir(inFolder(), { recursive: true }));
  afterEach(async () => {
    await rm(path.join(workspaceFolder().fsPath, '.kapture'), { recursive: true, force: true });
    await run('kapture.refreshRequests');
  });

  it('its row → Send sends all of them; Send All in Folder includes them', async () => {
    const server = await connectTo();
    await writeFile(inFolder(`reception${suffix}`), file(get, add));
    await writeFile(inFolder('z.kapture-get.json'), '{"phone": "9812345673"}');
    await run('kapture.refreshRequests');
    const row = await fileRow('workspace', 'reception');
    assert.equal(row.operation, 'requests');
    user.clicks('Send to Dev');
    await run('kapture.sendFromView', row);
    assert.equal(server.requests.length, 2);
    user.clicks('Send to Dev');
    await run('kapture.sendAll', row.parent);
    assert.deepEqual(bodies(server).slice(2), [
      '[{"phone":"9812345670"}]',
      '{"customer_name":"Ravi","phone":"9812345671"}',
      '[{"phone":"9812345673"}]',
    ]);
  });

  it('Save Request as Snippet → the request at the cursor, with its name and without its indentation', async () => {
    const body = '{\n      "phone": "9812345670"\n    }';
    await openInEditor(suffix, file(add, `{"name": "Find |Asha", "operation": "get", "body": ${body}}`));
    user.types('find asha').picks('.kapture/');
    await run('kapture.saveAsSnippet');
    assert.equal(user.inputs.at(-1)?.value, 'Find Asha');
    assert.equal(
      await readFile(path.join(workspaceFolder().fsPath, '.kapture', 'find asha.kapture-get.json'), 'utf8'),
      '{\n  "phone": "9812345670"\n}\n',
    );
  });
});

describe('writing a file with several requests', () => {
  const changingSchemaOfFiles = (change: () => Promise<unknown>): Promise<void> =>
    changingSchema('/requests.schema.json', change);

  it('completions and hovers → operations, and the fields of each operation in the dialect of the connection', async () => {
    const url = fixture().sandbox.url;
    await changeSetting('connections', [
      { name: 'Flat', baseUrl: url, role: 'development' },
      { name: 'Nested', baseUrl: url, role: 'development', dialect: 'nested' },
    ]);
    user.picks('Flat');
    await run('kapture.selectConnection');
    const document = await open(
      file(
        '{"name": "A", "operation": "add", "body": {"customer_name": "Asha", }}',
        '{"name": "B", "operation": "get", "body": {"phone": "9812345670", }}',
        '{"name": "C", "operation": ""}',
      ),
    );
    assert.deepEqual(
      (await labelsAfter(document, '"C", "operation": "')).filter((label) => /^"?(get|add)/.test(label)).sort(),
      ['"add"', '"add-order"', '"add-ticket"', '"get"', '"get-faq"', '"get-ticket"'],
    );
    const ofAdd = await labelsAfter(document, '"Asha", ');
    assert.deepEqual(
      ['email_id', 'city', 'customer_info'].map((name) => ofAdd.includes(name)),
      [true, true, false],
    );
    const ofGet = await labelsAfter(document, '"9812345670", ');
    assert.deepEqual(
      ['email_id', 'city'].map((name) => ofGet.includes(name)),
      [true, false],
    );
    const hover = await hoversAt(document.uri, document.positionAt(document.getText().indexOf('customer_name') + 1));
    assert.match(hover, /[Nn]ame of the customer/);

    await changingSchemaOfFiles(async () => {
      user.picks('Nested');
      await run('kapture.selectConnection');
    });
    await documentKinds.untitled.write(document, file('{"name": "A", "operation": "add", "body": { }}'));
    const nested = await labelsAfter(document, '"body": { ');
    assert.deepEqual(
      ['customer_info', 'customer_name'].map((name) => nested.includes(name)),
      [true, false],
    );
    await changingSchemaOfFiles(() =>
      documentKinds.untitled.write(
        document,
        `// @connection Flat\n${file('{"name": "A", "operation": "add", "body": { }}')}`,
      ),
    );
    assert.ok((await labelsAfter(document, '"body": { ')).includes('customer_name'));
  });

  it('the outline → the names of the requests, or their numbers', async () => {
    const document = await open(file(get, '{"operation": "add", "body": {}}'));
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    const ours = symbols.filter(({ kind }) => kind === vscode.SymbolKind.Method);
    assert.deepEqual(
      ours.map(({ name, detail }) => [name, detail]),
      [
        ['Find Asha', 'Get Customer'],
        ['Request 2', 'Add Customer'],
      ],
    );
  });

  it('Add Request → at the end, with an unused name that is selected, in the dialect of the connection', async () => {
    await connectTo('development', { dialect: 'array' });
    const document = await open(file('{"name": "Add Customer", "operation": "get", "body": {}}'));
    user.picks('Add Customer');
    await click(await lensNamed(document, 'Add Request'));
    const editor = vscode.window.activeTextEditor!;
    assert.equal(editor.document, document);
    assert.equal(document.getText(editor.selection), 'Add Customer 2');
    const { requests } = JSON.parse(document.getText()) as { requests: { operation: string; body: unknown }[] };
    assert.equal(requests[1]!.operation, 'add');
    assert.ok(Array.isArray(requests[1]!.body));
    assert.ok((await lensesOf(document.uri)).some((lens) => plainTitle(lens) === 'Send All'));
  });

  it('New Request, Several Requests → an unsaved file with the first request', async () => {
    await connectTo();
    user.picks('Several Requests').picks('Get Customer');
    await run('kapture.newRequest');
    const { document } = vscode.window.activeTextEditor!;
    assert.ok(document.uri.path.endsWith(suffix));
    assert.equal(document.languageId, 'kapture-request');
    assert.equal((await lensesOf(document.uri)).filter((lens) => plainTitle(lens).startsWith('Send “Get')).length, 1);
  });
});
