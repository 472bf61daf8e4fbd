import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { responseScheme } from '../../src/editor/shared/ids.ts';
import { serveHttp, type LocalServer } from '../unit/kapture/http/localServer.ts';
import { lensesOf, openInEditor, plainTitle, shownDocument } from './support/documents.ts';
import { changeSetting, connect, fixture, run } from './support/fixture.ts';
import { untilSeen } from './support/until.ts';
import { user } from './support/user.ts';

/** A tenant that returns customer 777 for every request. */
function serveOther(): Promise<LocalServer> {
  return serveHttp((response, { path }) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      path.includes('search-customer')
        ? '{"status": "success", "Customer Details": {"id": 777, "name": "Asha"}}'
        : '{"status": "success", "message": "ok", "Enquiry": {"kapture_customer_id": "777"}}',
    );
  });
}

async function send(suffix: string, body: string): Promise<void> {
  await openInEditor(suffix, body);
  await run('kapture.sendRequest');
}

const get = '[{"kapture_customer_id": "65033646"}]';

async function lensTitles(): Promise<string[]> {
  return (await lensesOf(shownDocument(responseScheme)!.uri)).map((lens) => plainTitle(lens).replace(/ · .*/, ''));
}

async function newestRow(): Promise<vscode.TreeItem> {
  const { tree } = fixture().history;
  const changed = tree.onDidChangeTreeData as vscode.Event<never>;
  const node = await untilSeen('the row of the history', changed, async () => (await tree.getChildren())?.[0]);
  const item = await tree.getTreeItem(node);
  return (await tree.resolveTreeItem!(item, node, neverCanceled)) ?? item;
}

const neverCanceled: vscode.CancellationToken = {
  isCancellationRequested: false,
  onCancellationRequested: () => new vscode.Disposable(() => undefined),
};

describe('a response about another customer than the requested one', () => {
  let server: LocalServer;
  beforeEach(async () => {
    server = await serveOther();
    await connect({ name: 'Odd', baseUrl: server.origin, role: 'development' });
    user.reset();
  });

  it('Get → a warning, the first lens of the response, and no lens that edits the other one', async () => {
    await send('.kapture-get.json', get);
    assert.deepEqual(user.messages, [
      {
        severity: 'warning',
        text: 'Odd returned customer 777 when customer 65033646 was requested.',
        actions: [],
      },
    ]);
    assert.deepEqual(await lensTitles(), ['Customer 777, not 65033646', 'Send Again', 'success']);
  });

  it('Get for the customer that is returned, or by phone → nothing is said', async () => {
    for (const body of ['[{"kapture_customer_id": 777}]', '[{"phone": "9876543210"}]']) {
      await send('.kapture-get.json', body);
      assert.deepEqual(await lensTitles(), ['Edit Customer', 'success']);
    }
    assert.deepEqual(user.messages, []);
  });

  it('Update → an error that opens the other customer', async () => {
    await send('.kapture-update.json', '{"kapture_customer_id": "65033646", "city": "Pune"}');
    assert.deepEqual(user.messages, [
      {
        severity: 'error',
        text: 'Check both customers: you updated 65033646, but the response names 777.',
        actions: ['Open Customer 777', 'Show Log'],
      },
    ]);
    assert.deepEqual(await lensTitles(), ['Customer 777, not 65033646', 'success']);
  });

  it('the history → its row and tooltip say so, and so does the first lens of the stored response', async () => {
    await send('.kapture-get.json', get);
    const item = await newestRow();
    assert.match(String(item.description), /^Get Customer · \d+:\d\d[^·]* · Customer 777, not 65033646( · |$)/);
    assert.deepEqual(item.iconPath, new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground')));
    assert.match(item.accessibilityInformation!.label, /Customer 777, not 65033646/);
    assert.match(item.tooltip as string, /^Odd returned customer 777 when customer 65033646 was requested\.$/m);
    const [uri] = item.command!.arguments as [vscode.Uri];
    await vscode.window.showTextDocument(uri);
    const [first] = await lensesOf(uri);
    assert.equal(plainTitle(first!), 'Customer 777, not 65033646');
  });

  it('{{$last…}} → no value, so nothing is sent to the other customer', async () => {
    await send('.kapture-get.json', get);
    const before = server.requests.length;
    user.reset();
    await send('.kapture-update.json', '{"kapture_customer_id": "{{$last.get.id}}", "city": "Pune"}');
    assert.match(
      user.messageTexts.at(-1)!,
      /^The request was not sent: \{\{\$last\.get\.id\}\} has no value \(line 1\)\.$/,
    );
    assert.equal(server.requests.length, before);
  });

  it('Edit Customer in the menu of the response → the other customer, under its own ID', async () => {
    await send('.kapture-get.json', get);
    await run('kapture.editCustomer', shownDocument(responseScheme)!.uri);
    assert.match(vscode.window.activeTextEditor!.document.uri.path, /777/);
    assert.ok(server.requests.at(-1)!.body.includes('777'));
  });
});

describe('a request with a variable without a value', () => {
  it('no key → says so, and does not ask for the key', async () => {
    const server = await serveOther();
    await changeSetting('connections', [{ name: 'New', baseUrl: server.origin, role: 'development' }]);
    user.picks('New');
    await run('kapture.selectConnection');
    user.reset();
    await send('.kapture-get.json', '[{"kapture_customer_id": "{{$last.add.kapture_customer_id}}"}]');
    assert.match(
      user.messageTexts.at(-1)!,
      /^The request was not sent: \{\{\$last\.add\.kapture_customer_id\}\} has no value /,
    );
    assert.deepEqual([user.questions, server.requests.length], [[], 0]);
  });
});
