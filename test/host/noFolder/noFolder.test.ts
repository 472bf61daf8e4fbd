import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { responseScheme } from '../../../src/editor/shared/ids.ts';
import { diagnosticsOf, lensesOf, plainTitle, shownDocument } from '../support/documents.ts';
import { user } from '../support/user.ts';
import { runAll } from '../support/recordedRun.ts';
import { fileRow, tree } from '../support/requestRows.ts';
import { run, fixture } from '../support/fixture.ts';
import { customerRows } from '../support/tree.ts';

/** Replaces the text of the active editor. */
async function write(text: string): Promise<vscode.TextDocument> {
  const { document } = vscode.window.activeTextEditor!;
  const edit = new vscode.WorkspaceEdit();
  edit.replace(
    document.uri,
    new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length)),
    text,
  );
  assert.ok(await vscode.workspace.applyEdit(edit));
  return document;
}

describe('a window without a folder', () => {
  beforeEach(() => run('kapture.useSandbox'));
  afterEach(() =>
    rm(vscode.Uri.joinPath(fixture().context.globalStorageUri, 'snippets').fsPath, { recursive: true, force: true }),
  );

  it('the test run → no folder is open', () => {
    assert.equal(vscode.workspace.workspaceFolders, undefined);
  });

  it('a draft → warnings, a sent request, and a diagnostic for the refused value', async () => {
    user.picks('Add Customer');
    await run('kapture.newRequest');
    const draft = await write('{\n  "customer_name": "{{$name}}",\n  "phone": "12345"\n}\n');
    assert.equal(draft.uri.toString(), 'untitled:add-customer.kapture-add.json');
    assert.equal(plainTitle((await lensesOf(draft.uri))[0]!), 'Send to Sandbox');
    await diagnosticsOf(draft, 'the schema to warn of the phone', (messages) =>
      messages.some((message) => /must contain 10 digits/.test(message)),
    );
    await run('kapture.sendRequest', draft.uri);
    assert.match(shownDocument(responseScheme)!.getText(), /"status": "failed"/);
    const marks = vscode.languages.getDiagnostics(draft.uri).filter(({ source }) => source === 'Kapture');
    assert.deepEqual(
      marks.map(({ range }) => draft.getText(range)),
      ['"12345"'],
    );
  });

  it('Save as Snippet → only Personal is offered, and the requests view shows it', async () => {
    await run('kapture.addCustomer');
    await write('{ "customer_name": "Asha" }');
    user.types('asha').picks('Personal');
    await run('kapture.saveAsSnippet');
    assert.deepEqual(
      user.offeredItems.map(({ label }) => label),
      ['Personal'],
    );
    const view = await tree();
    assert.deepEqual(
      (await view.getChildren()).map((node) => view.getTreeItem(node).label),
      ['Personal', 'Examples'],
    );
    await fileRow('personal', 'asha');
  });

  it('payload tests in a draft → run', async () => {
    await run('kapture.newPayloadTest');
    const draft = vscode.window.activeTextEditor!.document;
    const explorer = await fixture().payloadTests.explorer();
    await explorer.items.findAll();
    assert.deepEqual(
      explorer.items.files.map(({ id }) => id),
      [draft.uri.toString()],
    );
    const { events } = await runAll(explorer);
    assert.deepEqual(
      events.filter((line) => /^(passed|failed|errored)/.test(line)),
      ['passed a new customer can be fetched', 'passed a short phone number is rejected'],
      events.join(),
    );
  });

  it('customers → can be pulled, opened, edited and saved', async () => {
    user.picks('Today');
    await run('kapture.pullRange');
    const [{ node }] = (await customerRows()) as [Awaited<ReturnType<typeof customerRows>>[number]];
    await run('kapture.openCustomer', node);
    assert.equal(vscode.window.activeTextEditor!.document.uri.scheme, 'kapture-record');
    await run('kapture.editCustomer', node);
    const { document } = vscode.window.activeTextEditor!;
    await write(document.getText().replace(/"customer_name": "[^"]*"/, '"customer_name": "Asha Rao Verma"'));
    assert.ok(await document.save());
    const row = (await customerRows()).find((one) => one.node.id === node.id);
    assert.equal(row?.label, 'Asha Rao Verma');
  });

  it('export → suggests the home folder', async () => {
    user.picks('Today');
    await run('kapture.pullRange');
    user.picks('JSON Lines').pressesEscape();
    await run('kapture.exportCustomers');
    assert.equal(vscode.Uri.joinPath(user.suggestedFile!, '..').fsPath, homedir());
  });
});
