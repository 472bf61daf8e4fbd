import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { responseScheme } from '../../../src/editor/shared/ids.ts';
import { teamCollection } from '../../unit/kapture/postman/collections.ts';
import { lensesOf, plainTitle, shownDocument } from '../support/documents.ts';
import { MemoryFiles } from '../support/memoryFiles.ts';
import { user } from '../support/user.ts';
import { postmanSummary } from '../support/postmanSummary.ts';
import { runAll } from '../support/recordedRun.ts';
import { fileRow, rows, tree, untilRows } from '../support/requestRows.ts';
import { run, fixture } from '../support/fixture.ts';
import { virtualWorkspace } from './address.ts';

const root = vscode.Uri.parse(virtualWorkspace);
const files = new MemoryFiles();
files.createDirectory(root);
vscode.workspace.registerFileSystemProvider(root.scheme, files, { isCaseSensitive: true });

const add = '// Adds Asha.\n{\n  "customer_name": "{{who}}",\n  "phone": "{{$phone}}"\n}\n';
const at = (path: string): vscode.Uri => vscode.Uri.joinPath(root, path);
const put = async (path: string, text = add): Promise<vscode.Uri> => {
  await vscode.workspace.fs.writeFile(at(path), new TextEncoder().encode(text));
  return at(path);
};
const textAt = async (path: string): Promise<string> =>
  new TextDecoder().decode(await vscode.workspace.fs.readFile(at(path)));

describe('a virtual workspace', () => {
  beforeEach(() => run('kapture.useSandbox'));
  afterEach(async () => {
    for (const [name] of files.readDirectory(root)) files.delete(at(name));
    await run('kapture.refreshRequests');
  });

  it('the test run → a virtual folder is open', () => {
    assert.deepEqual(
      vscode.workspace.workspaceFolders?.map(({ uri }) => uri.toString()),
      [root.toString()],
    );
  });

  it('request files → are in the requests view, which is updated when they change', async () => {
    for (const path of [
      '10 b.kapture-add.json',
      '2 a.kapture-pull.json',
      'deep/er/z.kapture-get.json',
      'other.json',
      'node_modules/x/x.kapture-add.json',
    ])
      await put(path);
    await run('kapture.refreshRequests');
    const view = await tree();
    assert.deepEqual(
      (await rows('workspace'))
        .map((node) => view.getTreeItem(node))
        .map(({ label, description }) => [label, description]),
      [
        ['2 a', 'Pull Customers'],
        ['10 b', 'Add Customer'],
        ['z', 'deep/er'],
      ],
    );
    await put('new.kapture-add.json');
    await fileRow('workspace', 'new');
    await vscode.workspace.fs.delete(at('deep'), { recursive: true });
    await untilRows('workspace', (labels) => !labels.includes('z') && labels.includes('2 a'));
  });

  it('a request file → no action to reveal it in the file manager', async () => {
    await put('one.kapture-add.json');
    assert.equal((await tree()).getTreeItem(await fileRow('workspace', 'one')).contextValue, 'file workspace');
  });

  it('a request with a variable of kapture.env.json → is sent with its value', async () => {
    await put('kapture.env.json', '{ "variables": { "who": "Asha of Memory" } }');
    const request = await put('one.kapture-add.json');
    await vscode.window.showTextDocument(request);
    assert.equal(plainTitle((await lensesOf(request))[0]!), 'Send Add Customer to Sandbox');
    await run('kapture.sendRequest', request);
    const response = shownDocument(responseScheme)!;
    assert.match(response.getText(), /"status": "success"/);
    await run('kapture.showHeaders', response.uri);
    assert.match(shownDocument(responseScheme)!.getText(), /"customer_name":"Asha of Memory"/);
  });

  it('reading kapture.env.json fails → nothing is sent; sent again → it is read again', async () => {
    const environment = await put('kapture.env.json', '{ "variables": { "who": "Asha" } }');
    const before = fixture().sandbox.requests;
    files.fail(environment);
    const request = await put('one.kapture-add.json');
    await vscode.window.showTextDocument(request);
    await run('kapture.sendRequest', request);
    assert.match(
      user.messageTexts.join('\n'),
      /kapture\.env\.json could not be read, so the values of its variables are unknown\./,
    );
    assert.equal(fixture().sandbox.requests, before);
    files.recover(environment);
    await run('kapture.sendRequest', request);
    await run('kapture.showHeaders', shownDocument(responseScheme)!.uri);
    assert.match(shownDocument(responseScheme)!.getText(), /"customer_name":"Asha"/);
  });

  it('Save as Snippet → the workspace and Personal are offered', async () => {
    await vscode.window.showTextDocument(await put('one.kapture-add.json'));
    user.types('asha').picks('.kapture/');
    await run('kapture.saveAsSnippet');
    assert.deepEqual(
      user.offeredItems.map(({ label }) => label),
      ['.kapture/', 'Personal', 'Other folder…'],
    );
    assert.equal(await textAt('.kapture/asha.kapture-add.json'), add);
    await fileRow('workspace', 'asha');
  });

  it('Save as Snippet on a full disk → one message, and no file', async () => {
    await vscode.window.showTextDocument(await put('one.kapture-add.json'));
    files.createDirectory(at('.kapture'));
    files.isFull = true;
    try {
      user.types('asha').picks('.kapture/');
      await run('kapture.saveAsSnippet');
    } finally {
      files.isFull = false;
    }
    assert.equal(user.messageTexts.length, 1, user.messageTexts.join());
    assert.match(user.messageTexts[0]!, /“asha” was not saved .*ENOSPC/);
    assert.deepEqual(files.readDirectory(at('.kapture')), []);
  });

  it('Import Postman Collection on a disk that becomes full → a summary of what was imported, and why not the rest', async () => {
    await vscode.env.clipboard.writeText(JSON.stringify(teamCollection));
    files.beforeRename = () => (files.isFull = true);
    try {
      user.picks('Collection on the Clipboard').picks('.kapture/');
      await run('kapture.importPostman');
    } finally {
      files.beforeRename = undefined;
      files.isFull = false;
      await vscode.env.clipboard.writeText('');
    }
    const text = await postmanSummary(/Kapture: staging/);
    for (const part of [
      /## Imported \(1\)\n\n- `.*Add a customer\.kapture-add\.json`/,
      /`Customers\/Get: by phone\?`: the import ended earlier/,
      /Add these to `kapture\.env\.json`: `campaign`, `owner_code`/,
    ])
      assert.match(text, part);
    const failure = user.messages.find(({ severity }) => severity === 'error');
    assert.match(
      failure!.text,
      /^The import of “Kapture: staging” stopped after 1 of \d requests\. “Get by phone” was not saved .*ENOSPC/,
    );
  });

  it('request files → can be renamed, duplicated and deleted', async () => {
    await put('one.kapture-add.json');
    user.types('two');
    await run('kapture.renameRequest', await fileRow('workspace', 'one'));
    await run('kapture.duplicateRequest', await fileRow('workspace', 'two'));
    assert.equal(await textAt('two 2.kapture-add.json'), add);
    user.clicks("Don't Delete");
    await run('kapture.deleteRequest', await fileRow('workspace', 'two'));
    assert.equal(await textAt('two.kapture-add.json'), add);
    user.clicks('Delete');
    await run('kapture.deleteRequest', await fileRow('workspace', 'two'));
    assert.deepEqual(user.messageTexts.slice(-2), Array(2).fill('Delete the request “two”? two.kapture-add.json'));
    await assert.rejects(textAt('two.kapture-add.json'));
  });

  it('payload tests in a file and in a draft → run, with the request files that they name', async () => {
    const explorer = await fixture().payloadTests.explorer();
    const text = JSON.stringify({
      cases: [{ name: 'beside', file: 'requests/one.kapture-get.json', expect: { outcome: 'success' } }],
    });
    await put('requests/one.kapture-get.json', '{ "phone": "9845765226" }');
    const saved = await put('some.kapture-test.json', text);
    await explorer.items.findAll();
    const draft = await vscode.workspace.openTextDocument(
      vscode.Uri.from({ scheme: 'untitled', path: 'draft.kapture-test.json' }),
    );
    const edit = new vscode.WorkspaceEdit();
    edit.insert(draft.uri, new vscode.Position(0, 0), text);
    await vscode.workspace.applyEdit(edit);
    await vscode.window.showTextDocument(draft);
    await explorer.items.findAll();
    assert.deepEqual(explorer.items.files.map(({ id }) => id).sort(), [saved.toString(), draft.uri.toString()].sort());
    const { events } = await runAll(explorer);
    assert.deepEqual(
      events.filter((line) => !/^(enqueued|started|end)/.test(line)),
      ['passed beside', 'passed beside'],
      events.join(),
    );
  });

  it('a request file of a payload test that is a link, or outside the folder → is not read', async () => {
    const explorer = await fixture().payloadTests.explorer();
    files.createDirectory(at('../beside'));
    for (const path of ['../beside/a.kapture-get.json', 'link.kapture-get.json', 'linked/a.kapture-get.json'])
      await put(path, '{ "phone": "9845765226" }');
    for (const path of ['link.kapture-get.json', 'linked']) files.linkTo(at(path));
    const cases = ['../beside/a.kapture-get.json', 'link.kapture-get.json', 'linked/a.kapture-get.json'].map(
      (file) => ({ name: file, file }),
    );
    await put('some.kapture-test.json', JSON.stringify({ cases }));
    await explorer.items.findAll();
    const before = fixture().sandbox.requests;
    const { events, messages } = await runAll(explorer);
    assert.deepEqual(
      events.filter((line) => !/^(enqueued|started|end)/.test(line)),
      cases.map(({ name }) => `errored ${name}`),
    );
    for (const { name } of cases) assert.match(messages.get(name)![0]!.message as string, /is outside the folder/);
    assert.equal(fixture().sandbox.requests, before);
    files.delete(at('../beside'));
  });

  it('new drafts → have unique names', async () => {
    await put('add-customer.kapture-add.json');
    user.picks('Add Customer');
    await run('kapture.newRequest');
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), 'untitled:add-customer-2.kapture-add.json');
  });

  it('an export → suggests the home folder, and accepts only a local folder', async () => {
    user.picks('Today');
    await run('kapture.pullRange');
    user.picks('JSON Lines').savesTo(at('customers.jsonl'));
    await run('kapture.exportCustomers');
    assert.equal(vscode.Uri.joinPath(user.suggestedFile!, '..').fsPath, homedir());
    assert.match(user.messageTexts.at(-1)!, /^Exports are saved on this machine\. Select a local folder\.$/);
  });
});
