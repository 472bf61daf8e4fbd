import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hiddenCharacters, hostileText, markdownLink, messageLink } from '../unit/editor/hostileText.ts';
import { serveHttp } from '../unit/kapture/http/localServer.ts';
import { diagnosticsOf, hoversAt, lensesOf, openInEditor, shownDocument } from './support/documents.ts';
import { person } from './support/person.ts';
import { connect, run, stage } from './support/stage.ts';
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

/** A tenant whose every answer is this. */
async function tenant(status: number, answer: object): Promise<void> {
  const server = await serveHttp((response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer)),
  );
  await connect({ name: 'Own', baseUrl: server.origin, role: 'development' });
}

async function pullDay(): Promise<void> {
  person.picks('Other dates…').types('2021-03-14').types('2021-03-14');
  await run('kapture.pullRange');
}

/** A text in one line that is nothing but text. */
function isPlain(text: string): void {
  assert.notEqual(text, '');
  assert.doesNotMatch(text, hiddenCharacters);
}

/** All that a row of a tree says: each line is plain, and none of it is Markdown. */
function isPlainRow({ label, description, tooltip, accessibilityInformation }: vscode.TreeItem): void {
  assert.ok(typeof label === 'string');
  isPlain(label);
  if (description) isPlain(String(description));
  if (accessibilityInformation) isPlain(accessibilityInformation.label);
  if (tooltip === undefined) return;
  assert.ok(typeof tooltip === 'string', 'VS Code shows a string as it is');
  for (const line of tooltip.split('\n').filter(Boolean)) isPlain(line);
}

/** A title in which VS Code draws icons: ours alone. */
function isPlainTitle(title: string): void {
  isPlain(title);
  assert.doesNotMatch(title, /(?<!\\)\$\(bug\)/);
}

function isPlainMessage(text: string): void {
  isPlain(text);
  assert.doesNotMatch(text, messageLink);
}

/** The row of the history for what the tenant answered. It is kept a moment after its response is shown. */
async function newestExchange(): Promise<vscode.TreeItem> {
  const { tree } = stage().history;
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

describe('a text of a server is text', () => {
  it('in rows of customers and contacts, groups and tooltips', async () => {
    await tenant(200, { message: [hostile], status: 'success' });
    await pullDay();
    const [customer] = await customerRows();
    isPlainRow(customer!.item);
    const tooltip = await tooltipOf(customer!);
    assert.match(tooltip, /https:\/\/evil\.example\/a www\.evil\.example/);
    isPlainRow({ ...customer!.item, tooltip });
    const [contact] = await rows(customer!.node);
    isPlainRow(contact!.item);
    person.picks('City');
    await run('kapture.groupCustomers');
    for (const { item } of await groupRows()) isPlainRow(item);
    person.picks('Day');
    await run('kapture.groupCustomers');
  });

  it('in the failure of a pull: the message and the row', async () => {
    await tenant(400, { message: hostileText, status: 'failed' });
    await pullDay();
    isPlainMessage(person.heard.at(-1)!);
    assert.match(person.heard.at(-1)!, /evil\.example/);
    const [failure] = await failureRows();
    isPlainRow(failure!.item);
  });

  it('in a refusal: the mark, the lenses of the response, and the row of the history', async () => {
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

  it('in the result of Test Connection', async () => {
    await tenant(404, { message: hostileText, status: 'failed' });
    await run('kapture.testConnection', 'Own');
    isPlainMessage(person.heard.at(-1)!);
    assert.match(person.heard.at(-1)!, /evil\.example/);
  });

  it('in the hover of a variable that stands for a field of it', async () => {
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

  it('in the hits of a search in a long response', async () => {
    const filler = { id: 2, name: 'Asha', remarks: 'x'.repeat(2_000_000) };
    await tenant(200, { message: [{ ...hostile, remarks: 'needle' }, filler], status: 'success' });
    await openInEditor('.kapture-pull.json', '{"start_date": "2021-03-14", "end_date": "2021-03-14"}');
    await run('kapture.sendRequest');
    person.types('needle').escapes();
    await run('kapture.searchWholeResponse', shownDocument('kapture-response')!.uri);
    const [hit] = person.offered;
    assert.match(hit!.detail!, /evil/);
    assert.doesNotMatch(hit!.detail!.replaceAll('\u2060', ''), hiddenCharacters);
    assert.doesNotMatch(hit!.detail!, markdownLink);
  });
});
