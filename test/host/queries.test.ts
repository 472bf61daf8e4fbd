import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { queryScheme, recordScheme, responseScheme } from '../../src/editor/shared/ids.ts';
import { serveHttp } from '../unit/kapture/http/localServer.ts';
import { lensesOf, openInEditor, plainTitle, shownDocument } from './support/documents.ts';
import { connect, fixture, run } from './support/fixture.ts';
import { customerRows } from './support/tree.ts';
import { until } from './support/until.ts';
import { user } from './support/user.ts';

/** Sends a request and focuses its response. */
async function respond(text: string, operation: 'get' | 'pull' = 'get'): Promise<void> {
  const server = await serveHttp((response) => response.end(text));
  await connect({ name: 'Own', baseUrl: server.origin, role: 'development' });
  const body =
    operation === 'get' ? '{"phone": "9000000000"}' : '[{"start_date": "2021-03-14", "end_date": "2021-03-14"}]';
  await openInEditor(`.kapture-${operation}.json`, body);
  await run('kapture.sendRequest');
  await focus(responseScheme);
}

async function focus(scheme: string): Promise<vscode.TextEditor> {
  const document = shownDocument(scheme);
  assert.ok(document, `a document of ${scheme} is shown`);
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document)!;
  return vscode.window.showTextDocument(document, shown.viewColumn);
}

const resultText = (): string => shownDocument(queryScheme)?.getText() ?? '';
const result = (): unknown => JSON.parse(resultText()) as unknown;

/** Waits until the text of the result matches. */
function resultWith(pattern: RegExp): Promise<true> {
  return until(
    `a result with ${String(pattern)}`,
    vscode.workspace.onDidChangeTextDocument as vscode.Event<never>,
    () => pattern.test(resultText()),
  );
}

/** Waits until the input shows this while the user types. */
const showsPrompt = (text: string) => (): Promise<true> =>
  until(`the prompt ${text}`, user.onQuestion, () => user.inputPrompt === text);

async function resultLenses(): Promise<string[]> {
  return (await lensesOf(shownDocument(queryScheme)!.uri)).map(plainTitle);
}

const envelope = `{"status": "success", "Customer Details": {"id": 12345678901234567890, "name": "Asha
Rao", "credit": 10.00, "contacts": [{"phone": "9000000001"}, {"phone": "9000000002"}]}}`;

describe('queries', () => {
  afterEach(async () => {
    const { workspaceState, globalState } = fixture().context;
    for (const state of [workspaceState, globalState])
      for (const key of state.keys()) if (key.startsWith('queries.')) await state.update(key, undefined);
  });

  it('Query Response → counts while typing, and shows the unchanged values beside it', async () => {
    await respond(envelope);
    user.types('$..phone', showsPrompt('2 values'));
    await run('kapture.queryDocument');
    assert.ok(user.questions.includes('Query Response: Get Customer – Own · JSONPath, such as $..phone'));
    assert.deepEqual(result(), ['9000000001', '9000000002']);
    assert.deepEqual(await resultLenses(), ['$..phone', '2 values', 'Show Paths']);
    assert.equal(vscode.window.activeTextEditor?.document.uri.scheme, queryScheme);
    assert.ok(shownDocument(responseScheme), 'the response stays visible');
    user.types('$["Customer Details"]["id", "credit", "name"]');
    await run('kapture.editQuery');
    await resultWith(/credit|10/);
    assert.equal(resultText(), '[\n  12345678901234567890,\n  10.00,\n  "Asha\nRao"\n]');
  });

  it('a whole query typed after the first character, which is there from the start → queried', async () => {
    await respond(envelope);
    user.types('$$..phone', showsPrompt('2 values'));
    await run('kapture.queryDocument');
    assert.deepEqual(result(), ['9000000001', '9000000002']);
  });

  it('the first character is typed again → the text stays, and positions count it', async () => {
    await respond(envelope);
    // A corrected text would arrive after the characters that are typed next, and delete those.
    user.types('$$.contacts[').pressesEscape();
    await run('kapture.queryDocument');
    await until('the message', user.onQuestion, () => user.validationErrors.length > 0);
    assert.deepEqual(user.validationErrors, ['The query is incomplete: more must follow character 12.']);
  });

  it('an invalid query, and one that matches nothing → the input says so and stays open', async () => {
    await respond(envelope);
    user.types('phone').types('$.contacts[').types('$..[?@.phone = "1"]').types('$.nothing').pressesEscape();
    await run('kapture.queryDocument');
    await until('the four messages', user.onQuestion, () => user.validationErrors.length >= 4);
    assert.deepEqual(user.validationErrors, [
      'A query starts with $.',
      'The query is incomplete: more must follow character 11.',
      'Character 14: “=” is unexpected here.',
      'No value matches.',
    ]);
    assert.equal(shownDocument(queryScheme), undefined);
  });

  it('the commands of a result → paths, copied lines and a file', async () => {
    await respond(envelope);
    user.types('$..contacts[*].phone');
    await run('kapture.queryDocument');
    await run('kapture.copyQueryValues');
    assert.equal(await vscode.env.clipboard.readText(), '9000000001\n9000000002');
    await run('kapture.toggleQueryPaths');
    await resultWith(/path/);
    assert.deepEqual(result(), [
      { path: "$['Customer Details']['contacts'][0]['phone']", value: '9000000001' },
      { path: "$['Customer Details']['contacts'][1]['phone']", value: '9000000002' },
    ]);
    const file = path.join(tmpdir(), `kapture-values-${process.pid}.json`);
    for (const expected of [undefined, path.dirname(file)]) {
      user.savesTo(vscode.Uri.file(file));
      await run('kapture.saveQueryValues');
      assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), result());
      // The folder is that of the last export, and not the workspace folder, in which the file might be committed.
      if (expected) assert.equal(path.dirname(user.suggestedFile!.fsPath), expected);
    }
    await rm(file);
    await run('kapture.toggleQueryPaths');
    await resultWith(/^\[\n {2}"9/);
  });

  it('a saved and a recent query → offered, in the input and for another response; deleted → no longer', async () => {
    await respond(envelope);
    user.types('$..phone');
    await run('kapture.queryDocument');
    user.picks('All workspaces').types(' ').types('Phones');
    await run('kapture.saveQuery');
    assert.deepEqual(user.validationErrors, ['Enter a name.']);
    user.types('$..name');
    await run('kapture.editQuery');
    await resultWith(/Asha/);
    await focus(responseScheme);
    user.picks('Phones').types('$..phone');
    await run('kapture.openQuery');
    await resultWith(/9000000001/);
    const offered = user.offeredItems.map(({ label, description }) => [label, description ?? '']);
    assert.deepEqual(offered, [
      ['saved in all workspaces', ''],
      ['Phones', '$..phone'],
      ['recent', ''],
      ['$..name', ''],
      ['', ''],
      ['Delete Saved Queries…', ''],
      ['Delete Recent Queries', ''],
    ]);
    user.presses('Saved and Recent Queries').picks('$..name').types('$..name');
    await run('kapture.editQuery');
    await resultWith(/Asha/);
    user.picks('Delete Saved Queries…').picks('Phones');
    await run('kapture.openQuery');
    user.picks('Delete Recent Queries');
    await run('kapture.openQuery');
    await run('kapture.openQuery');
    assert.deepEqual(user.messageTexts, ['There are no saved or recent queries yet.']);
  });

  it('a response that was cut off → its beginning is queried, and the user is told', async () => {
    await respond('{"status": "success", "Customer Details": {"name": "Asha", "contacts": [{"phone": "90000000');
    const cut = 'The response was cut off, so only its beginning was queried.';
    user.types('$..name', showsPrompt(`1 value · ${cut}`));
    await run('kapture.queryDocument');
    assert.deepEqual(result(), ['Asha']);
    assert.ok((await resultLenses()).includes(cut));
  });

  it('a long response → queried as a whole, with more values than a document shows', async () => {
    const records = Array.from({ length: 4000 }, (_, id) => `{"id":${id + 1},"remarks":"${'x'.repeat(500)}"}`);
    await respond(`{"status":"success","message":[${records.join(',')}]}`, 'pull');
    user.types('$.message[*].remarks');
    await run('kapture.queryDocument');
    const shown = (result() as unknown[]).length;
    assert.ok(shown > 900 && shown < 1000, `${shown} values`);
    assert.deepEqual(await resultLenses(), ['$.message[*].remarks', `${shown} of 4,000 values`, 'Show Paths']);
    user.types('$.message[?@.id > 3998].id');
    await run('kapture.editQuery');
    await resultWith(/3999/);
    assert.deepEqual(result(), [3999, 4000]);
    user.types('$');
    await run('kapture.editQuery');
    await resultWith(/too long/);
  });

  it('a regular expression that takes forever → explained, and the next query works', async () => {
    await respond(`{"status": "success", "Customer Details": {"name": "${'a'.repeat(60)}"}}`);
    user.types('$..[?match(@.name, "(a+)+b")]').types('$..status');
    await run('kapture.queryDocument');
    await resultWith(/success/);
    assert.deepEqual(user.validationErrors, [
      'The query was stopped: a regular expression takes too long, such as (a+)+.',
    ]);
  });

  it('Query Record and a response of the history → their values', async () => {
    await run('kapture.useSandbox');
    await openInEditor('.kapture-get.json', '{"kapture_customer_id": "61371820"}');
    await run('kapture.sendRequest');
    await run('kapture.openCustomer', shownDocument(responseScheme)!.uri);
    await focus(recordScheme);
    user.types('$.name');
    await run('kapture.queryDocument');
    assert.deepEqual(result(), ['Nishchal']);
    assert.match(user.questions[0]!, /^Query Record: 61371820 /);
    await run('workbench.action.closeAllEditors');
    const [entry] = (await fixture().history.tree.getChildren()) ?? [];
    await run('kapture.openHistoryResponse', entry);
    user.types('$["Customer Details"].name');
    await run('kapture.queryDocument');
    assert.deepEqual(result(), ['Nishchal']);
  });

  it('Query Records → all pulled customers, also if the view is filtered', async () => {
    await respond(
      JSON.stringify({
        status: 'success',
        message: [1, 2, 3].map((id) => ({ id, name: `Customer ${id}`, city: id > 1 ? 'Pune' : 'Goa' })),
      }),
      'pull',
    );
    await run('kapture.showInCustomers');
    assert.equal((await customerRows()).length, 3);
    const { model } = await fixture().customers.open();
    await model.update({ filter: 'Goa' });
    user.types('$[?@.city == "Pune"].name', showsPrompt('2 values'));
    await run('kapture.queryCustomers');
    assert.match(
      user.questions.find((question) => question.startsWith('Query 3 Records of Own'))!,
      /JSONPath/,
    );
    assert.deepEqual((result() as string[]).toSorted(), ['Customer 2', 'Customer 3']);
    user.types('$', showsPrompt('1 value · $ is the list of all these records, and $[0] is the first one'));
    await run('kapture.queryCustomers');
    await model.update({ filter: '' });
  });

  it('Query Records before a pull, and commands of a result of an earlier session → explained', async () => {
    await run('kapture.queryCustomers');
    const uri = vscode.Uri.from({ scheme: queryScheme, path: '/Query.kapture-response', query: 'earlier-1' });
    await vscode.window.showTextDocument(uri);
    assert.equal(resultText(), 'This result is no longer available. Query again.');
    await run('kapture.editQuery');
    assert.deepEqual(user.messageTexts, [
      'There is nothing to query. Pull a range first.',
      'This result is no longer available. Query again.',
    ]);
  });
});
