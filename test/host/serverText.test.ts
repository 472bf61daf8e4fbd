import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hiddenCharacters, hostileText, markdownLink, messageLink } from '../unit/editor/hostileText.ts';
import { serveHttp } from '../unit/kapture/http/localServer.ts';
import { diagnosticsOf, hoversAt, lensesOf, openInEditor, shownDocument } from './support/documents.ts';
import { user } from './support/user.ts';
import { connect, run, fixture } from './support/fixture.ts';
import { customerRows, failureRows, groupRows, rows, tooltipOf } from './support/tree.ts';

const hostile = {
  id: hostileText,
  name: hostileText,
  generationDate: 'Mar 14, 2021 2:21:11 PM',
  assignedToName: hostileText,
  customerCode: hostileText,
  city: hostileText,
  status: hostileText,
  contacts: [{ id: 10, contactPerson: hostileText, phone: hostileText, email: hostileText, isPrimaryContact: true }],
};

async function tenant(status: number, body: object): Promise<void> {
  const server = await serveHttp((response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
  );
  await connect({ name: 'Own', baseUrl: server.origin, role: 'development' });
}

async function pullDay(): Promise<void> {
  user.picks('Other dates…').types('2021-03-14').types('2021-03-14');
  await run('kapture.pullRange');
}

/** Asserts one line without hidden characters. */
function isPlain(text: string): void {
  assert.notEqual(text, '');
  assert.doesNotMatch(text, hiddenCharacters);
}

/** Asserts that each line of a row's texts is plain, and that its tooltip is not Markdown. */
function isPlainRow({ label, description, tooltip, accessibilityInformation }: vscode.TreeItem): void {
  assert.ok(typeof label === 'string');
  isPlain(label);
  if (description) isPlain(String(description));
  if (accessibilityInformation) isPlain(accessibilityInformation.label);
  if (tooltip === undefined) return;
  assert.ok(typeof tooltip === 'string', 'VS Code does not render a string as Markdown');
  for (const line of tooltip.split('\n').filter(Boolean)) isPlain(line);
}

/** Asserts a plain title in which VS Code draws no icons except ours. */
function isPlainTitle(title: string): void {
  isPlain(title);
  assert.doesNotMatch(title, /(?<!\\)\$\(bug\)/);
}

function isPlainMessage(text: string): void {
  isPlain(text);
  assert.doesNotMatch(text, messageLink);
}

/** The history row of the tenant's response. It is stored shortly after the response is shown. */
async function newestExchange(): Promise<vscode.TreeItem> {
  const { tree } = fixture().history;
  for (;;) {
    const changed = new Promise<void>((resolve) => {
      const once = tree.onDidChangeTreeData!(() => {
        once.dispose();
        resolve();
      });
    });
    const [newest] = (await tree.getChildren()) ?? [];
    if (newest?.kind === 'exchange' && newest.connection === 'Own')
      return (await tree.resolveTreeItem!(
        await tree.getTreeItem(newest),
        newest,
        new vscode.CancellationTokenSource().token,
      ))!;
    await changed;
  }
}

describe('hostile server text', () => {
  it('a pulled record → plain text in the rows of customers, contacts and groups, and in tooltips', async () => {
    await tenant(200, { message: [hostile], status: 'success' });
    await pullDay();
    const [customer] = await customerRows();
    isPlainRow(customer!.item);
    const tooltip = await tooltipOf(customer!);
    assert.match(tooltip, /https:\/\/evil\.example\/a www\.evil\.example/);
    isPlainRow({ ...customer!.item, tooltip });
    const [contact] = await rows(customer!.node);
    isPlainRow(contact!.item);
    user.picks('City');
    await run('kapture.groupCustomers');
    for (const { item } of await groupRows()) isPlainRow(item);
    user.picks('Day');
    await run('kapture.groupCustomers');
  });

  it('a failed pull → plain text in its message and its row', async () => {
    await tenant(400, { message: hostileText, status: 'failed' });
    await pullDay();
    isPlainMessage(user.messageTexts.at(-1)!);
    assert.match(user.messageTexts.at(-1)!, /evil\.example/);
    const [failure] = await failureRows();
    isPlainRow(failure!.item);
  });

  it('a refused request → plain text in its diagnostic, lenses and history row', async () => {
    await tenant(400, { message: hostileText, status: 'failed' });
    const { document } = await openInEditor('.kapture-get.json', '{"phone": "9845765226"}');
    await run('kapture.sendRequest');
    const [mark] = await diagnosticsOf(document, 'the mark', (messages) =>
      messages.some((message) => message.includes('evil.example')),
    );
    isPlain(mark!.message);
    for (const { title, tooltip } of await lensesOf(shownDocument('kapture-response')!.uri)) {
      isPlainTitle(title);
      if (tooltip) isPlain(tooltip);
    }
    const item = await newestExchange();
    isPlainRow(item);
    assert.match(item.tooltip as string, /evil\.example/);
  });

  it('a variable with a server value → plain text in its hover', async () => {
    await tenant(200, { 'Customer Details': { ...hostile, id: 1 }, status: 'success' });
    await openInEditor('.kapture-get.json', '{"phone": "9845765226"}');
    await run('kapture.sendRequest');
    const { document, selection } = await openInEditor('.kapture-get.json', '{"phone": "{{$last.g|et.name}}"}');
    const hover = await hoversAt(document.uri, selection.active);
    const code = /has the value (`+)([^]*?)\1(?!`)/.exec(hover);
    assert.ok(code, hover);
    isPlain(code[2]!);
    assert.doesNotMatch(hover.replace(code[0], ''), markdownLink);
  });
});
