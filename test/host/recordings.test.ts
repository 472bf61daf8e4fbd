import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { responseScheme } from '../../src/editor/shared/ids.ts';
import { operations } from '../../src/kapture/catalogue/registry.ts';
import { readRecording } from '../../src/kapture/recordings/recording.ts';
import { sandboxPassword, sandboxUser } from '../../src/sandbox/index.ts';
import { lensesOf, openInEditor, plainTitle, shownDocument } from './support/documents.ts';
import { fixture, run } from './support/fixture.ts';
import { user } from './support/user.ts';

const id = '61371820';
const authorization = `Basic ${Buffer.from(`${sandboxUser}:${sandboxPassword}`).toString('base64')}`;

/** A Get of another client. */
function get(customer: string): Promise<Response> {
  const body = JSON.stringify([{ kapture_customer_id: customer }]);
  return fetch(fixture().sandbox.url + operations.get.path, { method: 'POST', body, headers: { authorization } });
}

/** Gets a customer and records the response. Returns the unsaved recording. */
async function record(match: string): Promise<vscode.TextDocument> {
  await run('kapture.useSandbox');
  await openInEditor('.kapture-get.json', `[{"kapture_customer_id": "${id}"}]`);
  await run('kapture.sendRequest');
  const response = shownDocument(responseScheme)!;
  await vscode.window.showTextDocument(response);
  user.picks(match);
  await run('kapture.recordForSandbox');
  return vscode.window.activeTextEditor!.document;
}

/** Waits until the action of the message, which the command does not wait for, has reached the sandbox. */
async function untilForgotten(customer: string): Promise<void> {
  const end = Date.now() + 15_000;
  while ((await get(customer)).headers.get('x-kapture-sandbox') === 'taught')
    assert(Date.now() < end, 'The sandbox still returns the recording.');
}

describe('teaching the sandbox', () => {
  afterEach(async () => {
    const control = { 'x-kapture-sandbox': '1' };
    const { url } = fixture().sandbox;
    const taught = (await (await fetch(`${url}/sandbox/recordings`, { headers: control })).json()) as {
      name: string;
    }[];
    const names = taught.map(({ name }) => name);
    await fetch(`${url}/sandbox/recordings/forget`, {
      method: 'POST',
      headers: control,
      body: JSON.stringify({ names }),
    });
  });

  it('a response → an unsaved, anonymized recording beside it; nothing is taught before the user does so', async () => {
    const document = await record('Requests with the same kapture_customer_id');
    assert(document.isUntitled);
    assert.match(document.uri.path, /\.kapture-recording\.json$/);
    for (const value of [id, 'Nishchal', '9845765226']) assert(!document.getText().includes(value), value);
    // Formatted like the response, so that the two can be compared.
    assert.match(document.getText(), /\n {4}"Customer Details": \{\n {6}"id": \d+,\n/);
    assert.deepEqual(
      vscode.window.visibleTextEditors.map((editor) => editor.document.uri.scheme).sort(),
      [responseScheme, 'untitled'].sort(),
    );
    const { recording } = readRecording(document.getText());
    const replaced = String(recording!.match['/0/kapture_customer_id']);
    assert.notEqual((await get(replaced)).headers.get('x-kapture-sandbox'), 'taught');

    const lenses = await lensesOf(document.uri);
    assert.deepEqual(lenses.map(plainTitle), ['Teach the Sandbox', 'Anonymized copy, not saved']);
    user.clicks('Forget');
    await run('kapture.teachSandbox', document.uri);
    assert.deepEqual(user.messageTexts.at(-1), 'Until it stops, the sandbox responds with the recording “get”.');
    await untilForgotten(replaced);
    await run('kapture.teachSandbox', document.uri);
    const taught = await get(replaced);
    assert.equal(taught.headers.get('x-kapture-sandbox'), 'taught');
    assert.equal(await taught.text(), recording!.response);
    // Other customers are the sandbox's own.
    assert.match(await (await get(id)).text(), /Nishchal/);

    user.picks('get');
    await run('kapture.forgetTaught');
    assert.notEqual((await get(replaced)).headers.get('x-kapture-sandbox'), 'taught');
    await run('kapture.forgetTaught');
    assert.equal(user.messageTexts.at(-1), 'The sandbox has not been taught any responses.');
  });

  it('a response beside its request → the recording opens once, beside the response, which stays', async () => {
    await run('kapture.useSandbox');
    await openInEditor('.kapture-get.json', `[{"kapture_customer_id": "${id}"}]`);
    await run('kapture.sendRequest');
    const response = shownDocument(responseScheme)!;
    await vscode.window.showTextDocument(response, { viewColumn: vscode.ViewColumn.Two });
    user.picks('All Get Customer requests');
    await run('kapture.recordForSandbox');
    assert.deepEqual(
      vscode.window.tabGroups.all.map(({ tabs }) => tabs.map(({ label }) => label.replace(/^.*(?=\.kapture-)/, ''))),
      [['.kapture-get.json', '.kapture-recording.json'], ['.kapture-response']],
    );
  });

  it('an entry of the history, for all requests → every Get gets the response', async () => {
    await record('All Get Customer requests');
    await run('workbench.action.revertAndCloseActiveEditor');
    const [newest] = (await fixture().history.tree.getChildren(undefined)) as { entry: unknown }[];
    user.picks('All Get Customer requests');
    await run('kapture.recordForSandbox', newest);
    const { document } = vscode.window.activeTextEditor!;
    await run('kapture.teachSandbox', document.uri);
    assert.match(
      user.messageTexts.at(-1)!,
      /^Until it stops, the sandbox responds with the recording/,
      document.getText(),
    );
    assert.equal((await get('65033646')).headers.get('x-kapture-sandbox'), 'taught');
  });

  it('a recording that is not valid → a message, and nothing is taught', async () => {
    const document = await openInEditor('.kapture-recording.json', '{"operation": "get"}');
    await run('kapture.teachSandbox', document.document.uri);
    assert.deepEqual(user.messageTexts, ['The sandbox was not taught: response must be JSON without comments.']);
    assert.deepEqual((await lensesOf(document.document.uri)).map(plainTitle).slice(0, 1), ['Teach the Sandbox']);
  });

  it('no response in the editor → a message', async () => {
    await openInEditor('.kapture-get.json', '[]');
    await run('kapture.recordForSandbox');
    assert.deepEqual(user.messageTexts, ['Open a response first.']);
  });
});
