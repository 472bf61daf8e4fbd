import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ExchangeNode } from '../../src/editor/history/historyTree.ts';
import { historyScheme, historyView, responseScheme } from '../../src/editor/shared/ids.ts';
import { fromCurl } from '../../src/kapture/commandLines/fromCurl.ts';
import { operations } from '../../src/kapture/catalogue/registry.ts';
import { redactionMark } from '../../src/kapture/redaction/redact.ts';
import { openDatabase } from '../../src/kapture/store/database.ts';
import { HistoryStore, historySchema } from '../../src/kapture/store/historyStore.ts';
import { serveHttp } from '../unit/kapture/http/localServer.ts';
import { lensesOf, openInEditor, plainTitle, shownDocument } from './support/documents.ts';
import { user } from './support/user.ts';
import { changeSetting, connect, run, fixture, testKey } from './support/fixture.ts';
import { until } from './support/until.ts';

interface Row {
  readonly node: ExchangeNode;
  readonly label: string;
  readonly description: string;
}

async function rows(): Promise<Row[]> {
  const { tree } = fixture().history;
  const nodes = (await tree.getChildren()) ?? [];
  return Promise.all(
    nodes
      .filter((node) => node.kind === 'exchange')
      .map(async (node) => {
        const item = await tree.getTreeItem(node);
        return { node, label: typeof item.label === 'string' ? item.label : '', description: String(item.description) };
      }),
  );
}

const labels = async (): Promise<string[]> => (await rows()).map(({ label }) => label);

/** Waits until there are `count` rows with a response. An exchange is stored shortly after its response is shown. */
async function rowsWhen(count: number): Promise<Row[]> {
  for (;;) {
    const changed = new Promise((resolve) => {
      const once = fixture().history.tree.onDidChangeTreeData!(() => {
        once.dispose();
        resolve(undefined);
      });
    });
    const found = await rows();
    if (found.length === count && found.every(({ node }) => !node.entry.unanswered)) return found;
    await changed;
  }
}

function databasePath(): string {
  return path.join(fixture().context.globalStorageUri.fsPath, 'history.db');
}

async function get(phone: string): Promise<void> {
  await run('kapture.getCustomer', { fields: { phone } });
}

async function clear(): Promise<void> {
  user.clicks('Delete All');
  await run('kapture.deleteStoredData', 'history');
}

describe('the history', () => {
  // The history is cleared, because earlier tests sent requests too.
  before(clear);
  beforeEach(() => run('kapture.useSandbox'));
  afterEach(async () => {
    await changeSetting('history.mode', undefined);
    await changeSetting('history.maxEntries', undefined);
    await fixture().context.workspaceState.update('history.showsAll', false);
    await clear();
  });

  it('exchanges with the sandbox → a row for each, also after a reload', async () => {
    await openInEditor('.kapture-add.json', '{"customer_name": "Asha", "phone": "9000000001"}');
    await run('kapture.addCustomer');
    await run('kapture.addCustomer');
    const before = await rowsWhen(2);
    assert.deepEqual(
      before.map(({ label }) => label),
      ['Asha', 'Asha'],
    );
    assert.match(before[0]!.description, /^Add Customer · \d+:\d\d[^·:]* · This mobile number already exists/);
    assert.match(before[1]!.description, /^Add Customer · \d+:\d\d[^·:]*$/);
    assert.deepEqual(
      [before[0]!.node.operation, before[0]!.node.connection, before[0]!.node.body],
      ['add', 'Sandbox', '{"customer_name":"Asha","phone":"9000000001"}'],
    );
    await fixture().history.close();
    assert.deepEqual(
      await labels(),
      before.map(({ label }) => label),
    );
  });

  it('a response → opens unchanged and read-only, with lenses', async () => {
    await get('9000000000');
    const [row] = await rowsWhen(1);
    await run('kapture.openHistoryResponse', row!.node);
    const document = shownDocument(historyScheme);
    assert.ok(document);
    assert.equal(
      document.getText(),
      '{\n  "Customer Details": "Information given by you does not exist in our sytsem.",\n  "status": "failed"\n}',
    );
    assert.equal(document.languageId, 'kapture-response');
    assert.equal(vscode.workspace.fs.isWritableFileSystem(historyScheme), false);
    const titles = (await lensesOf(document.uri)).map(plainTitle);
    assert.deepEqual(titles.slice(0, 2), ['Open Request', 'Send Again']);
    // The tab has the time of the request, so the lens does not.
    assert.match(titles[2]!, /^failed · HTTP \d+ · [\d.,]+ m?s · [\d.,]+ k?B$/);
    // The text has the message, so no lens repeats it.
    assert.equal(titles.length, 3, titles.join(' | '));
    // The path has an absolute date, and the size is that of the response.
    assert.ok(document.uri.path.includes(String(new Date().getFullYear())), document.uri.path);
    assert.equal((await vscode.workspace.fs.stat(document.uri)).size, row!.node.entry.bytes);
  });

  it("headers, opened from a row, a lens and the editor's menu → the request and the response headers, also after a reload", async () => {
    await get('9000000000');
    const [row] = await rowsWhen(1);
    await run('kapture.openHistoryResponse', row!.node);
    const summary = (await lensesOf(shownDocument(historyScheme)!.uri)).find((lens) =>
      plainTitle(lens).startsWith('failed'),
    );
    await run(summary!.command, ...(summary!.arguments as unknown[]));
    const { document } = vscode.window.activeTextEditor!;
    assert.match(document.uri.path, /^\/Get Customer – Sandbox, .*\.kapture-headers$/);
    assert.equal(document.languageId, 'kapture-headers');
    assert.match(
      document.getText(),
      /^POST \/\S+ HTTP\/1\.1\nhost: [^]*\n\n\[\{"phone":"9000000000"\}\]\n\nHTTP\/1\.1 \d+\n(.+: .*\n)*content-type: application\/json/,
    );
    assert.deepEqual(await lensesOf(document.uri), []);
    await run('workbench.action.closeAllEditors');
    await fixture().history.close();
    await run('kapture.showHistoryHeaders', row!.node);
    assert.equal(vscode.window.activeTextEditor?.document.getText(), document.getText());
    // This command is in the menu of the response's editor.
    await run('workbench.action.closeAllEditors');
    await run('kapture.showHistoryHeaders', document.uri.with({ query: '' }));
    assert.equal(vscode.window.activeTextEditor?.document.getText(), document.getText());
  });

  it('click on a row → its response; the command for a deleted exchange → a message', async () => {
    await get('9000000000');
    const [row] = await rowsWhen(1);
    const { command } = await fixture().history.tree.getTreeItem(row!.node);
    await run(command!.command, ...(command!.arguments as unknown[]));
    assert.equal(vscode.window.activeTextEditor?.document.uri.scheme, historyScheme);
    user.clicks('Delete');
    await run('kapture.deleteHistoryEntry', row!.node);
    await run('kapture.openHistoryResponse', row!.node);
    assert.equal(user.messages.at(-1)?.text, 'This entry is no longer in the history.');
  });

  for (const [says, status, type, text, ending] of [
    ['a success', 200, 'text/html', '{"status": "success", "Enquiry": {}}', '.kapture-response'],
    ['truncated JSON', 200, '', '{"a": [1', '.kapture-response'],
    ['an HTML page', 200, 'text/html', '<p>no</p>', '.html'],
    ['a text', 200, 'application/json', 'no', '.txt'],
  ] as const) {
    it(`${says} → its row and its commands open the same document, ${ending}`, async () => {
      const server = await serveHttp((response) =>
        response.writeHead(status, type ? { 'content-type': type } : {}).end(text),
      );
      await connect({ name: 'Own', baseUrl: server.origin, role: 'development' });
      await openInEditor('.kapture-add.json', '{"customer_name": "A"}');
      await run('kapture.addCustomer');
      const [row] = await rowsWhen(1);
      const { command } = await fixture().history.tree.getTreeItem(row!.node);
      const [uri] = command!.arguments as [vscode.Uri];
      assert.ok(uri.path.endsWith(ending), uri.path);
      await run('kapture.openHistoryResponse', row!.node);
      assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), uri.toString());
    });
  }

  it('Copy Request As curl → the request as it was sent', async () => {
    await get('9000000000');
    const [row] = await rowsWhen(1);
    const copied = async (from?: unknown): Promise<string> => {
      user.picks('curl (bash)');
      await run('kapture.copyAs', from);
      return vscode.env.clipboard.readText();
    };
    const ofRow = await copied(row!.node);
    const { request } = fromCurl(ofRow);
    assert.deepEqual(
      [request?.origin, request?.path, request?.body],
      [fixture().sandbox.url, operations.get.path, '[{"phone":"9000000000"}]'],
    );
    await run('kapture.openHistoryResponse', row!.node);
    await vscode.env.clipboard.writeText('');
    assert.equal(await copied(), ofRow);
  });

  it('Send Again → the same body to the same connection, when another is active', async () => {
    const server = await serveHttp((response) => response.end('{"status": "success", "Enquiry": {}}'));
    await connect({ name: 'Own', baseUrl: server.origin, role: 'development' });
    await openInEditor('.kapture-add.json', '{"customer_name": "A", "age": 1.0, /* x */ "phone": "9000000001",}');
    await run('kapture.addCustomer');
    const [row] = await rowsWhen(1);
    await run('kapture.useSandbox');
    assert.deepEqual(await labels(), [], 'each connection has its own history');
    await run('kapture.resendFromHistory', row!.node);
    assert.deepEqual(
      server.requests.map(({ body }) => body),
      Array(2).fill('{"customer_name":"A","age":1.0,"phone":"9000000001"}'),
    );
    await run('kapture.switchHistory');
    const all = await rowsWhen(2);
    assert.match(all[0]!.description, /^Add Customer · \d+:\d\d[^·]* · Own$/);
  });

  it('Send Again from the Command Palette, in a response of the history → the same body, for reads, and for writes after a confirmation', async () => {
    await openInEditor('.kapture-add.json', '{"customer_name": "A", "phone": "9000000001"}');
    await run('kapture.addCustomer');
    await get('9000000001');
    user.reset();
    for (const { node } of await rowsWhen(2)) {
      await run('kapture.openHistoryResponse', node);
      const before = fixture().sandbox.requests;
      if (node.operation === 'add') user.clicks('Add to Sandbox');
      await run('kapture.sendAgain');
      assert.equal(fixture().sandbox.requests, before + 1);
    }
    assert.deepEqual(
      user.messages.map(({ actions }) => actions),
      [["Don't Send", 'Add to Sandbox']],
    );
    const sent = (await rowsWhen(4)).map(({ node }) => [node.operation, node.body]);
    assert.deepEqual(sent.slice(0, 2).toReversed(), sent.slice(2));
  });

  it('all connections → before the reason, each row names its connection, and says if it is production', async () => {
    const server = await serveHttp((response) => response.end('{"status": "failed", "message": "No such customer"}'));
    await connect({ name: 'Own', baseUrl: server.origin, role: 'production' });
    await run('kapture.switchHistory');
    await get('9000000001');
    const [row] = await rowsWhen(1);
    assert.match(row!.description, /^Get Customer · \d+:\d\d[^·]* · Own \(production\) · No such customer$/);
    const { accessibilityInformation } = await fixture().history.tree.getTreeItem(row!.node);
    assert.match(accessibilityInformation!.label, / Own \(production\), /);
  });

  it('Open Request → a pinned draft with the request', async () => {
    await get('9000000000');
    const [row] = await rowsWhen(1);
    await run('kapture.openHistoryRequest', row!.node);
    const document = vscode.window.activeTextEditor?.document;
    assert.match(document?.uri.path ?? '', /\.kapture-get\.json$/);
    assert.equal(
      document?.getText(),
      '// @connection Sandbox\n// Get Customer\n[\n  {\n    "phone": "9000000000"\n  }\n]\n',
    );
  });

  it('Open Request of a request with a value that looks like a variable → it stays text', async () => {
    const server = await serveHttp((response) => response.end('{"status": "success", "Enquiry": {}}'));
    await connect({
      name: 'Own',
      baseUrl: server.origin,
      role: 'development',
      variables: { of: '{{$secret.a}}{{city}}' },
    });
    await openInEditor('.kapture-add.json', '{"customer_name": "{{of}}", "phone": "9000000001"}');
    await run('kapture.addCustomer');
    const [row] = await rowsWhen(1);
    await run('kapture.openHistoryRequest', row!.node);
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.doesNotMatch(text, /\{\{/);
    assert.ok(text.includes(String.raw`"customer_name": "\u007b{\u0024secret.a}}\u007b{city}}"`), text);
  });

  const shownDiff = (): vscode.TabInputTextDiff => {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(input instanceof vscode.TabInputTextDiff);
    return input;
  };

  it('Compare → both with sorted keys and the number of differences, the older one on the left; Compare with Previous → the one before; not possible → a message', async () => {
    const records = [
      { id: 1, city: 'Pune' },
      { city: 'Nagpur', id: 1 },
      { id: 1, city: 'Nagpur' },
    ];
    const server = await serveHttp((response) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ status: 'success', 'Customer Details': records.shift() })),
    );
    await connect({ name: 'Own', baseUrl: server.origin, role: 'development' });
    for (const phone of ['9000000000', '9000000001', '9000000002']) await get(phone);
    const [newest, newer, older] = await rowsWhen(3);
    const texts = async (): Promise<string[]> => {
      const { original, modified } = shownDiff();
      const documents = await Promise.all([original, modified].map((uri) => vscode.workspace.openTextDocument(uri)));
      return documents.map((document) => document.getText());
    };
    const textOf = (first: string, city: string): RegExp =>
      new RegExp(
        `^${first}// Left: .+, HTTP 200\. Right: .+, HTTP 200\.\n\\{\n {2}"Customer Details": \\{\n {4}"city": "${city}",\n {4}"id": 1\n`,
      );
    await run('kapture.compareResponses', newer!.node, [newer!.node, older!.node]);
    const [left, right] = await texts();
    assert.match(left!, textOf('', 'Pune'));
    assert.match(right!, textOf('', 'Nagpur'));
    await run('workbench.action.closeAllEditors');
    await run('kapture.compareResponses', newest!.node);
    for (const text of await texts()) assert.match(text, textOf('// Both sides are the same\\.\n', 'Nagpur'));
    await run('kapture.compareResponses', older!.node);
    assert.deepEqual(user.messageTexts, ['The history has no earlier entry for this operation and tenant.']);
  });

  it('Delete → asks, then deletes the selected rows', async () => {
    for (const phone of ['9000000000', '9000000001', '9000000002']) await get(phone);
    const before = await rowsWhen(3);
    await run('kapture.deleteHistoryEntry', before[1]!.node, [before[1]!.node]);
    assert.match(user.messageTexts.at(-1)!, /^Delete this entry from the history\?/);
    assert.equal((await rows()).length, 3, 'nothing is deleted without confirmation');
    user.clicks('Delete');
    // Select All also selects Show More.
    const selected = [before[0]!.node, before[1]!.node, { kind: 'more', left: 1 }];
    await run('kapture.deleteHistoryEntry', before[0]!.node, selected);
    assert.deepEqual(
      (await rows()).map(({ node }) => node.body),
      ['[{"phone":"9000000000"}]'],
    );
  });

  it('a key in the body and in the response → is masked, and the request cannot be sent again', async () => {
    const server = await serveHttp((response, { headers }) =>
      response.end(JSON.stringify({ status: 'failed', message: headers['authorization'] })),
    );
    await connect({ name: 'Echo', baseUrl: server.origin, role: 'development' });
    await openInEditor('.kapture-add.json', `{"customer_name": "${testKey}"}`);
    await run('kapture.addCustomer');
    const [row] = await rowsWhen(1);
    assert.deepEqual(
      [row!.node.body, row!.node.entry.message],
      [`{"customer_name":"${redactionMark}"}`, `Basic ${redactionMark}`],
    );
    await run('kapture.resendFromHistory', row!.node);
    assert.equal(server.requests.length, 1);
    assert.match(user.messageTexts.at(-1)!, /^Nothing was sent: a placeholder in the request replaces an auth key/);
    const folder = path.dirname(databasePath());
    for (const name of readdirSync(folder).filter((file) => /\.db/.test(file))) {
      assert.ok(!readFileSync(path.join(folder, name)).includes(testKey), name);
    }
  });

  it('history.maxEntries is reduced → older exchanges are deleted at once', async () => {
    for (const phone of ['9000000000', '9000000001', '9000000002']) await get(phone);
    await rowsWhen(3);
    await changeSetting('history.maxEntries', 1);
    assert.deepEqual(
      (await rowsWhen(1)).map(({ node }) => node.body),
      ['[{"phone":"9000000002"}]'],
    );
  });

  it('off → nothing is stored or shown, and Clear still deletes earlier exchanges', async () => {
    await get('9000000000');
    await rowsWhen(1);
    await changeSetting('history.mode', 'off');
    assert.deepEqual(await labels(), []);
    await get('9000000001');
    await changeSetting('history.mode', undefined);
    assert.deepEqual(
      (await rowsWhen(1)).map(({ node }) => node.body),
      ['[{"phone":"9000000000"}]'],
    );
    await changeSetting('history.mode', 'off');
    await clear();
    await changeSetting('history.mode', undefined);
    assert.deepEqual(await labels(), []);
  });

  it('session → is shown but not written to disk', async () => {
    const onDisk = (): boolean =>
      readdirSync(path.dirname(databasePath())).some(
        (name) =>
          name.startsWith('history.db') &&
          readFileSync(path.join(path.dirname(databasePath()), name)).includes('9000000042'),
      );
    await changeSetting('history.mode', 'session');
    await get('9000000042');
    await rowsWhen(1);
    assert.equal(onDisk(), false);
    await changeSetting('history.mode', undefined);
    assert.deepEqual(await labels(), []);
    await get('9000000042');
    await rowsWhen(1);
    assert.equal(onDisk(), true, 'the search finds it on disk');
  });

  it('another window adds an exchange → it appears when the view becomes visible', async () => {
    await run(`${historyView}.focus`);
    await get('9000000000');
    const [{ node }] = (await rowsWhen(1)) as [Row];
    await run('workbench.view.explorer');
    await until(
      'the view to be hidden',
      fixture().history.view.onDidChangeVisibility as vscode.Event<never>,
      () => !fixture().history.view.visible,
    );
    const other = new HistoryStore(openDatabase(databasePath(), historySchema).database);
    other.add(other.get(node.entry.id)!.exchange, { entries: 10, bytes: 1e6 });
    other.close();
    let hasFired = false;
    const changed = until(
      'the second refresh of the view',
      fixture().history.tree.onDidChangeTreeData as vscode.Event<never>,
      () => {
        const hadFired = hasFired;
        hasFired = true;
        return hadFired;
      },
    );
    await run(`${historyView}.focus`);
    await changed;
    assert.equal((await rows()).length, 2);
  });

  it('a damaged file → is moved aside with a message, the next exchange is stored, and Clear deletes both', async () => {
    await get('9000000000');
    await rowsWhen(1);
    await fixture().history.close();
    writeFileSync(databasePath(), 'This is not a database. '.repeat(500));
    await get('9000000001');
    assert.deepEqual(
      (await rowsWhen(1)).map(({ node }) => node.body),
      ['[{"phone":"9000000001"}]'],
    );
    const aside = (): string[] =>
      readdirSync(path.dirname(databasePath())).filter((name) => name.includes('set-aside'));
    assert.equal(aside().length, 1);
    assert.deepEqual(user.messageTexts.slice(-1), [
      `The history could not be read. A new one was started. The old file is now ${path.join(path.dirname(databasePath()), aside()[0]!)}.`,
    ]);
    await clear();
    assert.deepEqual(aside(), []);
    assert.ok(existsSync(databasePath()));
  });

  it('a disk that cannot be written to → the view says so, the log once, responses still open; writable again → works', async () => {
    const { history, logged } = fixture();
    await history.close();
    renameSync(databasePath(), `${databasePath()}-away`);
    mkdirSync(databasePath());
    const before = logged.length;
    try {
      await get('9000000000');
      await get('9000000001');
      assert.ok(shownDocument(responseScheme)?.getText().includes('does not exist'));
      assert.deepEqual(await labels(), []);
      assert.match(history.view.message ?? '', /^The history could not be saved: /);
      assert.equal(logged.slice(before).filter((line) => line.startsWith('The history could not be saved')).length, 1);
    } finally {
      rmdirSync(databasePath());
      renameSync(`${databasePath()}-away`, databasePath());
    }
    await get('9000000002');
    await rowsWhen(1);
    assert.equal(history.view.message, undefined);
  });

  it('the window closes right after requests → they are stored', async () => {
    for (const phone of ['9000000000', '9000000001', '9000000002']) await get(phone);
    await fixture().history.close();
    assert.equal((await rows()).length, 3);
  });
});
