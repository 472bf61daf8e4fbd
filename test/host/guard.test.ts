import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { DryRunDocuments } from '../../src/editor/convert/dryRunDocuments.ts';
import { dryRunScheme, responseScheme } from '../../src/editor/shared/ids.ts';
import { intendedTarget } from '../../src/editor/shared/sending/intendedTarget.ts';
import { IntendedTargets } from '../../src/editor/requests/intendedTargets.ts';
import { readConnection } from '../../src/kapture/connection/connection.ts';
import { redactionMark } from '../../src/kapture/redaction/redact.ts';
import { closedPort, serveBytes, serveHttp, type LocalServer } from '../unit/kapture/http/localServer.ts';
import {
  diagnosticsOf,
  documentKinds,
  lensesOf,
  openInEditor,
  plainTitle,
  shownDocument,
  workspaceFolder,
} from './support/documents.ts';
import { person } from './support/person.ts';
import { change, connect, run, sandboxTenant, stage, testKey } from './support/stage.ts';
import { until } from './support/until.ts';

const update = '{"kapture_customer_id": "61371820", "city": "Pune", "remark": "says \\"hi\\"", "n": 0.0}';
const ok = '{"status": "success", "message": "ok", "Enquiry": {}}';

const found =
  '{"Customer Details": {"id": 61371820, "name": "Nishchal", "city": "Nagpur"}, "status": "success", "message": "ok"}';

/** A tenant that has one customer. */
const serveTenant = (answerOfGet = found): Promise<LocalServer> =>
  serveHttp((response, { body }) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(body.startsWith('[') ? answerOfGet : ok),
  );
/** What was written. */
const bodies = ({ requests }: LocalServer): string[] =>
  requests.map(({ body }) => body).filter((body) => !body.startsWith('['));
const titles = async (uri: vscode.Uri): Promise<string[]> => (await lensesOf(uri)).map(plainTitle);

describe('a write to production', () => {
  it('asks first, and names customer, host, operation and every field as it is and as it will be sent', async () => {
    const server = await serveTenant();
    await connect({ name: 'Live', baseUrl: server.origin, role: 'production' });
    await openInEditor('.kapture-update.json', update);
    await run('kapture.sendRequest');
    assert.deepEqual(person.told, [
      {
        severity: 'warning',
        actions: ["Don't Send", 'Update on Live'],
        text: [
          `Update customer Nishchal (61371820) on Live (production)? Host: ${server.host}`,
          'Operation: Update Customer (POST /add-update-customer-from-other-source.html)',
          '',
          'kapture_customer_id: "61371820"',
          'city: "Nagpur" → "Pune"',
          'remark: "says \\"hi\\""',
          'n: 0.0',
        ].join('\n'),
      },
    ]);
    assert.deepEqual(bodies(server), [], 'whoever does not click Send, sends nothing');
  });

  it('goes out once after the click', async () => {
    const server = await serveTenant();
    await connect({ name: 'Live', baseUrl: server.origin, role: 'production' });
    await openInEditor('.kapture-update.json', update);
    person.clicks('Update on Live');
    await run('kapture.sendRequest');
    assert.deepEqual(bodies(server), [
      '{"kapture_customer_id":"61371820","city":"Pune","remark":"says \\"hi\\"","n":0.0}',
    ]);
  });

  it('is asked about again where a response or the history sends it again', async () => {
    const server = await serveTenant();
    await connect({ name: 'Live', baseUrl: server.origin, role: 'production' });
    await openInEditor('.kapture-update.json', update);
    person.clicks('Update on Live');
    await run('kapture.sendRequest');
    person.forget();
    await run('kapture.sendAgain', shownDocument(responseScheme)!.uri);
    assert.deepEqual(
      person.told.map(({ actions }) => actions),
      [["Don't Send", 'Update on Live']],
    );
    const nodes = (await stage().history.tree.getChildren()) as { kind: string }[];
    await run(
      'kapture.resendFromHistory',
      nodes.find(({ kind }) => kind === 'exchange'),
    );
    assert.deepEqual(
      person.told.map(({ actions }) => actions),
      [
        ["Don't Send", 'Update on Live'],
        ["Don't Send", 'Update on Live'],
      ],
    );
    assert.equal(bodies(server).length, 1);
  });

  it('is asked about with both addresses where it is sent again and its path is another by now', async () => {
    const server = await serveTenant();
    await connect({ name: 'Moved', baseUrl: server.origin, role: 'development' });
    await openInEditor('.kapture-update.json', update);
    await run('kapture.sendRequest');
    const paths = { update: '/elsewhere.html' };
    await change('connections', [{ name: 'Moved', baseUrl: server.origin, role: 'development', paths }]);
    await run('kapture.sendAgain', shownDocument(responseScheme)!.uri);
    assert.match(
      person.heard.at(-1)!,
      new RegExp(
        `It was sent to ${server.origin}/\\S+ earlier\\. The connection has changed since then\\.\\n\\nHost: ${server.host}`,
      ),
    );
    assert.equal(bodies(server).length, 1);
  });

  it('reads are not asked about', async () => {
    const server = await serveTenant();
    await connect({ name: 'Live', baseUrl: server.origin, role: 'production' });
    await openInEditor('.kapture-get.json', '{"phone": "9000000001"}');
    await run('kapture.sendRequest');
    assert.equal(server.requests.length, 1);
    assert.deepEqual(
      person.told.filter(({ actions }) => actions.includes("Don't Send")),
      [],
    );
  });
});

describe('a write that does something else than it says', () => {
  const development = async (server: LocalServer): Promise<void> =>
    connect({ name: 'Dev', baseUrl: server.origin, role: 'development', paths: { add: '/add', update: '/update' } });
  const paths = ({ requests }: LocalServer): string[] => requests.map(({ path }) => path);

  for (const [operation, body, question, button, path] of [
    [
      'add',
      '{"customer_name": "Asha", "kapture_customer_id": "61371820"}',
      'Update customer Nishchal (61371820) on Dev? This body has an id: Kapture will update customer 61371820, not add one.\n',
      'Update on Dev',
      '/update',
    ],
    [
      'update',
      '{"customer_name": "Asha", "kapture_customer_id": " "}',
      'Add customer Asha to Dev? This body has no id: Kapture will add a customer, not update one.\n',
      'Add to Dev',
      '/add',
    ],
    [
      'update',
      '{"city": "Pune"}',
      'Add a customer to Dev? This body has no id: Kapture will add a customer, not update one.\n',
      'Add to Dev',
      '/add',
    ],
  ] as const) {
    it(`as ${operation} ${body} → asks with the honest act, and sends that`, async () => {
      const server = await serveTenant();
      await development(server);
      await openInEditor(`.kapture-${operation}.json`, body);
      await run('kapture.sendRequest');
      assert.ok(person.heard[0]!.startsWith(question), person.heard[0]);
      assert.deepEqual(person.told[0]!.actions, ["Don't Send", button]);
      assert.deepEqual(bodies(server), []);
      person.clicks(button);
      await run('kapture.sendRequest');
      assert.deepEqual([bodies(server).length, paths(server).at(-1)], [1, path]);
    });
  }

  it('is asked about in the sandbox too, and where it is sent again', async () => {
    await run('kapture.useSandbox');
    await openInEditor('.kapture-add.json', '{"kapture_customer_id": "61371820", "city": "Pune"}');
    const { sandbox } = stage();
    person.clicks('Update on Sandbox');
    await run('kapture.sendRequest');
    assert.match(shownDocument(responseScheme)!.uri.path, /Update Customer/);
    person.forget();
    const before = sandbox.requests;
    await run('kapture.sendAgain', shownDocument(responseScheme)!.uri);
    assert.deepEqual([person.told, sandbox.requests], [[], before + 1], 'what was sent was an Update, honestly');
  });

  it('is asked about without a name where the customer does not exist', async () => {
    const server = await serveTenant(
      '{"Customer Details": "Information given by you does not exist in our sytsem.", "status": "failed"}',
    );
    await connect({ name: 'Live', baseUrl: server.origin, role: 'production' });
    await openInEditor('.kapture-update.json', '{"kapture_customer_id": 7, "city": "Pune"}');
    await run('kapture.sendRequest');
    assert.match(person.heard[0]!, /^Update customer 7 on Live \(production\)\? Kapture found no customer 7\.\n/);
  });

  it('or whose customer cannot be loaded is asked about all the same', async () => {
    const server = await serveTenant('<html>');
    await connect({ name: 'Live', baseUrl: server.origin, role: 'production' });
    await openInEditor('.kapture-update.json', update);
    await run('kapture.sendRequest');
    assert.match(
      person.heard[0]!,
      /^Update customer 61371820 on Live \(production\)\? The name of customer 61371820 could not be loaded\.\n/,
    );
    assert.equal(person.told.length, 1);
  });
});

describe('a question about a write', () => {
  const live = (server: LocalServer): Record<string, unknown> => ({
    name: 'Live',
    baseUrl: server.origin,
    role: 'production',
  });
  const address = '/add-update-customer-from-other-source.html';
  for (const [what, becomes, said] of [
    ['is removed', () => [], () => 'Nothing was sent: the connection Live no longer exists or cannot be used.'],
    [
      'becomes read-only',
      (server: LocalServer) => [{ ...live(server), readOnly: true }],
      () => 'Nothing was sent: the connection Live is read-only.',
    ],
    [
      'gets another role',
      (server: LocalServer) => [{ ...live(server), role: 'development' }],
      () => 'Nothing was sent: the role of Live is now development.',
    ],
    [
      'gets another base path',
      (server: LocalServer) => [{ ...live(server), baseUrl: `${server.origin}/b` }],
      ({ origin }: LocalServer) => `Nothing was sent: Live now points to ${origin}/b${address}.`,
    ],
    [
      'gets another path',
      (server: LocalServer) => [{ ...live(server), paths: { update: '/other' } }],
      ({ origin }: LocalServer) => `Nothing was sent: Live now points to ${origin}/other.`,
    ],
    [
      'gets another host',
      (server: LocalServer) => [{ ...live(server), baseUrl: `http://localhost:${new URL(server.origin).port}` }],
      ({ origin }: LocalServer) =>
        `Nothing was sent: Live now points to http://localhost:${new URL(origin).port}${address}.`,
    ],
  ] as const) {
    it(`sends nothing where its connection ${what} while it is open`, async () => {
      const server = await serveTenant();
      await connect({ name: 'Live', baseUrl: server.origin, role: 'production' });
      await openInEditor('.kapture-update.json', update);
      const asked = until('the question', person.onTold, () => person.told.length > 0);
      const answer = person.holds('Update on Live');
      const sending = run('kapture.sendRequest');
      await asked;
      await change('connections', becomes(server));
      answer();
      await sending;
      assert.deepEqual(bodies(server), []);
      assert.equal(person.heard.at(-1), said(server));
    });
  }

  it('sends nothing where its connection becomes read-only while its key is typed', async () => {
    const server = await serveTenant();
    const entry = { name: 'No Key Yet', baseUrl: server.origin, role: 'development' };
    await connect(entry);
    await stage().context.secrets.delete('kapture.key/default/No Key Yet');
    await openInEditor('.kapture-update.json', update);
    person.picks('Auth key').types(testKey, () => change('connections', [{ ...entry, readOnly: true }]));
    await run('kapture.sendRequest');
    assert.deepEqual(bodies(server), []);
    assert.equal(person.heard.at(-1), 'Nothing was sent: the connection No Key Yet is read-only.');
  });

  it('sends no read elsewhere than the key box said', async () => {
    const [first, second] = [await serveTenant(), await serveTenant()];
    const entry = { name: 'Moving', baseUrl: first.origin };
    await connect(entry);
    await stage().context.secrets.delete('kapture.key/default/Moving');
    await openInEditor('.kapture-get.json', '{"phone": "9000000001"}');
    person.picks('Auth key').types(testKey, () => change('connections', [{ ...entry, baseUrl: second.origin }]));
    await run('kapture.sendRequest');
    assert.deepEqual([first.requests.length, second.requests.length], [0, 0]);
    assert.match(person.heard.at(-1)!, new RegExp(`^Nothing was sent: Moving now points to ${second.origin}/`));
  });
});

describe('a read-only connection', () => {
  it('F2 on a customer of it → says why nothing happens', async () => {
    const { view } = stage().customers;
    const selection = Object.getOwnPropertyDescriptor(view, 'selection')!;
    const server = await serveTenant();
    await connect({ name: 'Look', baseUrl: server.origin, role: 'development', readOnly: true });
    const { tenant } = (await stage().customers.open()).model;
    // The connection that the customer was pulled through may have another name by now, or be gone.
    for (const connection of ['Look', 'Earlier', undefined]) {
      const row = { kind: 'customer', tenant, connection, id: '65033646' };
      Object.defineProperty(view, 'selection', { configurable: true, get: () => [row] });
      try {
        await run('kapture.editCustomer', { byKey: true });
      } finally {
        Object.defineProperty(view, 'selection', selection);
      }
      assert.equal(person.heard.pop(), 'The connection Look is read-only, so its customers cannot be edited.');
    }
    assert.equal(vscode.window.activeTextEditor, undefined);
  });

  it('refuses writes before a key is asked for, says so in the lens, and takes reads', async () => {
    const server = await serveTenant();
    await connect({ name: 'Look', baseUrl: server.origin, role: 'development', readOnly: true });
    const { document } = await openInEditor('.kapture-update.json', update);
    assert.deepEqual((await titles(document.uri)).slice(0, 2), ['Look is read-only', 'Dry Run']);
    await run('kapture.updateCustomer');
    assert.deepEqual(person.heard, ['Nothing was sent: the connection Look is read-only.']);
    await stage().context.secrets.delete('kapture.key/default/Look');
    await run('kapture.sendRequest');
    assert.equal(server.requests.length, 0);
    const get = await openInEditor('.kapture-get.json', '{"phone": "9000000001"}');
    assert.equal((await titles(get.document.uri))[0], 'Send Get Customer to Look (development, read-only)');
  });
});

describe('a request that was opened for one connection', () => {
  it('asks before a write goes to another after a switch, but not before one to a sandbox', async () => {
    const [first, second] = [await serveTenant(), await serveTenant()];
    await connect({ name: 'First', baseUrl: first.origin, role: 'development' });
    await openInEditor('.kapture-update.json', update);
    await connect({ name: 'Second', baseUrl: second.origin, role: 'development' });
    await run('kapture.sendRequest');
    assert.match(
      person.heard[0]!,
      /^Update customer Nishchal \(61371820\) on Second\? This request was opened for First\.\n/,
    );
    assert.deepEqual([bodies(first), bodies(second)], [[], []]);
    person.clicks('Update on Second');
    await run('kapture.sendRequest');
    await run('kapture.sendRequest');
    assert.deepEqual([bodies(first).length, bodies(second).length], [0, 2], 'who said so once is not asked again');
    person.forget();
    await run('kapture.useSandbox');
    await run('kapture.sendRequest');
    assert.deepEqual(
      person.told.filter(({ actions }) => actions.includes("Don't Send")),
      [],
    );
  });
});

describe('a request whose target changes while it is open', () => {
  const opened = 'This request was opened for First.';
  const dev = (name: string, server: LocalServer): { name: string; baseUrl: string; role: string } => ({
    name,
    baseUrl: server.origin,
    role: 'development',
  });

  for (const [what, becomes] of [
    ['another path', { paths: { update: '/other' } }],
    ['another base path', { path: '/v2' }],
  ] as const) {
    for (const pin of ['', '// @connection First\n']) {
      it(`asks before a ${pin ? 'pinned ' : ''}write to ${what} of the same connection`, async () => {
        const server = await serveTenant();
        const entry = dev('First', server);
        await connect(entry);
        await openInEditor('.kapture-update.json', pin + update);
        await change('connections', [
          'path' in becomes ? { ...entry, baseUrl: entry.baseUrl + becomes.path } : { ...entry, ...becomes },
        ]);
        await run('kapture.sendRequest');
        assert.match(
          person.heard[0]!,
          new RegExp(
            `^Update customer Nishchal \\(61371820\\) on First\\? This request was opened for ${server.origin}/add-update-\\S+\\. The connection has changed since then\\.\n`,
          ),
        );
        assert.deepEqual(bodies(server), []);
        person.clicks('Update on First');
        await run('kapture.sendRequest');
        await run('kapture.sendRequest');
        assert.equal(bodies(server).length, 2, 'who said so once is not asked again');
      });
    }
  }

  it('asks after its file was renamed, as before', async () => {
    const [first, second] = [await serveTenant(), await serveTenant()];
    await connect(dev('First', first));
    const { uri } = await documentKinds.saved.open('.kapture-update.json', update);
    const renamed = vscode.Uri.joinPath(workspaceFolder(), 'renamed.kapture-update.json');
    await connect(dev('Second', second));
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(uri, renamed);
    assert.ok(await vscode.workspace.applyEdit(edit));
    await vscode.window.showTextDocument(renamed);
    await run('kapture.sendRequest');
    assert.ok(person.heard[0]?.includes(opened), person.heard[0]);
    assert.deepEqual(bodies(second), []);
    await vscode.workspace.fs.delete(renamed);
  });

  it('asks after it was saved as a file, as before', async () => {
    const [first, second] = [await serveTenant(), await serveTenant()];
    await connect(dev('First', first));
    const { document } = await openInEditor('.kapture-update.json', update);
    const saved = document.uri.with({ scheme: 'file' });
    await connect(dev('Second', second));
    assert.ok(await vscode.workspace.save(document.uri));
    await vscode.window.showTextDocument(saved);
    await run('kapture.sendRequest');
    assert.ok(person.heard[0]?.includes(opened), person.heard[0]);
    await vscode.workspace.fs.delete(saved);
  });

  it('asks where another window of the folder had it open for another connection', async () => {
    const [first, second] = [await serveTenant(), await serveTenant()];
    await connect(dev('First', first));
    const name = 'two-windows.kapture-update.json';
    const uri = vscode.Uri.joinPath(workspaceFolder(), name);
    await vscode.workspace.fs.writeFile(uri, Buffer.from(update));
    // What this window left behind before a reload looks like what another window keeps.
    const folder = vscode.Uri.joinPath(stage().context.globalStorageUri, 'targets');
    const before = new IntendedTargets(folder.fsPath, () => true);
    const { connection } = readConnection(dev('First', first));
    await before.set(uri.toString(), [intendedTarget(connection!, undefined)]);
    await connect(dev('Second', second));
    await vscode.window.showTextDocument(uri);
    await run('kapture.sendRequest');
    assert.ok(person.heard[0]?.includes(opened), person.heard[0]);
    assert.deepEqual(bodies(second), []);
    await before.delete(uri.toString());
    await vscode.workspace.fs.delete(uri);
  });

  it('does not ask where it is pinned elsewhere by hand', async () => {
    const [first, second] = [await serveTenant(), await serveTenant()];
    await connect(dev('First', first));
    await connect(dev('Second', second));
    const { document } = await openInEditor('.kapture-update.json', update);
    await documentKinds.untitled.write(document, `// @connection First\n${update}`);
    await run('kapture.sendRequest');
    assert.deepEqual([person.told, bodies(first).length], [[], 1]);
  });
});

describe('a pinned request', () => {
  it('goes to its connection, whichever is active, and its lens says so', async () => {
    const [pinned, active] = [await serveTenant(), await serveTenant()];
    await connect({ name: 'Pinned One', baseUrl: pinned.origin, role: 'development' });
    await connect({ name: 'Active', baseUrl: active.origin, role: 'development' });
    const { document } = await openInEditor('.kapture-update.json', `// @connection Pinned One\n${update}`);
    assert.deepEqual(await titles(document.uri), [
      'Send Update Customer to Pinned One (development)',
      'Dry Run',
      'Change Pin',
    ]);
    await run('kapture.sendRequest');
    await run('kapture.updateCustomer');
    assert.deepEqual([bodies(pinned).length, bodies(active).length], [2, 0]);
    assert.deepEqual(person.told, []);
  });

  it('takes the variables of its connection', async () => {
    const server = await serveTenant();
    await connect({ name: 'Own', baseUrl: server.origin, role: 'development', variables: { town: 'Pune' } });
    await run('kapture.useSandbox');
    await openInEditor('.kapture-get.json', '// @connection Own\n{"phone": "{{town}}"}');
    await run('kapture.sendRequest');
    assert.deepEqual(
      server.requests.map(({ body }) => body),
      ['[{"phone":"Pune"}]'],
    );
  });

  it('is not sent where there is no such connection: warned of, and the cursor goes there', async () => {
    const server = await serveTenant();
    await connect({ name: 'Active', baseUrl: server.origin, role: 'development' });
    const editor = await openInEditor('.kapture-get.json', '// @connection Gone\n{"phone": "9000000001"}');
    const found = await diagnosticsOf(editor.document, 'a warning of the pin', (messages) =>
      messages.includes('The connection Gone does not exist. This request cannot be sent.'),
    );
    assert.ok(found.some(({ range }) => editor.document.getText(range) === 'Gone'));
    assert.equal((await titles(editor.document.uri))[0], 'The connection Gone does not exist');
    await run('kapture.sendRequest');
    assert.deepEqual(person.heard, [
      'Nothing was sent: this request is pinned to Gone, but there is no usable connection with that name.',
    ]);
    assert.deepEqual(editor.selection.active, new vscode.Position(0, 15));
    assert.equal(server.requests.length, 0);
  });

  it('is pinned, pinned elsewhere and unpinned by a command', async () => {
    await connect({ name: 'Acme', baseUrl: await closedPort() });
    const { document } = await openInEditor('.kapture-get.json', '{"phone": "9000000001"}');
    person.picks('Acme');
    await run('kapture.pinConnection');
    assert.equal(document.getText(), '// @connection Acme\n{"phone": "9000000001"}');
    person.picks('Sandbox');
    await run('kapture.pinConnection', document.uri);
    assert.equal(document.getText(), '// @connection Sandbox\n{"phone": "9000000001"}');
    person.picks('Unpin');
    await run('kapture.pinConnection');
    assert.equal(document.getText(), '{"phone": "9000000001"}');
  });

  for (const [typed, offered] of [
    ['// @', '@connection'],
    ['// @connection A', 'Acme (live)'],
    ['  // @connection ', 'Sandbox'],
  ] as const) {
    it(`completes ${JSON.stringify(typed)} with ${offered}`, async () => {
      await connect({ name: 'Acme (live)', baseUrl: await closedPort() });
      const { document, selection } = await openInEditor('.kapture-get.json', `${typed}|\n{}`);
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        selection.active,
      );
      const item = items.find(({ label }) => label === offered)!;
      assert.ok(item);
      assert.equal(
        document.getText(item.range as vscode.Range),
        typed.slice((item.range as vscode.Range).start.character),
      );
    });
  }

  it('is what a draft about a customer of a connection is, so that it goes there after a switch', async () => {
    await connect({ name: 'Elsewhere', baseUrl: await closedPort() });
    await run('kapture.newUpdateRequest', { tenant: sandboxTenant(), connection: 'Sandbox', id: '61371820' });
    const { document } = vscode.window.activeTextEditor!;
    assert.match(
      document.getText(),
      /^\/\/ @connection Sandbox\n\/\/ Update Customer\n\{\n {2}"kapture_customer_id": "61371820"/,
    );
    assert.equal((await titles(document.uri))[0], 'Send Update Customer to Sandbox');
  });
});

describe('a dry run', () => {
  it('shows every byte that the request would be sent with, but for the key, and sends nothing', async () => {
    const server = await serveBytes((socket) =>
      socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${ok.length}\r\n\r\n${ok}`),
    );
    await connect({ name: 'Dry', baseUrl: server.origin, role: 'development', paths: { update: '/x.html?=' } });
    await openInEditor('.kapture-update.json', '// comment\n{"kapture_customer_id": "1", "city": "पुणे",}');
    await run('kapture.dryRun');
    assert.equal(server.requests.length, 0);
    const shown = shownDocument(dryRunScheme)!;
    assert.equal(shown.languageId, 'kapture-dry-run', 'which nobody else offers to send');
    await run('kapture.sendRequest');
    const sent = server.requests[0]!;
    assert.ok(shown.getText().startsWith('POST /x.html?= HTTP/1.1\r\n'));
    assert.ok(shown.getText().endsWith(`\r\n\r\n${Buffer.from(sent.body, 'latin1').toString('utf8')}`));
    assert.deepEqual(
      headLines(shown.getText()),
      Object.entries(sent.headers).map(([name, value]) => `${name}: ${String(value).replace(testKey, redactionMark)}`),
    );
    assert.deepEqual(await titles(shown.uri), [
      'Dry run: nothing was sent. This would be sent to Dry, with the key in place of the placeholder.',
    ]);
  });

  it('of a connection without a key asks for none, and that of a pinned one goes by its pin', async () => {
    await change('connections', [{ name: 'No key', baseUrl: 'https://acme.example.com/tenant' }]);
    await run('kapture.useSandbox');
    await openInEditor('.kapture-add.json', '// @connection No key\n{"customer_name": "A"}');
    await run('kapture.dryRun');
    assert.match(
      shownDocument(dryRunScheme)!.getText(),
      /^POST \/tenant\/add-update-\S+ HTTP\/1\.1\r\nhost: acme\.example\.com\r\n/,
    );
  });

  it('is kept until there are 20 newer ones, and never shown in the document of another session', () => {
    const documents = new DryRunDocuments();
    const uris = Array.from({ length: 21 }, (_, at) => documents.add('Acme/Dry Run.txt', `text ${at}`));
    assert.deepEqual(
      [uris[0]!, uris[1]!, uris[20]!].map((uri) => documents.provideTextDocumentContent(uri)),
      ['This dry run is no longer available. Run it again.', 'text 1', 'text 20'],
    );
    const restored = uris[20]!.with({ query: '21' });
    assert.match(documents.provideTextDocumentContent(restored), /no longer available/);
  });
});

function headLines(http: string): string[] {
  return http.slice(0, http.indexOf('\r\n\r\n')).split('\r\n').slice(1);
}
