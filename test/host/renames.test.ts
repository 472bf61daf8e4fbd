import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { lstat, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { ConnectionList, type ConnectionListeners } from '../../src/editor/connections/connectionList.ts';
import { KeyRing } from '../../src/editor/connections/keys/keyRing.ts';
import { ReferenceUpdates } from '../../src/editor/connections/renames/referenceUpdates.ts';
import { showLostSelection } from '../../src/editor/connections/showLostSelection.ts';
import { TargetResolver } from '../../src/editor/connections/targetResolver.ts';
import { Connections } from '../../src/editor/connections/register.ts';
import type { ExchangeNode } from '../../src/editor/history/historyNodes.ts';
import { recordScheme, responseScheme } from '../../src/editor/shared/ids.ts';
import type { AuthKey } from '../../src/kapture/connection/authKey.ts';
import { serveHttp, type LocalServer } from '../unit/kapture/http/localServer.ts';
import {
  documentKinds,
  lensesOf,
  openInEditor,
  plainTitle,
  shownDocument,
  workspaceFolder,
} from './support/documents.ts';
import { user } from './support/user.ts';
import { changeSetting, connect, run, fixture, testKey } from './support/fixture.ts';
import { stateWith } from './support/stateWith.ts';
import { allCustomers, customerRow } from './support/tree.ts';
import { until } from './support/until.ts';

interface Tenant extends LocalServer {
  readonly city: string;
}

/** A tenant that stores the city of its only customer, 7. */
async function serveTenant(): Promise<Tenant> {
  const tenant = { city: 'Pune' };
  const server = await serveHttp((response, { body }) => {
    if (!body.startsWith('[')) tenant.city = (JSON.parse(body) as { city?: string }).city ?? tenant.city;
    const record = {
      id: 7,
      name: 'Asha',
      city: tenant.city,
      generationDate: 'Mar 14, 2021 2:21:11 PM',
      contacts: [],
    };
    let answer: object = { Enquiry: { kapture_customer_id: 7 }, message: 'ok' };
    if (body.includes('start_date')) answer = { message: [record] };
    else if (body.startsWith('[')) answer = { 'Customer Details': record };
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ ...answer, status: 'success' }));
  });
  return {
    ...server,
    get city() {
      return tenant.city;
    },
  };
}

const entry = (name: string, { origin }: LocalServer): object => ({ name, baseUrl: origin, role: 'development' });
const keysOf = ({ requests }: LocalServer): (string | undefined)[] =>
  requests.map(({ headers }) => headers.authorization?.replace(/^Basic /, ''));
const documentChanged = vscode.workspace.onDidChangeTextDocument as vscode.Event<never>;

/** Fires for changes in files of the workspace and of personal snippets, and in open documents. */
const filesChanged: vscode.Event<never> = (listener) => {
  const changed = (): void => void listener(undefined as never);
  const watchers = [workspaceFolder(), fixture().context.globalStorageUri].map((folder) =>
    vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '**')),
  );
  return vscode.Disposable.from(
    ...watchers,
    ...watchers.flatMap((watcher) => [watcher.onDidChange(changed), watcher.onDidCreate(changed)]),
    vscode.workspace.onDidChangeTextDocument(changed),
    vscode.workspace.onDidSaveTextDocument(changed),
  );
};

async function setAutoSave(value: 'off' | undefined): Promise<void> {
  await vscode.workspace.getConfiguration('files').update('autoSave', value, vscode.ConfigurationTarget.Global);
}

const ways = {
  'with Edit Connection': async (from: string, to: string, answer?: () => void, { isGone = false } = {}) => {
    user.picks('Name').types(to);
    // Kapture asks at once, before anything else is changed.
    answer?.();
    // Edit Connection closes automatically if the connection no longer exists.
    if (!isGone) user.pressesEscape();
    await run('kapture.editConnection', from);
  },
  'in the settings': async (from: string, to: string) => {
    const entries = vscode.workspace.getConfiguration('kapture').get<{ name: string }[]>('connections')!;
    await changeSetting(
      'connections',
      entries.map((one) => (one.name === from ? { ...one, name: to } : one)),
    );
  },
} as const;
const wayNames = Object.keys(ways) as (keyof typeof ways)[];

for (const way of wayNames) {
  const rename = ways[way];

  describe(`a connection that is renamed ${way}`, () => {
    let tenant: Tenant;

    beforeEach(async () => {
      tenant = await serveTenant();
      await connect({ name: 'Acme', baseUrl: tenant.origin, role: 'development' });
    });

    afterEach(async () => {
      await changeSetting('defaultConnection', undefined);
      await run('kapture.showAllHistory');
      user.clicks('Clear All');
      await run('kapture.clearHistory');
      await run('kapture.showConnectionHistory');
    });

    it('keys, active connection and default connection → the new name, without a question', async () => {
      await changeSetting('defaultConnection', 'Acme');
      user.picks('Get Customer').picks('Auth key').types('key-for-get');
      await run('kapture.setAuthKey', 'Acme');
      await rename('Acme', 'Acme India');
      await openInEditor('.kapture-get.json', '{"kapture_customer_id": "7"}');
      await run('kapture.sendRequest');
      await openInEditor('.kapture-pull.json', '[{"start_date": "2021-03-14", "end_date": "2021-03-14"}]');
      await run('kapture.sendRequest');
      assert.deepEqual(keysOf(tenant), ['key-for-get', testKey]);
      const { context } = fixture();
      assert.equal(context.workspaceState.get('activeConnection'), 'Acme India');
      await until(
        'the default',
        vscode.workspace.onDidChangeConfiguration as vscode.Event<never>,
        () => vscode.workspace.getConfiguration('kapture').get('defaultConnection') === 'Acme India',
      );
      assert.deepEqual((await context.secrets.keys()).sort(), [
        'kapture.key/default/Acme India',
        'kapture.key/get/Acme India',
      ]);
    });

    it('the base URL changes after the rename → the keys are not used for the new URL', async () => {
      const other = await serveTenant();
      await rename('Acme', 'Acme India');
      await changeSetting('connections', [entry('Acme India', other)]);
      await openInEditor('.kapture-get.json', '{"kapture_customer_id": "7"}');
      user.pressesEscape();
      await run('kapture.sendRequest');
      assert.match(user.questions.at(-1)!, /The auth key for Acme India was saved for another base URL\./);
      assert.equal(other.requests.length, 0);
    });

    it('pulled customers and an export → under the new name', async () => {
      user.picks('Other dates…').types('2021-03-14').types('2021-03-14');
      await run('kapture.pullRange');
      await rename('Acme', 'Acme India');
      const { model } = await fixture().customers.open();
      await until('the new name', model.onDidChange as vscode.Event<never>, () => model.connection === 'Acme India');
      await model.settled();
      assert.deepEqual(
        (await allCustomers()).map(({ customer }) => customer.name),
        ['Asha'],
      );
      const file = vscode.Uri.joinPath(fixture().context.globalStorageUri, 'renamed.jsonl');
      user.picks('JSON Lines').savesTo(file);
      await run('kapture.exportCustomers');
      assert.equal(user.messageTexts.at(-1), `1 customer was exported to ${file.fsPath}.`);
      await vscode.workspace.fs.delete(file);
      const { node } = await customerRow('7');
      await run('kapture.openRecord', { ...node, refresh: true });
      assert.equal(keysOf(tenant).at(-1), testKey);
    });

    it('an open record → refreshed through the renamed connection', async () => {
      await run('kapture.openRecord', { tenant: tenant.origin, connection: 'Acme', id: '7', refresh: true });
      const record = shownDocument(recordScheme)!;
      await rename('Acme', 'Acme India');
      assert.equal(plainTitle((await lensesOf(record.uri))[0]!), 'Refresh from Acme India');
      await run('kapture.openRecord', { tenant: tenant.origin, connection: 'Acme', id: '7', refresh: true });
      assert.deepEqual(keysOf(tenant), [testKey, testKey]);
    });

    it('an edit with unsaved changes → is saved through the renamed connection, when another of the tenant is active', async () => {
      await connect({ name: 'Support', baseUrl: tenant.origin, role: 'development' }, 'key-of-support');
      await run('kapture.editCustomer', { tenant: tenant.origin, connection: 'Acme', id: '7' });
      const { document } = vscode.window.activeTextEditor!;
      const found = /("city": )"Pune"/.exec(document.getText())!;
      const start = document.positionAt(found.index + found[1]!.length);
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, new vscode.Range(start, start.translate(0, '"Pune"'.length)), '"Agra"');
      await vscode.workspace.applyEdit(edit);
      await rename('Acme', 'Acme India');
      assert.equal(document.isDirty, true);
      assert.match(document.getText(), /"city": "Agra"/);
      assert.equal(plainTitle((await lensesOf(document.uri))[0]!), 'Save to Acme India (development)');
      await vscode.window.showTextDocument(document);
      await run('workbench.action.files.save');
      assert.deepEqual([document.isDirty, tenant.city, [...new Set(keysOf(tenant))]], [false, 'Agra', [testKey]]);
      await until('its new name', documentChanged, () => document.getText().includes('@connection Acme India'));
    });

    it('history, responses and $last → remain, and are sent again with the same key', async () => {
      await openInEditor('.kapture-get.json', '{"kapture_customer_id": "7"}');
      await run('kapture.sendRequest');
      const response = shownDocument(responseScheme)!.uri;
      const row = await historyRow();
      await rename('Acme', 'Acme India');
      assert.deepEqual(
        (await historyRows()).map(({ body, connection }) => [body, connection]),
        [[row.body, 'Acme India']],
      );
      await run('kapture.resendFromHistory', row);
      await run('kapture.sendAgain', response);
      await openInEditor('.kapture-get.json', '{"email_id": "{{$last.get.name}}"}');
      await run('kapture.sendRequest');
      assert.deepEqual(keysOf(tenant), [testKey, testKey, testKey, testKey]);
      assert.match(tenant.requests.at(-1)!.body, /"Asha"/);
      assert.deepEqual(user.messageTexts, []);
    });
  });

  describe(`files that name a connection which is renamed ${way}`, () => {
    const folderName = `renames-test-${wayNames.indexOf(way)}`;
    const question = 'Update Files That Refer to Acme · The selected files will refer to Acme India instead.';
    const notice = 'The connection Acme was renamed to Acme India, but some files still refer to Acme.';
    const request = (name: string): string => `// About it.\r\n//  @connection ${name} \r\n{ "phone" :"9000000001",}`;
    const folder = (...parts: string[]): string => path.join(workspaceFolder().fsPath, folderName, ...parts);
    const environment = (): string => path.join(workspaceFolder().fsPath, 'kapture.env.json');
    const personal = (): string =>
      vscode.Uri.joinPath(fixture().context.globalStorageUri, 'snippets', 'mine.kapture-get.json').fsPath;
    const textOf = (file: string): Promise<string> => readFile(file, 'utf8');

    async function put(file: string, text = request('Acme')): Promise<vscode.Uri> {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text);
      return vscode.Uri.file(file);
    }

    async function show(uri: vscode.Uri): Promise<vscode.TextDocument> {
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document, { preview: false });
      return document;
    }

    /** The files that the question listed. */
    let listed: typeof user.offeredItems = [];

    /** Renames Acme, and accepts or declines the question about its files. */
    async function renameAcme({ accepts }: { readonly accepts: boolean }): Promise<void> {
      if (way === 'in the settings') user.clicks('Update Files…');
      const list = (): Promise<void> => Promise.resolve(void (listed = user.offeredItems));
      const answer = (): void => void (accepts ? user.picksAll(list) : user.pressesEscape());
      if (way === 'in the settings') answer();
      await rename('Acme', 'Acme India', answer);
      if (way === 'in the settings')
        await until('the notice', user.onMessage, () => user.messageTexts.includes(notice));
    }

    // VS Code in a browser saves automatically.
    before(() => setAutoSave('off'));
    after(() => setAutoSave(undefined));

    beforeEach(async () => {
      const { origin } = await serveTenant();
      await connect({ name: 'Other', baseUrl: (await serveTenant()).origin });
      await connect({ name: 'Acme', baseUrl: origin });
    });

    afterEach(async () => {
      for (const file of [folder(), environment(), personal()]) await rm(file, { recursive: true, force: true });
    });

    it('accepted → one question lists all files; only the name changes, and unsaved documents stay unsaved', async () => {
      const closed = folder('closed.kapture-add.json');
      const latin1 = folder('latin1.kapture-add.json');
      await put(closed, `\uFEFF${request('Acme')}`);
      await writeFile(
        await put(latin1).then(({ fsPath }) => fsPath),
        Buffer.from(`${request('Acme')} // \xfc`, 'latin1'),
      );
      await put(folder('other.kapture-add.json'), request('Other'));
      await put(folder('node_modules', 'package.kapture-add.json'));
      await put(environment(), '{ "connections": {"Acme": { "a":1 }} }');
      await put(personal());
      const clean = await show(await put(folder('deep', 'clean.kapture-get.json')));
      const dirty = await show(await put(folder('deep', 'dirty.kapture-get.json'), '{\r\n}'));
      await documentKinds.saved.write(dirty, request('Acme'));
      const unpinned = await show(await put(folder('deep', 'unpinned.kapture-get.json')));
      await documentKinds.saved.write(unpinned, '{}');
      const draft = await documentKinds.untitled.open('z.kapture-update.json', request('Acme'));

      await renameAcme({ accepts: true });
      const changed = (text: string): boolean => text.includes('Acme India');
      await until(
        'the last file',
        filesChanged,
        () =>
          [closed, latin1, personal(), environment(), clean.uri.fsPath].every((one) =>
            changed(readFileSync(one, 'utf8')),
          ) &&
          [draft, dirty].every((document) => changed(document.getText())) &&
          !clean.isDirty,
      );
      assert.equal(draft.getText(), request('Acme India').replaceAll('\r\n', '\n'));
      assert.equal(user.questions.filter((text) => text === question).length, 1);
      assert.deepEqual(
        listed.map(({ label, description, picked }) => [label, description, picked]).sort(),
        [
          ['clean.kapture-get.json', `${folderName}/deep`, true],
          ['closed.kapture-add.json', folderName, true],
          ['dirty.kapture-get.json', `${folderName}/deep`, true],
          [path.basename(draft.uri.path), 'Not saved yet', true],
          ['kapture.env.json', 'workspace', true],
          ['latin1.kapture-add.json', folderName, true],
          ['mine.kapture-get.json', 'Personal snippet', true],
        ].sort(),
      );
      assert.deepEqual(
        [await textOf(closed), await textOf(personal()), await textOf(environment())],
        [`\uFEFF${request('Acme India')}`, request('Acme India'), '{ "connections": {"Acme India": { "a":1 }} }'],
      );
      assert.deepEqual(await readFile(latin1), Buffer.from(`${request('Acme India')} // \xfc`, 'latin1'));
      assert.deepEqual(
        [clean.isDirty, await textOf(clean.uri.fsPath), clean.getText()],
        [false, request('Acme India'), request('Acme India')],
      );
      assert.deepEqual(
        [dirty.isDirty, await textOf(dirty.uri.fsPath), dirty.getText()],
        [true, '{\r\n}', request('Acme India')],
      );
      assert.deepEqual([unpinned.isDirty, unpinned.getText()], [true, '{}']);
      await vscode.window.showTextDocument(clean);
      await run('undo');
      assert.equal(clean.getText(), request('Acme'));
    });

    it('declined → no file changes', async () => {
      const closed = folder('closed.kapture-add.json');
      await put(closed);
      const clean = await show(await put(folder('clean.kapture-get.json')));
      await renameAcme({ accepts: false });
      await until('the question', user.onQuestion, () => user.questions.includes(question));
      assert.deepEqual(
        [await textOf(closed), clean.getText(), clean.isDirty],
        [request('Acme'), request('Acme'), false],
      );
    });
  });
}

describe('the question about files that name a renamed connection', () => {
  const file = (): vscode.Uri => vscode.Uri.joinPath(workspaceFolder(), 'pinned.kapture-get.json');
  const pinned = (name: string): string => `// @connection ${name}\n{"phone": "9000000001"}`;
  const text = async (): Promise<string> => Buffer.from(await vscode.workspace.fs.readFile(file())).toString();
  const write = async (name: string): Promise<void> => vscode.workspace.fs.writeFile(file(), Buffer.from(pinned(name)));
  let tenant: Tenant;

  beforeEach(async () => {
    tenant = await serveTenant();
    await connect({ name: 'Acme', baseUrl: tenant.origin, role: 'development' });
    await write('Acme');
  });

  afterEach(() => vscode.workspace.fs.delete(file()).then(undefined, () => undefined));

  const renameAcme = (meanwhile?: () => Promise<unknown>, options?: { readonly isGone: boolean }): Promise<void> =>
    ways['with Edit Connection']('Acme', 'Acme India', () => user.picksAll(meanwhile), options);

  it('renamed again while it is open → nothing is changed, with a message', async () => {
    await renameAcme(() => ways['in the settings']('Acme India', 'Acme Asia'), { isGone: true });
    assert.equal(await text(), pinned('Acme'));
    assert.deepEqual(user.messages.at(-1), {
      severity: 'warning',
      text: 'Nothing was changed: the connection Acme is now named Acme Asia.',
      actions: ['Update Files…'],
    });
  });

  it('a file in another encoding that is open → is unchanged, and is listed as not changed', async () => {
    const bytes = Buffer.from(`${pinned('Acme')} // \xfc`, 'latin1');
    await vscode.workspace.fs.writeFile(file(), bytes);
    await vscode.window.showTextDocument(file());
    await renameAcme();
    assert.deepEqual(await readFile(file().fsPath), bytes);
    assert.deepEqual(user.messageTexts, [
      'These files could not be changed and still refer to Acme: pinned.kapture-get.json',
    ]);
  });

  it('a symbolic link → its target is changed, and it stays a link', async () => {
    const target = vscode.Uri.joinPath(workspaceFolder(), 'linked.txt');
    await vscode.workspace.fs.writeFile(target, Buffer.from(pinned('Acme')));
    await vscode.workspace.fs.delete(file());
    await symlink(target.fsPath, file().fsPath);
    try {
      await renameAcme();
      assert.equal(await readFile(target.fsPath, 'utf8'), pinned('Acme India'));
      assert.ok((await lstat(file().fsPath)).isSymbolicLink());
    } finally {
      await vscode.workspace.fs.delete(target);
    }
  });

  it('renamed back while it is open → nothing is changed, with a message', async () => {
    await renameAcme(() => ways['in the settings']('Acme India', 'Acme'), { isGone: true });
    assert.equal(await text(), pinned('Acme'));
    assert.deepEqual(user.messageTexts, ['Nothing was changed: Acme is no longer a previous name of any connection.']);
  });

  it('another connection takes the earlier name while it is open → nothing is changed', async () => {
    const other = await serveTenant();
    await renameAcme(() => changeSetting('connections', [entry('Acme India', tenant), entry('Acme', other)]));
    assert.equal(await text(), pinned('Acme'));
  });

  it('a file names another connection in the meantime → is unchanged', async () => {
    await renameAcme(() => write('Other'));
    assert.equal(await text(), pinned('Other'));
    assert.deepEqual(user.messageTexts, []);
  });

  it('a file is deleted in the meantime → no message', async () => {
    await renameAcme(async () => vscode.workspace.fs.delete(file()));
    assert.deepEqual(user.messageTexts, []);
  });

  it('another window has updated the files → a message that nothing is left to update', async () => {
    const click = user.clicksLater('Update Files…');
    await ways['in the settings']('Acme', 'Acme India');
    await until('the notice', user.onMessage, () => user.messageTexts.length > 0);
    await write('Acme India');
    click();
    await until('the answer', user.onMessage, () => user.messageTexts.includes('There is nothing left to update.'));
  });

  it('a request is sent while it is open → is sent', async () => {
    await renameAcme(async () => {
      await openInEditor('.kapture-get.json', '{"kapture_customer_id": "7"}');
      await run('kapture.sendRequest');
    });
    assert.deepEqual(keysOf(tenant), [testKey]);
    assert.equal(await text(), pinned('Acme India'));
  });

  it('a request whose connection has another path since it was opened → sending it still asks, under the new name', async () => {
    const { document } = await openInEditor('.kapture-add.json', '// @connection Acme\n{"customer_name": "Asha"}');
    await changeSetting('connections', [{ ...entry('Acme', tenant), paths: { add: '/elsewhere' } }]);
    await renameAcme();
    assert.match(document.getText(), /@connection Acme India/);
    await vscode.window.showTextDocument(document);
    await run('kapture.addCustomer');
    assert.equal(tenant.requests.length, 0);
    assert.match(user.messageTexts.at(-1)!, /elsewhere/);
  });
});

describe('search for files that name a connection, and their update', () => {
  const uri = (name: string): vscode.Uri => vscode.Uri.joinPath(workspaceFolder(), name);
  const [first, second] = ['cancel-1.kapture-get.json', 'cancel-2.kapture-get.json'] as const;
  let names: ReferenceUpdates;

  beforeEach(async () => {
    const list = { currentName: () => 'Acme India', isCurrent: () => true } as unknown as ConnectionList;
    names = new ReferenceUpdates(list, fixture().context.globalStorageUri, fixture().log);
    for (const name of [first, second])
      await vscode.workspace.fs.writeFile(uri(name), Buffer.from('// @connection Acme\n{}'));
  });

  afterEach(async () => {
    for (const name of [first, second]) await vscode.workspace.fs.delete(uri(name));
  });

  it('the search is canceled → no question and no message', async () => {
    const click = user.clicksLater('Update Files…');
    const notice = names.notify({ from: 'Acme', to: 'Acme India', tenant: '' });
    await until('the notice', user.onMessage, () => user.messageTexts.length > 0);
    await canceledDuring('findFiles', async () => {
      click();
      await notice;
    });
    assert.deepEqual(user.messageTexts, [
      'The connection Acme was renamed to Acme India, but some files still refer to Acme.',
    ]);
    assert.deepEqual(user.questions, []);
  });

  it('another connection has the earlier name → the message says so', async () => {
    await names.notify({ from: 'Acme', to: 'Acme India', tenant: '' }, true);
    assert.deepEqual(user.messageTexts, [
      'The connection Acme was renamed to Acme India, and another connection is now named Acme. Some files still refer to Acme.',
    ]);
  });

  it('the update is canceled → a message with the number of files that still have the earlier name', async () => {
    await vscode.window.showTextDocument(uri(first));
    user.picksAll();
    await canceledDuring('applyEdit', () => names.ask('Acme'));
    const texts = [first, second].map((name) => readFileSync(uri(name).fsPath, 'utf8'));
    assert.deepEqual(texts, ['// @connection Acme India\n{}', '// @connection Acme\n{}']);
    assert.deepEqual(user.messageTexts, ['The update was canceled. 1 file still refers to Acme.']);
  });

  /** Cancels as soon as progress is shown, while this function of VS Code is running. */
  async function canceledDuring(work: 'findFiles' | 'applyEdit', act: () => Promise<unknown>): Promise<void> {
    const cancellation = new vscode.CancellationTokenSource();
    const { promise: isShown, resolve: show } = Promise.withResolvers<void>();
    let isCalled = false;
    const { window, workspace } = vscode;
    const real = workspace[work].bind(workspace) as (...args: unknown[]) => Thenable<unknown>;
    const presentProgress = Object.getOwnPropertyDescriptor(window, 'withProgress')!;
    const presentWork = Object.getOwnPropertyDescriptor(workspace, work)!;
    Object.defineProperty(window, 'withProgress', {
      ...presentProgress,
      value: (_: unknown, run: (progress: object, token: vscode.CancellationToken) => Thenable<unknown>) => {
        // On a busy machine, an earlier step may take long enough to show progress too.
        if (!isCalled) return run({ report: () => undefined }, new vscode.CancellationTokenSource().token);
        const running = run({ report: () => undefined }, cancellation.token);
        cancellation.cancel();
        show();
        return running;
      },
    });
    Object.defineProperty(workspace, work, {
      ...presentWork,
      value: async (...args: unknown[]) => {
        isCalled = true;
        await isShown;
        return real(...args);
      },
    });
    try {
      await act();
    } finally {
      Object.defineProperty(window, 'withProgress', presentProgress);
      Object.defineProperty(workspace, work, presentWork);
    }
  }
});

describe('renames, in a window that starts later', () => {
  let shared: vscode.Memento;
  const open: ConnectionList[] = [];

  beforeEach(() => {
    shared = stateWith();
  });

  afterEach(() => {
    for (const list of open.splice(0)) list.dispose();
  });

  /** The connections of a window with this workspace state. */
  function start(workspace = stateWith(), listeners: ConnectionListeners = {}): ConnectionList {
    const list = new ConnectionList(workspace, shared, fixture().log, listeners);
    open.push(list);
    return list;
  }

  function connectionOf(list: ConnectionList, tenant: LocalServer, name: string): string | undefined {
    const { context, log } = fixture();
    const keys = new KeyRing(context.secrets, shared, log, String);
    const sandbox = { key: testKey as AuthKey, start: () => Promise.reject(new Error('unused')) };
    return new TargetResolver(list, keys, sandbox, shared, log).connectionOf(tenant.origin, name)?.name;
  }

  it('the earlier name of one of two connections to a tenant → resolves to that one, when the other is active', async () => {
    const tenant = await serveTenant();
    await changeSetting('connections', [entry('Support', tenant), { ...entry('Acme', tenant), role: 'production' }]);
    const workspace = stateWith(['activeConnection', 'Support']);
    start(workspace);
    await ways['in the settings']('Acme', 'Acme India');
    assert.equal(connectionOf(start(workspace), tenant, 'Acme'), 'Acme India');
  });

  it('renamed and changed, and another connection has its earlier settings → the renamed one is active', async () => {
    const tenant = await serveTenant();
    await changeSetting('connections', [entry('A', tenant)]);
    const workspace = stateWith(['activeConnection', 'A']);
    start(workspace).dispose();
    start();
    await ways['in the settings']('A', 'B');
    await changeSetting('connections', [{ ...entry('B', tenant), readOnly: true }]);
    await changeSetting('connections', [{ ...entry('B', tenant), readOnly: true }, entry('C', tenant)]);
    assert.equal(start(workspace).activeName, 'B');
  });

  it('another connection has the earlier name for a while → the window that selected it is not switched to the renamed one', async () => {
    const [tenant, other] = [await serveTenant(), await serveTenant()];
    await changeSetting('connections', [entry('A', tenant)]);
    const list = start();
    await ways['in the settings']('A', 'B');
    await changeSetting('connections', [entry('B', tenant), entry('A', other)]);
    await list.select('A');
    await changeSetting('connections', [entry('B', tenant)]);
    assert.equal(list.activeName, undefined);
  });

  it('another connection has the earlier name of the selected one → the selection follows the rename', async () => {
    const [tenant, other] = [await serveTenant(), await serveTenant()];
    await changeSetting('connections', [entry('A', tenant)]);
    const workspace = stateWith(['activeConnection', 'A']);
    start(workspace).dispose();
    const otherWindow = start();
    await ways['in the settings']('A', 'B');
    await changeSetting('connections', [entry('B', tenant), entry('A', other)]);
    otherWindow.dispose();
    const reused: string[] = [];
    const list = start(workspace, { onReusedName: ({ from, to }) => reused.push(`${from} → ${to}`) });
    assert.equal(list.activeName, 'B');
    assert.deepEqual(reused, ['A → B']);
    list.dispose();
    assert.equal(start(workspace, { onReusedName: ({ from }) => reused.push(from) }).activeName, 'B');
    assert.deepEqual(reused, ['A → B']);
  });

  describe('the selected connection is deleted in the settings', () => {
    let one: Tenant;
    let other: Tenant;
    let deleted: string[];
    let workspace: vscode.Memento;
    const listeners: ConnectionListeners = {
      onLost: (name, isDeleted) => deleted.push(isDeleted ? name : `not ${name}`),
    };

    beforeEach(async () => {
      [one, other] = [await serveTenant(), await serveTenant()];
      deleted = [];
      workspace = stateWith(['activeConnection', 'A']);
      await changeSetting('connections', [entry('A', one), entry('B', other)]);
      await changeSetting('defaultConnection', 'B');
    });

    afterEach(() => changeSetting('defaultConnection', undefined));

    for (const isOpen of [true, false])
      it(`${isOpen ? 'in an open window' : 'while the window is closed'} → none is selected, and a message says so once`, async () => {
        let list = start(workspace, listeners);
        assert.equal(list.activeName, 'A');
        if (!isOpen) list.dispose();
        await changeSetting('connections', [entry('B', other)]);
        if (!isOpen) list = start(workspace, listeners);
        assert.deepEqual([list.activeName, deleted], [undefined, ['A']]);
        list.dispose();
        assert.deepEqual([start(workspace, listeners).activeName, deleted], [undefined, ['A']]);
      });

    it('the message → offers to select the default one', async () => {
      const list = start(workspace);
      await changeSetting('connections', [entry('B', other)]);
      user.clicks('Use B');
      await showLostSelection('A', true, list, fixture().log);
      assert.equal(list.activeName, 'B');
    });

    it('the default one now points to another tenant → the message does not offer it', async () => {
      await showLostSelection('B', false, start(workspace), fixture().log);
      assert.deepEqual(user.messages.at(-1)!.actions, ['Select Connection…']);
    });

    it('it was selected by default → none is selected, and a message says so', async () => {
      const list = start(stateWith(), listeners);
      assert.equal(list.activeName, 'B');
      await changeSetting('connections', [entry('A', one)]);
      assert.deepEqual([list.activeName, deleted], [undefined, ['B']]);
      await showLostSelection('B', true, list, fixture().log);
      assert.deepEqual(user.messages.at(-1)!.actions, ['Select Connection…']);
    });

    for (const half of ['', 'B'])
      it(`its name is “${half}” while it is typed → none is selected until then, without a message`, async () => {
        const list = start(workspace, listeners);
        await changeSetting('connections', [entry(half, one), entry('B', other)]);
        assert.deepEqual([list.activeName, deleted], [undefined, []]);
        await changeSetting('connections', [entry('C', one), entry('B', other)]);
        assert.deepEqual([list.activeName, deleted], ['C', []]);
      });

    it('its name was deleted first → a message says so', async () => {
      const list = start(workspace, listeners);
      await changeSetting('connections', [entry('', one), entry('B', other)]);
      await changeSetting('connections', [entry('B', other)]);
      assert.deepEqual([list.activeName, deleted], [undefined, ['A']]);
    });

    it('by the window itself, which says so → no other message', async () => {
      const list = start(workspace, listeners);
      await list.change('A', () => undefined);
      assert.deepEqual([list.activeName, deleted], [undefined, []]);
    });
  });

  it('the renamed connection is removed, and another has its name → the earlier name does not resolve', async () => {
    const [tenant, other] = [await serveTenant(), await serveTenant()];
    await changeSetting('connections', [entry('A', tenant)]);
    const workspace = stateWith(['activeConnection', 'A']);
    start(workspace).dispose();
    start();
    await ways['in the settings']('A', 'B');
    await changeSetting('connections', []);
    await changeSetting('connections', [entry('B', other)]);
    assert.equal(start(workspace).activeName, undefined);
  });
});

describe('a connection that was renamed while the workspace was closed', () => {
  for (const [where, isSeen] of [
    ['in another window', true],
    ['with no window open', false],
  ] as const) {
    it(`${where} → the active connection and the key have the new name, and a message names the files`, async () => {
      const tenant = await serveTenant();
      const file = vscode.Uri.joinPath(workspaceFolder(), 'reopened.kapture-get.json');
      await vscode.workspace.fs.writeFile(file, Buffer.from('// @connection Before\n{}'));
      await changeSetting('connections', [entry('Before', tenant)]);
      const workspaceState = stateWith(['activeConnection', 'Before']);
      const globalState = stateWith();
      const { context, log } = fixture();
      const { secrets, globalStorageUri } = context;
      new ConnectionList(workspaceState, globalState, log).dispose();
      assert.ok(!JSON.stringify(globalState.get('knownConnections')).includes(tenant.origin), 'no settings are stored');
      const other = isSeen ? new ConnectionList(stateWith(), globalState, log) : undefined;
      await changeSetting('connections', [entry('After', tenant)]);
      other?.dispose();
      assert.equal(JSON.stringify(globalState.get('connectionRenames', [])).includes(tenant.origin), false);
      user.messages.length = 0;

      await secrets.store('kapture.key/default/Before', JSON.stringify({ origin: tenant.origin, key: testKey }));
      const opened = withoutCommands(
        () =>
          new Connections(
            { workspaceState, globalState, secrets, globalStorageUri } as unknown as vscode.ExtensionContext,
            { key: testKey as AuthKey, start: () => Promise.reject(new Error('unused')) },
            log,
          ),
      );
      try {
        assert.deepEqual([opened.list.activeName, workspaceState.get('activeConnection')], ['After', 'After']);
        assert.equal((await opened.targets.resolveNamed('After', 'get'))?.key, testKey);
        const notice = 'The connection Before was renamed to After, but some files still refer to Before.';
        await until('the notice', user.onMessage, () => user.messageTexts.includes(notice));
      } finally {
        opened.dispose();
        await vscode.workspace.fs.delete(file);
      }
    });
  }

  it('secret storage fails → a message, and the keys are moved when one is needed', async () => {
    const tenant = await serveTenant();
    const { context, log } = fixture();
    await changeSetting('connections', [entry('Before', tenant)]);
    const globalState = stateWith();
    new ConnectionList(stateWith(), globalState, log).dispose();
    await changeSetting('connections', [entry('After', tenant)]);
    await context.secrets.store('kapture.key/default/Before', JSON.stringify({ origin: tenant.origin, key: testKey }));
    let fails = true;
    const secrets = {
      get: (id: string) => (fails ? Promise.reject(new Error('it is locked')) : context.secrets.get(id)),
      store: (id: string, value: string) => context.secrets.store(id, value),
      delete: (id: string) => context.secrets.delete(id),
    };
    const { globalStorageUri } = context;
    user.messages.length = 0;
    const opened = withoutCommands(
      () =>
        new Connections(
          { workspaceState: stateWith(), globalState, secrets, globalStorageUri } as unknown as vscode.ExtensionContext,
          { key: testKey as AuthKey, start: () => Promise.reject(new Error('unused')) },
          log,
        ),
    );
    try {
      await until('the message', user.onMessage, () => user.messageTexts.length > 0);
      assert.deepEqual(user.messageTexts, [
        "VS Code's secret storage failed, so the auth keys of After have not been moved to its new name. Another attempt is made when a key is needed.",
      ]);
      fails = false;
      assert.equal((await opened.targets.resolveNamed('After', 'get'))?.key, testKey);
    } finally {
      opened.dispose();
    }
  });
});

/** The commands are already registered in this window. */
function withoutCommands<Result>(make: () => Result): Result {
  const present = Object.getOwnPropertyDescriptor(vscode.commands, 'registerCommand')!;
  Object.defineProperty(vscode.commands, 'registerCommand', {
    ...present,
    value: () => new vscode.Disposable(() => undefined),
  });
  try {
    return make();
  } finally {
    Object.defineProperty(vscode.commands, 'registerCommand', present);
  }
}

async function historyRows(): Promise<ExchangeNode[]> {
  return ((await fixture().history.tree.getChildren()) ?? []).filter((node) => node.kind === 'exchange');
}

/** The first entry of the history, as soon as it is stored. */
function historyRow(): Promise<ExchangeNode> {
  return new Promise((resolve) => {
    const look = async (): Promise<void> => {
      const [row] = await historyRows();
      if (!row) return;
      listening.dispose();
      resolve(row);
    };
    const listening = fixture().history.tree.onDidChangeTreeData!(() => void look());
    void look();
  });
}
