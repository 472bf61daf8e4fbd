import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { historyScheme, recordScheme, responseScheme } from '../../src/editor/shared/ids.ts';
import { failures } from '../../src/kapture/catalogue/failures.ts';
import { operationIds, operations, requestSuffix, type OperationId } from '../../src/kapture/catalogue/registry.ts';
import type { FaultId } from '../../src/sandbox/index.ts';
import { closedPort, serveHttp } from '../unit/kapture/http/localServer.ts';
import {
  diagnosticsOf,
  documentKindNames,
  documentKinds,
  hoversAt,
  lensesOf,
  openInEditor,
  plainTitle,
  shownDocument,
  workspaceFolder,
} from './support/documents.ts';
import { user } from './support/user.ts';
import { connect, run, sample, fixture } from './support/fixture.ts';
import { until, untilSeen } from './support/until.ts';

const json = { 'content-type': 'application/json' };

/** The document of the open response. */
function response(): vscode.TextDocument {
  const document = shownDocument(responseScheme);
  assert.ok(document, 'a response is open');
  return document;
}

async function responseLenses(): Promise<string[]> {
  return (await lensesOf(response().uri)).map(plainTitle);
}

async function fixesAt(document: vscode.TextDocument, { range }: vscode.Diagnostic): Promise<vscode.CodeAction[]> {
  return vscode.commands.executeCommand(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
    vscode.CodeActionKind.QuickFix.value,
  );
}

/** Applies the quick fix with this title at the diagnostic with this message. */
async function applyFix(document: vscode.TextDocument, message: string, title: string): Promise<void> {
  const diagnostics = await diagnosticsOf(document, message, (messages) => messages.includes(message));
  const fixes = await fixesAt(
    document,
    diagnostics.find((diagnostic) => diagnostic.message === message)!,
  );
  const fix = fixes.find((candidate) => candidate.title === title);
  assert.ok(fix, `${title} is among ${fixes.map((candidate) => candidate.title).join(', ')}`);
  assert.ok(await vscode.workspace.applyEdit(fix.edit!));
}

describe('a misspelled field of a request', () => {
  it('a field like emial_id → a hint, and a quick fix that renames it', async () => {
    const { document } = await openInEditor(
      '.kapture-add.json',
      '{"customer_name": "Asha", "phone": "9000000001", "emial_id": "asha@example.com"}',
    );
    await applyFix(document, 'Did you mean email_id?', 'Rename to email_id');
    assert.equal(
      document.getText(),
      '{"customer_name": "Asha", "phone": "9000000001", "email_id": "asha@example.com"}',
    );
    await diagnosticsOf(document, 'no hint', (messages) => messages.length === 0);
  });
});

describe('a request that Kapture will refuse', () => {
  beforeEach(() => run('kapture.useSandbox'));

  for (const [title, suffix, text, message, fix, mended] of [
    [
      'a phone of two digits',
      '.kapture-add.json',
      '{"customer_name": "Asha", "phone": "12"}',
      failures['invalid-phone'].message,
      'Generate a new phone on each send: {{$phone}}',
      '{"customer_name": "Asha", "phone": "{{$phone}}"}',
    ],
    [
      'a blank name',
      '.kapture-add.json',
      '{"customer_name": "", "phone": "9000000001"}',
      failures['name-and-contact-required'].message,
      'Generate a new customer_name on each send: {{$name}}',
      '{"customer_name": "{{$name}}", "phone": "9000000001"}',
    ],
    [
      'an enquiry without an email address',
      '.kapture-push-enquiry.json',
      '[{"customer_name": "Asha", "phone": "9000000001", "email_id": ""}]',
      failures['enquiry-contact-required'].message,
      'Generate a new email_id on each send: {{$email}}',
      '[{"customer_name": "Asha", "phone": "9000000001", "email_id": "{{$email}}"}]',
    ],
  ] as const)
    it(`${title} → a quick fix before it is sent`, async () => {
      const { document } = await openInEditor(suffix, text);
      await applyFix(document, message, fix);
      assert.equal(document.getText(), mended);
    });

  for (const [title, suffix, text, message] of [
    [
      'an invalid phone',
      '.kapture-add.json',
      '{"customer_name": "Asha", "phone": "12"}',
      failures['invalid-phone'].message,
    ],
    ['no name', '.kapture-add.json', '{"phone": "9000000001"}', failures['name-and-contact-required'].message],
  ] as const)
    it(`${title}, sent → the message is shown once, as an error; changed → a warning again`, async () => {
      const { document } = await openInEditor(suffix, text);
      // A missing property is marked before and after sending, because the schema finds it.
      const isJudged = ({ source, message: found }: vscode.Diagnostic): boolean =>
        source === 'Kapture' && !found.startsWith('Missing property');
      await diagnosticsOf(document, 'the warning', (_messages, found) => found.some(isJudged));
      await run('kapture.sendRequest');
      await diagnosticsOf(document, 'only the error', (_messages, found) => {
        const judged = found.filter(isJudged);
        return (
          judged.length === 1 &&
          judged[0]!.message === message &&
          judged[0]!.severity === vscode.DiagnosticSeverity.Error
        );
      });
      const change = new vscode.WorkspaceEdit();
      change.insert(document.uri, new vscode.Position(0, 1), ' ');
      await vscode.workspace.applyEdit(change);
      await diagnosticsOf(document, 'the warning again', (_messages, found) =>
        found.some((each) => isJudged(each) && each.severity === vscode.DiagnosticSeverity.Warning),
      );
    });
});

describe('a request that Kapture refused because fields are missing', () => {
  beforeEach(() => run('kapture.useSandbox'));

  for (const [suffix, text] of [
    ['.kapture-push-enquiry.json', '[{"customer_name": "Asha", "phone": "", "email_id": " "}]'],
    ['.kapture-push-order.json', '[{"customer_name": "Asha", "phone": "", "email_id": " "}]'],
  ] as const)
    it(`${suffix} → only its blank fields are marked`, async () => {
      const { document } = await openInEditor(suffix, text);
      await run('kapture.sendRequest');
      const marked = await diagnosticsOf(document, 'the failure', (_messages, found) =>
        found.some(({ severity }) => severity === vscode.DiagnosticSeverity.Error),
      );
      const errors = marked.filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
      assert.deepEqual(errors.map(({ range }) => document.getText(range)).toSorted(), ['" "', '""']);
    });
});

describe('a request from a JSON editor', () => {
  beforeEach(() => run('kapture.useSandbox'));

  async function isSent(kind: (typeof documentKindNames)[number], operation: OperationId): Promise<void> {
    fixture().sandbox.reset();
    const before = fixture().sandbox.requests;
    const document = await documentKinds[kind].open(requestSuffix(operation), sample(`${operation}.request.json`));
    await vscode.window.showTextDocument(document);
    await run('kapture.sendRequest');
    const { title, response: declared } = operations[operation];
    assert.equal(response().uri.path.split('/').at(-1), `${title} – Sandbox.kapture-response`);
    const isBareList = declared.resultKey === undefined;
    const shown = isBareList ? /^\[/ : new RegExp(`"${declared.resultKey}":[^]*"status": "success"`);
    assert.match(response().getText(), shown);
    assert.ok(fixture().sandbox.requests > before);
  }

  for (const kind of documentKindNames)
    it(`a ${kind} document → is sent to the operation in its name`, () => isSent(kind, 'update'));

  for (const operation of operationIds)
    it(`the sample of ${operation} in a saved document → is sent to the operation in its name`, () =>
      isSent('saved', operation));

  for (const [command, operation] of [
    ['kapture.addCustomer', 'add'],
    ['kapture.getCustomer', 'get'],
    ['kapture.updateCustomer', 'update'],
  ] as const) {
    it(`${command} with a request of its operation, by file name or $schema → is sent`, async () => {
      const body = sample(`${operation}.request.json`);
      const withSchema = body.replace(
        '{',
        `{"$schema": "file:///ext/kapture-crm/dist/schemas/${operation}.schema.json",`,
      );
      for (const [suffix, text] of [
        [requestSuffix(operation), body],
        ['.json', withSchema],
      ] as const) {
        fixture().sandbox.reset();
        await openInEditor(suffix, text);
        await run(command);
        const isBareList = operations[operation].response.resultKey === undefined;
        assert.match(response().getText(), isBareList ? /^\[/ : /"status": "success"/);
        await run('workbench.action.closeAllEditors');
      }
    });
  }

  it('Add Customer with an Update in the editor → opens a new Add request, and sends nothing', async () => {
    const before = fixture().sandbox.requests;
    await openInEditor('.kapture-update.json', '{"kapture_customer_id": "61371820", "city": "Pune"}');
    await run('kapture.addCustomer');
    assert.ok(vscode.window.activeTextEditor!.document.uri.path.endsWith('.kapture-add.json'));
    assert.equal(fixture().sandbox.requests, before);
  });

  for (const name of ['package.json', 'kapture.env.json']) {
    it(`${name} in the editor → is not sent: Get asks for an identifier, Send Request for the operation`, async () => {
      const before = fixture().sandbox.requests;
      const uri = vscode.Uri.joinPath(workspaceFolder(), 'other', name).with({ scheme: 'untitled' });
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
      await run('type', { text: '{"phone": "9845765226"}' });
      user.pressesEscape();
      await run('kapture.getCustomer');
      assert.match(
        user.questions.at(-1)!,
        /^Get Customer · Customer ID, customer code, email address or phone number\./,
      );
      user.pressesEscape();
      await run('kapture.sendRequest');
      assert.match(user.questions.at(-1)!, new RegExp(`^Send ${name} · `));
      assert.equal(fixture().sandbox.requests, before);
    });
  }

  it('a selection → is sent', async () => {
    await openInEditor(
      '.json',
      'notes: [\n  |{"kapture_customer_id": "61371820"}|,\n  {"kapture_customer_id": "1"}\n]',
    );
    user.picks('Get Customer');
    await run('kapture.sendRequest');
    assert.match(response().getText(), /"id": 61371820,/);
    assert.match(user.questions.at(-1)!, /^Send the selection of draft-\d+\.json · /);
  });

  it('sent → the response opens beside it, read-only, and the request keeps the focus', async () => {
    const { document, viewColumn } = await openInEditor('.kapture-get.json', '[{"kapture_customer_id": "61371820"}]');
    await run('kapture.sendRequest');
    assert.equal(vscode.window.activeTextEditor?.document, document);
    const editor = vscode.window.visibleTextEditors.find((candidate) => candidate.document === response())!;
    assert.notEqual(editor.viewColumn, viewColumn);
    await run('type', { text: 'x' });
    assert.match(document.getText(), /x/, 'typing goes to the request');
    const text = response().getText();
    await vscode.window.showTextDocument(response(), editor.viewColumn);
    await run('type', { text: 'x' });
    assert.equal(response().getText(), text);
    assert.equal(response().languageId, 'kapture-response');
  });

  it('comments and trailing commas → are not sent; brackets → as the operation requires', async () => {
    const server = await serveHttp((response) => response.writeHead(200, json).end('{"status": "success"}'));
    await connect({ name: 'Shape', baseUrl: server.origin });
    await openInEditor(
      '.kapture-pull.json',
      '// when\n{"start_date": "2021-03-14", "end_date": "2021-03-14", /* all of it */}',
    );
    await run('kapture.sendRequest');
    await openInEditor('.kapture-add.json', '[{"customer_name": "Asha", "phone": 9876543210}]');
    user.clicks('Add to Shape');
    await run('kapture.sendRequest');
    assert.deepEqual(
      server.requests.map(({ body }) => body),
      ['[{"start_date":"2021-03-14","end_date":"2021-03-14"}]', '{"customer_name":"Asha","phone":9876543210}'],
    );
  });

  it('a syntax error → nothing is sent, and the cursor moves there', async () => {
    const { sandbox } = fixture();
    const before = sandbox.requests;
    const editor = await openInEditor('.kapture-add.json', '{\n  "customer_name": "Asha"\n  "phone": "9876543210"\n}');
    await run('kapture.sendRequest');
    assert.equal(sandbox.requests, before);
    assert.deepEqual(editor.selection.active, new vscode.Position(2, 2));
    assert.deepEqual(user.messageTexts, ['Nothing was sent: the JSON is invalid on line 3 (comma expected).']);
    assert.equal(shownDocument(responseScheme), undefined);
  });

  it('no JSON editor is active → a draft', async () => {
    await run('kapture.addCustomer');
    const { document, options } = vscode.window.activeTextEditor!;
    assert.match(document.uri.path, /\/add-customer\.kapture-add\.json$/);
    assert.equal(options.tabSize, 2, 'as in its text');
    assert.equal(document.languageId, 'kapture-request');
    // The request has only required fields, so that fields that the user does not fill in are not sent as blanks.
    assert.equal(document.getText(), '// Add Customer\n{\n  "customer_name": "",\n  "phone": "",\n  \n}\n');
  });

  for (const [typed, field] of [
    ['61371820', 'kapture_customer_id'],
    ['+91 98457 65226', 'phone'],
    ['nisch123@gmail.com', 'email_id'],
    ['CC-17', 'customer_id'],
  ] as const) {
    it(`Get Customer, ${typed} → requests by ${field}`, async () => {
      const server = await serveHttp((response) => response.writeHead(200, json).end('{"status": "success"}'));
      await connect({ name: 'Ask', baseUrl: server.origin });
      user.types(typed);
      await run('kapture.getCustomer');
      const [fields] = JSON.parse(server.requests[0]!.body) as Record<string, string>[];
      assert.deepEqual(Object.keys(fields!), [field]);
    });
  }
});

describe('the lens of a request', () => {
  it('another connection becomes active → its name and role', async () => {
    const { document } = await openInEditor('.kapture-update.json', '{}');
    const first = async (): Promise<string> => plainTitle((await lensesOf(document.uri))[0]!);
    assert.equal(await first(), 'Send Update Customer…');
    await run('kapture.useSandbox');
    assert.equal(await first(), 'Send to Sandbox');
    await connect({ name: 'Acme', baseUrl: 'https://acme.example.com' });
    assert.equal(await first(), 'Send to Acme (production)');
  });

  it('click while another document is active → sends its own document', async () => {
    await run('kapture.useSandbox');
    const { document } = await openInEditor('.kapture-get.json', '{"kapture_customer_id": "61371820"}');
    const [lens] = await lensesOf(document.uri);
    await openInEditor('.kapture-get.json', '{"kapture_customer_id": "1"}');
    await run(lens!.command, ...(lens!.arguments as unknown[]));
    assert.match(response().getText(), /Nishchal/);
  });
});

describe('a response', () => {
  beforeEach(() => run('kapture.useSandbox'));

  it('to an Add → lenses for the new customer, then outcome, status, time and size', async () => {
    await openInEditor('.kapture-add.json', '{"customer_name": "Asha Host", "phone": "9000000001"}');
    await run('kapture.sendRequest');
    const actions = await responseLenses();
    assert.match(actions[1]!, /^success · HTTP 200 · \d+ ms · [\d.]+ k?B$/);
    const id = /"kapture_customer_id": (\d+)/.exec(response().getText())?.[1];
    assert.deepEqual([actions[0], actions.length], ['Open Customer', 2]);
    const open = (await lensesOf(response().uri)).find((lens) => plainTitle(lens).startsWith('Open Customer'))!;
    // A click on the lens gives the focus to the response.
    const { viewColumn } = vscode.window.visibleTextEditors.find(({ document }) => document === response())!;
    await vscode.window.showTextDocument(response(), { viewColumn: viewColumn!, preview: true });
    await run(open.command, ...(open.arguments as unknown[]));
    assert.match(vscode.window.activeTextEditor!.document.getText(), new RegExp(`"id": ${id},[^]*"name": "Asha Host"`));
    const schemes = vscode.window.tabGroups.activeTabGroup.tabs.map(({ input }) =>
      input instanceof vscode.TabInputText ? input.uri.scheme : '',
    );
    assert.deepEqual(schemes, [responseScheme, recordScheme], 'the tab of the response stays');
  });

  for (const [body, wanted] of [
    ['{"message":[null,{"id":1},"x"],"status":"success"}', /^success · HTTP 200 · 2 elements are not records ·/],
    ['{"data":[{"id":1}],"status":"success"}', /^unrecognized · HTTP 200 · \d+ ms/],
  ] as const) {
    it(`to a Pull, ${body} → a lens that says what it contains`, async () => {
      const server = await serveHttp((response) => response.writeHead(200, json).end(body));
      await connect({ name: 'Lists', baseUrl: server.origin, role: 'development' });
      await openInEditor('.kapture-pull.json', '[{"start_date": "2021-03-14", "end_date": "2021-03-14"}]');
      await run('kapture.sendRequest');
      const lenses = await responseLenses();
      assert.ok(
        lenses.some((title) => wanted.test(title)),
        lenses.join('\n'),
      );
    });
  }

  it('click on its status → the request and response as HTTP, with cookies and the key masked', async () => {
    const server = await serveHttp((response) =>
      response
        .writeHead(200, { ...json, 'X-Request-Id': '7f', 'Set-Cookie': ['SID=4F2A; Path=/', 'B=5'] })
        .end('{"status": "success", "Enquiry": {}}'),
    );
    await connect({ name: 'Heads', baseUrl: server.origin, role: 'development' });
    await openInEditor('.kapture-add.json', '{"customer_name": "Asha"}');
    await run('kapture.sendRequest');
    const sent = response();
    const summary = (await lensesOf(sent.uri)).at(-1);
    assert.match(plainTitle(summary!), /^success · HTTP 200/);
    assert.equal(summary!.tooltip, 'Show Sent Request and Response Headers');
    await run(summary!.command, ...(summary!.arguments as unknown[]));
    const { document } = vscode.window.activeTextEditor!;
    assert.equal(document.uri.path.split('/').at(-1), 'Add Customer – Heads.kapture-headers');
    assert.equal(document.languageId, 'kapture-headers', 'a language that cannot be sent');
    const settings = vscode.workspace.getConfiguration('editor', document);
    assert.deepEqual([settings.get('wordWrap'), settings.get('minimap.enabled')], ['on', false]);
    assert.match(
      document.getText(),
      new RegExp(
        `^POST /add\\S+ HTTP/1.1\nhost: ${server.host}\nconnection: keep-alive\nauthorization: Basic ‹auth key›\n[^]*\ncontent-length: 24\n\n\\{"customer_name":"Asha"\\}\n\nHTTP/1.1 200\ncontent-type: application/json\nx-request-id: 7f\nset-cookie: SID=‹secret›; Path=/, B=‹secret›\n`,
      ),
    );
    assert.deepEqual(await lensesOf(document.uri), []);
    const tabs = vscode.window.tabGroups.activeTabGroup.tabs.map(({ input }) =>
      (input as vscode.TabInputText).uri.toString(),
    );
    assert.ok(tabs.includes(sent.uri.toString()), 'the response is still open');
  });

  it("that reports a failure → the server's message in the text, not cut off in a lens, and no notification", async () => {
    await openInEditor('.kapture-get.json', '{"kapture_customer_id": "1"}');
    await run('kapture.sendRequest');
    const lenses = await responseLenses();
    assert.equal(lenses[0], 'Send Again');
    assert.match(lenses[1]!, /^failed · HTTP /);
    assert.equal(lenses.length, 2, lenses.join(' | '));
    assert.ok(response().getText().includes(failures['customer-not-found'].message));
    assert.deepEqual(user.messages, [], 'a failure about the data has no notification');
  });

  it('menu commands → copy the id, open and edit the customer, send again', async () => {
    await openInEditor('.kapture-get.json', '{"kapture_customer_id": "61371820"}');
    await run('kapture.sendRequest');
    const { uri } = response();
    await run('kapture.copyDetails', uri);
    assert.equal(await vscode.env.clipboard.readText(), '61371820');
    await run('kapture.openCustomer', uri);
    assert.match(vscode.window.activeTextEditor!.document.uri.path, /\/61371820\.kapture-record$/);
    await run('kapture.editCustomer', uri);
    assert.match(vscode.window.activeTextEditor!.document.uri.path, /\/61371820\.kapture-update\.json$/);
    const before = fixture().sandbox.requests;
    await run('kapture.sendAgain', uri);
    assert.equal(fixture().sandbox.requests, before + 1);
  });

  it('Send Again of an Add with variables → the same values, and the earlier response stays open', async () => {
    await openInEditor(
      '.kapture-add.json',
      '{"customer_name": "{{$name}}", "phone": "{{$phone}}", "email_id": "{{$email}}"}',
    );
    await run('kapture.sendRequest');
    const { uri } = response();
    await run('kapture.sendAgain', uri);
    assert.notEqual(response().uri.toString(), uri.toString());
    assert.ok(response().getText().includes(failures['both-taken'].message.trim()), response().getText());
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const open = tabs.map(({ input }) => (input instanceof vscode.TabInputText ? input.uri.toString() : ''));
    assert.ok(open.includes(uri.toString()), 'the earlier response');
    const labels = tabs.map(({ label }) => label).filter((label) => label.endsWith('.kapture-response'));
    assert.deepEqual(
      labels.map((label) => label.replace(/\d+\.\d\d\.\d\d\s[AP]M/, 'TIME')),
      ['Add Customer – Sandbox.kapture-response', 'Add Customer – Sandbox, TIME.kapture-response'],
    );
  });

  it('hover on a documented field → its description', async () => {
    await openInEditor('.kapture-get.json', '{"kapture_customer_id": "61371820"}');
    await run('kapture.sendRequest');
    const at = response().positionAt(response().getText().indexOf('"assignedToName"') + 2);
    assert.match(await hoversAt(response().uri, at), /Name of the agent that the customer is assigned to/);
  });

  it('hover on a field → its JSON pointer', async () => {
    const server = await serveHttp((response) =>
      response.writeHead(200, json).end('{"Customer Details":{"constructor":[{"a/b":1},"`x"]},"status":"success"}'),
    );
    await connect({ name: 'Paths', baseUrl: server.origin, role: 'development' });
    await openInEditor('.kapture-get.json', '{"phone": "9845765226"}');
    await run('kapture.sendRequest');
    // A text that was learned about the field may come before this one.
    const hover = async (text: string): Promise<string | undefined> =>
      (await hoversAt(response().uri, response().positionAt(response().getText().indexOf(text) + 1)))
        .split('\n')
        .at(-1);
    assert.equal(await hover('"a/b"'), '`/Customer Details/constructor/0/a~1b`');
    assert.equal(await hover('"`x"'), '`/Customer Details/constructor/1`');
    assert.equal(await hover('"constructor"'), '`/Customer Details/constructor`');
  });

  const troubles: readonly {
    readonly fault: FaultId;
    readonly says: RegExp;
    readonly actions: readonly string[];
    readonly shows: RegExp;
    readonly ending: string;
  }[] = [
    {
      fault: 'html',
      says: /^127\.0\.0\.1:\d+ did not return JSON \(HTTP 200\)\. The write may have taken effect\.$/,
      actions: ['Get Customer', 'Show Log'],
      shows: /<h1>Sign in<\/h1>/,
      ending: '.html',
    },
    {
      fault: '401',
      says: /^Kapture rejected the auth key for Sandbox\.$/,
      actions: ['Set Auth Key', 'Show Log'],
      shows: /Invalid Auth Key/,
      ending: '.kapture-response',
    },
    {
      fault: '500',
      says: /^127\.0\.0\.1:\d+ returned a server error \(HTTP 500\)\. The write may have taken effect\.$/,
      actions: ['Get Customer', 'Show Log'],
      shows: /server error/,
      ending: '.kapture-response',
    },
    {
      fault: 'truncated',
      says: /ended early\. The write may have taken effect\.$/,
      actions: ['Get Customer', 'Show Log'],
      shows: /"Enquiry": \{/,
      ending: '.kapture-response',
    },
    {
      fault: 'redirect',
      says: /redirects \(HTTP 302\) to http:\/\/localhost:\d+\/login\.html\. .* The write may have taken effect\.$/,
      actions: ['Get Customer', 'Show Log'],
      shows: /^$/,
      ending: '.txt',
    },
  ];
  for (const { fault, says, actions, shows, ending } of troubles) {
    it(`fault ${fault}, on a write → shown with one message; sent once, without Retry`, async () => {
      const { sandbox } = fixture();
      const before = sandbox.requests;
      sandbox.setFault({ fault, seconds: 0 });
      await openInEditor('.kapture-add.json', '{"customer_name": "Asha Trouble", "phone": "9000000002"}');
      await run('kapture.sendRequest');
      assert.equal(sandbox.requests, before + 1);
      assert.equal(user.messages.length, 1);
      assert.match(user.messages[0]!.text, says);
      assert.deepEqual(user.messages[0]!.actions, actions);
      assert.match(response().getText(), shows);
      assert.ok(response().uri.path.endsWith(ending), response().uri.path);
    });
  }

  for (const [what, status, text, says] of [
    ['nothing', 200, '', /^\S+ returned an empty response \(HTTP 200\)\./],
    ['"pending"', 202, '{"status": "pending"}', /reports neither success nor failure \(HTTP 202\)\./],
    [
      'an undocumented failure',
      200,
      '{"status": "failed", "message": "Timeout."}',
      /^\S+ returned an undocumented failure: Timeout\./,
    ],
    [
      'a failure without words',
      400,
      '{"status": "failed"}',
      /^\S+ returned a failure without a message \(HTTP 400\)\./,
    ],
  ] as const) {
    it(`${what}, on a write → the message says that it may have been carried out`, async () => {
      const server = await serveHttp((response) => response.writeHead(status, json).end(text));
      await connect({ name: 'Unclear', baseUrl: server.origin, role: 'development' });
      await openInEditor('.kapture-add.json', '{"customer_name": "Asha", "phone": "9000000002"}');
      await run('kapture.sendRequest');
      assert.equal(user.messages.length, 1);
      assert.match(user.messageTexts[0]!, says);
      assert.ok(user.messageTexts[0]!.endsWith(' The write may have taken effect.'));
      assert.deepEqual(user.messages[0]!.actions, ['Get Customer', 'Show Log']);
    });
  }

  it('a write that may have been carried out → its response and the stored one say so, and get the customer', async () => {
    const { sandbox, history } = fixture();
    sandbox.setFault({ fault: '500', times: 1 });
    await openInEditor('.kapture-update.json', '{"kapture_customer_id": "61371820", "city": "Pune"}');
    await run('kapture.sendRequest');
    const [first, second] = await lensesOf(response().uri);
    assert.equal(plainTitle(first!), 'Get Customer');
    assert.match(plainTitle(second!), /^The write may have taken effect · HTTP 500$/);
    const changed = history.tree.onDidChangeTreeData as vscode.Event<never>;
    const row = await untilSeen('the row of the history', changed, async () => (await history.tree.getChildren())?.[0]);
    const { iconPath, accessibilityInformation } = await history.tree.getTreeItem(row);
    assert.equal((iconPath as vscode.ThemeIcon).id, 'warning');
    assert.match(accessibilityInformation!.label, /The write may have taken effect\.$/);
    await run('kapture.openHistoryResponse', row);
    const kept = await lensesOf(shownDocument(historyScheme)!.uri);
    const titles = kept.map(plainTitle);
    assert.deepEqual(titles.slice(0, 3), [
      'Get Customer',
      'Open Request',
      'The write may have taken effect · HTTP 500',
    ]);
    for (const { command, arguments: args } of [first!, kept[0]!]) {
      await run(command, ...(args as unknown[]));
      assert.match(response().getText(), /Nishchal/);
    }
  });

  it('a lasting failure of a read → Retry sends it again', async () => {
    fixture().sandbox.setFault({ fault: '500', times: 3 });
    user.clicks('Retry');
    await openInEditor('.kapture-get.json', '{"kapture_customer_id": "61371820"}');
    await run('kapture.sendRequest');
    assert.match(user.messageTexts[0]!, /returned a server error \(HTTP 500\)/);
    const seen = await until(
      'the response to the second sending',
      vscode.window.onDidChangeVisibleTextEditors as vscode.Event<never>,
      () => {
        const document = shownDocument(responseScheme);
        return document?.getText().includes('Nishchal') && document;
      },
    );
    assert.ok(seen);
  });

  it('no response → the message names the host and the cause', async () => {
    const baseUrl = await closedPort();
    await connect({ name: 'Closed', baseUrl });
    await openInEditor('.kapture-get.json', '{"kapture_customer_id": "61371820"}');
    await run('kapture.sendRequest');
    assert.deepEqual(user.messageTexts, [
      `${new URL(baseUrl).host} refused the connection. Check the base URL and that the server runs.`,
    ]);
    assert.deepEqual(user.messages[0]!.actions, ['Retry', 'Show Log']);
    assert.equal(shownDocument(responseScheme), undefined);
  });
});
