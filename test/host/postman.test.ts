import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { operations } from '../../src/kapture/catalogue/registry.ts';
import { collectionWith, stagingEnvironment, teamCollection } from '../unit/kapture/postman/collections.ts';
import { workspaceFolder } from './support/documents.ts';
import { connect, fixture, run, testKey } from './support/fixture.ts';
import { postmanSummary } from './support/postmanSummary.ts';
import { fileRow, untilRows } from './support/requestRows.ts';
import { until } from './support/until.ts';
import { user } from './support/user.ts';

const acme = { name: 'Acme India', baseUrl: 'https://acme.kapturecrm.com', role: 'development' };
const inWorkspace = (...parts: string[]): string => path.join(workspaceFolder().fsPath, ...parts);
const imported = (...parts: string[]): Promise<string> => readFile(inWorkspace('.kapture', ...parts), 'utf8');
const workspaceItem = '.kapture/';

async function file(name: string, content: object): Promise<vscode.Uri> {
  const whole = inWorkspace('postman-test', name);
  await mkdir(path.dirname(whole), { recursive: true });
  await writeFile(whole, JSON.stringify(content));
  return vscode.Uri.file(whole);
}

describe('Import Postman Collection', () => {
  let selection: PropertyDescriptor;
  before(() => (selection = Object.getOwnPropertyDescriptor(fixture().snippets.view, 'selection')!));
  afterEach(async () => {
    Object.defineProperty(fixture().snippets.view, 'selection', selection);
    for (const name of ['postman-test', '.kapture', 'kapture.env.json'])
      await rm(inWorkspace(name), { recursive: true, force: true });
    await rm(vscode.Uri.joinPath(fixture().context.globalStorageUri, 'snippets').fsPath, {
      recursive: true,
      force: true,
    });
    await run('kapture.refreshRequests');
  });

  it('a collection and its environment → request files in folders, pinned to the connection, without secrets', async () => {
    await connect(acme, testKey);
    user
      .opens(await file('team.json', teamCollection), await file('staging.json', stagingEnvironment))
      .picks(workspaceItem);
    await run('kapture.importPostman');
    const add = await imported('Kapture staging', 'Customers', 'Add a customer.kapture-add.json');
    assert.match(add, /^\/\/ @connection Acme India\n\/\/ Add Customer\n\[/);
    assert.match(add, /"remarks": "\{\{\$secret\.api_token\}\} of \{\{owner_code\}\}"/);
    assert.match(
      await imported('Kapture staging', 'Customers', 'Get by phone.kapture-get.json'),
      /"phone": "9876543210"/,
    );
    const values = await readFile(inWorkspace('kapture.env.json'), 'utf8');
    assert.deepEqual(JSON.parse(values), { variables: { campaign: 'Web', owner_code: '17' } });
    const text = await postmanSummary(/^# Import of `Kapture: staging`/);
    for (const part of [
      /Add a customer\.kapture-add\.json`: Add Customer, for `Acme India`/,
      /`Weather`: not a Kapture request/,
      /`Orders`: not recognized/,
      /`Customers\/Add a customer`: headers `X-Trace`, scripts/,
      /Without a value: `phone`/,
      /when you send a request\): `api_token`/,
      /The auth key for .* If no connection has it yet, you are asked/,
    ])
      assert.match(text, part);
    assert.doesNotMatch(JSON.stringify([add, values, text, user.shownText]), /canary/);
    await until('the offer of the key', user.onMessage, () =>
      user.messageTexts.some((message) =>
        message.startsWith('An auth key for https://acme.kapturecrm.com was omitted'),
      ),
    );
  });

  it('a connection that is added for an address → the requests are pinned to it', async () => {
    await connect({ ...acme, name: 'other.example', baseUrl: 'https://acme.invalid' });
    const request = { url: 'https://other.example/search-customer-by-customer-id.html' };
    user.opens(await file('one.json', JSON.parse(collectionWith(request)) as object)).picks(workspaceItem);
    user.clicks('Add Connection…').picks('Name').types('Other').picks('Add Connection');
    await run('kapture.importPostman');
    const name = ['One', 'Get.kapture-get.json'];
    await postmanSummary(/for `https:\/\/other\.example`, which has no connection yet/);
    // The message follows the change of the file, so the test waits for the message.
    await until('the connection', user.onMessage, () =>
      user.messageTexts.some((message) => message.startsWith('Other has no auth key yet')),
    );
    assert.match(await imported(...name), /^\/\/ @connection Other\n/);
  });

  it('an address without a connection → a pin that no connection can have, so nothing is sent', async () => {
    await connect({ ...acme, name: 'other.example', baseUrl: 'https://acme.invalid' });
    const request = { url: 'https://other.example/search-customer-by-customer-id.html' };
    user.opens(await file('one.json', JSON.parse(collectionWith(request)) as object)).picks(workspaceItem);
    await run('kapture.importPostman');
    const path = vscode.Uri.file(inWorkspace('.kapture', 'One', 'Get.kapture-get.json'));
    assert.match(await imported('One', 'Get.kapture-get.json'), /^\/\/ @connection https:\/\/other\.example\n/);
    await run('kapture.sendRequest', path);
    assert.match(user.messageTexts.at(-1)!, /the pinned connection https:\/\/other\.example does not exist/);
  });

  it('a collection that is imported again → asks, then replaces its requests or keeps both', async () => {
    const collection = await file('one.json', JSON.parse(collectionWith({})) as object);
    const names = async (): Promise<string[]> =>
      (await vscode.workspace.fs.readDirectory(vscode.Uri.file(inWorkspace('.kapture')))).map(([name]) => name).sort();
    const importAgain = async (answer?: string): Promise<void> => {
      user.opens(collection).picks(workspaceItem);
      if (answer !== undefined) user.clicks(answer);
      await run('kapture.importPostman');
    };
    await importAgain();
    const request = inWorkspace('.kapture', 'One', 'Get.kapture-get.json');
    await writeFile(request, '{}');
    await importAgain('Keep Both');
    assert.deepEqual([await names(), await readFile(request, 'utf8')], [['One', 'One 2'], '{}']);
    await importAgain('Replace');
    assert.ok(
      user.messageTexts.some((text) => text.startsWith('“One” was imported before. Replace its requests (1)?')),
    );
    assert.deepEqual(await names(), ['One', 'One 2']);
    assert.match(await readFile(request, 'utf8'), /Get Customer/);
  });

  it('hostile names → files inside of the folder', async () => {
    const item = (JSON.parse(collectionWith({})) as { item: { name: string }[] }).item[0]!;
    const items = ['../../evil', 'CON', '', 'a/b\u202E'].map((name) => ({ ...item, name }));
    user
      .opens(await file('evil.json', { info: { name: '..' }, item: [{ name: '../..', item: items }] }))
      .picks(workspaceItem);
    await run('kapture.importPostman');
    const found = await vscode.workspace.findFiles('**/*.kapture-get.json');
    const inside = found.map(({ path: whole }) => whole.split('/.kapture/')[1]).filter(Boolean);
    assert.deepEqual(inside.sort(), [
      'Postman/folder/a b.kapture-get.json',
      'Postman/folder/evil.kapture-get.json',
      'Postman/folder/request CON.kapture-get.json',
      'Postman/folder/request.kapture-get.json',
    ]);
  });

  it('Export → a collection of some requests or of one, with variables in place of secrets', async () => {
    await connect({ ...acme, headers: [{ name: 'x-api-key', from: 'secret' }] }, testKey);
    await mkdir(inWorkspace('postman-test', 'sub'), { recursive: true });
    const text = '// @connection Acme India\n{"customer_name": "Asha {{$guid}}", "phone": "{{$phone}}"}\n';
    await writeFile(inWorkspace('postman-test', 'one.kapture-add.json'), text);
    await writeFile(inWorkspace('postman-test', 'sub', 'two.kapture-add.json'), text);
    // The key is that of a connection other than the request's.
    await writeFile(inWorkspace('postman-test', 'sub', 'key.kapture-add.json'), `{"remarks": "${testKey}"}`);
    await run('kapture.refreshRequests');
    await untilRows('workspace', (labels) => ['one', 'two', 'key'].every((name) => labels.includes(name)));
    const target = vscode.Uri.file(inWorkspace('postman-test', 'out.json'));
    const nodes = await Promise.all(['one', 'two', 'key'].map((name) => fileRow('workspace', name)));
    user.savesTo(target);
    await run('kapture.exportPostman', nodes[0], nodes);
    interface Exported {
      readonly item: readonly { readonly name: string; readonly item?: unknown[]; readonly request?: unknown }[];
    }
    const exported = await readFile(target.fsPath, 'utf8');
    const { item } = JSON.parse(exported) as Exported;
    assert.deepEqual(
      item.map(({ name, item: inside }) => [name, inside?.length]),
      [
        ['one', undefined],
        ['sub', 1],
      ],
    );
    assert.match(exported, new RegExp(`"raw": "\\{\\{base_url\\}\\}${operations.add.path}"`));
    assert.ok(!exported.includes(testKey), exported);
    assert.match(
      user.messageTexts.at(-1)!,
      /^Exported 2 requests without their auth keys\. Enter these values in Postman: kapture_auth_key, phone, x_api_key\. Not exported, because they appear to contain a secret: key\.$/,
    );
    user.savesTo(target);
    await run('kapture.exportPostman', await fileRow('workspace', 'two'));
    assert.equal(user.suggestedFile?.path.endsWith('/two.postman_collection.json'), true);
    assert.deepEqual(
      (JSON.parse(await readFile(target.fsPath, 'utf8')) as Exported).item.map(({ name }) => name),
      ['two'],
    );
  });
});
