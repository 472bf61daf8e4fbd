import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { responseScheme } from '../../../src/editor/shared/ids.ts';
import { lensesOf, plainTitle, shownDocument } from '../support/documents.ts';
import { MemoryFiles } from '../support/memoryFiles.ts';
import { person } from '../support/person.ts';
import { runAll } from '../support/recordedRun.ts';
import { fileRow, rows, tree, untilRows } from '../support/requestRows.ts';
import { run, stage } from '../support/stage.ts';
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

describe('a workspace that is in no folder of the disk', () => {
  beforeEach(() => run('kapture.useSandbox'));
  afterEach(async () => {
    for (const [name] of files.readDirectory(root)) files.delete(at(name));
    await run('kapture.refreshRequests');
  });

  it('is the one that is open', () => {
    assert.deepEqual(
      vscode.workspace.workspaceFolders?.map(({ uri }) => uri.toString()),
      [root.toString()],
    );
  });

  it('has its request files in the requests view, and follows what comes and goes', async () => {
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

  it('offers to show no file in the file manager of this machine', async () => {
    await put('one.kapture-add.json');
    assert.equal((await tree()).getTreeItem(await fileRow('workspace', 'one')).contextValue, 'file workspace');
  });

  it('sends a request with the values of its kapture.env.json', async () => {
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

  it('reads its kapture.env.json again after that failed, and sends nothing that asks for it meanwhile', async () => {
    const environment = await put('kapture.env.json', '{ "variables": { "who": "Asha" } }');
    const before = stage().sandbox.requests;
    files.failOnce(environment);
    const request = await put('one.kapture-add.json');
    await vscode.window.showTextDocument(request);
    files.failOnce(environment);
    await run('kapture.sendRequest', request);
    assert.match(
      person.heard.join('\n'),
      /kapture\.env\.json could not be read, so the values of its variables are unknown\./,
    );
    assert.equal(stage().sandbox.requests, before);
    await run('kapture.sendRequest', request);
    await run('kapture.showHeaders', shownDocument(responseScheme)!.uri);
    assert.match(shownDocument(responseScheme)!.getText(), /"customer_name":"Asha"/);
  });

  it('keeps snippets in it, beside those of the user', async () => {
    await vscode.window.showTextDocument(await put('one.kapture-add.json'));
    person.types('asha').picks('.kapture/');
    await run('kapture.saveAsSnippet');
    assert.deepEqual(
      person.offered.map(({ label }) => label),
      ['.kapture/', 'Personal', 'workspace/', 'Other folder…'],
    );
    assert.equal(await textAt('.kapture/asha.kapture-add.json'), add);
    await fileRow('workspace', 'asha');
  });

  it('says once that a snippet could not be saved on a full disk, and leaves no file', async () => {
    await vscode.window.showTextDocument(await put('one.kapture-add.json'));
    files.createDirectory(at('.kapture'));
    files.isFull = true;
    try {
      person.types('asha').picks('.kapture/');
      await run('kapture.saveAsSnippet');
    } finally {
      files.isFull = false;
    }
    assert.equal(person.heard.length, 1, person.heard.join());
    assert.match(person.heard[0]!, /“asha” was not saved .*ENOSPC/);
    assert.deepEqual(files.readDirectory(at('.kapture')), []);
  });

  it('saves a snippet under another name where another program takes its own meanwhile', async () => {
    await vscode.window.showTextDocument(await put('one.kapture-add.json'));
    files.createDirectory(at('.kapture'));
    files.beforeRename = (to) => {
      files.beforeRename = undefined;
      files.writeFile(to, Buffer.from('{}'), { create: true, overwrite: false });
    };
    person.types('asha').picks('.kapture/');
    await run('kapture.saveAsSnippet');
    assert.equal(await textAt('.kapture/asha.kapture-add.json'), '{}');
    assert.equal(await textAt('.kapture/asha 2.kapture-add.json'), add);
    assert.equal(files.readDirectory(at('.kapture')).length, 2);
  });

  it('renames, duplicates and deletes its files, and brings them back', async () => {
    await put('one.kapture-add.json');
    person.types('two');
    await run('kapture.renameRequest', await fileRow('workspace', 'one'));
    await run('kapture.duplicateRequest', await fileRow('workspace', 'two'));
    assert.equal(await textAt('two 2.kapture-add.json'), add);
    person.clicks('Undo');
    await run('kapture.deleteRequest', await fileRow('workspace', 'two'));
    assert.match(person.heard.at(-1)!, /The trash is not available here/);
    await fileRow('workspace', 'two');
    assert.equal(await textAt('two.kapture-add.json'), add);
  });

  it('finds its payload tests and runs them, with the files that they name; so does a draft', async () => {
    const explorer = await stage().payloadTests.explorer();
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
    const { told } = await runAll(explorer);
    assert.deepEqual(
      told.filter((line) => !/^(enqueued|started|end)/.test(line)),
      ['passed beside', 'passed beside'],
      told.join(),
    );
  });

  it('reads no request file for its tests that is a link, or outside of the folder', async () => {
    const explorer = await stage().payloadTests.explorer();
    files.createDirectory(at('../beside'));
    for (const path of ['../beside/a.kapture-get.json', 'link.kapture-get.json', 'linked/a.kapture-get.json'])
      await put(path, '{ "phone": "9845765226" }');
    for (const path of ['link.kapture-get.json', 'linked']) files.linkTo(at(path));
    const cases = ['../beside/a.kapture-get.json', 'link.kapture-get.json', 'linked/a.kapture-get.json'].map(
      (file) => ({ name: file, file }),
    );
    await put('some.kapture-test.json', JSON.stringify({ cases }));
    await explorer.items.findAll();
    const before = stage().sandbox.requests;
    const { told, messages } = await runAll(explorer);
    assert.deepEqual(
      told.filter((line) => !/^(enqueued|started|end)/.test(line)),
      cases.map(({ name }) => `errored ${name}`),
    );
    for (const { name } of cases) assert.match(messages.get(name)![0]!.message as string, /is outside the folder/);
    assert.equal(stage().sandbox.requests, before);
    files.delete(at('../beside'));
  });

  it('has new drafts and new tests of names that are free', async () => {
    await put('add-customer.kapture-add.json');
    person.picks('Add Customer');
    await run('kapture.newRequest');
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), 'untitled:add-customer-2.kapture-add.json');
  });

  it('exports to the home folder of this machine, for which a database on its disk is read', async () => {
    person.picks('Today');
    await run('kapture.pullRange');
    person.picks('JSON Lines').saves(at('customers.jsonl'));
    await run('kapture.exportCustomers');
    assert.equal(vscode.Uri.joinPath(person.suggested!, '..').fsPath, homedir());
    assert.match(person.heard.at(-1)!, /^Exports are saved on this machine\. Choose a local folder\.$/);
  });
});
