import assert from 'node:assert/strict';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { CustomerNode } from '../../src/editor/customers/tree/customersNodes.ts';
import { compareScheme, responseScheme } from '../../src/editor/shared/ids.ts';
import { serveHttp, type LocalServer } from '../unit/kapture/http/localServer.ts';
import {
  documentKinds,
  lensesOf,
  openInEditor,
  plainTitle,
  shownDocument,
  workspaceFolder,
} from './support/documents.ts';
import { changeSetting, connect, fixture, run, testKey } from './support/fixture.ts';
import { customerRow, customerRows } from './support/tree.ts';
import { until, untilSeen } from './support/until.ts';
import { user } from './support/user.ts';

interface Diff {
  readonly title: string;
  readonly left: string;
  readonly right: string;
}

/** The comparison in the active tab. */
async function shownDiff(): Promise<Diff> {
  const [title, input] = await until(
    'a comparison',
    vscode.window.tabGroups.onDidChangeTabs as vscode.Event<never>,
    () => {
      const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
      return tab?.input instanceof vscode.TabInputTextDiff && tab.input.original.scheme === compareScheme
        ? ([tab.label, tab.input] as const)
        : undefined;
    },
  );
  const textOf = async (uri: vscode.Uri): Promise<string> => (await vscode.workspace.openTextDocument(uri)).getText();
  return { title, left: await textOf(input.original), right: await textOf(input.modified) };
}

const lines = (...texts: string[]): string => texts.join('\n');

/** A server whose responses can be changed. */
interface Tenant extends LocalServer {
  /** The next response, as JSON or as another text. */
  answer: unknown;
}

async function serve(answer: unknown): Promise<Tenant> {
  const tenant = { answer } as Tenant;
  const server = await serveHttp((response) => {
    const isText = typeof tenant.answer === 'string';
    response
      .writeHead(200, { 'content-type': isText ? 'text/html' : 'application/json' })
      .end(isText ? tenant.answer : JSON.stringify(tenant.answer));
  });
  return Object.assign(tenant, server);
}

const customer = (facts: object): object => ({ 'Customer Details': facts, status: 'success' });

/** Two tenants. The first one is active. */
async function connectTwo(first: unknown, second: unknown, facts: object = {}): Promise<readonly [Tenant, Tenant]> {
  const [staging, production] = [await serve(first), await serve(second)];
  await connect({ name: 'Acme', baseUrl: production.origin, role: 'production', ...facts });
  await connect({ name: 'Staging', baseUrl: staging.origin, role: 'development' });
  return [staging, production];
}

describe('comparing on two connections', () => {
  it('a Get → both connections get it, and the responses differ by their values alone', async () => {
    const [staging, production] = await connectTwo(customer({ name: 'Asha', id: 1, balance: 0 }), {
      status: 'success',
      'Customer Details': { balance: 0, id: 1, name: 'Asha Rao' },
    });
    await openInEditor('.kapture-get.json', '{"phone": "9000000001"}');
    user.picks('Acme');
    await run('kapture.compareConnections');
    assert.deepEqual(
      user.offeredItems.map(({ label, description }) => [label, description]),
      [
        ['Sandbox', 'sandbox'],
        ['Acme', 'production'],
      ],
    );
    const { title, left, right } = await shownDiff();
    assert.equal(title, 'Get Customer: Staging (development) ↔ Acme (production)');
    const head = ['// Left: Staging (development), HTTP 200. Right: Acme (production), HTTP 200.'];
    const body = (name: string): string[] => [
      '{',
      '  "Customer Details": {',
      '    "balance": 0,',
      '    "id": 1,',
      `    "name": "${name}"`,
      '  },',
      '  "status": "success"',
      '}',
    ];
    assert.equal(left, lines(...head, ...body('Asha')));
    assert.equal(right, lines(...head, ...body('Asha Rao')));
    assert.deepEqual(
      [staging, production].map(({ requests }) => requests.map(({ body }) => body)),
      [['[{"phone":"9000000001"}]'], ['[{"phone":"9000000001"}]']],
    );
    assert.equal(shownDocument(responseScheme), undefined);
    assert.deepEqual(user.messageTexts, []);
  });

  it('a secret variable → each tenant gets its own secret, which the comparison does not contain', async () => {
    const tenants = await connectTwo(customer({ id: 1 }), customer({ id: 1 }));
    await openInEditor('.kapture-get.json', '{"customer_code": "{{$secret.code}}"}');
    user.picks('Acme').types('secret-of-staging').types('secret-of-acme');
    await run('kapture.compareConnections');
    await shownDiff();
    assert.deepEqual(
      tenants.map(({ requests }) => requests.map(({ body }) => body)),
      [['[{"customer_code":"secret-of-staging"}]'], ['[{"customer_code":"secret-of-acme"}]']],
    );
  });

  it('a write → refused, and nothing is sent', async () => {
    const [staging, production] = await connectTwo({}, {});
    await openInEditor('.kapture-add.json', '{"customer_name": "Asha", "phone": "9000000001"}');
    await run('kapture.compareConnections');
    assert.deepEqual(user.messageTexts, [
      'Nothing was sent: Add Customer writes. Only reads are sent to two connections.',
    ]);
    assert.equal(staging.requests.length + production.requests.length, 0);
  });

  it('a body in another dialect than that of one connection → nothing is sent', async () => {
    const [staging, production] = await connectTwo({}, {}, { dialect: 'nested', cmId: '2469' });
    await openInEditor('.kapture-pull.json', '{"start_date": "2021-03-14", "end_date": "2021-03-15"}');
    user.picks('Acme');
    await run('kapture.compareConnections');
    assert.deepEqual(user.messageTexts, [
      'Nothing was sent: the request is in the Flat dialect, but Acme expects Nested.',
    ]);
    assert.equal(staging.requests.length + production.requests.length, 0);
  });

  it('an unknown variable → nothing is sent', async () => {
    const [staging, production] = await connectTwo({}, {});
    await openInEditor('.kapture-get.json', '{"phone": "{{nobody}}"}');
    user.picks('Acme');
    await run('kapture.compareConnections');
    assert.equal(user.messages.length, 1);
    assert.equal(staging.requests.length + production.requests.length, 0);
  });
});

describe('comparisons', () => {});

describe('baselines', () => {
  const folder = (): string => vscode.Uri.joinPath(fixture().context.globalStorageUri, 'baselines').fsPath;
  const written: vscode.Uri[] = [];

  afterEach(async () => {
    await changeSetting('compare.ignore', undefined);
    await rm(folder(), { recursive: true, force: true });
    for (const uri of written.splice(0)) await rm(uri.fsPath, { force: true });
  });

  async function sendSaved(text = '{"phone": "9000000001"}'): Promise<vscode.TextDocument> {
    const document = await documentKinds.saved.open('.kapture-get.json', text);
    written.push(document.uri);
    await run('kapture.sendRequest', document.uri);
    return document;
  }

  async function sendAgain(request: vscode.TextDocument): Promise<void> {
    await vscode.window.showTextDocument(request, vscode.ViewColumn.One);
    await run('kapture.sendRequest', request.uri);
  }

  const response = (): vscode.Uri => shownDocument(responseScheme)!.uri;
  const lenses = async (): Promise<string[]> =>
    (await lensesOf(response())).map(plainTitle).filter((title) => /baseline/i.test(title));
  const baselineFiles = async (): Promise<string[]> => {
    const names = await readdir(folder(), { recursive: true }).catch(() => []);
    return names.filter((name) => name.endsWith('.json'));
  };

  async function served(answer: unknown): Promise<Tenant> {
    const tenant = await serve(answer);
    await connect({ name: 'Own', baseUrl: tenant.origin, role: 'development' });
    return tenant;
  }

  it('kept, sent again with other values → the line above the response says so and opens the comparison', async () => {
    const tenant = await served(customer({ id: 1, name: 'Asha', city: 'Pune' }));
    const request = await sendSaved();
    assert.deepEqual(await lenses(), []);
    await run('kapture.keepBaseline', response());
    assert.deepEqual(await lenses(), ['Same as the baseline']);
    tenant.answer = customer({ city: 'Mumbai', id: 1, name: 'Asha Rao' });
    await sendAgain(request);
    assert.deepEqual(await lenses(), ['Differs from the baseline']);
    await run('kapture.sendAgain', response());
    assert.deepEqual(await lenses(), ['Differs from the baseline']);
    await run('kapture.compareWithBaseline', response());
    const { title, left, right } = await shownDiff();
    assert.equal(title, 'Get Customer – Own: Baseline ↔ Response');
    assert.match(left, /^\/\/ Baseline: .+\. Response: .+\.\n\{\n {2}"Customer Details": \{\n {4}"city": "Pune"/);
    assert.match(right, /\n {4}"city": "Mumbai",\n/);
  });

  it('kapture.compare.ignore → the line and the open comparison follow it', async () => {
    const tenant = await served(customer({ id: 1, name: 'Asha', city: 'Pune' }));
    const request = await sendSaved();
    await run('kapture.keepBaseline', response());
    tenant.answer = customer({ id: 1, name: 'Asha Rao', city: 'Mumbai' });
    await sendAgain(request);
    const shown = response();
    await run('kapture.compareWithBaseline', shown);
    await shownDiff();
    const { original, modified } = vscode.window.tabGroups.activeTabGroup.activeTab!.input as vscode.TabInputTextDiff;
    const documents = await Promise.all([original, modified].map((uri) => vscode.workspace.openTextDocument(uri)));
    await changeSetting('compare.ignore', ['/*/city', 'no pointer', '']);
    const first = '// 1 field is ignored (setting kapture.compare.ignore).\n';
    await until('the new comparison', vscode.workspace.onDidChangeTextDocument as vscode.Event<never>, () =>
      documents.every((document) => document.getText().startsWith(first)),
    );
    assert.ok(!documents.some((document) => document.getText().includes('"city"')));
    const titles = (await lensesOf(shown)).map(plainTitle);
    assert.ok(titles.includes('Differs from the baseline'), titles.join());
  });

  it('another tenant → has no baseline; the first one still has it', async () => {
    await connectTwo(customer({ id: 1 }), customer({ id: 2 }));
    const request = await sendSaved();
    await run('kapture.keepBaseline', response());
    user.picks('Acme');
    await run('kapture.selectConnection');
    await sendAgain(request);
    assert.deepEqual(await lenses(), []);
    user.picks('Staging');
    await run('kapture.selectConnection');
    await sendAgain(request);
    assert.deepEqual(await lenses(), ['Same as the baseline']);
  });

  it('Keep as Baseline again → replaced; Delete Baseline → none', async () => {
    const tenant = await served(customer({ id: 1 }));
    const request = await sendSaved();
    await run('kapture.keepBaseline', response());
    assert.deepEqual(user.messageTexts, []);
    tenant.answer = customer({ id: 2 });
    await sendAgain(request);
    await run('kapture.keepBaseline', response());
    await untilLenses(response(), 'Same as the baseline');
    assert.match(user.messageTexts.at(-1)!, /^The baseline of .+ was replaced\.$/);
    await run('kapture.deleteBaseline', response());
    assert.deepEqual(await lenses(), []);
    assert.deepEqual(await baselineFiles(), []);
  });

  it('the request is renamed → the baseline follows', async () => {
    await served(customer({ id: 1 }));
    const request = await sendSaved();
    await run('kapture.keepBaseline', response());
    const renamed = vscode.Uri.joinPath(workspaceFolder(), 'renamed.kapture-get.json');
    written.push(renamed);
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(request.uri, renamed, { overwrite: true });
    assert.ok(await vscode.workspace.applyEdit(edit));
    await untilFile(folder(), renamed.toString());
    await sendAgain(await vscode.workspace.openTextDocument(renamed));
    assert.deepEqual(await lenses(), ['Same as the baseline']);
    assert.equal((await baselineFiles()).length, 1);
  });

  it('Clear History → the baselines of the connection are counted and deleted', async () => {
    await served(customer({ id: 1 }));
    await sendSaved();
    await run('kapture.keepBaseline', response());
    user.clicks('Delete Own Only');
    await run('kapture.deleteStoredData', 'history');
    assert.match(
      user.messageTexts.join(),
      /Own: \d+ entr(?:y|ies), 1 baseline\nAll connections: \d+ entr(?:y|ies), 1 baseline\n/,
    );
    assert.deepEqual(await baselineFiles(), []);
    assert.deepEqual(await lenses(), []);
  });

  it('a response with the auth key → the stored baseline has none, and is the same', async () => {
    await served(customer({ id: 1, echo: testKey }));
    const request = await sendSaved();
    await run('kapture.keepBaseline', response());
    const [file] = await baselineFiles();
    assert.ok(!(await readFile(path.join(folder(), file!), 'utf8')).includes(testKey));
    await sendAgain(request);
    assert.deepEqual(await lenses(), ['Same as the baseline']);
  });
});

/** Calls `look` at once, and again after each change of the baselines. */
function afterBaselines<Found>(what: string, look: () => Promise<Found | undefined | false>): Promise<Found> {
  return untilSeen(what, fixture().compare.onDidChangeBaselines as vscode.Event<never>, look);
}

/** Waits until a code lens of a document has this title. */
async function untilLenses(uri: vscode.Uri, wanted: string): Promise<void> {
  await afterBaselines(wanted, async () => (await lensesOf(uri)).map(plainTitle).includes(wanted));
}

/** Waits until the file of a baseline contains a text. */
async function untilFile(folder: string, text: string): Promise<void> {
  await afterBaselines(`${text} in a file`, async () => {
    const names = await readdir(folder, { recursive: true });
    const files = names.filter((name) => name.endsWith('.json'));
    const texts = await Promise.all(files.map((name) => readFile(path.join(folder, name), 'utf8').catch(() => '')));
    return texts.some((found) => found.includes(text));
  });
}

describe('comparing customers', () => {
  const record = (id: number, facts: object): object => ({
    id,
    generationDate: 'Mar 14, 2021 2:21:11 PM',
    contacts: [],
    ...facts,
  });
  let current: Record<number, object> = {};
  let server: LocalServer;

  beforeEach(async () => {
    current = { 1: { name: 'Asha', city: 'Pune' }, 2: { name: 'Ravi', city: 'Pune' }, 3: { name: 'Neha' } };
    server = await serveHttp((response, { body }) => {
      const records = Object.entries(current).map(([id, facts]) => record(Number(id), facts));
      const id = /"kapture_customer_id":"(\d+)"/.exec(body)?.[1];
      const found = records.find((one) => String((one as { id: number }).id) === id);
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify(id === undefined ? { message: records, status: 'success' } : customer(found!)));
    });
    await connect({ name: 'Own', baseUrl: server.origin, role: 'development' });
    user.picks('Other dates…').types('2021-03-14').types('2021-03-14');
    await run('kapture.pullRange');
    assert.equal((await customerRows()).length, 3);
    user.messages.length = 0;
  });

  const node = async (id: string): Promise<CustomerNode> => (await customerRow(id)).node;

  it('two selected customers → their records side by side; nothing is sent', async () => {
    const [one, two] = [await node('1'), await node('2')];
    const sent = server.requests.length;
    await run('kapture.compareCustomers', one, [one, two]);
    const { title, left, right } = await shownDiff();
    assert.equal(title, 'Customer 1 ↔ Customer 2');
    assert.ok(left.startsWith('{\n  "city": "Pune",\n'), left);
    assert.ok(right.includes('"name": "Ravi"'), right);
    assert.equal(server.requests.length, sent);
  });

  it('Compare with Pulled → the record as it was pulled, also after a refresh; the view stays', async () => {
    current = { ...current, 1: { name: 'Asha', city: 'Mumbai' } };
    await run('kapture.openCustomer', { ...(await node('1')), refresh: true });
    current = { ...current, 1: { name: 'Asha Rao', city: 'Delhi' } };
    await run('kapture.compareWithPulled', await node('1'));
    const { title, left, right } = await shownDiff();
    assert.equal(title, 'Customer 1: As Pulled ↔ Now');
    assert.ok(left.startsWith('// A Get can return fields that a Pull does not return.\n'), left);
    assert.ok(left.includes('"city": "Pune"') && left.includes('"name": "Asha"'), left);
    assert.ok(right.includes('"city": "Delhi"') && right.includes('"name": "Asha Rao"'), right);
    assert.equal((await customerRow('1')).label, 'Asha');
  });
});
