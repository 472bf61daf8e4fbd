import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { editUri } from '../../src/editor/shared/documents/editUri.ts';
import { recordUri } from '../../src/editor/shared/documents/recordUri.ts';
import { closedPort, serveHttp, type LocalServer } from '../unit/kapture/http/localServer.ts';
import { diagnosticsOf, workspaceFolder } from './support/documents.ts';
import { user } from './support/user.ts';
import { changeSetting, connect, run, sample, sandboxTenant, fixture } from './support/fixture.ts';
import { until } from './support/until.ts';

const nishchal = '61371820';

let count = 0;

async function write(name: string, value: unknown): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(workspaceFolder(), `reads-${++count}-${name}`);
  await vscode.workspace.fs.writeFile(uri, Buffer.from(JSON.stringify(value, undefined, 2)));
  return uri;
}

async function show(uri: vscode.Uri): Promise<vscode.TextDocument> {
  await run('vscode.open', uri, { preview: false });
  return vscode.workspace.openTextDocument(uri);
}

/** Opens a JSON file and waits until VS Code reports that it cannot load the schema. */
async function showRefused(uri: vscode.Uri): Promise<void> {
  await diagnosticsOf(await show(uri), 'the schema that cannot be loaded', (messages) =>
    messages.some((message) => /Unable to load schema|Problems loading reference/.test(message)),
  );
}

async function read(uri: string): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.parse(uri)));
}

const diagnosticsChanged = vscode.languages.onDidChangeDiagnostics as vscode.Event<never>;
const changedTabs = vscode.window.tabGroups.onDidChangeTabs as vscode.Event<never>;

describe('a file that contains the URI of a customer', () => {
  let tenant: LocalServer;
  let other: LocalServer;
  let before: number;
  let edited: string;
  let record: string;

  /** The URIs that a file contains. One tenant has no key, so a request to it would ask for a key. */
  const named = {
    'an edited customer': () => edited,
    'a record': () => record,
    'a customer of a connection without a key': () => editUri({ tenant: other.origin, id: nishchal }).toString(),
    'a customer of the sandbox': () => editUri({ tenant: sandboxTenant(), id: nishchal }).toString(),
    'a customer of an unknown tenant': () => editUri({ tenant: 'https://nobody.example', id: nishchal }).toString(),
  };
  const addresses = (): string[] => Object.values(named).map((address) => address());

  beforeEach(async () => {
    tenant = await serveHttp((response) => response.end(sample('get.response.json')));
    other = await serveHttp((response) => response.end(sample('get.response.json')));
    edited = editUri({ tenant: tenant.origin, id: nishchal }).toString();
    record = recordUri({ tenant: tenant.origin, id: nishchal }).toString();
    await connect({ name: 'Kept', baseUrl: tenant.origin, role: 'production' });
    await changeSetting('connections', [
      ...vscode.workspace.getConfiguration('kapture').get<unknown[]>('connections')!,
      { name: 'Keyless', baseUrl: other.origin, role: 'production' },
    ]);
    user.questions.length = 0;
    before = fixture().sandbox.requests;
  });

  /** Everything that a user or a server would notice. */
  function sent(): { readonly requests: number; readonly sandbox: number; readonly questions: readonly string[] } {
    return {
      requests: tenant.requests.length + other.requests.length,
      sandbox: fixture().sandbox.requests - before,
      questions: user.questions,
    };
  }
  const none = { requests: 0, sandbox: 0, questions: [] };

  for (const [what, address] of Object.entries(named)) {
    it(`in $schema: ${what} → no request and no question`, async () => {
      await showRefused(await write('schema.json', { $schema: address(), city: 'Agra' }));
      assert.deepEqual(sent(), none);
    });
  }

  it('in the output of a task with a problem matcher → no request', async () => {
    const task = new vscode.Task(
      { type: 'kapture-reads' },
      vscode.TaskScope.Workspace,
      'reads',
      'test',
      new vscode.CustomExecution(() => {
        const written = new vscode.EventEmitter<string>();
        const ended = new vscode.EventEmitter<number>();
        return Promise.resolve({
          onDidWrite: written.event,
          onDidClose: ended.event,
          open: () => {
            for (const address of addresses()) written.fire(`${address}: line 1, col 1, Error - look here (rule)\r\n`);
            ended.fire(0);
          },
          close: () => undefined,
        });
      }),
      ['$eslint-compact'],
    );
    await vscode.tasks.executeTask(task);
    await until('what the problem matcher found', diagnosticsChanged, () =>
      vscode.languages.getDiagnostics().some(([, found]) => found.some(({ message }) => message === 'look here')),
    );
    assert.deepEqual(sent(), none);
  });

  it('a search in open editors → only the request of the editor', async () => {
    await show(vscode.Uri.parse(edited));
    await vscode.env.clipboard.writeText('');
    await run('workbench.action.findInFiles', {
      query: 'kapture_customer_id',
      triggerSearch: true,
      onlyOpenEditors: true,
    });
    // There is no event for the end of a search, so the wait has a limit.
    const end = Date.now() + 15_000;
    let found = '';
    while (!found.includes('kapture_customer_id') && Date.now() < end) {
      await run('search.action.copyAll');
      found = await vscode.env.clipboard.readText();
    }
    assert.match(found, /kapture_customer_id/);
    await run('workbench.action.findInFiles', { query: '', onlyOpenEditors: false });
    assert.deepEqual(sent(), { ...none, requests: 1 });
  });

  it('read, stat or opened by code without an editor → unavailable, and no request', async () => {
    for (const address of addresses()) {
      const uri = vscode.Uri.parse(address);
      await assert.rejects(read(address), ({ code }: vscode.FileSystemError) => code === 'Unavailable', address);
      await assert.rejects(Promise.resolve(vscode.workspace.openTextDocument(uri)), /not open in an editor/, address);
      await vscode.workspace.fs.stat(uri);
      await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(uri, '..'));
    }
    assert.deepEqual(sent(), none);
  });

  it('open in an editor, while the file is checked and the customer read repeatedly → one request in total', async () => {
    const document = await show(vscode.Uri.parse(edited));
    assert.match(document.getText(), /"kapture_customer_id"/);
    assert.equal(tenant.requests.length, 1, "opening the editor is the user's request");
    for (let reading = 0; reading < 5; reading++) assert.equal(await read(edited), document.getText());
    const schema = await write('open.json', { $schema: edited, city: 'Agra' });
    const file = await show(schema);
    for (const text of ['1', '2', '3']) {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(schema, file.positionAt(file.getText().length), '\n'.repeat(Number(text)));
      await vscode.workspace.applyEdit(edit);
      // When the hover has been computed, VS Code has read the schema.
      await vscode.commands.executeCommand('vscode.executeHoverProvider', schema, new vscode.Position(1, 4));
    }
    assert.deepEqual(sent(), { ...none, requests: 1 });
    await file.save();
  });

  it('open in a background tab → no request until the user selects the tab', async () => {
    const other = await write('other.json', {});
    await show(other);
    await run('vscode.open', vscode.Uri.parse(edited), { preview: false, background: true });
    await until('the tab in the background', changedTabs, () =>
      vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label.startsWith(nishchal))),
    );
    await showRefused(await write('behind.json', { $schema: edited, city: 'Agra' }));
    await assert.rejects(read(edited), /not open in an editor/);
    assert.deepEqual(sent(), none);
    await run('vscode.open', vscode.Uri.parse(edited), { preview: false });
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), edited);
    assert.deepEqual(sent(), { ...none, requests: 1 });
  });

  it('loading failed → reads by other code do not try again', async () => {
    const origin = await closedPort();
    await connect({ name: 'Broken', baseUrl: origin, role: 'production' });
    const broken = editUri({ tenant: origin, id: nishchal }).toString();
    await run('vscode.open', vscode.Uri.parse(broken), { preview: false });
    const failures = (): number => fixture().logged.filter((line) => line === 'get Broken').length;
    const afterOpening = failures();
    for (let reading = 0; reading < 5; reading++) await assert.rejects(read(broken));
    assert.equal(failures(), afterOpening);
    // The same applies after the user has opened another file beside it.
    const beside = { preview: false, viewColumn: vscode.ViewColumn.Beside };
    await run('vscode.open', await write('beside.json', {}), beside);
    await assert.rejects(read(broken), ({ message }: Error) => !/not open in an editor/.test(message));
    assert.equal(failures(), afterOpening);
  });

  it('a record that was not opened → unavailable; an opened one → read without a request', async () => {
    await assert.rejects(read(record), ({ code }: vscode.FileSystemError) => code === 'Unavailable');
    await run('kapture.openCustomer', { tenant: tenant.origin, id: nishchal, refresh: true });
    assert.equal(tenant.requests.length, 1);
    assert.match(await read(record), /"cmId"|"id"/);
    assert.deepEqual(sent(), { ...none, requests: 1 });
  });
});
