import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { responseScheme } from '../../src/editor/shared/ids.ts';
import { keyOfUser } from '../../src/kapture/connection/authKey.ts';
import { fromCurl } from '../../src/kapture/commandLines/fromCurl.ts';
import { operationIds, operations, requestSuffix, type OperationId } from '../../src/kapture/catalogue/registry.ts';
import { serveHttp, type LocalServer } from '../unit/kapture/http/localServer.ts';
import { openInEditor, shownDocument } from './support/documents.ts';
import { user } from './support/user.ts';
import { changeSetting, connect, run, sample, fixture, testKey } from './support/fixture.ts';
import { until } from './support/until.ts';

const { clipboard } = vscode.env;
const acme = { name: 'Acme India', baseUrl: 'https://acme.invalid', role: 'development' };

function activeDocument(): vscode.TextDocument {
  const document = vscode.window.activeTextEditor?.document;
  assert.ok(document, 'an editor is active');
  return document;
}

/** Waits for a message that contains these words. */
const untilMessage = (words: string): Promise<true> =>
  until(`“${words}”`, user.onMessage, () => user.messageTexts.some((text) => text.includes(words)));

const updateCommand = (origin: string): string =>
  `curl ${origin}${operations.update.path} -d '{"kapture_customer_id": "1", "city": "Pune"}'`;
/** A tenant that accepts every write, and has one customer. */
const serveTenant = (): Promise<LocalServer> =>
  serveHttp((response, { body }) =>
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(
        body.startsWith('[')
          ? '{"Customer Details": {"id": 1, "phone": "9876543210"}, "status": "success"}'
          : '{"status": "success", "message": "ok"}',
      ),
  );
const writesTo = ({ requests }: LocalServer): number => requests.filter(({ body }) => !body.startsWith('[')).length;

describe('Copy Request As', () => {
  it('a request → a command with a variable instead of the key', async () => {
    await connect(acme);
    await openInEditor(
      '.kapture-add.json',
      '// A comment\n{"customer_name": "O\'Neill {{$timestamp}}", "phone": 9874563725.0,}',
    );
    user.picks('curl (bash)');
    await run('kapture.copyAs');
    const copied = await clipboard.readText();
    assert.match(copied, /--header "Authorization: Basic \$KAPTURE_KEY_ACME_INDIA"/);
    const { request } = fromCurl(copied);
    assert.equal(request?.origin, acme.baseUrl);
    assert.equal(request.path, operations.add.path);
    assert.match(request.body, /^\{"customer_name":"O'Neill \d+","phone":9874563725\.0\}$/);
    assert.match(user.messageTexts.at(-1)!, /KAPTURE_KEY_ACME_INDIA/);
  });

  it('each of the five formats → does not contain the key', async () => {
    await connect(acme);
    await openInEditor('.kapture-get.json', sample('get.request.json'));
    for (const form of ['curl (bash)', 'curl (PowerShell)', 'JavaScript fetch', 'Python requests', 'Raw HTTP']) {
      user.picks(form);
      await run('kapture.copyAs');
      const copied = await clipboard.readText();
      assert.match(copied, /KAPTURE_KEY_ACME_INDIA/, form);
      assert.match(copied, /acme\.invalid/, form);
      assert.ok(
        !copied.includes(testKey) && !copied.includes(Buffer.from(testKey).toString('base64').replace(/=+$/, '')),
        form,
      );
    }
    assert.equal(user.offeredItems.length, 5);
  });

  it('a response → its request is copied', async () => {
    await run('kapture.useSandbox');
    await openInEditor('.kapture-get.json', '[{"kapture_customer_id": "61371820"}]');
    await run('kapture.sendRequest');
    const response = shownDocument(responseScheme);
    assert.ok(response);
    user.picks('curl (bash)');
    await run('kapture.copyAs', response.uri);
    const { request } = fromCurl(await clipboard.readText());
    assert.deepEqual(request, {
      origin: fixture().sandbox.url,
      path: operations.get.path,
      body: '[{"kapture_customer_id":"61371820"}]',
      key: undefined,
      omittedParameters: [],
      omittedHeaders: [],
    });
    assert.match(await clipboard.readText(), /\$KAPTURE_KEY_SANDBOX"/);
  });

  it('a response from an address that its connection no longer has → not the variable of that connection', async () => {
    const tenant = await serveTenant();
    await connect({ name: 'Moved', baseUrl: tenant.origin, role: 'development' });
    await openInEditor('.kapture-get.json', '[{"kapture_customer_id": "1"}]');
    await run('kapture.sendRequest');
    const response = shownDocument(responseScheme);
    assert.ok(response);
    await changeSetting('connections', [{ name: 'Moved', baseUrl: 'https://moved.invalid', role: 'development' }]);
    user.picks('curl (bash)');
    await run('kapture.copyAs', response.uri);
    const copied = await clipboard.readText();
    assert.ok(copied.includes(tenant.origin));
    assert.doesNotMatch(copied, /KAPTURE_KEY_MOVED/);
    assert.match(copied, /\$KAPTURE_KEY_127_0_0_1_\d+"/);
  });

  it('the operation of an untitled document → is recognized by its fields, or asked for if they do not tell', async () => {
    await connect(acme);
    await openInEditor('.json', '{"start_date": "2021-03-14", "end_date": "2021-03-14"}');
    user.picks('Raw HTTP');
    await run('kapture.copyAs');
    assert.ok((await clipboard.readText()).startsWith(`POST ${operations.pull.path} `));
    await openInEditor('.json', '{"color": "red"}');
    user.picks('Update Customer').picks('Raw HTTP');
    await run('kapture.copyAs');
    assert.ok((await clipboard.readText()).startsWith(`POST ${operations.update.path} `));
  });

  it('an unreadable request, or Escape → the clipboard is unchanged', async () => {
    await connect(acme);
    await clipboard.writeText('before');
    await openInEditor('.kapture-get.json', '[{"phone": ]');
    await run('kapture.copyAs');
    assert.equal(user.messages.at(-1)?.severity, 'warning');
    await openInEditor('.kapture-get.json', '[{"phone": "9874563725"}]');
    user.pressesEscape();
    await run('kapture.copyAs');
    assert.equal(await clipboard.readText(), 'before');
  });
});

describe('Paste curl Command as Request', () => {
  /** Two operations have the same path. */
  const ofOnePath: readonly OperationId[] = ['pull-tickets', 'customer-tickets', 'add-order', 'update-order'];
  for (const id of operationIds.filter((each) => !ofOnePath.includes(each))) {
    it(`the path of ${id} → an untitled document for the operation`, async () => {
      await clipboard.writeText(
        `curl https://acme.invalid${operations[id].path} -d '{"n": 0.0, "id": 12345678901234567890, "a": "it'\\''s"}'`,
      );
      await run('kapture.pasteCurl');
      const document = activeDocument();
      const opened = id === 'update' ? 'add' : id;
      assert.ok(document.uri.path.endsWith(requestSuffix(opened)), document.uri.path);
      assert.equal(document.uri.scheme, 'untitled');
      assert.equal(
        document.getText(),
        `// @connection https://acme.invalid\n// ${operations[opened].title}\n{\n  "n": 0.0,\n  "id": 12345678901234567890,\n  "a": "it's"\n}\n`,
      );
    });
  }

  it('a body that no shell reads as JSON → one sentence with the line, when it opens and in the set-up', async () => {
    await connect(acme);
    await clipboard.writeText(`curl https://acme.invalid${operations.get.path} -d '{\n  "phone": 98765 43210\n}'`);
    await run('kapture.pasteCurl');
    const said = /^The request cannot be sent: the JSON is invalid on line (\d+) \([a-z ]+\)\.$/;
    const line = Number(said.exec(user.messageTexts.at(-1) ?? '')?.[1]);
    assert.match(activeDocument().lineAt(line - 1).text, /43210/);
    user.picks('Paste a curl Command').pressesEscape();
    await run('kapture.addConnection');
    const row = user.offeredItems.find(({ label }) => label === 'Body');
    assert.equal(said.exec(row?.detail ?? '')?.[1], '2');
  });

  it('an unknown host → is named, with Add Connection; a host of a connection → no message', async () => {
    const command = `curl https://other.invalid${operations.get.path} -d '{"phone": "9876543210"}'`;
    await clipboard.writeText(command);
    user.clicks('Add Connection…').picks('Name').types('Other').picks('Add Connection');
    await run('kapture.pasteCurl');
    await until('the connection', vscode.workspace.onDidChangeConfiguration as vscode.Event<never>, () =>
      JSON.stringify(vscode.workspace.getConfiguration('kapture').get('connections')).includes('other.invalid'),
    );
    await untilMessage('Other has no auth key yet');
    assert.match(user.messageTexts[0]!, /^No connection uses https:\/\/other\.invalid, /);
    assert.equal(activeDocument().lineAt(0).text, '// @connection Other', 'the request is pinned to it');
    user.messages.length = 0;
    await run('kapture.pasteCurl');
    assert.deepEqual(user.messageTexts, []);
  });

  it('the host of another connection → a request pinned to it, which goes there', async () => {
    const [first, second] = [await serveTenant(), await serveTenant()];
    await connect({ name: 'Second', baseUrl: second.origin, role: 'development' });
    await connect({ name: 'First', baseUrl: first.origin, role: 'development' });
    await clipboard.writeText(updateCommand(second.origin));
    await run('kapture.pasteCurl');
    assert.equal(activeDocument().lineAt(0).text, '// @connection Second');
    await run('kapture.sendRequest');
    assert.deepEqual([writesTo(first), writesTo(second)], [0, 1]);
  });

  it('a path of two operations, and a body of neither → the user selects one, whose module is then shown', async () => {
    await clipboard.writeText(`curl https://acme.invalid${operations['add-order'].path} -d '{"n": 1}'`);
    user.picks('More Operations…').picks('Update Order');
    try {
      await run('kapture.pasteCurl');
      assert.ok(activeDocument().uri.path.endsWith(requestSuffix('update-order')));
      assert.deepEqual(vscode.workspace.getConfiguration('kapture').get('modules'), ['customer', 'order']);
    } finally {
      await changeSetting('modules', undefined);
    }
  });

  it('a request to an unknown host → is pinned to its origin, so that nothing is sent', async () => {
    const server = await serveTenant();
    await connect({ name: 'First', baseUrl: server.origin, role: 'development' });
    await clipboard.writeText(updateCommand('https://other.invalid'));
    await run('kapture.pasteCurl');
    await untilMessage('No connection uses');
    assert.equal(activeDocument().lineAt(0).text, '// @connection https://other.invalid');
    await run('kapture.sendRequest');
    assert.match(user.messageTexts.at(-1)!, /the pinned connection https:\/\/other\.invalid does not exist/);
    assert.equal(server.requests.length, 0);
  });

  it('no command on the clipboard → a box for one, which refuses a command without a body', async () => {
    await clipboard.writeText('no command');
    user.types('curl https://acme.invalid/x').types(`curl https://acme.invalid/x -d '{"customer_name": "A"}'`);
    await run('kapture.pasteCurl');
    assert.equal(user.validationErrors.length, 1);
    assert.match(user.validationErrors[0]!, /no body/);
    assert.ok(activeDocument().uri.path.endsWith(requestSuffix('add')));
  });

  it('Open curl with a command selected in an editor → is opened', async () => {
    await openInEditor(
      '.md',
      `Try this:\n|curl https://acme.invalid${operations.pull.path} \\\n  -d '{}'|\nThat is all.`,
    );
    await run('kapture.pasteCurl');
    assert.ok(activeDocument().uri.path.endsWith(requestSuffix('pull')));
    assert.equal(activeDocument().getText(), '// @connection https://acme.invalid\n// Pull Customers\n{}\n');
  });

  it('headers that are not used → are named, without their values', async () => {
    await clipboard.writeText(
      `curl https://acme.invalid${operations.get.path} -H 'x-api-key: CANARY' -b 'sid=CANARY' -H 'Authorization: Bearer CANARY' -d '{}'`,
    );
    await run('kapture.pasteCurl');
    await untilMessage('x-api-key, Cookie, Authorization: Bearer');
    assert.ok(!user.shownText.includes('CANARY') && !activeDocument().getText().includes('CANARY'));
  });

  it('a body in a file → a message says why the command cannot be opened', async () => {
    await clipboard.writeText('curl https://acme.invalid/x -d @body.json');
    await run('kapture.pasteCurl');
    assert.match(user.messageTexts.at(-1)!, /body\.json/);
    assert.equal(vscode.window.activeTextEditor, undefined);
  });

  describe('a command with a key', () => {
    const key = keyOfUser('CANARY-user', 'CANARY-password').key!;
    const command = `curl -u CANARY-user:CANARY-password https://acme.invalid${operations.get.path} -d '[{"phone":"9874563725"}]'`;
    const stored = async (slot: string): Promise<unknown> =>
      JSON.parse((await fixture().context.secrets.get(`kapture.key/${slot}/${acme.name}`)) ?? 'null') as unknown;
    const ofAcme = { origin: acme.baseUrl, key };

    afterEach(() => {
      const everywhere = [
        activeDocument().getText(),
        user.shownText,
        ...fixture().logged,
        JSON.stringify(vscode.workspace.getConfiguration('kapture').inspect('connections')),
      ].join('\n');
      for (const secret of ['CANARY', key])
        assert.ok(!everywhere.includes(secret), `${secret} appears only in SecretStorage`);
    });

    it('Store → the key is stored for the connection to its host, and is not in the document', async () => {
      await changeSetting('connections', [acme, { ...acme, name: 'Other', baseUrl: 'https://other.invalid' }]);
      await clipboard.writeText(command);
      user.clicks('Save for Acme India');
      await run('kapture.pasteCurl');
      await untilMessage('was saved');
      assert.deepEqual(user.messages[0]?.actions, ['Save for Acme India']);
      assert.deepEqual(await stored('default'), ofAcme);
      assert.equal(
        activeDocument().getText(),
        '// @connection Acme India\n// Get Customer\n[\n  {\n    "phone": "9874563725"\n  }\n]\n',
      );
    });

    it('no connection to the host → Add Connection stores the key', async () => {
      await clipboard.writeText(command);
      user.clicks('Add Connection…').picks('Name').types(acme.name).picks('Add Connection');
      await run('kapture.pasteCurl');
      await untilMessage('was saved');
      assert.deepEqual(await stored('default'), ofAcme);
      assert.equal(activeDocument().lineAt(0).text, '// @connection Acme India', 'the request is pinned to it');
    });

    it('no click on Store → nothing is stored', async () => {
      await changeSetting('connections', [acme]);
      await clipboard.writeText(command);
      await run('kapture.pasteCurl');
      await untilMessage('An auth key for ');
      assert.deepEqual(await fixture().context.secrets.keys(), []);
    });
  });
});
