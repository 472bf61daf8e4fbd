import assert from 'node:assert/strict';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { exampleScheme, responseScheme } from '../../src/editor/shared/ids.ts';
import type { RequestsNode } from '../../src/editor/snippets/requestNodes.ts';
import { examples } from '../../src/kapture/catalogue/examples.ts';
import { operations } from '../../src/kapture/catalogue/registry.ts';
import { openInEditor, shownDocument, workspaceFolder } from './support/documents.ts';
import { user } from './support/user.ts';
import { fileRow, group, rows, tree, untilRows } from './support/requestRows.ts';
import { run, fixture } from './support/fixture.ts';

const add = '// Adds Asha.\n{\n  "customer_name": "Asha", // hers\n  "phone": "{{$phone}}",\n}\n';

const inWorkspace = (...parts: string[]): string => path.join(workspaceFolder().fsPath, ...parts);

/** Writes a file as another program does. */
async function put(file: string, text = add): Promise<vscode.Uri> {
  const whole = inWorkspace('snippets-test', file);
  await mkdir(path.dirname(whole), { recursive: true });
  await writeFile(whole, text);
  return vscode.Uri.file(whole);
}

/** Resolves when VS Code reports that a folder was created, or a file in it: it may report one without the other. */
async function reportedFolder(folder: string): Promise<void> {
  const pattern = new vscode.RelativePattern(workspaceFolder(), `snippets-test/${folder}{,/**}`);
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  await new Promise((resolve) => watcher.onDidCreate(resolve));
  watcher.dispose();
}

async function textOf(uri: vscode.Uri): Promise<string> {
  return readFile(uri.fsPath, 'utf8');
}

describe('the requests view', () => {
  let selection: PropertyDescriptor;
  before(() => (selection = Object.getOwnPropertyDescriptor(fixture().snippets.view, 'selection')!));
  afterEach(async () => {
    Object.defineProperty(fixture().snippets.view, 'selection', selection);
    await rm(inWorkspace('snippets-test'), { recursive: true, force: true });
    await rm(inWorkspace('.kapture'), { recursive: true, force: true });
    await rm(vscode.Uri.joinPath(fixture().context.globalStorageUri, 'snippets').fsPath, {
      recursive: true,
      force: true,
    });
    await run('kapture.refreshRequests');
  });

  it('request files in folders → sorted by folder and number, without node_modules', async () => {
    for (const file of [
      'deep/er/z.kapture-get.json',
      '10 b.kapture-add.json',
      '2 a.kapture-pull.json',
      'other.json',
      'node_modules/x/x.kapture-add.json',
    ])
      await put(file);
    await run('kapture.refreshRequests');
    const view = await tree();
    const nodes = await untilRows('workspace', (labels) => ['2 a', '10 b', 'z'].every((name) => labels.includes(name)));
    const items = nodes.filter(({ uri }) => uri.path.includes('/snippets-test/')).map((node) => view.getTreeItem(node));
    // Folders are above the files, as in the Explorer.
    assert.deepEqual(
      items.map(({ label, description }) => [label, description]),
      [
        ['z', 'Get Customer'],
        ['2 a', 'Pull Customers'],
        ['10 b', 'Add Customer'],
      ],
    );
    assert.deepEqual(
      items.map(({ accessibilityInformation }) => accessibilityInformation?.label),
      [
        'Get Customer, z, snippets-test/deep/er',
        'Pull Customers, 2 a, snippets-test',
        'Add Customer, 10 b, snippets-test',
      ],
    );
    const folders: string[] = [];
    for (let node = view.getParent(nodes.find(({ uri }) => uri.path.endsWith('/z.kapture-get.json'))!); node;) {
      folders.push(view.getTreeItem(node).label as string);
      node = view.getParent(node);
    }
    assert.deepEqual(folders, ['er', 'deep', 'snippets-test', 'Workspace']);
    user.picks('z');
    await run('kapture.findRequest');
    assert.ok(
      user.offeredItems.some(({ label, description }) => label === 'z' && /deep\/er.*Get Cust/.test(description!)),
    );
    assert.match(vscode.window.activeTextEditor!.document.uri.path, /\/deep\/er\/z\.kapture-get\.json$/);
    await run('kapture.useSandbox');
    user.picks('curl (bash)');
    await run(
      'kapture.copyAs',
      nodes.find(({ uri }) => uri.path.endsWith('/10 b.kapture-add.json')),
    );
    assert.match(await vscode.env.clipboard.readText(), /"customer_name": ?"Asha"/);
  });

  it('files and folders are created, changed, renamed and deleted by another program → the view is updated', async () => {
    await put('seen.kapture-add.json');
    const node = await fileRow('workspace', 'seen');
    const view = await tree();
    assert.match(
      (await view.resolveTreeItem(view.getTreeItem(node), node)).tooltip as string,
      /^Adds Asha\.\nAdd Customer\n/,
    );
    // The view can find a file before it is reported, and VS Code reports nothing about one that is then moved away.
    const created = reportedFolder('deep');
    await put('deep/too.kapture-add.json');
    await created;
    await untilRows('workspace', (labels) => labels.includes('too'));
    await rename(inWorkspace('snippets-test', 'deep'), `${inWorkspace()}-deep`);
    await untilRows('workspace', (labels) => !labels.includes('too') && labels.includes('seen'));
    await rename(`${inWorkspace()}-deep`, inWorkspace('snippets-test', 'moved in'));
    await untilRows('workspace', (labels) => labels.includes('too'));
    await rm(inWorkspace('snippets-test', 'moved in'), { recursive: true });
    await untilRows('workspace', (labels) => !labels.includes('too') && labels.includes('seen'));
    await rm(inWorkspace('snippets-test', 'seen.kapture-add.json'));
    await untilRows('workspace', (labels) => !labels.includes('seen'));
  });

  it('the folder of the personal snippets is deleted by another program → the view is updated', async () => {
    await openInEditor('.kapture-add.json', add);
    user.types('mine').picks('Personal');
    await run('kapture.saveAsSnippet');
    await fileRow('personal', 'mine');
    const view = await tree();
    const changed = new Promise((resolve) => view.onDidChangeTreeData(resolve));
    await rm(vscode.Uri.joinPath(fixture().context.globalStorageUri, 'snippets').fsPath, { recursive: true });
    await changed;
    assert.deepEqual(await rows('personal'), []);
  });

  it('an example → opens read-only, and sending it returns its documented failure', async () => {
    await run('kapture.useSandbox');
    const view = await tree();
    const nodes = await rows('examples');
    assert.equal(nodes.length, examples.filter(({ operation }) => operations[operation].module === 'customer').length);
    const taken = nodes.find((node) => view.getTreeItem(node).label === 'Phone Taken')!;
    await vscode.window.showTextDocument(taken.kind === 'example' ? taken.uri : assert.fail());
    assert.equal(vscode.window.activeTextEditor?.document.uri.scheme, exampleScheme);
    assert.equal(vscode.window.activeTextEditor.document.languageId, 'kapture-request');
    await run('kapture.sendFromView', taken);
    assert.match(shownDocument(responseScheme)!.getText(), /This mobile number already exists/);
  });

  it('rename → the editor follows, and names that are taken or invalid are refused', async () => {
    const uri = await put('one.kapture-add.json');
    await put('two.kapture-add.json');
    const node = await fileRow('workspace', 'one');
    await vscode.window.showTextDocument(uri);
    user.types('').types('a/b').types('two').types(' three.kapture-add.json ');
    await run('kapture.renameRequest', node);
    assert.deepEqual(user.validationErrors, [
      'A request must have a name.',
      'A name cannot contain any of these characters: \\ / : * ? " < > |',
      'A request named “two” already exists.',
    ]);
    assert.equal(
      vscode.window.activeTextEditor?.document.uri.fsPath,
      inWorkspace('snippets-test', 'three.kapture-add.json'),
    );
    await untilRows('workspace', (labels) => labels.includes('three') && !labels.includes('one'));
    user.pressesEscape();
    await run('kapture.renameRequest', await fileRow('workspace', 'two'));
    await fileRow('workspace', 'two');
  });

  it('duplicate → a copy beside it, with the next free name', async () => {
    await put('asha.kapture-add.json');
    await run('kapture.duplicateRequest', await fileRow('workspace', 'asha'));
    assert.equal(await textOf(vscode.Uri.file(inWorkspace('snippets-test', 'asha 2.kapture-add.json'))), add);
    assert.match(vscode.window.activeTextEditor!.document.uri.path, /asha 2\.kapture-add\.json$/);
    await run('kapture.duplicateRequest', await fileRow('workspace', 'asha 2'));
    await fileRow('workspace', 'asha 3');
  });

  it('delete several files → asks once; their editors close', async () => {
    await put('one.kapture-add.json', 'broken, but mine');
    await put('two.kapture-add.json');
    const nodes = [await fileRow('workspace', 'one'), await fileRow('workspace', 'two')];
    await vscode.window.showTextDocument(nodes[0]!.uri);
    await run('kapture.deleteRequest', nodes[0], nodes);
    assert.deepEqual(user.messageTexts, ['Delete 2 requests? one\ntwo']);
    assert.equal(await textOf(nodes[0]!.uri), 'broken, but mine');
    user.clicks('Delete');
    await run('kapture.deleteRequest', nodes[0], nodes);
    await untilRows('workspace', (labels) => !labels.includes('one') && !labels.includes('two'));
    assert.deepEqual(
      vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs),
      [],
    );
  });

  /** Simulates a selection for the rest of the test. The browser tests select rows in the view. */
  const select = (nodes: readonly RequestsNode[]): void => {
    Object.defineProperty(fixture().snippets.view, 'selection', { configurable: true, get: () => nodes });
  };

  it('delete or send by key or from the Command Palette → the confirmation names the selected request', async () => {
    await put('asha.kapture-add.json');
    await put('bala.kapture-add.json');
    const uri = await put('asha 2.kapture-add.json');
    select([await fileRow('workspace', 'asha 2')]);
    await run('kapture.deleteRequest');
    await run('kapture.sendFromView');
    assert.deepEqual(
      user.messages.map(({ text, actions }) => [text, actions]),
      [
        ['Delete the request “asha 2”? snippets-test/asha 2.kapture-add.json', ["Don't Delete", 'Delete']],
        ['Send the request “asha 2” (Add Customer)? snippets-test/asha 2.kapture-add.json', ["Don't Send", 'Send']],
      ],
    );
    assert.equal(await textOf(uri), add);
    assert.equal(shownDocument(responseScheme), undefined);
    user.clicks('Delete');
    await run('kapture.deleteRequest');
    await untilRows('workspace', (labels) => labels.includes('asha') && !labels.includes('asha 2'));
  });

  it('no row, a group or several rows selected → a message that says what to select', async () => {
    await put('asha.kapture-add.json');
    await put('bala.kapture-add.json');
    const both = [await fileRow('workspace', 'asha'), await fileRow('workspace', 'bala')];
    for (const nodes of [[], [await group('personal')]]) {
      select(nodes);
      await run('kapture.deleteRequest');
    }
    const howTo = 'Ctrl+Shift+Enter (Cmd on macOS) selects the focused row.';
    assert.deepEqual(
      user.messageTexts,
      Array(2).fill(`Select workspace requests or personal snippets first. ${howTo}`),
    );
    user.messages.length = 0;
    for (const nodes of [[], [await group('personal')], both]) {
      select(nodes);
      await run('kapture.renameRequest');
      await run('kapture.sendFromView');
    }
    assert.deepEqual(user.messageTexts, Array(6).fill(`Select one request in the Requests view first. ${howTo}`));
    user.messages.length = 0;
    await run('kapture.deleteRequest');
    assert.deepEqual(user.messageTexts, ['Delete 2 requests? asha\nbala']);
  });
});

describe('Save Request as Snippet', () => {
  afterEach(async () => {
    await rm(inWorkspace('snippets-test'), { recursive: true, force: true });
    await rm(inWorkspace('.kapture'), { recursive: true, force: true });
    await rm(vscode.Uri.joinPath(fixture().context.globalStorageUri, 'snippets').fsPath, {
      recursive: true,
      force: true,
    });
    await run('kapture.refreshRequests');
  });

  const saved = (name: string): Promise<string> => readFile(inWorkspace('.kapture', name), 'utf8');

  it('a draft → is saved unchanged, with comments, variables and commas', async () => {
    await openInEditor('.kapture-add.json', add);
    user.types('asha').picks('.kapture/');
    await run('kapture.saveAsSnippet');
    assert.equal(await saved('asha.kapture-add.json'), add);
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, inWorkspace('.kapture', 'asha.kapture-add.json'));
    assert.equal(user.offeredItems[0]?.label, '.kapture/');
    await fileRow('workspace', 'asha');
  });

  it('a response → its request is saved, formatted', async () => {
    await run('kapture.useSandbox');
    await openInEditor('.kapture-get.json', '[{"phone": "{{$phone}}"}]');
    await run('kapture.sendRequest');
    const response = shownDocument(responseScheme)!;
    user.types('who has it').picks('Personal');
    await run('kapture.saveAsSnippet', response.uri);
    assert.match(
      await textOf((await fileRow('personal', 'who has it')).uri),
      /^\[\n {2}\{\n {4}"phone": "[6-9]\d{9}"\n {2}\}\n\]\n$/,
    );
  });

  it('a request from the history → is saved, formatted', async () => {
    user.types('from history').picks('.kapture/');
    await run('kapture.saveAsSnippet', { operation: 'update', body: '{"kapture_customer_id":65033646,"attr1":0.0}' });
    assert.equal(
      await saved('from history.kapture-update.json'),
      '{\n  "kapture_customer_id": 65033646,\n  "attr1": 0.0\n}\n',
    );
  });

  it('text that looks like an auth key → a warning, and nothing is saved unless confirmed', async () => {
    await openInEditor('.kapture-add.json', '{}\n// Authorization: Basic a2FwZGVtbzprYXAxMjM=\n');
    await run('kapture.saveAsSnippet');
    assert.match(user.messageTexts.join(), /This request appears to contain an auth key \(line 2\)\./);
    assert.deepEqual(user.questions, []);
    user.clicks('Save Anyway').types('mine').picks('.kapture/');
    await run('kapture.saveAsSnippet');
    assert.match(await saved('mine.kapture-add.json'), /Basic/);
  });
});
