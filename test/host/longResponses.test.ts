import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { serveHttp } from '../unit/kapture/http/localServer.ts';
import {
  diagnosticsOf,
  hoversAt,
  lensesOf,
  openInEditor,
  plainTitle,
  shownDocument,
  workspaceFolder,
} from './support/documents.ts';
import { user } from './support/user.ts';
import { changeSetting, connect, run, fixture } from './support/fixture.ts';
import { groupRows } from './support/tree.ts';

/** A Pull response of at least `bytes` bytes, with raw line breaks, as Kapture sends them. */
function responseOf(bytes: number): { readonly text: string; readonly count: number } {
  const records: string[] = [];
  for (let length = 0; length < bytes; length += records.at(-1)!.length + 1) {
    const id = records.length + 1;
    records.push(
      `{"id":${id},"name":"Zoë ${id}","generationDate":"2021-03-14 10:00:00","remarks":"one\ntwo ${'x'.repeat(2000)}"}`,
    );
  }
  return { text: `{"message":[${records.join(',')}],"status":"success"}`, count: records.length };
}

const response = (): vscode.TextDocument => shownDocument('kapture-response')!;
const titles = async (): Promise<string[]> => (await lensesOf(response().uri)).map(plainTitle);
const click = async (title: string): Promise<void> => {
  const lens = (await lensesOf(response().uri)).find((candidate) => plainTitle(candidate) === title)!;
  await run(lens.command, ...(lens.arguments as unknown[]));
};

async function get(bytes: number, damage = (text: string): string => text): Promise<{ text: string; count: number }> {
  const made = responseOf(bytes);
  const body = Buffer.from(damage(made.text));
  const server = await serveHttp((response) => response.end(body));
  await connect({ name: 'Own', baseUrl: server.origin, role: 'development' });
  await openInEditor('.kapture-pull.json', '[{"start_date": "2021-03-14", "end_date": "2021-03-14"}]');
  await run('kapture.sendRequest');
  return made;
}

/** The history row of a response with this size. It is stored shortly after the response is shown. */
async function rowOf(bytes: number): Promise<unknown> {
  const { tree } = fixture().history;
  for (;;) {
    const changed = new Promise<void>((resolve) => {
      const once = tree.onDidChangeTreeData!(() => {
        once.dispose();
        resolve();
      });
    });
    const found = (await tree.getChildren())?.find((node) => node.kind === 'exchange' && node.entry.bytes === bytes);
    if (found) return found;
    await changed;
  }
}

/** A number as the editor formats it in these tests. */
const english = (value: number): string => value.toLocaleString('en');

describe('a long response', function () {
  this.timeout(60_000);

  it('10 MB → its first part, with Next Part, Previous Part and Save', async () => {
    const { count } = await get(10_000_000);
    assert.ok(response().getText().length < 300_000);
    assert.match(response().getText(), /^\{\n {2}"message": \[\n {4}\{\n {6}"id": 1,\n/);
    const [next, summary, part, show, save, ...others] = await titles();
    assert.match(summary!, /^success · HTTP 200 · .* · 10.\d MB$/);
    assert.match(part!, /^Part 1 of \d+: customers 1–[\d,]+ of [\d,]+$/);
    assert.deepEqual([next, show, save], ['Next Part', `Show ${english(count)} Customers`, 'Save Entire Response As…']);
    assert.deepEqual(others, ['Next Part', part], 'also at the end of the part');

    const last = Number(/1–([\d,]+) of/.exec(part!)![1]!.replaceAll(',', ''));
    await click('Next Part');
    assert.match(response().getText(), new RegExp(`^ {2}\\{\n {4}"id": ${last + 1},`));
    assert.match((await titles())[3]!, new RegExp(`^Part 2 of \\d+: customers ${english(last + 1)}–`));

    await click('Previous Part');
    assert.match(response().getText(), /^\{\n {2}"message": \[\n {4}\{\n {6}"id": 1,\n/);
  });

  it('a record that is not valid JSON → the lenses and the message say so, as for a short response', async () => {
    await get(1_500_000, (text) => text.replace('"id":7,', '"id":7,,'));
    const found = await titles();
    const summary = found.find((title) => title.startsWith('unrecognized'));
    const words = found[found.indexOf(summary!) + 1];
    const part = found.find((title) => title.startsWith('Part'));
    assert.match(summary!, /^unrecognized · HTTP 200 · /);
    assert.match(part!, /^Part 1 of /);
    assert.match(words!, /^127\.0\.0\.1:\d+ did not return JSON \(HTTP 200\)/);
    assert.equal(user.messageTexts.at(-1), words);
  });

  it('the next response → does not reuse the tab of a long one, but does reuse that of a short one', async () => {
    await run('workbench.action.closeAllEditors');
    const responseTabs = (): string[] =>
      vscode.window.tabGroups.all.flatMap(({ tabs }) =>
        tabs.flatMap(({ input, label }) =>
          input instanceof vscode.TabInputText && input.uri.scheme === 'kapture-response' ? [label] : [],
        ),
      );
    await get(1_500_000);
    await run('kapture.useSandbox');
    for (const operation of ['get', 'add'] as const) {
      await openInEditor(`.kapture-${operation}.json`, '{"phone": "9000000001"}');
      await run('kapture.sendRequest');
    }
    assert.deepEqual(responseTabs(), [
      'Pull Customers – Own.kapture-response',
      'Add Customer – Sandbox.kapture-response',
    ]);
  });

  it('variables that refer to its customers → their values; to one that does not exist → a warning', async () => {
    const { count } = await get(1_500_000);
    const { document } = await openInEditor(
      '.kapture-get.json',
      `{"kapture_customer_id": "{{$last.pull.7.id}}", "phone": "{{$last.pull.${count}.id}} {{$last.pull.07.id}}"}`,
    );
    await diagnosticsOf(
      document,
      'the warnings',
      (messages) =>
        messages.join() ===
        [count, '07'].map((index) => `The variable {{$last.pull.${index}.id}} has no value.`).join(),
    );
    assert.match(await hoversAt(document.uri, document.positionAt(document.getText().indexOf('7.id'))), /\b8\b/);
  });

  it('opened from the history → its whole text', async () => {
    const { text, count } = await get(1_500_000);
    await run('kapture.openHistoryResponse', await rowOf(Buffer.byteLength(text)));
    assert.equal(vscode.window.activeTextEditor?.document.getText().match(/"generationDate"/g)?.length, count);
  });

  it('Save Whole as File → the same text', async () => {
    const { text } = await get(1_500_000);
    const file = path.join(workspaceFolder().fsPath, 'whole.json');
    user.savesTo(vscode.Uri.file(file));
    await click('Save Entire Response As…');
    assert.equal(readFileSync(file, 'utf8'), text);
  });

  it('Show in Customers View → all of its customers', async () => {
    const { count } = await get(3_000_000);
    await click(`Show ${english(count)} Customers`);
    assert.deepEqual(
      (await groupRows()).map(({ item, description }) => [item.id, description]),
      [['day/2021-03-14', count.toLocaleString()]],
    );
  });

  it('45 MB → opens', async () => {
    await changeSetting('history.mode', 'off');
    try {
      const { count } = await get(45_000_000);
      assert.match((await titles())[2]!, new RegExp(`of ${english(count)}$`));
      assert.match(response().getText(), /"name": "Zoë 1"/);
    } finally {
      await changeSetting('history.mode', undefined);
    }
  });
});
