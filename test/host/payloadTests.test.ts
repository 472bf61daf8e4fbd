import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { type PayloadTestExplorer, TestRuns } from '../../src/editor/payloadTests/explorer.ts';
import { TestItems } from '../../src/editor/payloadTests/testItems.ts';
import type { TestAccess } from '../../src/extension.ts';
import type { ClientLoader } from '../../src/editor/shared/sending/clientLoader.ts';
import type { Target } from '../../src/kapture/exchange/exchange.ts';
import { KaptureClient } from '../../src/kapture/exchange/client.ts';
import type { Role } from '../../src/kapture/connection/connection.ts';
import { KaptureError } from '../../src/kapture/http/kaptureError.ts';
import { createTransport } from '../../src/kapture/http/transport.ts';
import { redactionMark } from '../../src/kapture/redaction/redact.ts';
import { failureReasons } from '../../src/kapture/catalogue/failures.ts';
import { exchangeOf } from '../unit/kapture/payloadTests/support.ts';
import { closeServers, serveHttp } from '../unit/kapture/http/localServer.ts';
import { targetOf } from '../unit/kapture/target.ts';
import { diagnosticsOf } from './support/documents.ts';
import { record, type RecordedRun } from './support/recordedRun.ts';
import { connect, fixture } from './support/fixture.ts';
import { user } from './support/user.ts';

const extension = vscode.extensions.getExtension<TestAccess | undefined>('kapture-devtools.kapture-crm')!;

const get = { operation: 'get', body: { phone: '9845765226' } };

describe('payload tests', () => {
  let access: TestAccess;
  let explorer: PayloadTestExplorer;
  let folder: vscode.Uri;
  let count = 0;
  let runs: RecordedRun[];
  let restore: () => void;
  const written: vscode.Uri[] = [];

  before(async () => {
    access = (await extension.activate())!;
    explorer = await access.payloadTests.explorer();
    folder = vscode.workspace.workspaceFolders![0]!.uri;
  });
  beforeEach(async () => {
    runs = [];
    restore = record(explorer.controller, runs);
    await vscode.commands.executeCommand('kapture.useSandbox');
  });
  afterEach(async () => {
    restore();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const uri of written.splice(0)) await vscode.workspace.fs.delete(uri);
  });

  async function write(text: string, name = `payload-${++count}.kapture-test.json`): Promise<vscode.Uri> {
    const uri = vscode.Uri.joinPath(folder, name);
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
    if (!written.some((other) => other.toString() === uri.toString())) written.push(uri);
    return uri;
  }

  async function itemFor(uri: vscode.Uri): Promise<vscode.TestItem> {
    await explorer.items.findAll();
    const item = explorer.controller.items.get(uri.toString());
    assert.ok(item, `${uri.path} is in the Test Explorer`);
    return item;
  }

  async function run(
    include: readonly vscode.TestItem[] | undefined,
    token = new vscode.CancellationTokenSource().token,
  ): Promise<RecordedRun> {
    await explorer.profile.runHandler(new vscode.TestRunRequest(include, undefined, explorer.profile), token);
    assert.equal(runs.length, 1);
    return runs[0]!;
  }

  it('a file with three cases → a test item on the line of each', async () => {
    const item = await itemFor(
      await write(
        `{"cases": [\n${JSON.stringify({ name: 'first', ...get })},\n${JSON.stringify({ name: 'second', ...get })},\n${JSON.stringify({ name: 'second', ...get })}]}`,
      ),
    );
    assert.ok(item.canResolveChildren);
    await explorer.controller.resolveHandler!(item);
    assert.deepEqual(
      [...item.children].map(([id, { label, range }]) => [id, label, range?.start.line]),
      [
        ['1#first', 'first', 1],
        ['1#second', 'second', 2],
        ['2#second', 'second', 3],
      ],
    );
  });

  it('tags → of the test items, for the filter', async () => {
    const cases = [
      { name: 'one', tags: ['slow'], ...get },
      { name: 'two', ...get },
    ];
    const item = await itemFor(await write(JSON.stringify({ tags: ['smoke'], cases })));
    await explorer.controller.resolveHandler!(item);
    assert.deepEqual(
      [...item.children].map(([, { label, tags }]) => [label, tags.map(({ id }) => id)]),
      [
        ['one', ['smoke', 'slow']],
        ['two', ['smoke']],
      ],
    );
  });

  it('data → an item for each row below its case, and its columns are completed', async () => {
    await write('phone,name\n9845765226,Nishchal\n9845765226,Nobody\n', 'rows.csv');
    const expect = { response: { '/Customer Details/name': '{{$row.name}}' } };
    const rows = { name: 'gets {{$row.name}}', data: 'rows.csv', operation: 'get', expect };
    const cases = [{ ...rows, body: { phone: '{{$row.phone}}' } }];
    const uri = await write(JSON.stringify({ cases }));
    const item = await itemFor(uri);
    assert.deepEqual((await run([item])).events, [
      'enqueued gets Nishchal [row 1]',
      'enqueued gets Nobody [row 2]',
      'started gets Nishchal [row 1]',
      'passed gets Nishchal [row 1]',
      'started gets Nobody [row 2]',
      'failed gets Nobody [row 2]',
      'end',
    ]);
    const [[, caseItem]] = [...item.children] as [[string, vscode.TestItem]];
    runs.length = 0;
    const second = caseItem.children.get('gets Nobody [row 2]')!;
    assert.ok((await run([second])).events.includes('failed gets Nobody [row 2]'));
    assert.equal(runs[0]!.events.length, 4);

    const document = await vscode.workspace.openTextDocument(uri);
    const at = document.positionAt(document.getText().indexOf('row.phone'));
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri,
      at.translate(0, 'row.'.length),
    );
    const labels = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.ok(labels.includes('{{$row.phone}}') && labels.includes('{{$row.name}}'), labels.join());

    runs.length = 0;
    const none = await itemFor(await write(JSON.stringify({ cases: [{ name: 'none', data: 'none.csv', ...get }] })));
    const { events, messages } = await run([none]);
    assert.ok(events.includes('errored none'), events.join());
    assert.equal(messages.get('none')![0]!.message, 'The data file none.csv could not be read.');
  });

  it('use → the other case is run first, and the values that it takes are completed and not unknown', async () => {
    const add = { operation: 'add', body: { customer_name: '{{$name}}', phone: '{{$phone}}' } };
    const used = { name: 'adds', ...add, take: { added_id: '/Enquiry/kapture_customer_id' } };
    await write(JSON.stringify({ cases: [used] }), 'used.kapture-test.json');
    const body = { kapture_customer_id: '{{added_id}}' };
    const cases = [{ name: 'gets', use: 'used.kapture-test.json#adds', operation: 'get', body }];
    const uri = await write(JSON.stringify({ cases }));
    assert.deepEqual((await run([await itemFor(uri)])).events, ['enqueued gets', 'started gets', 'passed gets', 'end']);

    const document = await vscode.workspace.openTextDocument(uri);
    const at = document.positionAt(document.getText().indexOf('added_id'));
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri,
      at,
    );
    assert.ok(items.some(({ label }) => label === '{{added_id}}'));
    assert.deepEqual(
      vscode.languages.getDiagnostics(uri).map(({ message }) => message),
      [],
    );
  });

  it('a case with a secret variable → asked for once, sent, and masked in what is shown; Escape → nothing runs', async () => {
    const secret = 'Canary"In\\Tests';
    const server = await serveHttp((response, { body }) =>
      response.end(JSON.stringify({ message: `echo ${body}`, status: 'failed' })),
    );
    await connect({ name: 'Echo', baseUrl: server.origin, role: 'development' });
    const cases = ['first', 'second'].map((name) => ({
      name,
      operation: 'get',
      body: { customer_code: '{{$secret.code}}' },
    }));
    const item = await itemFor(await write(JSON.stringify({ cases })));
    user.pressesEscape();
    await run([item]);
    assert.equal(server.requests.length, 0);
    runs.length = 0;
    user.types(secret);
    const { events, messages, output } = await run([item]);
    assert.deepEqual(
      server.requests.map(({ body }) => JSON.parse(body) as unknown),
      [[{ customer_code: secret }], [{ customer_code: secret }]],
    );
    assert.ok(events.includes('failed first') && events.includes('failed second'), events.join());
    const shown = JSON.stringify([output, [...messages.values()]]);
    assert.ok(shown.includes(redactionMark), shown);
    assert.ok(!shown.includes('Canary'), shown);
  });

  it('run → all cases against the sandbox, or the selected one', async () => {
    const item = await itemFor(
      await write(
        JSON.stringify({
          cases: [
            { name: 'one', ...get },
            { name: 'two', ...get, expect: { outcome: 'failed' } },
          ],
        }),
      ),
    );
    assert.deepEqual((await run([item])).events, [
      'enqueued one',
      'enqueued two',
      'started one',
      'passed one',
      'started two',
      'failed two',
      'end',
    ]);
    runs.length = 0;
    assert.deepEqual((await run([item.children.get('1#one')!])).events, [
      'enqueued one',
      'started one',
      'passed one',
      'end',
    ]);
  });

  it('a failed expectation → a message at its line, with the expected and the actual value', async () => {
    const uri = await write(`{
  "cases": [{
    "name": "taken",
    "operation": "get",
    "body": { "phone": "9845765226" },
    "expect": {
      "outcome": "success",
      "response": { "/Customer Details/name": "Somebody Else" }
    }
  }]
}`);
    const { messages } = await run([await itemFor(uri)]);
    const [message, ...others] = messages.get('taken')!;
    assert.deepEqual(others, []);
    assert.equal(message!.message, '/Customer Details/name: expected "Somebody Else", was "Nishchal".');
    assert.deepEqual([message!.expectedOutput, message!.actualOutput], ['Somebody Else', 'Nishchal']);
    const { uri: shown, range } = message!.location!;
    assert.deepEqual(
      [shown.toString(), range.start.line, range.start.character],
      [uri.toString(), 7, '      "response": { "/Customer Details/name": '.length],
    );
  });

  it('run with unsaved changes, and in a draft → the text in the editor', async () => {
    const item = await itemFor(await write(JSON.stringify({ cases: [{ name: 'saved', ...get }] })));
    const document = await vscode.workspace.openTextDocument(item.uri!);
    const edit = new vscode.WorkspaceEdit();
    const at = document.getText().indexOf('saved');
    edit.replace(item.uri!, new vscode.Range(document.positionAt(at), document.positionAt(at + 5)), 'typed');
    await vscode.workspace.applyEdit(edit);
    assert.ok((await run([item])).events.includes('passed typed'));
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');

    runs.length = 0;
    await vscode.commands.executeCommand('kapture.openExamplePayloadTests');
    const draft = explorer.controller.items.get(vscode.window.activeTextEditor!.document.uri.toString())!;
    const { events } = await run([draft]);
    // The cases are one for the main path, and one for each documented failure. The failures of a key in the form of
    // 2016 share one.
    const cases = failureReasons.length;
    assert.equal(events.filter((line) => line.startsWith('passed ')).length, cases, events.join('\n'));
    assert.ok(
      runs[0]!.output.some((line) => /add → HTTP 400 failed, as expected, \d+ ms/.test(line)),
      'an expected failure is not shown as one',
    );
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    assert.equal(explorer.controller.items.get(draft.id), undefined, "the draft's item is removed when it is closed");
  });

  it('New Payload Test → tests that pass unchanged', async () => {
    await vscode.commands.executeCommand('kapture.newPayloadTest');
    const { document } = vscode.window.activeTextEditor!;
    assert.match(document.uri.path, /\/payload-tests\.kapture-test\.json$/);
    assert.equal(document.languageId, 'kapture-test');
    const { events } = await run([explorer.controller.items.get(document.uri.toString())!]);
    assert.deepEqual(
      events.filter((line) => /^(passed|failed|errored)/.test(line)),
      ['passed a new customer can be fetched', 'passed a short phone number is rejected'],
    );
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('a request file beside the tests → is sent', async () => {
    await write('{"phone": "9845765226"}', 'beside.kapture-get.json');
    const item = await itemFor(
      await write(
        JSON.stringify({
          cases: [
            {
              name: 'by file',
              file: 'beside.kapture-get.json',
              expect: { response: { '/Customer Details/name': 'Nishchal' } },
            },
          ],
        }),
      ),
    );
    assert.ok((await run([item])).events.includes('passed by file'));
  });

  it('a request file outside the workspace folder, by "..", an absolute path or a link → is not sent', async () => {
    const outside = await mkdtemp(path.join(tmpdir(), 'kapture-outside-'));
    const links = ['link.kapture-get.json', 'linked'].map((name) => path.join(folder.fsPath, name));
    const secret = path.join(outside, 'secret.kapture-get.json');
    try {
      await writeFile(secret, '{"phone": "9845765226"}');
      await symlink(secret, links[0]!);
      await symlink(outside, links[1]!);
      const files = [
        path.relative(folder.fsPath, secret),
        secret,
        'link.kapture-get.json',
        'linked/secret.kapture-get.json',
        'linked/../../../../../..' + secret,
      ];
      const before = fixture().sandbox.requests;
      const { messages } = await run([
        await itemFor(
          await write(JSON.stringify({ cases: files.map((file, index) => ({ name: `case ${index}`, file })) })),
        ),
      ]);
      assert.equal(fixture().sandbox.requests, before);
      const texts = files.map((_, index) => messages.get(`case ${index}`)![0]!.message as string);
      assert.match(texts[1]!, /^The path of a request file must be relative to this file\.$/);
      for (const index of [0, 2, 3, 4]) assert.match(texts[index]!, /is outside the folder of these tests/);
      // The file is outside even while the user has it open.
      await vscode.workspace.openTextDocument(secret);
      runs.length = 0;
      assert.ok(
        (await run([explorer.controller.items.get(written[0]!.toString())!])).events.includes('errored case 2'),
      );
    } finally {
      await Promise.all([...links, outside].map((one) => rm(one, { recursive: true, force: true })));
    }
  });

  it('diagnostics in a test file → invalid cases, and variables without a value', async () => {
    const step = {
      operation: 'add',
      body: { customer_name: '{{$name}}', phone: '{{later}}' },
      take: { id: '/Enquiry/kapture_customer_id' },
    };
    const cases = [
      {
        name: 'steps',
        steps: [step, { operation: 'get', body: { kapture_customer_id: '{{id}}', phone: '{{$last.add.phone}}' } }],
      },
      { name: 'slip', ...get, expect: { response: {} } },
      { name: 'rows', data: 'rows.csv', operation: 'get', body: { phone: '{{$row.phone}}' } },
      { name: 'no rows', operation: 'get', body: { phone: '{{$row.other}}' } },
    ];
    const document = await vscode.workspace.openTextDocument(await write(JSON.stringify({ cases })));
    const marks = await diagnosticsOf(document, 'the marks', (messages) => messages.length === 4);
    assert.deepEqual(
      marks.map(({ message, range, severity }) => [
        message,
        document.getText(range),
        vscode.DiagnosticSeverity[severity],
      ]),
      [
        ['"response" is empty.', '{}', 'Error'],
        ['The variable {{later}} has no value.', '{{later}}', 'Warning'],
        ['The variable {{$last.add.phone}} has no value.', '{{$last.add.phone}}', 'Warning'],
        ['The variable {{$row.other}} has no value.', '{{$row.other}}', 'Warning'],
      ],
    );
  });

  it('canceled between two requests → the remaining cases are skipped', async () => {
    const cancel = new vscode.CancellationTokenSource();
    const item = await itemFor(
      await write(
        JSON.stringify({
          cases: [
            { name: 'one', ...get },
            { name: 'two', ...get },
            { name: 'three', ...get },
          ],
        }),
      ),
    );
    restore();
    restore = record(explorer.controller, runs, (line) => line === 'passed one' && cancel.cancel());
    assert.deepEqual((await run([item], cancel.token)).events, [
      'enqueued one',
      'enqueued two',
      'enqueued three',
      'started one',
      'passed one',
      'skipped two',
      'skipped three',
      'end',
    ]);
  });

  it('continuous run → runs again on save, until it is switched off', async () => {
    const uri = await write(JSON.stringify({ cases: [{ name: 'one', ...get, expect: { outcome: 'failed' } }] }));
    const item = await itemFor(uri);
    const off = new vscode.CancellationTokenSource();
    const ended = new Promise<void>((resolve) => {
      restore();
      restore = record(explorer.controller, runs, (line) => line === 'end' && resolve());
    });
    const continuous = explorer.profile.runHandler(
      new vscode.TestRunRequest([item], undefined, explorer.profile, true),
      off.token,
    );
    const document = await vscode.workspace.openTextDocument(uri);
    const save = async (from: string, to: string): Promise<void> => {
      const at = document.getText().indexOf(from);
      const edit = new vscode.WorkspaceEdit();
      edit.replace(uri, new vscode.Range(document.positionAt(at), document.positionAt(at + from.length)), to);
      await vscode.workspace.applyEdit(edit);
      assert.ok(await document.save());
    };
    await save('"failed"', '"success"');
    await ended;
    assert.deepEqual(
      runs.map(({ events }) => events.filter((line) => line.endsWith(' one')).at(-1)),
      ['passed one'],
    );
    off.cancel();
    await continuous;
    await save('"success"', '"failed"');
    assert.equal(runs.length, 1);
  });

  describe('with a simulated tenant', () => {
    let controller: vscode.TestController;
    let items: TestItems;
    let stopRecording: () => void;
    /** The number of times that variables were read. */
    beforeEach(() => {
      controller = vscode.tests.createTestController('kapture.tests.played', 'Played');
      items = new TestItems(controller, access.log);
      stopRecording = record(controller, runs);
    });
    afterEach(() => {
      stopRecording();
      items.dispose();
      controller.dispose();
    });

    async function play(
      cases: readonly object[],
      role: Role,
      send: KaptureClient['send'],
      token = new vscode.CancellationTokenSource().token,
      pastedKey?: string,
    ): Promise<{ readonly recorded: RecordedRun; readonly keyRequests: readonly string[] }> {
      const uri = await write(JSON.stringify({ cases }));
      const keyRequests: string[] = [];
      const target = targetOf('https://tenant.example', { role }, pastedKey);
      const note = (operation: string): Promise<Target> => {
        keyRequests.push(operation);
        return Promise.resolve(target);
      };
      const testRuns = new TestRuns(controller, items, {
        log: access.log,
        showWritten: () => Promise.resolve(),
        clients: { get: () => Promise.resolve({ send } as unknown as KaptureClient) } as unknown as ClientLoader,
        variables: {
          onDidChange: new vscode.EventEmitter<void>().event,
          lookupFor: () => Promise.resolve(() => undefined),
          lookupsFor: () => {
            let cases = 0;
            return Promise.resolve(() => {
              const value = ++cases;
              return (name) => (name === '$name' ? value : undefined);
            });
          },
          answer: (_text, lookup) => Promise.resolve(lookup),
          knownLookup: () => () => undefined,
        },
        targets: {
          activeName: 'Test tenant',
          all: [target.connection],
          unusable: [],
          onDidChange: new vscode.EventEmitter<void>().event,
          connectionOf: () => undefined,
          storedSecrets: () => Promise.resolve([]),
          addSecrets: (found) => Promise.resolve(found),
          secretNames: () => Promise.resolve([]),
          resolveConnection: () => Promise.resolve(target.connection),
          resolve: note,
          resolveNamed: (_name, operation) => note(operation),
        },
      });
      await items.findAll();
      await testRuns.run(new vscode.TestRunRequest([controller.items.get(uri.toString())!]), token);
      return { recorded: runs[0]!, keyRequests };
    }
    const add = { operation: 'add', body: { customer_name: 'A', phone: '9876543210' } };

    it("a production connection → nothing is written, and each operation's key is requested once", async () => {
      const sent: string[] = [];
      const {
        recorded: { events, messages },
        keyRequests,
      } = await play(
        [
          { name: 'writes', ...add },
          { name: 'reads', ...get },
          { name: 'reads again', ...get },
        ],
        'production',
        (operation) => {
          sent.push(operation);
          return Promise.resolve(exchangeOf(operation, '{"Customer Details": {"id": 7}, "status": "success"}'));
        },
      );
      assert.deepEqual(
        events.filter((line) => /^(passed|failed|errored|skipped)/.test(line)),
        ['errored writes', 'passed reads', 'passed reads again'],
      );
      assert.equal(
        messages.get('writes')![0]!.message,
        'Nothing was sent: Add Customer is a write, and this is a production connection.',
      );
      assert.deepEqual([keyRequests, sent], [['get'], ['get', 'get']]);
    });

    it('a connection that is production only once a write is sent → the client refuses it, and nothing is sent', async () => {
      const server = await serveHttp((response) => response.end('{"status": "success"}'));
      const client = new KaptureClient(createTransport(), { maxBytes: 1_000_000 });
      const live = targetOf(server.origin, { role: 'production' });
      try {
        const {
          recorded: { events, messages },
        } = await play([{ name: 'writes', ...add }], 'development', (operation, body, _target, options) =>
          client.send(operation, body, live, options),
        );
        assert.ok(events.includes('errored writes'), events.join());
        assert.equal(
          messages.get('writes')![0]!.message,
          'Nothing was sent: Test tenant is production, and the request was not confirmed.',
        );
        assert.equal(server.requests.length, 0);
      } finally {
        await client.close();
        await closeServers();
      }
    });

    it('a response with the key, truncated or escaped → the key is masked', async () => {
      const {
        recorded: { messages, output },
      } = await play(
        [{ name: 'echo', ...get, expect: { message: 'y', response: { '/message': { contains: 'y' } } } }],
        'development',
        (operation, _body, { key }) =>
          Promise.resolve(
            exchangeOf(
              operation,
              JSON.stringify({
                message: `${'x'.repeat(70)} denied for Basic ${key} ${Buffer.from(key, 'base64').toString()}`,
                status: 'failed',
              }),
            ),
          ),
        undefined,
        'canary-user:canary"pass\\word',
      );
      const shown = [
        ...output,
        ...messages
          .get('echo')!
          .flatMap(({ message, actualOutput }) => [
            typeof message === 'string' ? message : message.value,
            actualOutput ?? '',
          ]),
      ].join('\n');
      assert.ok(shown.includes(redactionMark), shown);
      for (const secret of [Buffer.from('canary-us').toString('base64'), 'canary'])
        assert.ok(!shown.includes(secret), shown);
    });

    it('a pattern with catastrophic backtracking → fails after 1 second, and the next case runs', async () => {
      const expect = { message: { matches: '^(([a-z])+)+[0-9]$' } };
      const {
        recorded: { events, messages },
      } = await play(
        [
          { name: 'slow', ...get, expect },
          { name: 'quick', ...get, expect: { message: { matches: '^a+$' } } },
        ],
        'development',
        (operation) =>
          Promise.resolve(
            exchangeOf(
              operation,
              JSON.stringify({ 'Customer Details': { id: 7 }, message: 'a'.repeat(40), status: 'success' }),
            ),
          ),
      );
      assert.ok(events.includes('failed slow') && events.includes('passed quick'), events.join());
      assert.equal(messages.get('slow')![0]!.message, 'Message: the pattern took longer than 1 s.');
    });

    it('canceled during the pause before a retry → no further request', async () => {
      const cancel = new vscode.CancellationTokenSource();
      let count = 0;
      const {
        recorded: { events },
      } = await play(
        [{ name: 'polls', ...get, expect: { status: 500 }, retry: { times: 5, pauseMs: 60_000 } }],
        'development',
        (operation) => {
          count++;
          setTimeout(() => cancel.cancel());
          return Promise.resolve(exchangeOf(operation, '{"status": "success"}'));
        },
        cancel.token,
      );
      assert.deepEqual([count, events], [1, ['enqueued polls', 'started polls', 'skipped polls', 'end']]);
    });

    it('canceled during a request → the request is aborted', async () => {
      const cancel = new vscode.CancellationTokenSource();
      const {
        recorded: { events },
      } = await play(
        [
          { name: 'hangs', ...get },
          { name: 'waits', ...add },
        ],
        'development',
        (_operation, _body, _target, options) =>
          new Promise((_resolve, reject) => {
            options!.signal!.addEventListener('abort', () =>
              reject(new KaptureError('canceled', 'tenant.example', 'canceled')),
            );
            cancel.cancel();
          }),
        cancel.token,
      );
      assert.deepEqual(events, [
        'enqueued hangs',
        'enqueued waits',
        'started hangs',
        'skipped hangs',
        'skipped waits',
        'end',
      ]);
    });
  });
});
