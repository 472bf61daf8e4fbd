import assert from 'node:assert/strict';
import type http from 'node:http';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ExchangeNode } from '../../src/editor/history/historyTree.ts';
import { historyScheme, responseScheme } from '../../src/editor/shared/ids.ts';
import type { SentRequest } from '../../src/kapture/exchange/exchange.ts';
import { operations } from '../../src/kapture/catalogue/registry.ts';
import { redactionMark } from '../../src/kapture/redaction/redact.ts';
import { openDatabase } from '../../src/kapture/store/database.ts';
import { HistoryStore, historySchema } from '../../src/kapture/store/historyStore.ts';
import { closedPort, serveHttp, type LocalServer } from '../unit/kapture/http/localServer.ts';
import { lensesOf, openInEditor, plainTitle, shownDocument } from './support/documents.ts';
import { changeSetting, connect, fixture, run, testKey } from './support/fixture.ts';
import { untilSeen } from './support/until.ts';
import { user } from './support/user.ts';

const success = '{"status": "success", "Enquiry": {"kapture_customer_id": 7}}';
const ample = { entries: 1000, bytes: 1e9 };

/** Works on the history as another window does. */
function asOtherWindow<Result>(work: (store: HistoryStore) => Result): Result {
  const file = path.join(fixture().context.globalStorageUri.fsPath, 'history.db');
  const store = new HistoryStore(openDatabase(file, historySchema).database);
  try {
    return work(store);
  } finally {
    store.close();
  }
}

async function nodes(): Promise<ExchangeNode[]> {
  const all = (await fixture().history.tree.getChildren()) ?? [];
  return all.filter((node) => node.kind === 'exchange');
}

const itemOf = async (node: ExchangeNode): Promise<vscode.TreeItem> => fixture().history.tree.getTreeItem(node);

/** The only row, once it is in this state. */
function rowWhen(unanswered: ExchangeNode['entry']['unanswered']): Promise<ExchangeNode> {
  const changed = fixture().history.tree.onDidChangeTreeData as vscode.Event<never>;
  return untilSeen(`a row that is ${unanswered ?? 'answered'}`, changed, async () => {
    const [node, ...others] = await nodes();
    return others.length === 0 && node?.entry.unanswered === unanswered && node;
  });
}

async function clear(): Promise<void> {
  user.clicks('Delete All');
  await run('kapture.deleteStoredData', 'history');
}

async function serve(respond: Parameters<typeof serveHttp>[0]): Promise<LocalServer> {
  const server = await serveHttp(respond);
  await connect({ name: 'Own', baseUrl: server.origin, role: 'development' });
  return server;
}

async function openUpdate(name = 'Asha'): Promise<void> {
  await openInEditor('.kapture-update.json', `{"kapture_customer_id": "7", "customer_name": "${name}"}`);
}

describe('a write in the history', () => {
  before(clear);
  afterEach(async () => {
    await changeSetting('history.mode', undefined);
    await clear();
  });

  it('is stored without its key before the server receives it, shown as in progress, and becomes its outcome', async () => {
    const received = Promise.withResolvers<http.ServerResponse>();
    let stored: unknown;
    await serve((response) => {
      stored = asOtherWindow((store) =>
        store.list({ limit: 9 }).map(({ unanswered, requestBody }) => [unanswered, requestBody]),
      );
      received.resolve(response);
    });
    await openUpdate(testKey);
    const sending = run('kapture.updateCustomer');
    const response = await received.promise;
    assert.deepEqual(stored, [['unknown', `{"kapture_customer_id":"7","customer_name":"${redactionMark}"}`]]);
    const node = await rowWhen('sending');
    const item = await itemOf(node);
    assert.equal(item.label, '“‹auth key›” (7)');
    assert.match(String(item.description), /^Update Customer · customer_name · \d+:\d\d[^·]* · in progress$/);
    assert.match(
      item.accessibilityInformation!.label,
      /^Update Customer, in progress, .*, This write is in progress\.$/,
    );
    assert.equal((item.iconPath as vscode.ThemeIcon).id, 'sync~spin');
    await run('kapture.openHistoryResponse', node);
    assert.equal(user.messageTexts.at(-1), 'This write is in progress.');
    response.end(success);
    await sending;
    const answered = await rowWhen(undefined);
    assert.deepEqual([answered.entry.id, answered.entry.outcome], [node.entry.id, 'success']);
    assert.match((await itemOf(answered)).contextValue!, /\banswered\b/);
  });

  it('whose window is gone → unknown; opens with what to do, and gets the customer', async () => {
    const server = await serve((response, { path: where }) =>
      response.end(where.includes('search') ? '{"status": "success", "Customer Details": {"id": 7}}' : success),
    );
    const request: SentRequest = {
      operation: 'update',
      tenant: server.origin,
      connection: 'Own',
      timeZone: 'UTC',
      url: server.origin + operations.update.path,
      requestBody: '{"kapture_customer_id":"7","customer_name":"Asha"}',
      requestHeaders: { 'x-api-type': 'TICKET' },
      sentAt: Date.now(),
    };
    asOtherWindow((store) => store.begin(request, ample));
    const node = await rowWhen('unknown');
    const item = await itemOf(node);
    assert.equal(item.label, '“Asha” (7)');
    assert.match(String(item.description), /^Update Customer · customer_name · \d+:\d\d[^·]* · unknown$/);
    assert.match(
      item.accessibilityInformation!.label,
      /^Update Customer, unknown, .*, No response was recorded\. The write may have taken effect\.$/,
    );
    assert.equal((item.iconPath as vscode.ThemeIcon).id, 'question');
    assert.match(item.contextValue!, /\bcustomer\b/);
    assert.doesNotMatch(item.contextValue!, /\banswered\b/);

    await run('kapture.openHistoryResponse', node);
    const document = shownDocument(historyScheme)!;
    assert.equal(document.getText(), 'No response was recorded.\nThe write may have taken effect.');
    const titles = (await lensesOf(document.uri)).map(plainTitle);
    assert.deepEqual(titles.slice(0, 2), ['Get Customer', 'Open Request']);
    assert.match(titles[2]!, /^unknown · /);
    await run('kapture.showHistoryHeaders', node);
    assert.match(
      vscode.window.activeTextEditor!.document.getText(),
      /\nx-api-type: TICKET\n[^]*\n\n\(No response was recorded\. The write may have taken effect\.\)\n$/,
    );

    await run('kapture.getHistoryCustomer', node);
    assert.equal(server.requests.at(-1)?.body, '[{"kapture_customer_id":"7"}]');
    assert.ok(shownDocument(responseScheme));
    await run('kapture.resendFromHistory', node);
    assert.equal(server.requests.at(-1)?.body, request.requestBody);
  });

  it('whose connection is lost after it was sent → unknown, with the reason', async () => {
    const server = await serve((response) => response.destroy());
    await openUpdate();
    await run('kapture.updateCustomer');
    const node = await rowWhen('unknown');
    await run('kapture.openHistoryResponse', node);
    assert.equal(
      shownDocument(historyScheme)!.getText(),
      `${server.host} closed the connection before it responded.\nThe write may have taken effect.`,
    );
    // The title of the editor passes the document.
    await run('kapture.compareResponses', shownDocument(historyScheme)!.uri);
    assert.equal(
      user.messageTexts.at(-1),
      `${server.host} closed the connection before it responded. The write may have taken effect.`,
    );
  });

  it('that was not sent → no entry', async () => {
    await connect({ name: 'Own', baseUrl: await closedPort(), role: 'development' });
    await openUpdate();
    await run('kapture.updateCustomer');
    await fixture().history.close();
    assert.deepEqual(await nodes(), []);
  });

  it('with the history off → nothing is stored', async () => {
    await changeSetting('history.mode', 'off');
    let stored: unknown;
    await serve((response) => {
      stored = asOtherWindow((store) => store.count());
      response.end(success);
    });
    await openUpdate();
    await run('kapture.updateCustomer');
    assert.equal(stored, 0);
    await changeSetting('history.mode', undefined);
    assert.deepEqual(await nodes(), []);
  });
});
