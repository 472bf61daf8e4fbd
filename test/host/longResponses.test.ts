import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
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
import { person } from './support/person.ts';
import { change, connect, run, stage } from './support/stage.ts';
import { groupRows } from './support/tree.ts';

/** A Pull response of so many bytes at least, with raw line breaks as Kapture has them. */
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
  let ended = 0;
  const server = await serveHttp((response) =>
    response.end(body, () => {
      ended = performance.now();
    }),
  );
  await connect({ name: 'Own', baseUrl: server.origin, role: 'development' });
  await openInEditor('.kapture-pull.json', '[{"start_date": "2021-03-14", "end_date": "2021-03-14"}]');
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  await run('kapture.sendRequest');
  delay.disable();
  console.log(
    `      ${body.length / 1e6} MB: to be read ${Math.round(performance.now() - ended)} ms after the last byte; longest block ${Math.round(delay.max / 1e6)} ms`,
  );
  return made;
}

/** The row of the history with a response of so many bytes: it is kept a moment after its response is shown. */
async function rowOf(bytes: number): Promise<unknown> {
  const { tree } = stage().history;
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

/** A number as the editor writes it here. */
const english = (value: number): string => value.toLocaleString('en');

describe('a long response', function () {
  this.timeout(60_000);

  it('10 MB → its first part laid out at once, and ways to all the rest', async () => {
    const { text, count } = await get(10_000_000);
    assert.ok(response().getText().length < 300_000);
    assert.match(response().getText(), /^\{\n {2}"message": \[\n {4}\{\n {6}"id": 1,\n/);
    const [next, part, show, search, save, again, summary, ...others] = await titles();
    assert.match(summary!, /^success · HTTP 200 · .* · 10.\d MB$/);
    assert.match(part!, /^Part 1 of \d+: customers 1 – [\d,]+ of [\d,]+$/);
    assert.deepEqual(
      [next, show, search, save, again],
      [
        'Next Part',
        `Show in Customers (${english(count)})`,
        'Search in Whole Response…',
        'Save Whole Response as File…',
        'Send Again',
      ],
    );
    assert.deepEqual(others, ['Next Part', part], 'and at its end');

    const last = Number(/1 – ([\d,]+) of/.exec(part!)![1]!.replaceAll(',', ''));
    await click('Next Part');
    assert.match(response().getText(), new RegExp(`^ {2}\\{\n {4}"id": ${last + 1},`));
    assert.match((await titles())[2]!, new RegExp(`^Part 2 of \\d+: customers ${english(last + 1)} – `));

    await click('Previous Part');
    assert.match(response().getText(), /^\{\n {2}"message": \[\n {4}\{\n {6}"id": 1,\n/);

    const word = `Zoë ${count - 2}`;
    const place = text.indexOf(word);
    person.types(word.toLowerCase()).picks(`…${text.slice(place - 30, place + word.length + 50)}…`);
    await run('kapture.searchWholeResponse');
    assert.equal(person.questions.at(-1), `“${word.toLowerCase()}”: 1 hit · Type to narrow down the results`);
    assert.match(person.offered[0]!.detail!, new RegExp(`^${word} · ${count - 2} · Part (\\d+) of \\1$`));
    const { document, selection } = vscode.window.visibleTextEditors.find((editor) => editor.document === response())!;
    assert.equal(document.getText(selection), word);
    assert.match(document.getText(), /"status": "success"\n\}$/);
  });

  it('searched for what was copied from its first part, which is laid out → found, and the same selected', async () => {
    const { text } = await get(1_500_000);
    const word = '"id": 7,      "name": "Zoë 7"';
    const place = text.indexOf('"id":7,');
    person.types(word).picks(`…${text.slice(place - 30, place + word.length + 50).replace('\n', ' ')}…`);
    await run('kapture.searchWholeResponse', response().uri);
    const { document, selection } = vscode.window.visibleTextEditors.find((editor) => editor.document === response())!;
    assert.equal(document.getText(selection), '"id": 7,\n      "name": "Zoë 7"');
  });

  it('with a customer of 40 kB among its hits → not read for whose it is', async () => {
    await get(1_500_000, (text) => text.replace('"id":2,', `"id":2,"long":"${'y'.repeat(40_000)}",`));
    person.types('two').escapes();
    await run('kapture.searchWholeResponse', response().uri);
    assert.deepEqual(
      person.offered.slice(0, 3).map(({ detail }) => /^(.* · )?Part 1 of/.exec(detail!)![1]),
      ['Zoë 1 · 1 · ', undefined, 'Zoë 3 · 3 · '],
    );
  });

  it('searched for what stands in each of its customers → how many there are, and the first of them told apart by name and id', async () => {
    const { count } = await get(1_500_000);
    person.types('two').escapes();
    await run('kapture.searchWholeResponse', response().uri);
    assert.equal(
      person.questions.at(-1),
      `“two”: ${english(count)} hits, the first 200 shown · Type to narrow down the results`,
    );
    assert.deepEqual([person.offered.length, new Set(person.offered.map(({ detail }) => detail)).size], [200, 200]);
    assert.match(person.offered[1]!.detail!, /^Zoë 2 · 2 · Part 1 of \d+$/);
    // What stands beside the customers is nobody's.
    person.types('"status"').escapes();
    await run('kapture.searchWholeResponse', response().uri);
    assert.match(person.offered[0]!.detail!, /^Part \d+ of \d+$/);
  });

  it('with a record that is no JSON → says so as a short one does, and the message too', async () => {
    await get(1_500_000, (text) => text.replace('"id":7,', '"id":7,,'));
    const found = await titles();
    const summary = found.find((title) => title.startsWith('unrecognized'));
    const words = found[found.indexOf(summary!) + 1];
    const part = found.find((title) => title.startsWith('Part'));
    assert.match(summary!, /^unrecognized · HTTP 200 · /);
    assert.match(part!, /^Part 1 of /);
    assert.match(words!, /^127\.0\.0\.1:\d+ returned a response that is not JSON \(HTTP 200\)/);
    assert.equal(person.heard.at(-1), words);
  });

  it('keeps its tab when the next response comes, which a short one gives up', async () => {
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

  it('variables of its customers → their values; of one that it has not, none', async () => {
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

  it('opened from the history → all of its text', async () => {
    const { text, count } = await get(1_500_000);
    await run('kapture.openHistoryResponse', await rowOf(Buffer.byteLength(text)));
    assert.equal(vscode.window.activeTextEditor?.document.getText().match(/"generationDate"/g)?.length, count);
  });

  it('saved → the same text', async () => {
    const { text } = await get(1_500_000);
    const file = path.join(workspaceFolder().fsPath, 'whole.json');
    person.saves(vscode.Uri.file(file));
    await click('Save Whole Response as File…');
    assert.equal(readFileSync(file, 'utf8'), text);
  });

  it('shown in the customers view → all of its customers', async () => {
    const { count } = await get(3_000_000);
    await click(`Show in Customers (${english(count)})`);
    assert.deepEqual(
      (await groupRows()).map(({ item, description }) => [item.id, description]),
      [['day/2021-03-14', count.toLocaleString()]],
    );
  });

  it('45 MB → opens too', async () => {
    await change('history.mode', 'off');
    try {
      const { count } = await get(45_000_000);
      assert.match((await titles())[1]!, new RegExp(`of ${english(count)}$`));
      assert.match(response().getText(), /"name": "Zoë 1"/);
    } finally {
      await change('history.mode', undefined);
    }
  });
});
