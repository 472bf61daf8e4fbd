import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import * as vscode from 'vscode';
import { SandboxRequests } from '../../src/editor/sandboxRequests/sandboxRequests.ts';
import { sandboxScheme } from '../../src/editor/shared/ids.ts';
import { SandboxControlError } from '../../src/editor/shared/sandboxControlError.ts';
import { operations } from '../../src/kapture/catalogue/registry.ts';
import { sandboxPassword, sandboxUser } from '../../src/sandbox/index.ts';
import type { LoggedExchange } from '../../src/sandbox/requestLog.ts';
import { fixture, run } from './support/fixture.ts';
import { until } from './support/until.ts';
import { user } from './support/user.ts';

const authorization = `Basic ${Buffer.from(`${sandboxUser}:${sandboxPassword}`).toString('base64')}`;
const body = '[{"kapture_customer_id":"61371820"}]';

/** Sends a Get, as any client outside of VS Code does. */
async function send(key = authorization): Promise<void> {
  const { url } = fixture().sandbox;
  await (await fetch(url + operations.get.path, { method: 'POST', body, headers: { authorization: key } })).text();
}

/** Opens the log and waits until it has this text. */
async function shownLog(expected: RegExp): Promise<vscode.TextEditor> {
  const editor = vscode.window.activeTextEditor!;
  assert.equal(editor.document.uri.scheme, sandboxScheme);
  await until(`${expected} in the log`, vscode.workspace.onDidChangeTextDocument as vscode.Event<never>, () =>
    expected.test(editor.document.getText()),
  );
  return editor;
}

describe('the requests to the sandbox', () => {
  beforeEach(() => run('kapture.clearSandboxRequests'));

  it('no requests → the document says so; a request from outside → its line appears, and the cursor follows', async () => {
    await run('kapture.showSandboxRequests');
    await shownLog(/^The sandbox has not received any requests/);
    await send();
    const editor = await shownLog(/ 200 .*Get Customer \(flat\) +POST \/search-customer-by-customer-id\.html$/m);
    assert.equal(editor.selection.active.line, 2);
    await send('Basic d3Jvbmc6a2V5');
    await shownLog(/ 401 .*\n.*$/m);
    assert.equal(editor.document.lineCount, 5);
    const settings = vscode.workspace.getConfiguration('editor', editor.document);
    assert.deepEqual([settings.get('wordWrap'), settings.get('occurrencesHighlight')], ['off', 'off']);
    assert.equal(editor.selection.active.line, 3);
  });

  it('the cursor on an earlier line → stays there when a request arrives', async () => {
    await send();
    await run('kapture.showSandboxRequests');
    const editor = await shownLog(/Get Customer/);
    editor.selection = new vscode.Selection(0, 3, 0, 3);
    await send();
    await shownLog(/(Get Customer[^]*){2}/);
    assert.deepEqual(editor.selection.active, new vscode.Position(0, 3));
  });

  it('the cursor on an earlier line when the first request since the log was opened arrives → stays there', async () => {
    for (let count = 0; count < 3; count++) await send();
    await run('kapture.showSandboxRequests');
    const editor = await shownLog(/(Get Customer[^]*){3}/);
    // As after a reload of the window.
    const opened = new SandboxRequests({ control: () => new Promise(() => {}) }, new vscode.EventEmitter());
    editor.selection = new vscode.Selection(2, 0, 2, 0);
    await send();
    await shownLog(/(Get Customer[^]*){4}/);
    opened.dispose();
    assert.deepEqual(editor.selection.active, new vscode.Position(2, 0));
  });

  it('the bodies of the request at the cursor → unchanged, without the key; the link of its time shows the same', async () => {
    await send();
    await run('kapture.showSandboxRequests');
    const editor = await shownLog(/Get Customer/);
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      editor.document.uri,
    );
    const id = links.find(({ target }) => target?.scheme === 'command')?.target?.query;
    assert.match(id ?? '', /^\d+$/);
    // As the context menu of the editor does.
    await run('kapture.showSandboxBodies', editor.document.uri);
    const { document } = vscode.window.activeTextEditor!;
    assert.match(document.uri.path, new RegExp(`-${id}\\.kapture-bodies$`));
    const text = document.getText();
    assert.match(text, /Get Customer \(flat\)/);
    assert(text.includes(`\nPOST ${operations.get.path}\n\n${body}\n\nHTTP 200 · `));
    assert.match(text, /Nishchal/);
    assert(!text.includes(authorization.slice(6)));
  });

  it('a fault → named in the line', async () => {
    await send();
    fixture().sandbox.setFault({ fault: '500' });
    await send();
    await run('kapture.showSandboxRequests');
    const { document } = await shownLog(/ 500 .*fault: 500 Server Error +POST \/search/m);
    const lines = document.getText().trim().split('\n').slice(-2);
    const [without, withFault] = lines.map((line) => line.indexOf('POST /search'));
    assert.equal(without, withFault, 'the columns are aligned');
  });

  it('Clear → an empty log, and the bodies are gone', async () => {
    await send();
    await run('kapture.showSandboxRequests');
    await shownLog(/Get Customer/);
    await run('kapture.showSandboxBodies');
    await run('kapture.clearSandboxRequests');
    await run('kapture.showSandboxRequests');
    const editor = await shownLog(/^The sandbox has not received any requests/);
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await run('kapture.showSandboxBodies');
    assert.deepEqual(user.messageTexts, ['Move the cursor to a request first.']);
  });
});

describe('the log of a sandbox that does not respond', () => {
  const uri = vscode.Uri.from({ scheme: sandboxScheme, path: '/sandbox.kapture-requests' });
  let sent = 0;
  let running = 0;
  let mostRunning = 0;
  const asked = new vscode.EventEmitter<never>();
  let respond: () => void;
  let responded: Promise<void>;
  let requests: SandboxRequests;

  beforeEach(() => {
    sent = running = 0;
    responded = new Promise((resolve) => (respond = resolve));
    const control = async (): Promise<never> => {
      sent++;
      mostRunning = Math.max(mostRunning, ++running);
      asked.fire(undefined as never);
      await responded;
      await setImmediate();
      running--;
      return { version: '1', requests: [] } as never;
    };
    requests = new SandboxRequests({ control }, new vscode.EventEmitter());
  });
  afterEach(() => requests.dispose());

  /** Long enough for whatever does not wait. */
  async function pass(): Promise<void> {
    for (let turn = 0; turn < 50; turn++) await setImmediate();
  }

  it('it is closed before the first response → it sends no more requests', async () => {
    const text = requests.textOf(uri);
    requests.dispose();
    respond();
    await text;
    await pass();
    assert.equal(sent, 1);
  });

  it('its text is needed twice before the first response → it is followed once', async () => {
    const texts = [requests.textOf(uri), requests.textOf(uri)];
    respond();
    await Promise.all(texts);
    mostRunning = 0;
    await until('requests of a follower', asked.event, () => sent >= 5);
    assert.equal(mostRunning, 1);
  });
});

describe('the documents of the log', () => {
  const log = vscode.Uri.from({ scheme: sandboxScheme, path: '/sandbox.kapture-requests' });
  const bodies = log.with({ path: '/request/sandbox-request-1.kapture-bodies' });
  const pending: LoggedExchange = { id: 1, receivedAt: 0, method: 'POST', path: '/x', request: 'sent', response: '' };
  let exchange: LoggedExchange;
  let failure: Error | undefined;
  let version: number;
  let change: () => void;
  let follows: () => void;
  let followed: Promise<void>;
  let changed: vscode.EventEmitter<vscode.Uri>;
  let requests: SandboxRequests;

  beforeEach(() => {
    [exchange, failure, version] = [pending, undefined, 1];
    changed = new vscode.EventEmitter();
    followed = new Promise((resolve) => (follows = resolve));
    // Like the sandbox, which responds once the log has another version.
    const control = async (path: string, _body?: object, signal?: AbortSignal): Promise<never> => {
      if (failure) throw failure;
      if (path.endsWith('/1')) return exchange as never;
      if (path.endsWith(`version=${version}`))
        await new Promise<void>((resolve, reject) => {
          change = resolve;
          follows();
          signal?.addEventListener('abort', () => reject(new Error('aborted')));
        });
      return { version: String(version), requests: [exchange] } as never;
    };
    requests = new SandboxRequests({ control }, changed);
  });
  afterEach(() => requests.dispose());

  it('the log is closed and opened again → its requests', async () => {
    const text = await requests.textOf(log);
    await setImmediate();
    requests.dispose();
    await setImmediate();
    assert.equal(await requests.textOf(log), text);
    assert.match(text, /POST \/x/);
  });

  for (const isLogShown of [true, false])
    it(`the bodies of a pending request${isLogShown ? '' : ' without the log'} → updated once it has a response`, async () => {
      if (isLogShown) await requests.textOf(log);
      assert.match(await requests.textOf(bodies), /pending/);
      await followed;
      const updated = new Promise<void>((resolve) =>
        changed.event((uri) => {
          if (uri.path === bodies.path) resolve();
        }),
      );
      exchange = { ...pending, status: 200, milliseconds: 1, response: 'received' };
      version = 2;
      change();
      await updated;
      assert.match(await requests.textOf(bodies), /HTTP 200 · .*\n\nreceived/);
    });

  it('the bodies cannot be loaded → the reason; only a request that the sandbox does not know is no longer there', async () => {
    failure = new Error('The operation was aborted due to timeout');
    assert.match(await requests.textOf(bodies), /^The request could not be loaded: The operation was aborted/);
    failure = new SandboxControlError('HTTP 404', 404);
    assert.match(await requests.textOf(bodies), /^This request is no longer in the log/);
  });
});
