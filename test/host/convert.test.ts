import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { responseScheme } from '../../src/editor/shared/ids.ts';
import { keyOfUser } from '../../src/kapture/connection/authKey.ts';
import { fromCurl } from '../../src/kapture/commandLines/index.ts';
import { operationIds, operations, requestSuffix } from '../../src/kapture/catalogue/registry.ts';
import { openInEditor, shownDocument } from './support/documents.ts';
import { person } from './support/person.ts';
import { change, connect, run, sample, stage, testKey } from './support/stage.ts';
import { until } from './support/until.ts';

const { clipboard } = vscode.env;
const acme = { name: 'Acme India', baseUrl: 'https://acme.invalid', role: 'development' };

function activeDocument(): vscode.TextDocument {
  const document = vscode.window.activeTextEditor?.document;
  assert.ok(document, 'an editor is active');
  return document;
}

/** Words that a message has, once it is there. */
const told = (words: string): Promise<true> =>
  until(`“${words}”`, person.onTold, () => person.heard.some((text) => text.includes(words)));

describe('Copy Request As', () => {
  it('puts a request on the clipboard with a variable for the key', async () => {
    await connect(acme);
    await openInEditor(
      '.kapture-add.json',
      '// A comment\n{"customer_name": "O\'Neill {{$timestamp}}", "phone": 9874563725.0,}',
    );
    person.picks('cURL (bash)');
    await run('kapture.copyAs');
    const copied = await clipboard.readText();
    assert.match(copied, /--header "Authorization: Basic \$KAPTURE_KEY_ACME_INDIA"/);
    const { request } = fromCurl(copied);
    assert.equal(request?.origin, acme.baseUrl);
    assert.equal(request.path, operations.add.path);
    assert.match(request.body, /^\{"customer_name":"O'Neill \d+","phone":9874563725\.0\}$/);
    assert.match(person.heard.at(-1)!, /KAPTURE_KEY_ACME_INDIA/);
  });

  it('has five forms, and none of them holds the key', async () => {
    await connect(acme);
    await openInEditor('.kapture-get.json', sample('get.request.json'));
    for (const form of ['cURL (bash)', 'cURL (PowerShell)', 'JavaScript fetch', 'Python requests', 'Raw HTTP']) {
      person.picks(form);
      await run('kapture.copyAs');
      const copied = await clipboard.readText();
      assert.match(copied, /KAPTURE_KEY_ACME_INDIA/, form);
      assert.match(copied, /acme\.invalid/, form);
      assert.ok(
        !copied.includes(testKey) && !copied.includes(Buffer.from(testKey).toString('base64').replace(/=+$/, '')),
        form,
      );
    }
    assert.equal(person.offered.length, 5);
  });

  it('copies what a response was the answer to', async () => {
    await run('kapture.useSandbox');
    await openInEditor('.kapture-get.json', '[{"kapture_customer_id": "61371820"}]');
    await run('kapture.sendRequest');
    const response = shownDocument(responseScheme);
    assert.ok(response);
    person.picks('cURL (bash)');
    await run('kapture.copyAs', response.uri);
    const { request } = fromCurl(await clipboard.readText());
    assert.deepEqual(request, {
      origin: stage().sandbox.url,
      path: operations.get.path,
      body: '[{"kapture_customer_id":"61371820"}]',
      key: undefined,
      omittedHeaders: [],
    });
  });

  it('recognises the operation of a buffer by its fields, and asks where they do not say', async () => {
    await connect(acme);
    await openInEditor('.json', '{"start_date": "2021-03-14", "end_date": "2021-03-14"}');
    person.picks('Raw HTTP');
    await run('kapture.copyAs');
    assert.ok((await clipboard.readText()).startsWith(`POST ${operations.pull.path} `));
    await openInEditor('.json', '{"colour": "red"}');
    person.picks('Update Customer').picks('Raw HTTP');
    await run('kapture.copyAs');
    assert.ok((await clipboard.readText()).startsWith(`POST ${operations.update.path} `));
  });

  it('leaves the clipboard alone where the request cannot be read, or the user escapes', async () => {
    await connect(acme);
    await clipboard.writeText('before');
    await openInEditor('.kapture-get.json', '[{"phone": ]');
    await run('kapture.copyAs');
    assert.equal(person.told.at(-1)?.severity, 'warning');
    await openInEditor('.kapture-get.json', '[{"phone": "9874563725"}]');
    person.escapes();
    await run('kapture.copyAs');
    assert.equal(await clipboard.readText(), 'before');
  });
});

describe('Paste cURL as Request', () => {
  for (const id of operationIds) {
    it(`opens a ${id} as a draft, by its path`, async () => {
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
        `// ${operations[opened].title}\n{\n  "n": 0.0,\n  "id": 12345678901234567890,\n  "a": "it's"\n}\n`,
      );
    });
  }

  it('names a host that no connection leads to, offers to add one, and says nothing of one that is there', async () => {
    const command = `curl https://other.invalid${operations.get.path} -d '{"phone": "9876543210"}'`;
    await clipboard.writeText(command);
    person.clicks('Add Connection…').types('https://other.invalid').types('Other').picks('production').picks('UTC');
    await run('kapture.pasteCurl');
    await until('the connection', vscode.workspace.onDidChangeConfiguration as vscode.Event<never>, () =>
      JSON.stringify(vscode.workspace.getConfiguration('kapture').get('connections')).includes('other.invalid'),
    );
    await told('Other has no auth key yet');
    assert.match(person.heard[0]!, /^The command sends to https:\/\/other\.invalid, but no connection points there\./);
    person.told.length = 0;
    await run('kapture.pasteCurl');
    assert.deepEqual(person.heard, []);
  });

  it('knows the paths of connections', async () => {
    await change('connections', [{ ...acme, paths: { get: '/tenant/find' } }]);
    await clipboard.writeText(`curl https://acme.invalid/tenant/find -d '{}'`);
    await run('kapture.pasteCurl');
    assert.ok(activeDocument().uri.path.endsWith(requestSuffix('get')));
  });

  it('takes a command typed into a box where there is none on the clipboard, and says what is wrong with one', async () => {
    await clipboard.writeText('nothing of the kind');
    person.types('curl https://acme.invalid/x').types(`curl https://acme.invalid/x -d '{"customer_name": "A"}'`);
    await run('kapture.pasteCurl');
    assert.equal(person.refusals.length, 1);
    assert.match(person.refusals[0]!, /no body/);
    assert.ok(activeDocument().uri.path.endsWith(requestSuffix('add')));
  });

  it('opens the command that is selected in an editor, too', async () => {
    await openInEditor(
      '.md',
      `Try this:\n|curl https://acme.invalid${operations.pull.path} \\\n  -d '{}'|\nThat is all.`,
    );
    await run('kapture.openCurl');
    assert.ok(activeDocument().uri.path.endsWith(requestSuffix('pull')));
    assert.equal(activeDocument().getText(), '// Pull Customers\n{}\n');
  });

  it('asks for the operation where neither path nor fields say', async () => {
    await clipboard.writeText(`curl https://acme.invalid/x -d '{"phone": "9874563725"}'`);
    person.picks('Get Customer');
    await run('kapture.pasteCurl');
    assert.ok(activeDocument().uri.path.endsWith(requestSuffix('get')));
  });

  it('names the headers that are left out, without their values', async () => {
    await clipboard.writeText(
      `curl https://acme.invalid${operations.get.path} -H 'x-api-key: CANARY' -b 'sid=CANARY' -H 'Authorization: Bearer CANARY' -d '{}'`,
    );
    await run('kapture.pasteCurl');
    await told('x-api-key, Cookie, Authorization: Bearer');
    assert.ok(!person.seen.includes('CANARY') && !activeDocument().getText().includes('CANARY'));
  });

  it('says why several bodies are not one', async () => {
    await clipboard.writeText(`curl https://acme.invalid/x -d '{"a":1}' -d '{"b":2}'`);
    await run('kapture.pasteCurl');
    assert.match(person.heard.at(-1)!, /several bodies/);
    assert.equal(vscode.window.activeTextEditor, undefined);
  });

  it('says why a command cannot be opened', async () => {
    await clipboard.writeText('curl https://acme.invalid/x -d @body.json');
    await run('kapture.pasteCurl');
    assert.match(person.heard.at(-1)!, /body\.json/);
    assert.equal(vscode.window.activeTextEditor, undefined);
  });

  describe('with a key in it', () => {
    const key = keyOfUser('CANARY-user', 'CANARY-password').key!;
    const command = `curl -u CANARY-user:CANARY-password https://acme.invalid${operations.get.path} -d '[{"phone":"9874563725"}]'`;
    const stored = async (slot: string): Promise<unknown> =>
      JSON.parse((await stage().context.secrets.get(`kapture.key/${slot}/${acme.name}`)) ?? 'null') as unknown;
    const ofAcme = { origin: acme.baseUrl, key };

    afterEach(() => {
      const everywhere = [
        activeDocument().getText(),
        person.seen,
        ...stage().logged,
        JSON.stringify(vscode.workspace.getConfiguration('kapture').inspect('connections')),
      ].join('\n');
      for (const secret of ['CANARY', key])
        assert.ok(!everywhere.includes(secret), `${secret} is nowhere but in SecretStorage`);
    });

    it('keeps it out of the document, and stores it for the connection of its origin', async () => {
      await change('connections', [acme, { ...acme, name: 'Other', baseUrl: 'https://other.invalid' }]);
      await clipboard.writeText(command);
      person.clicks('Save for Acme India');
      await run('kapture.pasteCurl');
      await told('was saved');
      assert.deepEqual(person.told[0]?.actions, ['Save for Acme India']);
      assert.deepEqual(await stored('default'), ofAcme);
      assert.equal(activeDocument().getText(), '// Get Customer\n[\n  {\n    "phone": "9874563725"\n  }\n]\n');
    });

    it('does not replace the key for all operations, and is silent where it is known', async () => {
      await connect(acme);
      await clipboard.writeText(command);
      person.clicks('Save for Acme India');
      await run('kapture.pasteCurl');
      await told('was saved (Get Customer)');
      assert.deepEqual(await stored('get'), ofAcme);
      assert.deepEqual(await stored('default'), { origin: acme.baseUrl, key: testKey });
      const before = person.told.length;
      await run('kapture.pasteCurl');
      assert.equal(person.told.length, before);
    });

    it('offers a connection where none is there', async () => {
      await clipboard.writeText(command);
      person.clicks('Add Connection…').types(acme.baseUrl).types(acme.name).picks('development').picks('UTC');
      await run('kapture.pasteCurl');
      await told('was saved');
      assert.deepEqual(await stored('default'), ofAcme);
    });

    it('stores nothing unasked', async () => {
      await change('connections', [acme]);
      await clipboard.writeText(command);
      await run('kapture.pasteCurl');
      await told('contains an auth key');
      assert.deepEqual(await stage().context.secrets.keys(), []);
    });
  });
});
