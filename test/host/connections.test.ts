import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ConnectionList } from '../../src/editor/connections/connectionList.ts';
import { KeyRing } from '../../src/editor/connections/keyRing.ts';
import { TargetResolver } from '../../src/editor/connections/targetResolver.ts';
import type { AuthKey } from '../../src/kapture/connection/authKey.ts';
import { responseScheme } from '../../src/editor/shared/ids.ts';
import { sandboxName } from '../../src/editor/shared/ports.ts';
import { closedPort, serveHttp, type LocalServer } from '../unit/kapture/http/localServer.ts';
import { openInEditor, shownDocument, workspaceFolder } from './support/documents.ts';
import { person } from './support/person.ts';
import { change, connect, run, stage, testKey } from './support/stage.ts';
import { until } from './support/until.ts';

const found = '{"Customer Details": {"id": 61371820, "name": "Nishchal"}, "status": "success"}';

/** A tenant that finds whoever is asked for. */
function serveTenant(): Promise<LocalServer> {
  return serveHttp((response) => response.writeHead(200, { 'content-type': 'application/json' }).end(found));
}

/** Sends a Get from a buffer to the active connection. */
async function send(): Promise<void> {
  await openInEditor('.kapture-get.json', '{"kapture_customer_id": "61371820"}');
  await run('kapture.sendRequest');
}

function keysSeen({ requests }: LocalServer): (string | undefined)[] {
  return requests.map(({ headers }) => headers['authorization']);
}

/** Writes the settings of the workspace, and waits until VS Code has read them. */
async function writeWorkspaceSettings(settings: object, tabSize: number): Promise<void> {
  const file = vscode.Uri.joinPath(workspaceFolder(), '.vscode', 'settings.json');
  await vscode.workspace.fs.writeFile(file, Buffer.from(JSON.stringify({ ...settings, 'editor.tabSize': tabSize })));
  await until(
    'the settings of the workspace',
    vscode.workspace.onDidChangeConfiguration as vscode.Event<never>,
    () => vscode.workspace.getConfiguration('editor').inspect('tabSize')?.workspaceValue === tabSize,
  );
}

describe('auth keys', () => {
  it('are bound to the address that they were entered for', async () => {
    const [first, second] = [await serveTenant(), await serveTenant()];
    await connect({ name: 'Moved', baseUrl: first.origin });
    await change('connections', [{ name: 'Moved', baseUrl: second.origin }]);
    person.escapes();
    await send();
    assert.deepEqual([first.requests.length, second.requests.length], [0, 0]);
    assert.ok(
      person.questions
        .at(-1)
        ?.includes(`The key of Moved was saved for another base URL. Enter the key for ${second.origin}.`),
      person.questions.at(-1),
    );
    person.picks('Auth key').types('the-other-key');
    await send();
    assert.deepEqual(keysSeen(second), ['Basic the-other-key']);
  });

  it('of one operation come before that of all', async () => {
    const server = await serveTenant();
    await connect({ name: 'Two Keys', baseUrl: server.origin }, 'for-all');
    person.picks('Get Customer').picks('Auth key').types('for-get');
    await run('kapture.setAuthKey', 'Two Keys');
    await send();
    await openInEditor('.kapture-pull.json', '[{"start_date": "2021-03-14", "end_date": "2021-03-14"}]');
    await run('kapture.sendRequest');
    assert.deepEqual(keysSeen(server), ['Basic for-get', 'Basic for-all']);
  });

  it('are asked for where there is none, and the request goes on', async () => {
    const server = await serveTenant();
    await change('connections', [{ name: 'New', baseUrl: server.origin }]);
    person.picks('New').picks('Auth key').types('two words').types('"Basic one-key"\n');
    await run('kapture.selectConnection');
    await send();
    assert.deepEqual(person.refusals, ['A key cannot contain spaces or line breaks.']);
    assert.deepEqual(keysSeen(server), ['Basic one-key']);
    assert.match(shownDocument(responseScheme)!.getText(), /Nishchal/);
  });

  it('that another window changed or removed hold at once', async () => {
    const server = await serveTenant();
    await connect({ name: 'Shared', baseUrl: server.origin }, 'first-key');
    await send();
    const { secrets } = stage().context;
    const [id, ...others] = await secrets.keys();
    assert.deepEqual(others, []);
    await secrets.store(id!, (await secrets.get(id!))!.replace('first-key', 'second-key'));
    await send();
    person.picks('All operations');
    await run('kapture.removeAuthKeys', 'Shared');
    person.escapes();
    await send();
    assert.deepEqual(keysSeen(server), ['Basic first-key', 'Basic second-key']);
    assert.ok(person.questions.at(-1)?.includes('It is sent to'), 'the key is asked for again');
  });

  it('that VS Code lost are asked for again, and why is told once', async () => {
    const server = await serveTenant();
    await connect({ name: 'Lost', baseUrl: server.origin }, 'first-key');
    const { secrets } = stage().context;
    const told = (): string[] => person.heard.filter((text) => text.startsWith('VS Code lost a saved auth key'));
    for (const key of ['second-key', 'third-key']) {
      await secrets.delete((await secrets.keys())[0]!);
      person.picks('Auth key').types(key);
      await send();
      assert.ok(
        person.questions.some((question) =>
          question.includes('VS Code no longer has the key of Lost. Enter it again.'),
        ),
      );
      assert.equal(told().length, 1);
    }
    assert.deepEqual(keysSeen(server), ['Basic second-key', 'Basic third-key']);
  });

  it('that SecretStorage fails to keep are used for the request at hand', async () => {
    const { context, log } = stage();
    const fail = (): Promise<never> => Promise.reject(new Error('the keyring is locked'));
    const broken = {
      get: fail,
      store: fail,
      delete: fail,
      keys: fail,
      onDidChange: new vscode.EventEmitter<never>().event,
    };
    const list = new ConnectionList(context.workspaceState, context.globalState, log);
    const targets = new TargetResolver(
      list,
      new KeyRing(broken, context.globalState, log),
      { key: testKey as AuthKey, start: () => Promise.reject(new Error('unused')) },
      context.globalState,
      log,
    );
    await change('connections', [{ name: 'Broken', baseUrl: 'https://acme.example.com' }]);
    person.picks('Auth key').types('typed-key');
    const target = await targets.resolveNamed('Broken', 'get');
    assert.equal(target?.key, 'typed-key');
    assert.ok(
      person.questions.some((question) => question.includes('The key of Broken could not be read. Enter it again.')),
    );
    assert.deepEqual(person.heard, [
      "VS Code's secret storage failed, so the key of Broken is used for this request only.",
    ]);
    list.dispose();
  });

  it('that cannot be read are asked for again, and the other connections work', async () => {
    const [good, bad] = [await serveTenant(), await serveTenant()];
    await connect({ name: 'Good', baseUrl: good.origin });
    await connect({ name: 'Bad', baseUrl: bad.origin });
    const { secrets } = stage().context;
    await secrets.store(
      (await secrets.keys()).find((key) => key.endsWith('Bad'))!,
      'garbage',
    );
    person.escapes();
    await send();
    assert.equal(bad.requests.length, 0);
    assert.ok(
      person.questions.at(-1)?.includes('The key of Bad could not be read. Enter it again.'),
      person.questions.at(-1),
    );
    person.picks('Good');
    await run('kapture.selectConnection');
    await send();
    assert.equal(good.requests.length, 1);
  });

  it('do not follow a redirect', async () => {
    const elsewhere = await serveTenant();
    const server = await serveHttp((response) =>
      response.writeHead(302, { location: `${elsewhere.origin}/here` }).end(),
    );
    await connect({ name: 'Redirected', baseUrl: server.origin });
    await send();
    assert.deepEqual([server.requests.length, elsewhere.requests.length], [1, 0]);
    assert.match(person.heard[0]!, new RegExp(`redirects to ${elsewhere.origin}/here \\(HTTP 302\\)`));
  });

  it('are removed with their connection', async () => {
    await connect({ name: 'Gone', baseUrl: 'https://gone.example.com' });
    person.clicks('Remove');
    await run('kapture.removeConnection', 'Gone');
    assert.deepEqual(await stage().context.secrets.keys(), []);
    assert.deepEqual(vscode.workspace.getConfiguration('kapture').get('connections'), []);
  });

  it('go along when their connection gets another name', async () => {
    const server = await serveTenant();
    await connect({ name: 'Before', baseUrl: server.origin }, 'moving-key');
    person.picks('Name').types('After').escapes();
    await run('kapture.editConnection', 'Before');
    await send();
    assert.deepEqual(keysSeen(server), ['Basic moving-key']);
    assert.match(shownDocument(responseScheme)!.uri.path, /After/);
  });
});

describe('a connection that is edited', () => {
  const acme = { name: 'Acme', baseUrl: 'https://acme.example.com', role: 'development', paths: { get: '/get' } };
  const entries = (): unknown => vscode.workspace.getConfiguration('kapture').get('connections');

  it('is written with the edited fact alone: what was set elsewhere meanwhile stays', async () => {
    await change('connections', [acme]);
    const elsewhere = { ...acme, role: 'production', readOnly: true, paths: { get: '/get', add: '/add' } };
    person
      .picks('Time zone')
      .picks('UTC', () => change('connections', [{ name: 'New', baseUrl: 'https://new.example.com' }, elsewhere]))
      .picks('Update Customer')
      .types('/update')
      .escapes();
    await run('kapture.editConnection', 'Acme');
    assert.deepEqual(entries(), [
      { name: 'New', baseUrl: 'https://new.example.com' },
      { ...elsewhere, timeZone: 'UTC', paths: { get: '/get', add: '/add', update: '/update' } },
    ]);
  });

  it('shows after each change what it is by then', async () => {
    await change('connections', [acme]);
    person
      .picks('Time zone')
      .picks('UTC', () => change('connections', [{ ...acme, readOnly: true }]))
      .escapes();
    await run('kapture.editConnection', 'Acme');
    const shown = Object.fromEntries(person.offered.map(({ label, description }) => [label, description]));
    assert.deepEqual([shown['Time zone'], shown['Read-only']], ['UTC', 'true']);
  });

  for (const [what, becomes] of [
    ['was removed', []],
    ['leads to another address', [{ ...acme, baseUrl: 'https://other.example.com' }]],
  ] as const) {
    it(`is not written where it ${what} meanwhile`, async () => {
      await change('connections', [acme]);
      person.picks('Role').picks('development', () => change('connections', becomes));
      if (becomes.length) person.escapes();
      await run('kapture.editConnection', 'Acme');
      assert.deepEqual(entries(), becomes);
      assert.match(person.heard[0]!, /^Nothing was changed: Acme /);
    });
  }

  it('keeps what was set elsewhere where it is renamed', async () => {
    await change('connections', [acme]);
    person
      .picks('Name')
      .types('Acme Ltd', () => change('connections', [{ ...acme, readOnly: true }]))
      .escapes();
    await run('kapture.editConnection', 'Acme');
    assert.deepEqual(entries(), [{ ...acme, name: 'Acme Ltd', readOnly: true }]);
  });
});

describe('connections', () => {
  it('are added by four questions, with what is wrong said where it is typed', async () => {
    const server = await serveTenant();
    person
      .types('http://acme.example.com')
      .types('https://user:secret@acme.example.com')
      .types('acme')
      .types(server.origin)
      .types('Sandbox')
      .types('Acme')
      .picks('development')
      .picks('Asia/Kolkata')
      .picks('User name and password')
      .types('kapdemo')
      .types('kap123');
    await run('kapture.addConnection');
    assert.equal(person.refusals.length, 4);
    assert.match(person.refusals[0]!, /^Plain http would send the auth key unencrypted/);
    assert.match(person.refusals[1]!, /^Remove the user name and password/);
    assert.match(person.refusals[3]!, /A connection named Sandbox already exists/);
    assert.deepEqual(vscode.workspace.getConfiguration('kapture').get('connections'), [
      { name: 'Acme', baseUrl: server.origin, role: 'development', timeZone: 'Asia/Kolkata' },
    ]);
    assert.deepEqual(keysSeen(server), [`Basic ${Buffer.from('kapdemo:kap123').toString('base64')}`]);
    assert.match(person.heard.at(-1)!, /^Acme works: .* responded in \d+ ms and accepted the auth key\.$/);
  });

  it('added without a key → says so, and how to set one later', async () => {
    const { origin } = await serveTenant();
    person.types(origin).types('Plain').picks('development').picks('UTC').escapes();
    await run('kapture.addConnection');
    assert.deepEqual(person.told.at(-1), {
      severity: 'information',
      text: 'Plain has no auth key yet. Set one with the command Set Auth Key, or when you send.',
      actions: ['Set Auth Key'],
    });
  });

  it('tell what a test found out: a refused key, a closed port', async () => {
    const refusing = await serveHttp((response) =>
      response
        .writeHead(401, { 'content-type': 'application/json' })
        .end('{"message": "Invalid Auth Key", "status": "failed"}'),
    );
    await connect({ name: 'Refusing', baseUrl: refusing.origin });
    await run('kapture.testConnection', 'Refusing');
    assert.match(person.heard[0]!, /responded in \d+ ms, but rejected the auth key of Refusing\.$/);
    assert.ok(person.told[0]!.actions.includes('Set Key'));
    await connect({ name: 'Closed', baseUrl: await closedPort() });
    await run('kapture.testConnection', 'Closed');
    assert.match(person.heard[0]!, /refused the connection: nothing is listening there\.$/);
  });

  it('of a workspace count for nothing', async () => {
    const [mine, theirs] = [await serveTenant(), await serveTenant()];
    await connect({ name: 'Mine', baseUrl: mine.origin });
    try {
      await writeWorkspaceSettings(
        {
          'kapture.connections': [
            { name: 'Mine', baseUrl: theirs.origin },
            { name: 'Theirs', baseUrl: theirs.origin },
          ],
          'kapture.defaultConnection': 'Theirs',
          'kapture.sandbox.port': Number(new URL(theirs.origin).port),
        },
        7,
      );
      await send();
      assert.deepEqual([mine.requests.length, theirs.requests.length], [1, 0]);
      person.escapes();
      await run('kapture.selectConnection');
      assert.deepEqual(
        person.offered.map(({ label }) => label).filter((label) => label === 'Theirs'),
        [],
      );
      await run('kapture.useSandbox');
      await send();
      assert.equal(theirs.requests.length, 0);
    } finally {
      await writeWorkspaceSettings({}, 3);
    }
  });

  for (const [entry, problem] of [
    [{ name: 'Broken', baseUrl: 'http://acme.example.com' }, /Plain http would send the auth key unencrypted/],
    [
      { name: 'Broken', baseUrl: 'https://acme.example.com', timeZone: 'Mars/Olympus' },
      /The time zone "Mars\/Olympus" does not exist/,
    ],
    [
      { name: 'Broken', baseUrl: 'https://acme.example.com', paths: { add: 'no-slash' } },
      /Path of add: A path must start with a slash\./,
    ],
    [{ name: 'Broken' }, /Enter a URL such as/],
    [
      { name: 'Broken', baseUrl: 'https://acme.example.com', timeoutSeconds: 'soon' },
      /timeoutSeconds must be a whole number/,
    ],
  ] as const) {
    it(`that are broken say what is wrong (${String(problem)}), and the others work`, async () => {
      const server = await serveTenant();
      await change('connections', [entry, 17, null]);
      await connect({ name: 'Good', baseUrl: server.origin });
      await send();
      assert.equal(server.requests.length, 1);
      person.picks('Broken');
      await run('kapture.selectConnection');
      assert.match(person.offered.find(({ label }) => label === 'Broken')!.detail!, problem);
      await send();
      assert.match(person.heard.at(-1)!, new RegExp(`^The connection Broken cannot be used\\. .*${problem.source}`));
      assert.deepEqual(person.told.at(-1)!.actions, ['Edit Connection', 'Select Connection', 'Show Log']);
    });
  }

  it('are chosen per window', async () => {
    await change('connections', [
      { name: 'A', baseUrl: 'https://a.example.com' },
      { name: 'B', baseUrl: 'https://b.example.com' },
    ]);
    await change('defaultConnection', 'A');
    person.picks('B');
    await run('kapture.selectConnection');
    const { context, log } = stage();
    const here = new ConnectionList(context.workspaceState, context.globalState, log);
    const otherWindow = new ConnectionList(
      { keys: () => [], get: () => undefined, update: () => Promise.resolve() },
      context.globalState,
      log,
    );
    try {
      assert.deepEqual([here.activeName, otherWindow.activeName], ['B', 'A']);
      assert.equal(context.globalState.get('activeConnection'), undefined);
      assert.equal(vscode.workspace.getConfiguration('kapture').get('defaultConnection'), 'A');
    } finally {
      here.dispose();
      otherWindow.dispose();
      await change('defaultConnection', undefined);
    }
  });

  it('whose state cannot be kept → the log says so, and the sandbox has its identity until the window closes', async () => {
    const { log, logged } = stage();
    const before = logged.length;
    const fail = (): Promise<never> => Promise.reject(new Error('the disk is full'));
    const get = (_key: string, otherwise?: unknown): unknown => otherwise;
    const full = { keys: () => [], get, update: fail } as vscode.Memento;
    const list = new ConnectionList(full, full, log);
    await new Promise(setImmediate);
    assert.equal(logged[before], 'The identity of the sandbox could not be saved for the next window.');
    assert.match(list.find(sandboxName)?.connection?.tenant ?? '', /^sandbox:/);
    list.dispose();
  });

  it('are offered where none is chosen, and the request goes on', async () => {
    person.picks('Use the Sandbox');
    await send();
    assert.match(shownDocument(responseScheme)!.getText(), /Nishchal/);
  });

  it('send to the path that they have for an operation, as it is written', async () => {
    const server = await serveTenant();
    await connect({ name: 'Paths', baseUrl: `${server.origin}/base`, paths: { get: '/find.html/v.2.0?=' } });
    await send();
    assert.deepEqual(
      server.requests.map(({ path }) => path),
      ['/base/find.html/v.2.0?='],
    );
  });
});
