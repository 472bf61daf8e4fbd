import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ConnectionList } from '../../src/editor/connections/connectionList.ts';
import { KeyRing } from '../../src/editor/connections/keys/keyRing.ts';
import { TargetResolver } from '../../src/editor/connections/targetResolver.ts';
import type { AuthKey } from '../../src/kapture/connection/authKey.ts';
import { responseScheme } from '../../src/editor/shared/ids.ts';
import { sandboxName } from '../../src/kapture/connection/connection.ts';
import { closedPort, serveHttp, type LocalServer } from '../unit/kapture/http/localServer.ts';
import { lensesOf, openInEditor, plainTitle, shownDocument, workspaceFolder } from './support/documents.ts';
import { user } from './support/user.ts';
import { changeSetting, connect, run, fixture, testKey } from './support/fixture.ts';
import { until } from './support/until.ts';

const found = '{"Customer Details": {"id": 61371820, "name": "Nishchal"}, "status": "success"}';

/** A tenant that finds every customer. */
function serveTenant(): Promise<LocalServer> {
  return serveHttp((response) => response.writeHead(200, { 'content-type': 'application/json' }).end(found));
}

async function send(): Promise<void> {
  await openInEditor('.kapture-get.json', '{"kapture_customer_id": "61371820"}');
  await run('kapture.sendRequest');
}

function keysSeen({ requests }: LocalServer): (string | undefined)[] {
  return requests.map(({ headers }) => headers['authorization']);
}

/** Writes the workspace settings and waits until VS Code has loaded them. */
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
  it('base URL changed → the old key is not sent, and the key for the new URL is requested', async () => {
    const [first, second] = [await serveTenant(), await serveTenant()];
    await connect({ name: 'Moved', baseUrl: first.origin });
    await changeSetting('connections', [{ name: 'Moved', baseUrl: second.origin }]);
    user.pressesEscape();
    await send();
    assert.deepEqual([first.requests.length, second.requests.length], [0, 0]);
    assert.ok(
      user.questions
        .at(-1)
        ?.includes(`The auth key for Moved was saved for another base URL. Enter it for ${second.origin}.`),
      user.questions.at(-1),
    );
    user.picks('Auth key').types('the-other-key');
    await send();
    assert.deepEqual(keysSeen(second), ['Basic the-other-key']);
  });

  it('a key for one operation and a key for all → the operation uses its own key', async () => {
    const server = await serveTenant();
    await connect({ name: 'Two Keys', baseUrl: server.origin }, 'for-all');
    user.picks('Get Customer').picks('Auth key').types('for-get');
    await run('kapture.manageSecrets', 'Two Keys');
    await send();
    await openInEditor('.kapture-pull.json', '[{"start_date": "2021-03-14", "end_date": "2021-03-14"}]');
    await run('kapture.sendRequest');
    assert.deepEqual(keysSeen(server), ['Basic for-get', 'Basic for-all']);
  });

  it('no key stored → the key is requested, and the request continues', async () => {
    const server = await serveTenant();
    await changeSetting('connections', [{ name: 'New', baseUrl: server.origin }]);
    user.picks('New').picks('Auth key').types('two words').types('"Basic one-key"\n');
    await run('kapture.selectConnection');
    await send();
    assert.deepEqual(user.validationErrors, ['An auth key cannot contain spaces or line breaks.']);
    assert.deepEqual(keysSeen(server), ['Basic one-key']);
    assert.match(shownDocument(responseScheme)!.getText(), /Nishchal/);
  });

  it('Manage Keys and Secrets → lists what is set, without values, and deletes only what is selected', async () => {
    await connect({ name: 'Acme', baseUrl: 'https://acme.example', headers: [{ name: 'X-Api-Key', from: 'secret' }] });
    const manage = async (): Promise<void> => run('kapture.manageSecrets', 'Acme');
    user.picks('New Secret Variable…').types('1st').types('token').types('the-secret');
    await manage();
    assert.equal(user.messageTexts.at(-1), 'Saved for Acme: {{$secret.token}}.');
    user.picks('Header x-api-key').types('header-secret');
    await manage();
    user.picks('Delete…').picksNone();
    await manage();
    const listed = user.offeredItems.map(({ label }) => label);
    assert.deepEqual(listed, ['All operations', 'Header x-api-key', '{{$secret.token}}']);
    user.picks('Delete…').picks('{{$secret.token}}');
    await manage();
    assert.equal(user.messageTexts.at(-1), 'Deleted for Acme: {{$secret.token}}.');
    assert.doesNotMatch(user.shownText, /the-secret|header-secret/);
    assert.deepEqual((await fixture().context.secrets.keys()).sort(), [
      'kapture.key/default/Acme',
      'kapture.key/header/x-api-key/Acme',
    ]);
  });

  it('a connection deleted in the settings → its secrets can be deleted', async () => {
    await connect({ name: 'Gone', baseUrl: 'https://gone.example' });
    await changeSetting('connections', []);
    user.picks('Gone').picks('All operations');
    await run('kapture.manageSecrets');
    assert.deepEqual(await fixture().context.secrets.keys(), []);
  });

  it('a key that another window changes or removes → takes effect at once', async () => {
    const server = await serveTenant();
    await connect({ name: 'Shared', baseUrl: server.origin }, 'first-key');
    await send();
    const { secrets } = fixture().context;
    const [id, ...others] = await secrets.keys();
    assert.deepEqual(others, []);
    await secrets.store(id!, (await secrets.get(id!))!.replace('first-key', 'second-key'));
    await send();
    user.picks('Delete…').picks('All operations');
    await run('kapture.manageSecrets', 'Shared');
    user.pressesEscape();
    await send();
    assert.deepEqual(keysSeen(server), ['Basic first-key', 'Basic second-key']);
    assert.ok(user.questions.at(-1)?.includes('It is sent to'), 'the key is requested again');
  });

  it('a key that SecretStorage fails to store → is used for the current request', async () => {
    const { context, log } = fixture();
    const fail = (): Promise<never> => Promise.reject(new Error('the keyring is locked'));
    const broken = {
      get: fail,
      store: fail,
      delete: fail,
      keys: () => Promise.resolve([]),
      onDidChange: new vscode.EventEmitter<never>().event,
    };
    const list = new ConnectionList(context.workspaceState, log);
    const sandbox = { key: testKey as AuthKey, start: () => Promise.reject(new Error('unused')) };
    const targets = new TargetResolver(list, new KeyRing(broken, log), sandbox, log);
    await changeSetting('connections', [{ name: 'Broken', baseUrl: 'https://acme.example.com' }]);
    user.picks('Auth key').types('typed-key');
    const target = await targets.resolveNamed('Broken', 'get');
    assert.equal(target?.key, 'typed-key');
    assert.ok(
      user.questions.some((question) =>
        question.includes('The auth key for Broken could not be read. Enter it again.'),
      ),
    );
    assert.deepEqual(user.messageTexts, [
      "The auth key for Broken is used once only, because VS Code's secret storage failed.",
    ]);
    list.dispose();
  });

  it('a key that cannot be read → is requested again, and other connections work', async () => {
    const [good, bad] = [await serveTenant(), await serveTenant()];
    await connect({ name: 'Good', baseUrl: good.origin });
    await connect({ name: 'Bad', baseUrl: bad.origin });
    const { secrets } = fixture().context;
    await secrets.store(
      (await secrets.keys()).find((key) => key.endsWith('Bad'))!,
      'garbage',
    );
    user.pressesEscape();
    await send();
    assert.equal(bad.requests.length, 0);
    assert.ok(
      user.questions.at(-1)?.includes('The auth key for Bad could not be read. Enter it again.'),
      user.questions.at(-1),
    );
    user.picks('Good');
    await run('kapture.selectConnection');
    await send();
    assert.equal(good.requests.length, 1);
  });

  it('a redirect → is not followed with the key', async () => {
    const elsewhere = await serveTenant();
    const server = await serveHttp((response) =>
      response.writeHead(302, { location: `${elsewhere.origin}/here` }).end(),
    );
    await connect({ name: 'Redirected', baseUrl: server.origin });
    await send();
    assert.deepEqual([server.requests.length, elsewhere.requests.length], [1, 0]);
    assert.match(user.messageTexts[0]!, new RegExp(`redirects \\(HTTP 302\\) to ${elsewhere.origin}/here\\.`));
  });

  it('a connection is removed → its keys are removed too', async () => {
    await connect({ name: 'Gone', baseUrl: 'https://gone.example.com' });
    user.clicks('Delete');
    await run('kapture.deleteConnection', 'Gone');
    assert.deepEqual(await fixture().context.secrets.keys(), []);
    assert.deepEqual(vscode.workspace.getConfiguration('kapture').get('connections'), []);
  });
});

describe('secret headers', () => {
  const headers = [{ name: 'X-Api-Key', from: 'secret' }];
  const values = ({ requests }: LocalServer): unknown[] => requests.map((request) => request.headers['x-api-key']);

  it('no value stored → it is requested once, and the request continues; Escape → nothing is sent', async () => {
    const server = await serveTenant();
    await connect({ name: 'Headers', baseUrl: server.origin, headers });
    user.pressesEscape();
    await send();
    assert.equal(server.requests.length, 0);
    user.types('two\u00e9').types(' one-value ');
    await send();
    await send();
    assert.deepEqual(values(server), ['one-value', 'one-value']);
    assert.equal(user.validationErrors.length, 1);
  });

  it('a value that is too short to be redacted → a warning, and it is sent', async () => {
    const server = await serveTenant();
    await connect({ name: 'Headers', baseUrl: server.origin, headers });
    user.types('Ab12!');
    await send();
    assert.deepEqual(values(server), ['Ab12!']);
    assert.deepEqual(user.validationWarnings, [
      'A value with fewer than 6 characters is not redacted if the server returns it.',
    ]);
  });

  it('an operation that does not send the header → its value is not requested', async () => {
    const server = await serveTenant();
    await connect({ name: 'Headers', baseUrl: server.origin, headers: [{ ...headers[0], operations: ['add'] }] });
    await send();
    assert.deepEqual(values(server), [undefined]);
  });

  it('base URL changed → the value is not sent, and the one for the new URL is requested', async () => {
    const [first, second] = [await serveTenant(), await serveTenant()];
    await connect({ name: 'Moved', baseUrl: first.origin, headers });
    user.types('first-value');
    await send();
    await changeSetting('connections', [{ name: 'Moved', baseUrl: second.origin, headers }]);
    user.picks('Auth key').types('second-key').types('second-value');
    await send();
    assert.deepEqual([values(first), values(second)], [['first-value'], ['second-value']]);
    assert.ok(
      user.questions.some((question) =>
        question.includes(
          `The value of the header x-api-key was saved for another base URL. Enter it for ${second.origin}.`,
        ),
      ),
    );
  });

  it('the connection is renamed, then removed → the value is kept, then deleted', async () => {
    const server = await serveTenant();
    await connect({ name: 'Before', baseUrl: server.origin, headers });
    user.types('kept-value');
    await send();
    user.picks('Name').types('After').pressesEscape();
    await run('kapture.editConnection', 'Before');
    await send();
    assert.deepEqual(values(server), ['kept-value', 'kept-value']);
    user.clicks('Delete');
    await run('kapture.deleteConnection', 'After');
    assert.deepEqual(await fixture().context.secrets.keys(), []);
  });
});

describe('Edit Connection', () => {
  const acme = { name: 'Acme', baseUrl: 'https://acme.example.com', role: 'development', paths: { get: '/get' } };
  const entries = (): unknown => vscode.workspace.getConfiguration('kapture').get('connections');

  it('one property edited while another was changed elsewhere → both changes are saved', async () => {
    await changeSetting('connections', [acme]);
    const elsewhere = { ...acme, role: 'production', readOnly: true, paths: { get: '/get', add: '/add' } };
    user
      .picks('Time zone')
      .picks('UTC', () =>
        changeSetting('connections', [{ name: 'New', baseUrl: 'https://new.example.com' }, elsewhere]),
      )
      .picks('Dialect')
      .picks('Nested')
      .pressesEscape();
    await run('kapture.editConnection', 'Acme');
    assert.deepEqual(entries(), [
      { name: 'New', baseUrl: 'https://new.example.com' },
      { ...elsewhere, timeZone: 'UTC', dialect: 'nested', paths: { get: '/get' } },
    ]);
  });

  it('Other Properties… → the settings file', async () => {
    await changeSetting('connections', [acme]);
    user.picks('Other Properties…');
    await run('kapture.editConnection', 'Acme');
    const shown = (): string | undefined => vscode.window.activeTextEditor?.document.uri.path;
    await until('the settings', vscode.window.onDidChangeActiveTextEditor as vscode.Event<never>, () =>
      shown()?.endsWith('settings.json'),
    );
    assert.deepEqual(entries(), [acme]);
  });

  it('the connection changes while the editor is open → the next list shows its current values', async () => {
    await changeSetting('connections', [acme]);
    user
      .picks('Time zone')
      .picks('UTC', () => changeSetting('connections', [{ ...acme, readOnly: true }]))
      .pressesEscape();
    await run('kapture.editConnection', 'Acme');
    const shown = Object.fromEntries(user.offeredItems.map(({ label, description }) => [label, description]));
    assert.deepEqual([shown['Time zone'], shown['Read-only']], ['UTC', 'on']);
  });

  it('operations in another dialect → shown beside the dialect', async () => {
    await changeSetting('connections', [{ ...acme, dialects: { add: 'nested', update: 'nested' } }]);
    user.pressesEscape();
    await run('kapture.editConnection', 'Acme');
    assert.equal(
      user.offeredItems.find(({ label }) => label === 'Dialect')?.description,
      'Flat · Add Customer: Nested · Update Customer: Nested',
    );
  });

  it('settings that are not written → the secrets of a connection stay', async () => {
    const { workspace } = vscode;
    await changeSetting('connections', [acme]);
    user.picks('All operations').picks('Auth key').types('first-value');
    await run('kapture.manageSecrets', 'Acme');
    const present = Object.getOwnPropertyDescriptor(workspace, 'getConfiguration')!;
    const refusing = (...args: Parameters<typeof workspace.getConfiguration>): vscode.WorkspaceConfiguration => {
      const configuration = (present.value as typeof workspace.getConfiguration)(...args);
      const update = (): Promise<void> => Promise.reject(new Error('Unable to write into user settings.'));
      return Object.create(configuration, { update: { value: update } }) as vscode.WorkspaceConfiguration;
    };
    // VS Code rejects a change in this way if the file has errors.
    Object.defineProperty(workspace, 'getConfiguration', { ...present, value: refusing });
    try {
      user.clicks('Delete');
      await run('kapture.deleteConnection', 'Acme');
    } finally {
      Object.defineProperty(workspace, 'getConfiguration', present);
    }
    assert.deepEqual(entries(), [acme]);
    assert.deepEqual(await fixture().context.secrets.keys(), ['kapture.key/default/Acme']);
  });

  it('the dialect list → a line with the body, and the path with its certainty', async () => {
    await changeSetting('connections', [acme]);
    user.picks('Dialect').pressesEscape().pressesEscape();
    const offered: unknown[] = [];
    const subscription = user.onQuestion(() => offered.push(user.offeredItems));
    await run('kapture.editConnection', 'Acme');
    subscription.dispose();
    assert.deepEqual(
      offered.flatMap((items) => items as typeof user.offeredItems).find(({ label }) => label === 'Array'),
      {
        label: 'Array',
        description: '/add-update-customer-from-other-source.html (documented, and used by a public client)',
        detail: '[{"name": …, "phone": …, "email": …, …}]',
        dialect: 'array',
      },
    );
  });

  for (const [what, becomes, message] of [
    ['was deleted', [], 'Nothing was changed: Acme no longer exists.'],
    [
      'has a new base URL',
      [{ ...acme, baseUrl: 'https://other.example.com' }],
      'Nothing was changed: the base URL of Acme changed in the meantime. Try again.',
    ],
  ] as const) {
    it(`the connection ${what} while its editor is open → nothing is saved`, async () => {
      await changeSetting('connections', [acme]);
      user.picks('Role').picks('development', () => changeSetting('connections', becomes));
      if (becomes.length) user.pressesEscape();
      await run('kapture.editConnection', 'Acme');
      assert.deepEqual(entries(), becomes);
      assert.equal(user.messageTexts[0], message);
    });
  }

  it('renamed while another property was changed elsewhere → both changes are saved', async () => {
    await changeSetting('connections', [acme]);
    user
      .picks('Name')
      .types('Acme Ltd', () => changeSetting('connections', [{ ...acme, readOnly: true }]))
      .pressesEscape();
    await run('kapture.editConnection', 'Acme');
    assert.deepEqual(entries(), [{ ...acme, name: 'Acme Ltd', readOnly: true }]);
  });
});

describe('set-up by sample', () => {
  const entries = (): unknown => vscode.workspace.getConfiguration('kapture').get('connections');
  const acme = { name: 'Acme', baseUrl: 'https://acme.example.com', role: 'development', timeZone: 'UTC' };
  const begin = (): typeof user =>
    user.picks('Enter the Base URL').types(acme.baseUrl).types(acme.name).picks(acme.role).picks(acme.timeZone);

  for (const [picks, expected] of [
    // The samples are those of Add Customer, so they say nothing about the dialect of Pull Customers.
    [['Nested'], { dialects: { add: 'nested', update: 'nested' } }],
    [['Array'], { dialects: { add: 'array', update: 'array' } }],
    [['Flat'], {}],
    [["I don't know"], {}],
  ] as const)
    it(`${picks.join(', ')} → ${JSON.stringify(expected)}`, async () => {
      begin();
      for (const label of picks) user.picks(label);
      await run('kapture.addConnection', { test: false });
      assert.deepEqual(entries(), [{ ...acme, ...expected }]);
    });
});

describe('a production connection is added', () => {
  for (const [active, expected] of [
    ['Own', 'Own'],
    [undefined, 'Live'],
  ] as const)
    it(`while ${active ?? 'none'} is active → ${expected} is active`, async () => {
      await changeSetting('connections', [{ name: 'Own', baseUrl: 'https://own.example.com', role: 'development' }]);
      await changeSetting('defaultConnection', '');
      if (active) {
        user.picks(active);
        await run('kapture.selectConnection');
      }
      user.picks('Enter the Base URL').types('https://acme.example.com').types('Live').picks('production');
      user.picks('UTC').picks('Flat');
      await run('kapture.addConnection', { test: false });
      await openInEditor('.kapture-get.json', '{}');
      const [lens] = await lensesOf(vscode.window.activeTextEditor!.document.uri);
      assert.ok(plainTitle(lens!).includes(` to ${expected}`), plainTitle(lens!));
      assert.equal(user.messageTexts.includes('Live was added. Own is still active.'), active !== undefined);
    });
});

describe('set-up from a curl command', () => {
  const entries = (): unknown => vscode.workspace.getConfiguration('kapture').get('connections');
  const key = 'CanaryKeyOfTheCommand01';
  const secret = 'CanaryHeaderOfTheCommand01';
  const body = { customer_info: { customer_name: 'Asha', phone: '9000000001' } };
  const command = (origin: string): string =>
    `curl '${origin}/api/customers' -H 'Authorization: Basic ${key}' -H 'x-api-key: ${secret}' -H 'x-api-type: TICKET' -H 'x-other: ${secret}' -d '${JSON.stringify(body)}'`;
  const paste = (text: string): Thenable<void> => vscode.env.clipboard.writeText(text);

  it('a key in the URL → not in the summary and the settings, but the key of the connection', async () => {
    const server = await serveTenant();
    await paste(
      `curl '${server.origin}/api/customers?auth_key=${key}&api_id=35' -H 'x-pin: 4711' -d '${JSON.stringify(body)}'`,
    );
    let summary = '';
    user
      .picks('Paste a curl Command')
      .picks('Name', () => {
        summary = JSON.stringify(user.offeredItems);
        return Promise.resolve();
      })
      .types('Acme')
      .picks('Role')
      .picks('development')
      .picks('Add Connection');
    await run('kapture.addConnection');
    assert.match(summary, /"label":"Omitted from the path","description":"auth_key"/);
    assert.match(summary, /"label":"Header x-pin","description":"secret, too short to be redacted in responses"/);
    assert.match(JSON.stringify(entries()), /"paths":\{"add":"\/api\/customers\?api_id=35"/);
    assert.doesNotMatch(JSON.stringify(entries()) + user.shownText, /Canary|4711/);
    const { authorization, 'x-pin': pin } = server.requests[0]!.headers;
    assert.deepEqual([authorization, pin], [`Basic ${key}`, '4711']);
  });

  it('a command on the clipboard → a summary without secrets, then the connection, its secrets and its request', async () => {
    const server = await serveTenant();
    await paste(command(server.origin));
    let summary = '';
    user
      .picks('Paste a curl Command')
      .picks('Name', () => {
        summary = JSON.stringify(user.offeredItems);
        return Promise.resolve();
      })
      .types('Acme')
      .picks('Role')
      .picks('development')
      .picks('Add Connection');
    await run('kapture.addConnection');
    assert.deepEqual(entries(), [
      {
        name: 'Acme',
        baseUrl: server.origin,
        role: 'development',
        timeZone: 'Asia/Kolkata',
        dialects: { add: 'nested', update: 'nested' },
        headers: [
          { name: 'x-api-key', from: 'secret' },
          { name: 'x-api-type', value: 'TICKET' },
          { name: 'x-other', from: 'secret' },
        ],
        paths: { add: '/api/customers', update: '/api/customers' },
      },
    ]);
    for (const part of [
      new URL(server.origin).host,
      'Nested',
      '/api/customers',
      'Unknown for Pull Customers, so Flat is used.',
      'Header x-api-key',
      'TICKET',
      '"secret"',
    ])
      assert.ok(summary.includes(part), part);
    assert.ok(!user.shownText.includes('Canary'));
    // The test of the connection already sends the key and the headers.
    const [request] = server.requests;
    assert.deepEqual(
      [request?.headers['authorization'], request?.headers['x-api-key'], request?.headers['x-api-type']],
      [`Basic ${key}`, secret, 'TICKET'],
    );
    const { document } = vscode.window.activeTextEditor!;
    assert.match(document.getText(), /^\/\/ @connection Acme\n[^]*"customer_info"/);
    assert.ok(document.uri.path.endsWith('.kapture-add.json'));
  });

  it('a command for Get → no dialect of it, because Get is the same in every dialect', async () => {
    const { origin } = await serveTenant();
    await paste(`curl '${origin}/search-customer-by-customer-id.html' -d '[{"kapture_customer_id": "61371820"}]'`);
    user.picks('Paste a curl Command').pressesEscape();
    await run('kapture.addConnection');
    const dialects = user.offeredItems.filter(({ label }) => /dialect/i.test(label));
    assert.deepEqual(
      dialects.map(({ label, description }) => [label, description]),
      [['Dialect', 'Unknown for Add Customer, Update Customer, Pull Customers, so Flat is used.']],
    );
  });

  it('Escape at the summary → nothing is stored or sent', async () => {
    const server = await serveTenant();
    await paste(command(server.origin));
    user.picks('Paste a curl Command').pressesEscape();
    await run('kapture.addConnection');
    assert.deepEqual(entries(), []);
    assert.deepEqual(await fixture().context.secrets.keys(), []);
    assert.equal(server.requests.length, 0);
  });

  it('unusable commands → a sentence each, and nothing is added', async () => {
    await paste('curl http://acme.example.com/a -d "{}"');
    user
      .picks('Paste a curl Command')
      .types('hello')
      .types('curl https://acme.example.com/a https://evil.example/a -d "{}"')
      .types('curl "https://$HOST/a" -d "{}"')
      .types("curl https://acme.example.com/a -d '{")
      .types('curl ftp://acme.example.com/a -d "{}"')
      .pressesEscape();
    await run('kapture.addConnection');
    assert.match(user.questions.at(-1)!, /The command on the clipboard cannot be used\. Plain http/);
    assert.deepEqual(
      user.validationErrors.map((text) => text.slice(0, 40)),
      [
        'This is not a curl command.',
        'The curl command has more than one URL o',
        'The URL of the curl command has a variab',
        'The curl command is incomplete: a quote ',
        'The URL must start with https://.',
      ],
    );
    assert.deepEqual(entries(), []);
  });
});

describe('connections', () => {
  it('Add Connection → inputs without a count of steps, each with its validation errors at the input box', async () => {
    const server = await serveTenant();
    user
      .picks('Enter the Base URL')
      .types('http://acme.example.com')
      .types('https://user:secret@acme.example.com')
      .types('acme')
      .types(server.origin)
      .types('sandbox')
      .types('Acme')
      .picks('development')
      .picks('Asia/Kolkata')
      .picks("I don't know")
      .picks('User name and password')
      .types('kapdemo')
      .types('kap123');
    await run('kapture.addConnection');
    assert.deepEqual(
      user.questions.filter((question) => /\d\/\d/.test(question)),
      [],
      'no count of steps, because the inputs for the key would not be counted',
    );
    assert.equal(user.validationErrors.length, 4);
    assert.match(user.validationErrors[0]!, /^Plain http would send the auth key unencrypted/);
    assert.match(user.validationErrors[1]!, /^Remove the user name and password/);
    assert.match(user.validationErrors[3]!, /A connection named Sandbox already exists/);
    assert.deepEqual(vscode.workspace.getConfiguration('kapture').get('connections'), [
      { name: 'Acme', baseUrl: server.origin, role: 'development', timeZone: 'Asia/Kolkata' },
    ]);
    assert.deepEqual([...new Set(keysSeen(server))], [`Basic ${Buffer.from('kapdemo:kap123').toString('base64')}`]);
    assert.match(user.messageTexts.at(-1)!, /^Acme works: .* responded in \d+ ms and accepted the auth key\.$/);
  });

  it('added without a key → the message says so and offers Set Auth Key', async () => {
    const { origin } = await serveTenant();
    user
      .picks('Enter the Base URL')
      .types(origin)
      .types('Plain')
      .picks('development')
      .picks('UTC')
      .picks("I don't know")
      .pressesEscape();
    await run('kapture.addConnection');
    assert.deepEqual(user.messages.at(-1), {
      severity: 'information',
      text: 'Plain has no auth key yet. Set one now, or when you send a request.',
      actions: ['Set Auth Key'],
    });
  });

  it('Test Connection with a refused key, and with a closed port → the message names the failure', async () => {
    const refusing = await serveHttp((response) =>
      response
        .writeHead(401, { 'content-type': 'application/json' })
        .end('{"message": "Invalid Auth Key", "status": "failed"}'),
    );
    await connect({ name: 'Refusing', baseUrl: refusing.origin });
    await run('kapture.testConnection', 'Refusing');
    assert.match(user.messageTexts[0]!, /responded in \d+ ms, but rejected the auth key for Refusing\.$/);
    assert.ok(user.messages[0]!.actions.includes('Set Auth Key'));
    await connect({ name: 'Closed', baseUrl: await closedPort() });
    await run('kapture.testConnection', 'Closed');
    assert.match(user.messageTexts[0]!, /refused the connection\. Check the base URL and that the server runs\.$/);
  });

  it('connections in workspace settings → are ignored', async () => {
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
      user.pressesEscape();
      await run('kapture.selectConnection');
      assert.deepEqual(
        user.offeredItems.map(({ label }) => label).filter((label) => label === 'Theirs'),
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
    it(`a broken connection (${String(problem)}) → its error is shown, and other connections work`, async () => {
      const server = await serveTenant();
      await changeSetting('connections', [entry, 17, null]);
      await connect({ name: 'Good', baseUrl: server.origin });
      await send();
      assert.equal(server.requests.length, 1);
      user.picks('Broken');
      await run('kapture.selectConnection');
      assert.match(user.offeredItems.find(({ label }) => label === 'Broken')!.detail!, problem);
      await send();
      assert.match(
        user.messageTexts.at(-1)!,
        new RegExp(`^The connection Broken cannot be used\\. .*${problem.source}`),
      );
      assert.deepEqual(user.messages.at(-1)!.actions, ['Edit Connection', 'Select Connection', 'Show Log']);
    });
  }

  it('Select Connection → affects this window only', async () => {
    await changeSetting('connections', [
      { name: 'A', baseUrl: 'https://a.example.com' },
      { name: 'B', baseUrl: 'https://b.example.com' },
    ]);
    await changeSetting('defaultConnection', 'A');
    user.picks('B');
    await run('kapture.selectConnection');
    const { context, log } = fixture();
    const here = new ConnectionList(context.workspaceState, log);
    const otherWindow = new ConnectionList(
      { keys: () => [], get: () => undefined, update: () => Promise.resolve() },
      log,
    );
    try {
      assert.deepEqual([here.activeName, otherWindow.activeName], ['B', 'A']);
      assert.equal(vscode.workspace.getConfiguration('kapture').get('defaultConnection'), 'A');
    } finally {
      here.dispose();
      otherWindow.dispose();
      await changeSetting('defaultConnection', undefined);
    }
  });

  it('the active connection is deleted in the settings → nothing is sent, and a message offers the default one', async () => {
    const server = await serveTenant();
    await connect({ name: 'Gone', baseUrl: server.origin });
    await changeSetting('defaultConnection', sandboxName);
    try {
      await changeSetting('connections', []);
      await until('the message', user.onMessage, () => user.messages.length > 0);
      assert.deepEqual(user.messages, [
        {
          severity: 'warning',
          text: 'Gone is no longer in the settings, so no connection is selected.',
          actions: ['Use Sandbox', 'Select Connection…'],
        },
      ]);
      user.pressesEscape();
      await send();
      assert.deepEqual([server.requests, shownDocument(responseScheme)], [[], undefined]);
    } finally {
      await changeSetting('defaultConnection', undefined);
    }
  });

  it('the active connection is removed → the message says that none is selected, and offers the default one', async () => {
    await changeSetting('defaultConnection', sandboxName);
    try {
      await connect({ name: 'Gone', baseUrl: 'https://gone.example' });
      user.clicks('Delete');
      await run('kapture.deleteConnection', 'Gone');
      assert.deepEqual(user.messages.at(-1), {
        severity: 'information',
        text: 'The connection Gone and its auth keys were deleted, so no connection is selected.',
        actions: ['Use Sandbox', 'Select Connection…'],
      });
    } finally {
      await changeSetting('defaultConnection', undefined);
    }
  });

  it('another connection is removed → the message does not mention the selection', async () => {
    await connect({ name: 'Gone', baseUrl: 'https://gone.example' });
    await run('kapture.useSandbox');
    user.clicks('Delete');
    await run('kapture.deleteConnection', 'Gone');
    assert.deepEqual(user.messages.at(-1), {
      severity: 'information',
      text: 'The connection Gone and its auth keys were deleted.',
      actions: [],
    });
  });

  it('workspace state cannot be saved → the log says so, and the sandbox has an identity until the window closes', async () => {
    const { log, logged } = fixture();
    const before = logged.length;
    const fail = (): Promise<never> => Promise.reject(new Error('the disk is full'));
    const get = (_key: string, otherwise?: unknown): unknown => otherwise;
    const full = { keys: () => [], get, update: fail } as vscode.Memento;
    const list = new ConnectionList(full, log);
    await new Promise(setImmediate);
    assert.equal(logged[before], 'The identity of the sandbox could not be saved for the next window.');
    assert.match(list.find(sandboxName)?.connection?.tenant ?? '', /^sandbox:/);
    list.dispose();
  });

  it('no active connection → a choice of connections, and then the request continues', async () => {
    user.picks('Use Sandbox');
    await send();
    assert.match(shownDocument(responseScheme)!.getText(), /Nishchal/);
  });

  it('a path for an operation → is used exactly as written', async () => {
    const server = await serveTenant();
    await connect({ name: 'Paths', baseUrl: `${server.origin}/base`, paths: { get: '/find.html/v.2.0?=' } });
    await send();
    assert.deepEqual(
      server.requests.map(({ path }) => path),
      ['/base/find.html/v.2.0?='],
    );
  });
});
