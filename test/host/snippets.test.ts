import assert from 'node:assert/strict';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { exampleScheme, responseScheme } from '../../src/editor/shared/ids.ts';
import { RequestFiles } from '../../src/editor/snippets/requestFiles.ts';
import { PersonalFiles } from '../../src/editor/snippets/personalFiles.ts';
import type { MoreNode, RequestsNode } from '../../src/editor/snippets/requestNodes.ts';
import { RequestsTree } from '../../src/editor/snippets/requestsTree.ts';
import { examples } from '../../src/kapture/catalogue/examples.ts';
import { operationIds, requestSuffix } from '../../src/kapture/catalogue/registry.ts';
import { openInEditor, shownDocument, workspaceFolder } from './support/documents.ts';
import { person } from './support/person.ts';
import { fileRow, group, rows, tree, untilRows } from './support/requestRows.ts';
import { run, stage } from './support/stage.ts';

const add = '// Adds Asha.\n{\n  "customer_name": "Asha", // hers\n  "phone": "{{$phone}}",\n}\n';

const inWorkspace = (...parts: string[]): string => path.join(workspaceFolder().fsPath, ...parts);

/** Writes as another program would. */
async function put(file: string, text = add): Promise<vscode.Uri> {
  const whole = inWorkspace('snippets-test', file);
  await mkdir(path.dirname(whole), { recursive: true });
  await writeFile(whole, text);
  return vscode.Uri.file(whole);
}

async function textOf(uri: vscode.Uri): Promise<string> {
  return readFile(uri.fsPath, 'utf8');
}

/** Until VS Code tells of a new file. Whoever listened before has heard of it then. */
function reported({ path }: vscode.Uri): Promise<void> {
  return new Promise((resolve) => {
    const watcher = vscode.workspace.createFileSystemWatcher('**', false, true, true);
    watcher.onDidCreate((uri) => {
      if (uri.path !== path) return;
      watcher.dispose();
      resolve();
    });
  });
}

describe('the requests view', () => {
  let selection: PropertyDescriptor;
  before(() => (selection = Object.getOwnPropertyDescriptor(stage().snippets.view, 'selection')!));
  afterEach(async () => {
    Object.defineProperty(stage().snippets.view, 'selection', selection);
    await rm(inWorkspace('snippets-test'), { recursive: true, force: true });
    await rm(inWorkspace('.kapture'), { recursive: true, force: true });
    await rm(vscode.Uri.joinPath(stage().context.globalStorageUri, 'snippets').fsPath, {
      recursive: true,
      force: true,
    });
    await run('kapture.refreshRequests');
  });

  it('lists the request files of the workspace in the order of folders and numbers, and none of node_modules', async () => {
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
    const items = (await rows('workspace'))
      .map((node) => view.getTreeItem(node))
      .filter(({ description }) => String(description).startsWith('snippets-test'));
    assert.deepEqual(
      items.map(({ label, description }) => [label, description]),
      [
        ['2 a', 'snippets-test'],
        ['10 b', 'snippets-test'],
        ['z', 'snippets-test/deep/er'],
      ],
    );
    assert.deepEqual(
      items.map(({ accessibilityInformation }) => accessibilityInformation?.label),
      [
        'Pull Customers, 2 a, snippets-test',
        'Add Customer, 10 b, snippets-test',
        'Get Customer, z, snippets-test/deep/er',
      ],
    );
  });

  it('follows files and folders that another program makes, changes and deletes', async () => {
    await put('seen.kapture-add.json');
    const node = await fileRow('workspace', 'seen');
    const view = await tree();
    assert.match(
      (await view.resolveTreeItem(view.getTreeItem(node), node)).tooltip as string,
      /^Adds Asha\.\nAdd Customer\n/,
    );
    await put('deep/too.kapture-add.json');
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

  it('opens an example read-only and sends it to the failure that it shows', async () => {
    await run('kapture.useSandbox');
    const view = await tree();
    const nodes = await rows('examples');
    assert.equal(nodes.length, examples.length);
    const taken = nodes.find((node) => view.getTreeItem(node).label === 'Phone Taken')!;
    await run('kapture.openRequest', taken);
    assert.equal(vscode.window.activeTextEditor?.document.uri.scheme, exampleScheme);
    assert.equal(vscode.window.activeTextEditor.document.languageId, 'kapture-request');
    await run('kapture.sendFromView', taken);
    assert.match(shownDocument(responseScheme)!.getText(), /This mobile number already exists/);
  });

  it('renames a file, which its editor follows, and refuses names that are taken or no names', async () => {
    const uri = await put('one.kapture-add.json');
    await put('two.kapture-add.json');
    const node = await fileRow('workspace', 'one');
    await vscode.window.showTextDocument(uri);
    person.types('').types('a/b').types('two').types(' three.kapture-add.json ');
    await run('kapture.renameRequest', node);
    assert.deepEqual(person.refusals, [
      'A request must have a name.',
      'A name cannot contain any of these characters: \\ / : * ? " < > |',
      'A request named “two” already exists.',
    ]);
    assert.equal(
      vscode.window.activeTextEditor?.document.uri.fsPath,
      inWorkspace('snippets-test', 'three.kapture-add.json'),
    );
    await untilRows('workspace', (labels) => labels.includes('three') && !labels.includes('one'));
    person.escapes();
    await run('kapture.renameRequest', await fileRow('workspace', 'two'));
    await fileRow('workspace', 'two');
  });

  it('duplicates a file beside itself, under the next free name', async () => {
    await put('asha.kapture-add.json');
    await run('kapture.duplicateRequest', await fileRow('workspace', 'asha'));
    assert.equal(await textOf(vscode.Uri.file(inWorkspace('snippets-test', 'asha 2.kapture-add.json'))), add);
    assert.match(vscode.window.activeTextEditor!.document.uri.path, /asha 2\.kapture-add\.json$/);
    await run('kapture.duplicateRequest', await fileRow('workspace', 'asha 2'));
    await fileRow('workspace', 'asha 3');
  });

  it('deletes several files at once, and brings them back as they were', async () => {
    await put('one.kapture-add.json', 'broken, but mine');
    await put('two.kapture-add.json');
    const nodes = [await fileRow('workspace', 'one'), await fileRow('workspace', 'two')];
    await vscode.window.showTextDocument(nodes[0]!.uri);
    await run('kapture.deleteRequest', nodes[0], nodes);
    await untilRows('workspace', (labels) => !labels.includes('one') && !labels.includes('two'));
    assert.deepEqual(
      person.told.map(({ actions }) => actions),
      [['Undo']],
    );
    // A VS Code that is served has no trash.
    assert.match(
      person.heard[0]!,
      /^2 requests were deleted\.( The trash is not available here\. Only Undo can restore what was deleted\.)?$/,
    );
    assert.deepEqual(
      vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs),
      [],
    );

    await put('one.kapture-add.json', 'broken, but mine');
    person.clicks('Undo');
    await run('kapture.deleteRequest', await fileRow('workspace', 'one'));
    await fileRow('workspace', 'one');
    assert.equal(
      await textOf(vscode.Uri.file(inWorkspace('snippets-test', 'one.kapture-add.json'))),
      'broken, but mine',
    );
  });

  it('a personal snippet, deleted → in the trash, from which Undo and Restore bring it back and Empty removes it', async () => {
    const folder = (await group('personal')).folder!;
    const keep = async (name: string, text: string): Promise<void> => {
      await mkdir(folder.fsPath, { recursive: true });
      await writeFile(vscode.Uri.joinPath(folder, `${name}.kapture-add.json`).fsPath, text);
      await run('kapture.refreshRequests');
    };
    await run('kapture.restoreSnippets');
    await run('kapture.emptySnippetTrash');
    assert.deepEqual(person.heard, Array(2).fill('The snippet trash is empty.'));
    person.told.length = 0;

    await keep('asha', 'first');
    person.clicks('Undo');
    await run('kapture.deleteRequest', await fileRow('personal', 'asha'));
    assert.equal(await textOf((await fileRow('personal', 'asha')).uri), 'first');
    assert.deepEqual(
      person.told.map(({ text, actions }) => [text, actions]),
      [['“asha” was deleted. It is in the snippet trash.', ['Undo']]],
    );
    await run('kapture.deleteRequest', await fileRow('personal', 'asha'));
    await keep('asha', 'second');
    person.picks('asha');
    await run('kapture.restoreSnippets');
    assert.match(person.offered[0]!.description!, /^Add Customer · deleted \d/);
    assert.equal(await textOf((await fileRow('personal', 'asha')).uri), 'second');
    assert.equal(await textOf((await fileRow('personal', 'asha 2')).uri), 'first');

    const nodes = [await fileRow('personal', 'asha'), await fileRow('personal', 'asha 2')];
    await run('kapture.deleteRequest', nodes[0], nodes);
    person.told.length = 0;
    await run('kapture.emptySnippetTrash');
    assert.match(person.heard[0]!, /^Permanently delete 2 snippets from the trash\? asha( 2)?\nasha( 2)?$/);
    person.clicks('Delete Permanently');
    await run('kapture.emptySnippetTrash');
    await run('kapture.restoreSnippets');
    assert.deepEqual(person.heard.slice(-2), ['2 snippets were permanently deleted.', 'The snippet trash is empty.']);
  });

  /** Has rows be selected for the rest of the test; in the view itself, browser tests select. */
  const select = (nodes: readonly RequestsNode[]): void => {
    Object.defineProperty(stage().snippets.view, 'selection', { configurable: true, get: () => nodes });
  };

  it('a key or the palette, which give no row → the selected request is named before it is deleted or sent', async () => {
    await put('asha.kapture-add.json');
    await put('bala.kapture-add.json');
    const uri = await put('asha 2.kapture-add.json');
    select([await fileRow('workspace', 'asha 2')]);
    await run('kapture.deleteRequest');
    await run('kapture.sendFromView');
    assert.deepEqual(
      person.told.map(({ text, actions }) => [text, actions]),
      [
        ['Delete the request “asha 2”? snippets-test/asha 2.kapture-add.json', ["Don't Delete", 'Delete']],
        ['Send the request “asha 2” (Add Customer)? snippets-test/asha 2.kapture-add.json', ["Don't Send", 'Send']],
      ],
    );
    assert.equal(await textOf(uri), add);
    assert.equal(shownDocument(responseScheme), undefined);
    person.clicks('Delete');
    await run('kapture.deleteRequest');
    await untilRows('workspace', (labels) => labels.includes('asha') && !labels.includes('asha 2'));
  });

  it('a selected request that is gone by now → says so, and does nothing', async () => {
    await put('asha.kapture-add.json');
    await put('asha 2.kapture-add.json');
    const node = await fileRow('workspace', 'asha 2');
    select([node]);
    await rm(node.uri.fsPath);
    for (const command of ['kapture.deleteRequest', 'kapture.renameRequest', 'kapture.sendFromView'])
      await run(command);
    assert.deepEqual(person.heard, Array(3).fill('“asha 2” no longer exists.'));
    await fileRow('workspace', 'asha');
  });

  it('no row, a group or several rows selected → says what to select', async () => {
    await put('asha.kapture-add.json');
    await put('bala.kapture-add.json');
    const both = [await fileRow('workspace', 'asha'), await fileRow('workspace', 'bala')];
    for (const nodes of [[], [await group('personal')]]) {
      select(nodes);
      await run('kapture.deleteRequest');
      await run('kapture.copyRequestPath');
    }
    assert.deepEqual(person.heard, Array(4).fill('Select requests of the workspace or personal snippets first.'));
    person.told.length = 0;
    for (const nodes of [[], [await group('personal')], both]) {
      select(nodes);
      await run('kapture.renameRequest');
      await run('kapture.sendFromView');
    }
    assert.deepEqual(person.heard, Array(6).fill('Select one request in the Requests view first.'));
    await run('kapture.copyRequestPath');
    assert.equal(await vscode.env.clipboard.readText(), both.map(({ uri }) => uri.fsPath).join('\n'));
    await vscode.env.clipboard.writeText('');
    await run('kapture.copyRequestPath', both[0], both);
    assert.equal(await vscode.env.clipboard.readText(), both.map(({ uri }) => uri.fsPath).join('\n'));
    person.told.length = 0;
    await run('kapture.deleteRequest');
    assert.deepEqual(person.heard, ['Delete 2 requests? asha\nbala']);
  });

  it('moves what is dragged to another group or folder, copies examples, and never writes over a file', async () => {
    await put('asha.kapture-add.json');
    await put('there/asha.kapture-add.json', '{}');
    const view = await stage().snippets.open();
    const here =
      (await rows('workspace')).find(
        (node) => node.kind === 'file' && node.uri.path.endsWith('snippets-test/asha.kapture-add.json'),
      ) ?? (await fileRow('workspace', 'asha'));
    await view.drop([here], await group('workspace'));
    assert.equal(
      await textOf(vscode.Uri.file(inWorkspace('snippets-test', 'asha.kapture-add.json'))),
      add,
      'dropped on its own group, it stays',
    );
    await view.drop([here], await group('personal'));
    const kept = await fileRow('personal', 'asha');
    assert.equal(await textOf(kept.uri), add);
    const other = (
      await untilRows('workspace', (labels) => labels.filter((label) => label === 'asha').length === 1)
    ).find((node) => node.kind === 'file' && node.uri.path.endsWith('there/asha.kapture-add.json'))!;
    await view.drop([kept], other);
    assert.equal(await textOf((await fileRow('workspace', 'asha 2')).uri), add);
    assert.equal(await textOf(vscode.Uri.file(inWorkspace('snippets-test', 'there', 'asha.kapture-add.json'))), '{}');
    await view.drop(await rows('examples'), await group('workspace'));
    assert.equal(
      await readFile(inWorkspace('.kapture', 'Phone Taken.kapture-add.json'), 'utf8'),
      examples.find(({ title }) => title === 'Phone Taken')!.text,
    );
    assert.equal((await rows('examples')).length, examples.length);
    await view.drop([other], await group('examples'));
    await fileRow('workspace', 'asha');
  });

  it('shows the first of 2,000 files, and the rest on demand', async function () {
    this.timeout(60_000);
    for (let at = 0; at < 2000; at++) await put(`many/${at % 40}/request ${at}${requestSuffix(operationIds[at % 4]!)}`);
    // Other tests may have left requests in the workspace.
    const others = (await vscode.workspace.findFiles(`**/*.kapture-{${operationIds.join()}}.json`)).length - 2000;
    // A view of its own, which has not looked yet.
    const files = new RequestFiles();
    const personal = new PersonalFiles(stage().context.globalStorageUri);
    const fresh = new RequestsTree(files, personal);
    try {
      const [workspace] = await fresh.getChildren();
      // As VS Code does: what is announced is asked for.
      const whole = new Promise<void>((resolve) =>
        files.onDidChange(() => void fresh.getChildren(workspace).then(() => files.isWhole && resolve())),
      );
      const first = await fresh.getChildren(workspace);
      const items = first.map((node) => fresh.getTreeItem(node));
      assert.deepEqual([items.length, items.at(-1)!.label], [201, 'Show More…']);
      await whole;
      const page = await fresh.getChildren(workspace);
      assert.deepEqual(
        [page.length, fresh.getTreeItem(page.at(-1)!).description],
        [201, `${(1800 + others).toLocaleString('en')} not shown`],
      );
      fresh.showMore(page.at(-1) as MoreNode);
      assert.equal((await fresh.getChildren(workspace)).length, 401);
    } finally {
      vscode.Disposable.from(files, personal, fresh).dispose();
    }
  });

  it('is told once of a personal request that it keeps, and of one that another program puts there', async () => {
    const personal = new PersonalFiles(workspaceFolder());
    const [ours, theirs] = ['ours', 'theirs'].map((name) =>
      vscode.Uri.joinPath(personal.folder, `${name}.kapture-add.json`),
    ) as [vscode.Uri, vscode.Uri];
    const isThere = reported(personal.folder);
    await personal.list();
    await isThere;
    let told = 0;
    personal.onDidChange(() => told++);
    const isReported = reported(theirs);
    try {
      await writeFile(ours.fsPath, add);
      personal.add(ours);
      await writeFile(theirs.fsPath, add);
      await isReported;
      assert.equal(told, 2);
    } finally {
      personal.dispose();
      await rm(personal.folder.fsPath, { recursive: true });
    }
  });
});

describe('Save Request as Snippet', () => {
  afterEach(async () => {
    await rm(inWorkspace('snippets-test'), { recursive: true, force: true });
    await rm(inWorkspace('.kapture'), { recursive: true, force: true });
    await rm(vscode.Uri.joinPath(stage().context.globalStorageUri, 'snippets').fsPath, {
      recursive: true,
      force: true,
    });
    await run('kapture.refreshRequests');
  });

  const saved = (name: string): Promise<string> => readFile(inWorkspace('.kapture', name), 'utf8');

  it('keeps a draft as it stands: comments, variables, commas', async () => {
    await openInEditor('.kapture-add.json', add);
    person.types('asha').picks('.kapture/');
    await run('kapture.saveAsSnippet');
    assert.equal(await saved('asha.kapture-add.json'), add);
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, inWorkspace('.kapture', 'asha.kapture-add.json'));
    assert.equal(person.offered[0]?.label, '.kapture/');
    await fileRow('workspace', 'asha');
  });

  it('says when a name is taken in a place, and takes the next', async () => {
    for (const name of ['asha.kapture-add.json', 'asha 2.kapture-add.json']) {
      await openInEditor('.kapture-add.json', add);
      person.types('asha').picks('.kapture/');
      await run('kapture.saveAsSnippet');
      assert.equal(await saved(name), add);
    }
    assert.equal(person.offered[0]?.detail, '“asha” already exists. The name will be “asha 2”.');
  });

  it('keeps what was sent for a response, laid out', async () => {
    await run('kapture.useSandbox');
    await openInEditor('.kapture-get.json', '[{"phone": "{{$phone}}"}]');
    await run('kapture.sendRequest');
    const response = shownDocument(responseScheme)!;
    person.types('who has it').picks('Personal');
    await run('kapture.saveAsSnippet', response.uri);
    assert.match(
      await textOf((await fileRow('personal', 'who has it')).uri),
      /^\[\n {2}\{\n {4}"phone": "[6-9]\d{9}"\n {2}\}\n\]\n$/,
    );
  });

  it('keeps a request that comes from elsewhere in the editor', async () => {
    person.types('from history').picks('.kapture/');
    await run('kapture.saveAsSnippet', { operation: 'update', body: '{"kapture_customer_id":65033646,"attr1":0.0}' });
    assert.equal(
      await saved('from history.kapture-update.json'),
      '{\n  "kapture_customer_id": 65033646,\n  "attr1": 0.0\n}\n',
    );
  });

  it('asks which operation any other JSON is for', async () => {
    await openInEditor('.json', '[|{"phone": "9845765226"}|, {}]');
    person.picks('Get Customer').types('by phone').picks('.kapture/');
    await run('kapture.saveAsSnippet');
    assert.equal(await saved('by phone.kapture-get.json'), '{"phone": "9845765226"}');
  });

  it('warns of what looks like an auth key, and saves nothing then unless told to', async () => {
    await openInEditor('.kapture-add.json', '{}\n// Authorization: Basic a2FwZGVtbzprYXAxMjM=\n');
    await run('kapture.saveAsSnippet');
    assert.match(person.heard.join(), /This request appears to contain an auth key \(line 2\)\./);
    assert.deepEqual(person.questions, []);
    person.clicks('Save Anyway').types('mine').picks('.kapture/');
    await run('kapture.saveAsSnippet');
    assert.match(await saved('mine.kapture-add.json'), /Basic/);
  });

  it('writes nothing when the user leaves at the name or at the place', async () => {
    await openInEditor('.kapture-add.json', add);
    person.escapes();
    await run('kapture.saveAsSnippet');
    person.types('asha').escapes();
    await run('kapture.saveAsSnippet');
    await assert.rejects(saved('asha.kapture-add.json'), { code: 'ENOENT' });
  });

  it('says what to do where there is no request', async () => {
    await run('kapture.saveAsSnippet');
    assert.deepEqual(person.heard, [
      'There is no request to save here. Open a request, its response or any JSON document, then try again.',
    ]);
  });
});
