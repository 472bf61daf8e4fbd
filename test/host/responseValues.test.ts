import assert from 'node:assert/strict';
import { parse } from 'jsonc-parser';
import * as vscode from 'vscode';
import type { ExchangeNode } from '../../src/editor/history/historyTree.ts';
import { redactionMark } from '../../src/kapture/redaction/redact.ts';
import { historyScheme, recordScheme, responseScheme } from '../../src/editor/shared/ids.ts';
import { serveHttp } from '../unit/kapture/http/localServer.ts';
import { openInEditor, shownDocument, workspaceFolder } from './support/documents.ts';
import { connect, fixture, run, testKey } from './support/fixture.ts';
import { user } from './support/user.ts';

/** Focuses the response to a request with the cursor at the first place of a text. */
async function focusResponse(text: string, scheme = responseScheme): Promise<vscode.TextEditor> {
  const document = shownDocument(scheme);
  assert.ok(document, `a document of ${scheme} is shown`);
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document)!;
  const editor = await vscode.window.showTextDocument(document, shown.viewColumn);
  const offset = document.getText().indexOf(text);
  assert.notEqual(offset, -1, `${text} is in ${document.getText()}`);
  const position = document.positionAt(offset + 1);
  editor.selection = new vscode.Selection(position, position);
  return editor;
}

async function getCustomer(): Promise<vscode.TextEditor> {
  const request = await openInEditor('.kapture-get.json', '{"kapture_customer_id": "61371820|"}');
  await run('kapture.sendRequest');
  return request;
}

const get = { operation: 'get', body: { kapture_customer_id: '61371820' } };

describe('the value at the cursor of a response', () => {
  const written: vscode.Uri[] = [];
  let count = 0;
  let file = '';

  beforeEach(() => run('kapture.useSandbox'));
  afterEach(async () => {
    for (const uri of written.splice(0)) await vscode.workspace.fs.delete(uri);
  });

  async function write(cases: unknown): Promise<vscode.Uri> {
    // Every name is new, because VS Code keeps the document of a deleted file for a while.
    file = `values-${++count}.kapture-test.json`;
    const uri = vscode.Uri.joinPath(workspaceFolder(), file);
    await vscode.workspace.fs.writeFile(uri, Buffer.from(JSON.stringify({ cases }, undefined, 2)));
    written.push(uri);
    return uri;
  }

  const cases = (): unknown => (parse(vscode.window.activeTextEditor!.document.getText()) as { cases: unknown }).cases;

  it('Copy JSON Pointer and Copy Value → on the clipboard, of a key, a string and an object', async () => {
    await getCustomer();
    await focusResponse('"Nishchal"');
    await run('kapture.copyPointer');
    assert.equal(await vscode.env.clipboard.readText(), '/Customer Details/name');
    await run('kapture.copyValue');
    assert.equal(await vscode.env.clipboard.readText(), 'Nishchal');
    await focusResponse('"contacts"');
    await run('kapture.copyPointer');
    assert.equal(await vscode.env.clipboard.readText(), '/Customer Details/contacts');
    await run('kapture.copyValue');
    assert.ok(Array.isArray(JSON.parse(await vscode.env.clipboard.readText())));
  });

  it('a record → its pointers', async () => {
    await getCustomer();
    await run('kapture.openCustomer', shownDocument(responseScheme)!.uri);
    await focusResponse('"Nishchal"', recordScheme);
    await run('kapture.copyPointer');
    assert.equal(await vscode.env.clipboard.readText(), '/name');
  });

  it('Copy as Variable → of the last response to its operation; otherwise explained', async () => {
    await getCustomer();
    const earlier = await focusResponse('"name"');
    await run('kapture.copyVariable');
    assert.equal(await vscode.env.clipboard.readText(), '{{$last.get.name}}');
    await focusResponse('"status"');
    await run('kapture.copyVariable');
    await openInEditor('.kapture-get.json', '{"phone": "9845765226|"}');
    await run('kapture.sendRequest');
    const editor = await vscode.window.showTextDocument(earlier.document, { viewColumn: vscode.ViewColumn.Beside });
    const position = editor.document.positionAt(editor.document.getText().indexOf('"name"'));
    editor.selection = new vscode.Selection(position, position);
    await run('kapture.copyVariable');
    assert.deepEqual(user.messageTexts, [
      'There is no variable for this value. Select a single value in “Customer Details”.',
      '{{$last.get.name}} is not the selected value, because this is not the last response to Get Customer.',
    ]);
  });

  it('Save Exchange as Payload Test → operation, body, status, outcome and the chosen pointers', async () => {
    await getCustomer();
    await focusResponse('"Nishchal"');
    await write([]);
    user.picks('/Customer Details/name').picks('New File').types('finds Nishchal');
    await run('kapture.saveAsTest');
    const expect = { status: 200, outcome: 'success', response: { '/Customer Details/name': 'Nishchal' } };
    assert.deepEqual(cases(), [{ name: 'finds Nishchal', ...get, expect }]);
  });

  it('Save Exchange as Payload Test of an Add → its new IDs only have to exist', async () => {
    await openInEditor('.kapture-add.json', '{"customer_name": "Asha", "phone": "9000000002"}');
    await run('kapture.sendRequest');
    await focusResponse('"status"');
    await write([]);
    user.picks('/Enquiry/kapture_customer_id').picks('New File').types('adds');
    await run('kapture.saveAsTest');
    const expect = {
      status: 200,
      outcome: 'success',
      response: { '/Enquiry/kapture_customer_id': { exists: true } },
    };
    assert.deepEqual(cases(), [
      { name: 'adds', operation: 'add', dialect: 'flat', body: { customer_name: 'Asha', phone: '9000000002' }, expect },
    ]);
  });

  it('Save Exchange as Payload Test of a request with variables → the case has them; of its entry in the history → the values that were sent', async () => {
    const template = { customer_name: '{{$name}}', phone: '{{$phone}}' };
    await openInEditor('.kapture-add.json', JSON.stringify(template));
    await run('kapture.sendRequest');
    const shown = await focusResponse('"status"');
    await write([]);
    const ignore = ['contact_id', 'customer_name', 'kapture_customer_id', 'phone'].map((key) => `/Enquiry/${key}`);
    const save = async (expected: string): Promise<{ body: unknown; response: Record<string, unknown> }> => {
      user.picks(expected).picks('New File').types('adds');
      await run('kapture.saveAsTest');
      const [{ body, expect }] = cases() as [{ body: unknown; expect: { response: Record<string, unknown> } }];
      return { body, response: expect.response };
    };
    const { body, response } = await save('Snapshot of the whole response');
    assert.deepEqual(body, template);
    // The text is compared as it is written, because parsed JSON does not distinguish a variable from an escaped brace.
    assert.match(vscode.window.activeTextEditor!.document.getText(), /"customer_name": "\{\{\$name\}\}"/);
    assert.deepEqual((response['ignore'] as string[]).toSorted(), ignore);
    await vscode.window.showTextDocument(shown.document, shown.viewColumn);
    assert.deepEqual((await save('/Enquiry/phone')).response, { '/Enquiry/phone': '{{$phone}}' });
    assert.match(vscode.window.activeTextEditor!.document.getText(), /"\/Enquiry\/phone": "\{\{\$phone\}\}"/);
    assert.deepEqual(user.messageTexts, []);

    const [node] = ((await fixture().history.tree.getChildren()) ?? []) as ExchangeNode[];
    await run('kapture.openHistoryResponse', node);
    await focusResponse('"status"', historyScheme);
    assert.match(JSON.stringify((await save('/Enquiry/phone')).body), /"phone":"\d{10}"/);
  });

  it('a request or a response with the auth key → no test has it', async () => {
    const server = await serveHttp((response) =>
      response.end(`{"status": "success", "Customer Details": {"name": "${testKey}"}}`),
    );
    await connect({ name: 'Own', baseUrl: server.origin, role: 'development' });
    await getCustomer();
    await focusResponse(redactionMark);
    await write([]);
    user.picks('/Customer Details/name').picks('New File').types('found');
    await run('kapture.saveAsTest');
    const text = vscode.window.activeTextEditor!.document.getText();
    assert.ok(!text.includes(testKey) && !text.includes(redactionMark), text);
    assert.match(text, /"exists": true/);
    await openInEditor('.kapture-get.json', `{"phone": "${testKey}"}`);
    await run('kapture.sendRequest');
    await focusResponse('"status"');
    user.messages.length = 0;
    await run('kapture.saveAsTest');
    assert.match(user.messageTexts.join(), /^This request contains an auth key\. Remove it/);
  });
});
