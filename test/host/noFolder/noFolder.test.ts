import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { responseScheme } from '../../../src/editor/shared/ids.ts';
import { diagnosticsOf, lensesOf, plainTitle, shownDocument } from '../support/documents.ts';
import { person } from '../support/person.ts';
import { runAll } from '../support/recordedRun.ts';
import { fileRow, tree } from '../support/requestRows.ts';
import { run, stage } from '../support/stage.ts';
import { customerRows } from '../support/tree.ts';

/** Puts a text in the place of all that the active editor has. */
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
    rm(vscode.Uri.joinPath(stage().context.globalStorageUri, 'snippets').fsPath, { recursive: true, force: true }),
  );

  it('starts the extension with its front door alone: nothing of the insights, exports, history, tests or requests is loaded', () => {
    assert.deepEqual(stage().loadedAtStart, ['extension.cjs']);
  });

  it('has none', () => {
    assert.equal(vscode.workspace.workspaceFolders, undefined);
  });

  it('warns in a draft, sends it, and marks what was refused', async () => {
    person.picks('Add Customer');
    await run('kapture.newRequest');
    const draft = await write('{\n  "customer_name": "{{$name}}",\n  "phone": "12345"\n}\n');
    assert.equal(draft.uri.toString(), 'untitled:add-customer.kapture-add.json');
    assert.equal(plainTitle((await lensesOf(draft.uri))[0]!), 'Send Add Customer to Sandbox');
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

  it('offers to keep a request for the user alone, and has it in the requests view', async () => {
    await run('kapture.addCustomer');
    await write('{ "customer_name": "Asha" }');
    person.types('asha').picks('Personal');
    await run('kapture.saveAsSnippet');
    assert.deepEqual(
      person.offered.map(({ label }) => label),
      ['Personal'],
    );
    const view = await tree();
    assert.deepEqual(
      (await view.getChildren()).map((node) => view.getTreeItem(node).label),
      ['Personal', 'Examples'],
    );
    await fileRow('personal', 'asha');
  });

  it('runs payload tests of a draft', async () => {
    await run('kapture.newPayloadTest');
    const draft = vscode.window.activeTextEditor!.document;
    const explorer = await stage().payloadTests.explorer();
    await explorer.items.findAll();
    assert.deepEqual(
      explorer.items.files.map(({ id }) => id),
      [draft.uri.toString()],
    );
    const { told } = await runAll(explorer);
    assert.deepEqual(
      told.filter((line) => /^(passed|failed|errored)/.test(line)),
      ['passed a new customer can be fetched', 'passed a short phone is rejected'],
      told.join(),
    );
  });

  it('pulls, opens, edits and saves customers', async () => {
    person.picks('Today');
    await run('kapture.pullRange');
    const [{ node }] = (await customerRows()) as [Awaited<ReturnType<typeof customerRows>>[number]];
    await run('kapture.openRecord', node);
    assert.equal(vscode.window.activeTextEditor!.document.uri.scheme, 'kapture-record');
    await run('kapture.editCustomer', node);
    const { document } = vscode.window.activeTextEditor!;
    await write(document.getText().replace(/"customer_name": "[^"]*"/, '"customer_name": "Nobody\'s Folder"'));
    assert.ok(await document.save());
    const row = (await customerRows()).find((one) => one.node.id === node.id);
    assert.equal(row?.label, "Nobody's Folder");
  });

  it('exports to the home folder, not to the root of the disk', async () => {
    person.picks('Today');
    await run('kapture.pullRange');
    person.picks('JSON Lines').escapes();
    await run('kapture.exportCustomers');
    assert.equal(vscode.Uri.joinPath(person.suggested!, '..').fsPath, homedir());
  });
});
