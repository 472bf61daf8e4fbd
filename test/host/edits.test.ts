import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { operations } from '../../src/kapture/catalogue/registry.ts';
import { sandboxPassword, sandboxUser } from '../../src/sandbox/credentials.ts';
import { EditedCustomer } from '../../src/editor/edits/editedCustomer.ts';
import { EditStore } from '../../src/editor/edits/editStore.ts';
import { SaveTurns } from '../../src/editor/edits/saveTurns.ts';
import type { KeptEdit } from '../../src/editor/edits/keptEdits.ts';
import { customerOfUri, editUri } from '../../src/editor/shared/documents/editUri.ts';
import { editScheme, recordScheme } from '../../src/editor/shared/ids.ts';
import { serveHttp, type LocalServer } from '../unit/kapture/http/localServer.ts';
import { diagnosticsOf, lensesOf, plainTitle, openInEditor, shownDocument } from './support/documents.ts';
import { person } from './support/person.ts';
import { change, connect, run, stage, sandboxTenant } from './support/stage.ts';
import { allCustomers, customerRow } from './support/tree.ts';
import { until } from './support/until.ts';

const qwera = '65033646';
const nishchal = '61371820';
const authorization = `Basic ${Buffer.from(`${sandboxUser}:${sandboxPassword}`).toString('base64')}`;

/** Sends a body to the sandbox as somebody else would; the text of the response. */
function elsewhere(operation: 'get' | 'update' | 'add', body: unknown): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      `${stage().sandbox.url}${operations[operation].path}`,
      { method: 'POST', headers: { authorization } },
      (response) => {
        let text = '';
        response
          .setEncoding('utf8')
          .on('data', (piece: string) => (text += piece))
          .on('end', () => resolve(text));
      },
    );
    request.on('error', reject).end(JSON.stringify(body));
  });
}

/** The record that the sandbox has now. */
async function stored(id = qwera): Promise<Record<string, unknown> & { contacts: Record<string, unknown>[] }> {
  const response = JSON.parse(await elsewhere('get', [{ kapture_customer_id: id }])) as Record<string, never>;
  return response['Customer Details']!;
}

/** Opens a customer of a connection, as its row in the customers view does. */
async function edit(id = qwera, connection = 'Sandbox'): Promise<vscode.TextDocument> {
  const tenant = tenantOf(connection);
  await run('kapture.editCustomer', { tenant, connection, id });
  const document = vscode.window.activeTextEditor?.document;
  assert.ok(document);
  assert.deepEqual(customerOfUri(document.uri), { tenant, id });
  return document;
}

function tenantOf(connection: string): string {
  const entries = vscode.workspace.getConfiguration('kapture').get<{ name: string; baseUrl: string }[]>('connections')!;
  const entry = entries.find(({ name }) => name === connection);
  return entry ? new URL(entry.baseUrl).origin : sandboxTenant();
}

/** Replaces the value of a field as somebody types it, `"Agra"`; adds the field where it is missing. */
async function type(document: vscode.TextDocument, field: string, value: string): Promise<void> {
  const text = document.getText();
  const found = new RegExp(`("${field}": )("(?:[^"\\\\]|\\\\.)*"|[^,\\n]+)`).exec(text);
  const start = found ? found.index + found[1]!.length : text.indexOf('{') + 1;
  const range = new vscode.Range(
    document.positionAt(start),
    document.positionAt(start + (found ? found[2]!.length : 0)),
  );
  const change = new vscode.WorkspaceEdit();
  change.replace(document.uri, range, found ? value : `\n  "${field}": ${value},`);
  assert.ok(await vscode.workspace.applyEdit(change));
}

function fieldsOf(document: vscode.TextDocument): Record<string, unknown> {
  return JSON.parse(document.getText().replace(/^\/\/.*$/gm, '')) as Record<string, unknown>;
}

/** Presses Ctrl+S; what VS Code finds wrong it says in a notification of its own. */
async function save(): Promise<void> {
  await run('workbench.action.files.save');
}

/** A save that comes to nothing: the sentence that VS Code shows of it stands in the log, too. */
async function refused(document: vscode.TextDocument, sentence: RegExp): Promise<void> {
  const before = stage().logged.length;
  await save();
  assert.equal(document.isDirty, true);
  assert.match(stage().logged.slice(before).join('\n'), sentence);
}

const changed = vscode.workspace.onDidChangeTextDocument as vscode.Event<never>;

async function showing(document: vscode.TextDocument, text: string): Promise<void> {
  await until(`${text} in the document`, changed, () => document.getText().includes(text));
}

/** What Compare opens: the server's side on the left, by VS Code's own way to it, which the text of it is returned from. */
async function compare({ uri }: vscode.TextDocument): Promise<string> {
  const query = JSON.stringify({ scheme: uri.scheme, query: uri.query });
  const left = uri.with({ scheme: 'conflictResolution', query });
  await run('vscode.diff', left, uri, 'compare');
  return (await vscode.workspace.openTextDocument(left)).getText();
}

/** Presses the button of Compare that overwrites. */
async function overwrite(document: vscode.TextDocument): Promise<void> {
  await run('workbench.files.action.acceptLocalChanges', document.uri);
}

const savesFolder = (): string => path.join(stage().context.globalStorageUri.fsPath, 'saves');
const startsFolder = (): string => path.join(stage().context.globalStorageUri.fsPath, 'edits');

function startFiles(): string[] {
  return existsSync(startsFolder()) ? readdirSync(startsFolder()).map((name) => path.join(startsFolder(), name)) : [];
}

/** What documents started from, as it is kept. */
function keptStarts(): KeptEdit[] {
  return startFiles().map((file) => JSON.parse(readFileSync(file, 'utf8')) as KeptEdit);
}

function writeKept(kept: KeptEdit): void {
  const [file] = startFiles();
  writeFileSync(file!, JSON.stringify(kept));
}

/** A reload, after which what the documents started from is gone. */
function loseStarts(): void {
  stage().edits.close();
  rmSync(startsFolder(), { recursive: true });
}

/** Requests that the sandbox gets while `work` goes on. */
async function requestsOf(work: () => Promise<void>): Promise<number> {
  const before = stage().sandbox.requests;
  await work();
  return stage().sandbox.requests - before;
}

/** A server in front of the sandbox that counts operations, and may answer or change something itself. */
async function between(
  step: (operation: 'get' | 'update', count: number, body: string) => Promise<string | undefined> | string | undefined,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<{ server: LocalServer; seen: string[] }> {
  const seen: string[] = [];
  const server = await serveHttp((response, { body }) => {
    const operation = body.startsWith('[') ? 'get' : 'update';
    seen.push(operation);
    const answer = async (): Promise<void> => {
      const own = await step(operation, seen.filter((other) => other === operation).length, body);
      response.end(own ?? (await elsewhere(operation, JSON.parse(body))));
    };
    answer().catch(() => response.destroy());
  });
  await connect({ name: 'Between', baseUrl: server.origin, role: 'development', ...settings });
  return { server, seen };
}

describe('a customer as a document', () => {
  beforeEach(() => run('kapture.useSandbox'));

  it('opens with one line of comment and the cursor in the first value, and stays where the user left it', async () => {
    const document = await edit();
    const lines = document.getText().split('\n');
    assert.deepEqual(lines.slice(0, 3), ['// @connection Sandbox', '{', `  "kapture_customer_id": "${qwera}",`]);
    assert.match(lines[3]!, /^ {2}"customer_name": "/);
    const editor = (): vscode.TextEditor => vscode.window.activeTextEditor!;
    const start = '  "customer_name": "'.length;
    assert.deepEqual(editor().selection, new vscode.Selection(3, start, 3, start));
    assert.match(document.getText(), /^}\n\/\/ Saving sends /m);
    editor().selection = new vscode.Selection(1, 0, 1, 0);
    await edit();
    assert.deepEqual(editor().selection, new vscode.Selection(1, 0, 1, 0));
  });

  it('opens with the present values under the names of Update, and a lens that says where saving sends them', async () => {
    const document = await edit();
    assert.equal(document.languageId, 'kapture-request');
    assert.deepEqual(fieldsOf(document), {
      kapture_customer_id: qwera,
      customer_name: 'Qwera',
      phone: '',
      city: 'Bangalore',
      state: 'Karnataka',
      country: 'India',
      customer_assign_emp_name: '',
      contact_person_name: 'Aadii',
      contact_person_phone: '',
      contact_person_email: '',
      additional_contact_phone: '',
      country_code: '+91',
      gender: 'M',
    });
    assert.deepEqual((await lensesOf(document.uri)).map(plainTitle), [
      'Save sends to Sandbox',
      'Show Changes',
      'Open Full Record',
    ]);
    assert.equal(document.isDirty, false);
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri), []);
  });

  it('sends what changed and no more, with two reads and one write; view and history follow', async () => {
    person.picks('Today');
    await run('kapture.pullRange');
    const id = (await allCustomers()).find(
      ({ customer }) => customer.contactPhone && !customer.contactPhone.includes('*'),
    )!.id;
    const document = await edit(id);
    await type(document, 'city', '"Agra"');
    const last = new Promise<string>((resolve) => {
      const writes = stage().history.tree.onDidChangeTreeData!(() => {
        void Promise.resolve(stage().history.tree.getChildren()).then((nodes) => {
          const found = nodes
            ?.map((node) => stage().history.tree.getTreeItem(node) as vscode.TreeItem)
            .find(({ label }) => JSON.stringify(label).includes('Update Customer'));
          if (!found) return;
          writes.dispose();
          resolve(JSON.stringify(found.label));
        });
      });
    });
    assert.equal(await requestsOf(save), 3);
    assert.equal((await stored(id))['city'], 'Agra');
    assert.equal(document.isDirty, false);
    assert.equal((await customerRow(id)).node.customer.city, 'Agra');
    assert.match(await last, /Update Customer/);
    assert.deepEqual(person.heard, []);
  });

  it('has nothing to send → no write, and no message', async () => {
    const document = await edit();
    assert.equal(await requestsOf(save), 1);
    await type(document, 'city', '" Bangalore "');
    assert.equal(await requestsOf(save), 1);
    assert.equal(document.isDirty, false);
    assert.deepEqual(person.heard, []);
  });

  it('saves twice in a row, and each time only what changed since', async () => {
    const { server } = await between(() => undefined);
    const document = await edit(qwera, 'Between');
    await type(document, 'city', '"Agra"');
    await save();
    await type(document, 'state', '"UP"');
    await save();
    const writes = server.requests.map(({ body }) => body).filter((body) => !body.startsWith('['));
    assert.deepEqual(writes, [
      `{"kapture_customer_id":"${qwera}","city":"Agra"}`,
      `{"kapture_customer_id":"${qwera}","state":"UP"}`,
    ]);
    assert.equal(document.isDirty, false);
  });

  it('while another window saves the same customer → sends nothing, and says so', async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    const other = new SaveTurns(savesFolder());
    await other.alone(
      `${sandboxTenant()}/${qwera}`,
      () => new Error('busy'),
      () => refused(document, /Nothing was sent\. Another save of this customer is in progress/),
    );
    assert.equal((await stored())['city'], 'Bangalore');
    await save();
    assert.deepEqual([document.isDirty, (await stored())['city']], [false, 'Agra']);
  });

  it('another window saves after this one has read → reads again, and compares', async () => {
    let meanwhile: (() => Promise<unknown>) | undefined;
    const { seen, server } = await between(async (operation, _count, body) => {
      const text = await elsewhere(operation, JSON.parse(body));
      await meanwhile?.();
      return text;
    });
    const document = await edit(qwera, 'Between');
    await type(document, 'city', '"Agra"');
    seen.length = 0;
    meanwhile = async () => {
      meanwhile = undefined;
      await new SaveTurns(savesFolder()).alone(
        `${server.origin}/${qwera}`,
        () => new Error('busy'),
        () => elsewhere('update', { kapture_customer_id: qwera, city: 'Goa' }),
      );
    };
    await refused(document, /Another user changed city on Between in the meantime/);
    assert.deepEqual(seen, ['get', 'get']);
    assert.equal((await stored())['city'], 'Goa');
  });

  it('merges what somebody else changed in other fields, and says so', async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    await elsewhere('update', { kapture_customer_id: qwera, state: 'Uttar Pradesh' });
    await save();
    await showing(document, '"state": "Uttar Pradesh"');
    const { city, state } = await stored();
    assert.deepEqual({ city, state }, { city: 'Agra', state: 'Uttar Pradesh' });
    assert.equal(document.isDirty, false);
    assert.deepEqual(person.heard, ['state: changed by another user in the meantime and merged into the document.']);
    // The merged value is the base now: it is not sent, and no conflict.
    await type(document, 'city', '"Bareilly"');
    await save();
    assert.deepEqual([document.isDirty, (await stored())['city']], [false, 'Bareilly']);
  });

  it('does not give back unseen what it took over from somebody else, as Undo would', async () => {
    const document = await edit();
    const { state: before } = await stored();
    await type(document, 'city', '"Agra"');
    await elsewhere('update', { kapture_customer_id: qwera, state: 'Uttar Pradesh' });
    await save();
    await showing(document, '"state": "Uttar Pradesh"');
    await type(document, 'state', JSON.stringify(before));
    await save();
    assert(
      person.heard
        .at(-1)!
        .startsWith(
          `Send the earlier state to Sandbox? state is currently “Uttar Pradesh” and would become “${String(before)}”.`,
        ),
      person.heard.at(-1),
    );
    assert.deepEqual([document.isDirty, (await stored())['state']], [true, 'Uttar Pradesh']);
    person.clicks('Send Earlier Values');
    await save();
    assert.deepEqual([document.isDirty, (await stored())['state']], [false, before]);
    // It is the user's now.
    await type(document, 'state', '"Goa"');
    await save();
    await type(document, 'state', JSON.stringify(before));
    await save();
    assert.deepEqual([document.isDirty, (await stored())['state']], [false, before]);
  });

  it('does not write over a field that somebody else changed: VS Code finds a conflict, and Overwrite sends', async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    await type(document, 'customer_name', '"Usha"');
    await elsewhere('update', { kapture_customer_id: qwera, city: 'Goa' });
    assert.equal(await requestsOf(save), 1, 'one read, and VS Code writes nothing');
    assert.equal(document.isDirty, true);
    assert.deepEqual([(await stored())['city'], (await stored())['name']], ['Goa', 'Qwera']);
    // Again: VS Code still will not write.
    assert.equal(await requestsOf(save), 1);
    assert.equal(document.isDirty, true);
    assert.match(await compare(document), /"city": "Goa"/);
    await overwrite(document);
    assert.equal(document.isDirty, false);
    assert.deepEqual([(await stored())['city'], (await stored())['name']], ['Agra', 'Usha']);
    assert.deepEqual(person.heard, []);
  });

  it('does not overwrite what changed yet again since it was compared', async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    await elsewhere('update', { kapture_customer_id: qwera, city: 'Goa' });
    await save();
    assert.match(await compare(document), /"city": "Goa"/);
    await elsewhere('update', { kapture_customer_id: qwera, city: 'Panaji' });
    await overwrite(document);
    assert.deepEqual([document.isDirty, (await stored())['city']], [true, 'Panaji']);
    assert.match(await compare(document), /"city": "Panaji"/);
    await overwrite(document);
    assert.deepEqual([document.isDirty, (await stored())['city']], [false, 'Agra']);
    assert.deepEqual(person.heard, []);
  });

  it('takes braces in what the server says for text, and fills in only what the user typed', async () => {
    await elsewhere('update', { kapture_customer_id: qwera, customer_name: '{{$env:HOME}} {{ first }}' });
    await change('allowedEnvironmentVariables', ['HOME']);
    try {
      const document = await edit();
      await type(document, 'city', '"{{$today}}"');
      await save();
      assert.equal(document.isDirty, false);
      const { city, name } = await stored();
      assert.match(String(city), /^\d{4}-\d\d-\d\d$/);
      assert.equal(name, '{{$env:HOME}} {{ first }}');
    } finally {
      await change('allowedEnvironmentVariables', undefined);
    }
  });

  it('makes no link of what a server says of a save that it refuses', async () => {
    const { server } = await between((operation) =>
      operation === 'update'
        ? '{"status": "failed", "message": "Bad city. [Show why](command:workbench.action.quit)"}'
        : undefined,
    );
    const document = await edit(qwera, 'Between');
    await type(document, 'city', '"Agra"');
    await refused(document, /Bad city\. \[Show why\] \(command:/);
    assert.ok(server.requests.length > 0);
  });

  it('looks again after a question: what somebody changed while it stood open is not overwritten', async () => {
    const { server } = await between(() => undefined, { role: 'production' });
    const document = await edit(qwera, 'Between');
    await type(document, 'city', '"Agra"');
    const asked = until('the question', person.onTold, () =>
      person.told.find(({ actions }) => actions.includes('Update on Between')),
    );
    const answer = person.holds('Update on Between');
    const saving = save();
    await asked;
    await elsewhere('update', { kapture_customer_id: qwera, city: 'Goa' });
    answer();
    await saving;
    assert.deepEqual([document.isDirty, (await stored())['city']], [true, 'Goa']);
    assert.deepEqual(
      server.requests.filter(({ body }) => !body.startsWith('[')),
      [],
      'no Update arrived',
    );
  });

  it('does not follow a connection to another tenant: nothing is sent there, and nothing is read', async () => {
    await between(() => undefined);
    const document = await edit(qwera, 'Between');
    await type(document, 'city', '"Agra"');
    const other = await serveHttp((response) =>
      response.end('{"status": "success", "Customer Details": {"id": 65033646, "name": "Somebody Else"}}'),
    );
    const [entry] = vscode.workspace.getConfiguration('kapture').get<Record<string, unknown>[]>('connections')!;
    await change('connections', [{ ...entry, baseUrl: other.origin }]);
    await save();
    assert.deepEqual([document.isDirty, other.requests.length], [true, 0]);
  });

  it('of which the start is lost → a comparison makes no start of it: still nothing is sent', async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    loseStarts();
    await elsewhere('update', { kapture_customer_id: qwera, state: 'Goa' });
    await compare(document);
    await save();
    assert.deepEqual([document.isDirty, (await stored())['state']], [true, 'Goa']);
    // Taking over what the server has is a start again.
    await run('workbench.action.files.revert');
    await showing(document, '"state": "Goa"');
    await type(document, 'city', '"Pune"');
    await save();
    assert.deepEqual([document.isDirty, (await stored())['city'], (await stored())['state']], [false, 'Pune', 'Goa']);
  });

  it("of another spelling of its address → is no customer's", async () => {
    const proper = editUri({ tenant: sandboxTenant(), id: qwera });
    for (const uri of [
      proper.with({ authority: 'x' }),
      proper.with({ fragment: 'x' }),
      proper.with({ query: 'y' }),
      proper.with({ path: proper.path.replace('sandbox+', 'sandbox:') }),
      proper.with({ path: `/Sandbox/${qwera}.kapture-update.json` }),
    ]) {
      assert.equal(customerOfUri(uri), undefined, uri.toString());
      await assert.rejects(
        Promise.resolve(vscode.workspace.fs.readFile(uri)),
        ({ code }: vscode.FileSystemError) => code === 'FileNotFound',
        uri.toString(),
      );
    }
  });

  it('gives way in a conflict where the user takes what the server has', async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    await elsewhere('update', { kapture_customer_id: qwera, city: 'Goa' });
    await save();
    await compare(document);
    await run('workbench.files.action.revertLocalChanges', document.uri);
    await showing(document, '"city": "Goa"');
    assert.deepEqual([document.isDirty, (await stored())['city']], [false, 'Goa']);
  });

  it('discards by Revert File and gets afresh, out of a conflict too', async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    await elsewhere('update', { kapture_customer_id: qwera, city: 'Goa' });
    await save();
    await run('workbench.action.files.revert');
    await showing(document, '"city": "Goa"');
    assert.equal(document.isDirty, false);
    await elsewhere('update', { kapture_customer_id: qwera, city: 'Panaji' });
    await run('workbench.action.files.revert');
    await showing(document, '"city": "Panaji"');
    // What was read is what the next save goes from.
    await type(document, 'state', '"Goa"');
    await save();
    assert.deepEqual([document.isDirty, (await stored())['state'], (await stored())['city']], [false, 'Goa', 'Panaji']);
    assert.deepEqual(person.heard, []);
  });

  it('has no conflict left once the user gives way in that field', async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    await elsewhere('update', { kapture_customer_id: qwera, city: 'Goa' });
    await save();
    await type(document, 'city', '"Goa"');
    await type(document, 'state', '"Goa"');
    await save();
    assert.deepEqual([document.isDirty, (await stored())['state']], [false, 'Goa']);
  });

  it('where the save skips what asks first → refuses by itself, and the next save compares', async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    await elsewhere('update', { kapture_customer_id: qwera, city: 'Goa' });
    await run('workbench.action.files.saveWithoutFormatting');
    assert.deepEqual([document.isDirty, (await stored())['city']], [true, 'Goa']);
    await type(document, 'city', '"Goa"');
    await run('workbench.action.files.saveWithoutFormatting');
    assert.equal((await stored())['city'], 'Goa');
  });

  it('a customer that is gone → nothing is sent, the text stays', async () => {
    let isGone = false;
    const { seen } = await between(() =>
      isGone
        ? JSON.stringify({
            'Customer Details': 'Information given by you does not exist in our sytsem.',
            status: 'failed',
          })
        : undefined,
    );
    const document = await edit(qwera, 'Between');
    await type(document, 'city', '"Agra"');
    isGone = true;
    await save();
    assert.deepEqual(seen, ['get', 'get']);
    assert.equal(document.isDirty, true);
    await refused(document, /Nothing was sent\. Between no longer has a customer with the id 65033646\./);
    assert.deepEqual(person.heard, [], 'VS Code says it, once');
  });

  it('a server that is down → nothing is sent, the text stays, the sentence names the cause', async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    stage().sandbox.setFault({ fault: '401' });
    await save();
    assert.equal(document.isDirty, true);
    await refused(document, /Nothing was sent\. Kapture rejected the auth key of Sandbox\./);
    stage().sandbox.setFault({ fault: 'none' });
    assert.equal((await stored())['city'], 'Bangalore');
    await save();
    assert.deepEqual([document.isDirty, (await stored())['city']], [false, 'Agra']);
    assert.deepEqual(person.heard, []);
  });

  it('a write that gets no answer → says that it may have been carried out; the next save finds that it was', async () => {
    const { seen } = await between(async (operation, count, body) => {
      if (operation === 'update' && count === 1) {
        await elsewhere('update', JSON.parse(body));
        throw new Error('broken off');
      }
      return undefined;
    });
    const document = await edit(qwera, 'Between');
    await type(document, 'city', '"Agra"');
    await refused(document, /closed the connection before it responded\. Kapture may have processed it/);
    assert.equal(document.isDirty, true);
    await save();
    assert.deepEqual(seen, ['get', 'get', 'update', 'get'], 'the write is not sent again');
    assert.equal(document.isDirty, false);
  });

  it('what Kapture refuses → in its words, marked on the field; the text stays', async () => {
    const document = await edit();
    await type(document, 'phone', '"9845765226"');
    await save();
    assert.equal(document.isDirty, true);
    const marks = await diagnosticsOf(document, 'the mark on the phone', (messages) =>
      messages.some((message) => message.includes('already exists')),
    );
    assert.equal(document.getText(marks[0]!.range), '"9845765226"');
  });

  it('masked values → left out with a line that says so, and not written back', async () => {
    person.picks('Last 7 days');
    let id = '';
    for (const days of ['Last 7 days', 'Last 30 days']) {
      if (days !== 'Last 7 days') person.picks(days);
      await run('kapture.pullRange');
      id = (await allCustomers()).find(({ customer }) => customer.contactPhone?.includes('**'))?.id ?? '';
      if (id) break;
    }
    assert.ok(id, 'somebody is masked');
    const document = await edit(id);
    assert.match(document.getText(), /^\/\/ Omitted because Kapture masks part of them: phone, contact_person_phone/m);
    const masked = (await stored(id))['companyPhone'];
    assert.match(String(masked), /\*\*/);
    assert.ok(!('phone' in fieldsOf(document)));
    await type(document, 'phone', JSON.stringify(masked));
    await save();
    assert.equal(document.isDirty, true);
    await refused(document, /Nothing was sent\. Kapture masks part of these values.*: phone\./);
    await type(document, 'phone', '"9123450000"');
    await save();
    assert.deepEqual(person.heard, ['Sent, but the record does not show what was stored: phone.']);
    assert.equal(document.isDirty, false);
  });

  it('blanking a field → asks first, and tells that the server ignored it', async () => {
    const document = await edit();
    await type(document, 'city', '""');
    assert.equal(await requestsOf(save), 1, 'without a yes nothing is sent');
    assert.equal(document.isDirty, true);
    assert.match(person.heard[0]!, /^Send a blank city to Sandbox\? city is currently “Bangalore”\./);
    person.told.length = 0;
    person.clicks('Send Blank Value');
    await save();
    await showing(document, '"city": "Bangalore"');
    assert.equal(person.heard.at(-1), 'Kapture ignored the blank city: it is still “Bangalore”.');
  });

  it('a connection that changes while the question is open → nothing is sent', async () => {
    const { server } = await between(() => undefined);
    const document = await edit(qwera, 'Between');
    await type(document, 'city', '""');
    const asked = until('the question', person.onTold, () => person.told.length > 0);
    const answer = person.holds('Send Blank Value');
    const saving = refused(document, /Nothing was sent: Between now points to http:\/\/\S+\/other\./);
    await asked;
    const [entry] = vscode.workspace.getConfiguration('kapture').get<Record<string, unknown>[]>('connections')!;
    await change('connections', [{ ...entry, paths: { update: '/other' } }]);
    answer();
    await saving;
    assert.deepEqual(
      server.requests.filter(({ body }) => !body.startsWith('[')),
      [],
    );
  });

  it('a server that stores something else → is shown, in a message and in the document', async () => {
    await between(async (operation, _count, body) => {
      if (operation === 'get') return undefined;
      return elsewhere('update', { ...(JSON.parse(body) as object), city: 'AGRA' });
    });
    const document = await edit(qwera, 'Between');
    await type(document, 'city', '"Agra"');
    await save();
    await showing(document, '"city": "AGRA"');
    assert.equal(document.isDirty, false);
    assert.deepEqual(person.heard, ['Kapture stored a different value for city: “AGRA” instead of “Agra”.']);
  });

  it('a field without a place in the record → is sent, and said to be not readable', async () => {
    const document = await edit();
    await type(document, 'zone', '"North"');
    await save();
    assert.deepEqual(person.heard, ['Sent, but the record does not show what was stored: zone.']);
    assert.notEqual((await stored())['zone'], 0);
    assert.equal(await requestsOf(save), 1, 'it is not sent again');
  });

  it('variables → put in, and shown as what they became', async () => {
    const document = await edit();
    await type(document, 'contact_person_phone', '"{{$phone}}"');
    await save();
    const { contacts } = await stored();
    assert.match(String(contacts[0]!['phone']), /^[6-9]\d{9}$/);
    await showing(document, String(contacts[0]!['phone']));
    assert.equal(document.isDirty, false);
  });

  for (const [what, edited, sentence] of [
    ['no JSON', (text: string) => text.replace('"city": ', '"city" '), /Nothing was sent: line \d+ is not JSON/],
    [
      'another id',
      (text: string) => text.replace(qwera, nishchal),
      /Nothing was sent\. This document belongs to customer 65033646/,
    ],
    [
      'a variable that nobody knows',
      (text: string) => text.replace('"Bangalore"', '"{{nobody}}"'),
      /Nothing was sent: the variable \{\{nobody\}\} on line \d+ has no value\./,
    ],
  ] as const) {
    it(`${what} → is not sent`, async () => {
      const document = await edit();
      const whole = new vscode.Range(0, 0, document.lineCount, 0);
      const change = new vscode.WorkspaceEdit();
      change.replace(document.uri, whole, edited(document.getText()));
      await vscode.workspace.applyEdit(change);
      await refused(document, sentence);
    });
  }

  it('Send Request and Update Customer in such a document → save it', async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    await run('kapture.sendRequest', document.uri);
    assert.deepEqual([document.isDirty, (await stored())['city']], [false, 'Agra']);
    await type(document, 'city', '"Delhi"');
    await run('kapture.updateCustomer');
    assert.deepEqual([document.isDirty, (await stored())['city']], [false, 'Delhi']);
    assert.equal(shownDocument('kapture-response'), undefined);
  });

  it('a save that VS Code makes by itself → sends nothing', async () => {
    const files = vscode.workspace.getConfiguration('files');
    const document = await edit();
    await files.update('autoSave', 'onFocusChange', vscode.ConfigurationTarget.Global);
    try {
      await type(document, 'city', '"Agra"');
      await openInEditor('.kapture-get.json', '[{"kapture_customer_id": "1"}]');
      await files.update('autoSave', 'off', vscode.ConfigurationTarget.Global);
    } finally {
      await files.update('autoSave', undefined, vscode.ConfigurationTarget.Global);
    }
    assert.deepEqual([document.isDirty, (await stored())['city']], [true, 'Bangalore']);
  });

  it("Show Changes → the server's values on the left, mine on the right", async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    await elsewhere('update', { kapture_customer_id: qwera, city: 'Goa' });
    await run('kapture.showChanges', document.uri);
    const { activeTab } = vscode.window.tabGroups.activeTabGroup;
    assert.ok(activeTab?.input instanceof vscode.TabInputTextDiff);
    assert.equal(activeTab.input.modified.toString(), document.uri.toString());
    const left = await vscode.workspace.openTextDocument(activeTab.input.original);
    assert.equal(fieldsOf(left)['city'], 'Goa');
    assert.equal(document.isDirty, true);
    assert.deepEqual(await lensesOf(left.uri), []);
    await run('workbench.action.closeActiveEditor');
    // To look is not to take over: it still is a conflict.
    await vscode.window.showTextDocument(document);
    await save();
    assert.deepEqual([document.isDirty, (await stored())['city']], [true, 'Goa']);
  });

  it('Revert Last Update → sends what was there before, after showing it', async () => {
    const document = await edit(nishchal);
    await run('kapture.revertLastUpdate', document.uri);
    assert.match(person.heard.at(-1)!, /^There is no earlier update of this customer/);
    await type(document, 'customer_name', '"Nisha"');
    await type(document, 'state', '"UP"');
    await save();
    await elsewhere('update', { kapture_customer_id: nishchal, state: 'Bihar' });
    assert.ok((await lensesOf(document.uri)).map(plainTitle).includes('Revert Last Update'));
    person.told.length = 0;
    await run('kapture.revertLastUpdate', document.uri);
    assert.deepEqual(person.heard, [
      'Revert the last update on Sandbox? customer_name: “Nisha” → “Nishchal”\nstate: “Bihar” → “Karnataka” (changed since then; the update wrote “UP”)',
    ]);
    assert.equal((await stored(nishchal))['name'], 'Nisha', 'without a yes nothing is sent');
    person.clicks('Send Previous Values');
    await run('kapture.revertLastUpdate', document.uri);
    assert.deepEqual([(await stored(nishchal))['name'], (await stored(nishchal))['state']], ['Nishchal', 'Karnataka']);
    await showing(document, '"customer_name": "Nishchal"');
    assert.equal(person.heard.at(-1), 'Reverted: customer_name, state.');
    assert.equal(document.isDirty, false);
    assert.ok(
      !(await lensesOf(document.uri)).map(plainTitle).includes('Revert Last Update'),
      'what was taken back is not offered again',
    );
    await type(document, 'city', '"Pune"');
    await save();
    await type(document, 'city', '"Agra"');
    await run('kapture.revertLastUpdate', document.uri);
    assert.match(person.heard.at(-1)!, /unsaved changes/);
  });

  it('after a reload of the window → a changed text goes from the same values as before', async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    await elsewhere('update', { kapture_customer_id: qwera, state: 'Goa' });
    // All that is in memory goes; VS Code keeps the text.
    stage().edits.close();
    await stage().edits.open();
    await save();
    await showing(document, '"state": "Goa"');
    assert.deepEqual([(await stored())['city'], (await stored())['state']], ['Agra', 'Goa']);
    await type(document, 'city', '"Delhi"');
    await elsewhere('update', { kapture_customer_id: qwera, city: 'Goa' });
    stage().edits.close();
    await stage().edits.open();
    await save();
    assert.deepEqual([document.isDirty, (await stored())['city']], [true, 'Goa']);
  });

  it('a window that closes → its documents have no owner at once, before the history is written', async () => {
    await edit();
    assert.notEqual(keptStarts()[0]?.owner, undefined);
    const closing = stage().deactivate();
    assert.deepEqual(
      keptStarts().map(({ owner }) => owner),
      [undefined],
    );
    await closing;
  });

  it('what a document started from → is kept while it is open, and gone with it', async () => {
    const one = await edit();
    const other = await edit(nishchal);
    assert.deepEqual(
      keptStarts()
        .map(({ uri }) => uri)
        .sort(),
      [one, other].map(({ uri }) => uri.toString()).sort(),
    );
    await run('workbench.action.closeAllEditors');
    await until(
      'the files gone',
      vscode.workspace.onDidCloseTextDocument as vscode.Event<never>,
      () => keptStarts().length === 0,
    );
  });

  it('what it started from is lost → saving stops and compares, and what differs is sent once the user has seen it', async () => {
    await elsewhere('update', { kapture_customer_id: qwera, state: 'Goa' });
    const { seen, server } = await between(() => undefined);
    const document = await edit(qwera, 'Between');
    await type(document, 'city', '"Agra"');
    loseStarts();
    await elsewhere('update', { kapture_customer_id: qwera, state: 'Kerala' });
    for (let time = 0; time < 2; time++) {
      await save();
      assert.deepEqual(
        [document.isDirty, (await stored())['city'], (await stored())['state']],
        [true, 'Bangalore', 'Kerala'],
      );
    }
    assert.ok(!seen.includes('update'));
    const left = await compare(document);
    assert.match(left, /"city": "Bangalore"/);
    assert.match(left, /"state": "Kerala"/);
    await type(document, 'state', '"Kerala"');
    await overwrite(document);
    assert.deepEqual(
      [document.isDirty, (await stored())['city'], (await stored())['state']],
      [false, 'Agra', 'Kerala'],
    );
    assert.ok(server.requests.some(({ body }) => body === `{"kapture_customer_id":"${qwera}","city":"Agra"}`));
    // What was stored is a start again.
    await elsewhere('update', { kapture_customer_id: qwera, state: 'Punjab' });
    await type(document, 'city', '"Pune"');
    await save();
    assert.deepEqual(
      [document.isDirty, (await stored())['city'], (await stored())['state']],
      [false, 'Pune', 'Punjab'],
    );
  });

  it('what it started from is lost, and another extension reads the customer before VS Code has brought the text back → no start either', async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    loseStarts();
    await elsewhere('update', { kapture_customer_id: qwera, state: 'Goa' });
    const present = Object.getOwnPropertyDescriptor(vscode.workspace, 'textDocuments')!;
    const others = vscode.workspace.textDocuments.filter((other) => other !== document);
    Object.defineProperty(vscode.workspace, 'textDocuments', { ...present, get: () => others });
    try {
      assert.match(new TextDecoder().decode(await vscode.workspace.fs.readFile(document.uri)), /"state": "Goa"/);
    } finally {
      Object.defineProperty(vscode.workspace, 'textDocuments', present);
    }
    await save();
    assert.deepEqual(
      [document.isDirty, (await stored())['city'], (await stored())['state']],
      [true, 'Bangalore', 'Goa'],
    );
  });

  it('what it started from is lost, and the server has a blank where the text has a value → compares that, too', async () => {
    const document = await edit();
    await type(document, 'phone', '"9845700000"');
    loseStarts();
    await save();
    assert.deepEqual([document.isDirty, (await stored())['companyPhone']], [true, '']);
    await run('kapture.dryRun', document.uri);
    assert.match(person.heard.at(-1)!, /The original record is no longer available/);
  });

  it('what it started from is lost, and nothing differs → is a start again', async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    loseStarts();
    await elsewhere('update', { kapture_customer_id: qwera, city: 'Agra' });
    await save();
    assert.equal(document.isDirty, false);
    assert.deepEqual(
      keptStarts().map(({ uri }) => uri),
      [document.uri.toString()],
    );
  });

  it('a document that another window has too → what its text started from is lost after a reload', async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    stage().edits.close();
    const [kept] = keptStarts();
    // A process that is there as long as this one.
    const owner = { window: '0a1b2c3d', pid: process.ppid };
    // The other window has saved meanwhile, and what it started from is newer.
    await elsewhere('update', { kapture_customer_id: qwera, state: 'Goa' });
    writeKept({ ...kept!, owner, base: kept!.base.replaceAll('Karnataka', 'Goa') });
    for (let reload = 0; reload < 2; reload++) {
      stage().edits.close();
      await save();
      assert.deepEqual([document.isDirty, (await stored())['state']], [true, 'Goa']);
    }
    assert.deepEqual(
      keptStarts().map((one) => [one.owner, one.isShared]),
      [[owner, true]],
    );
    await run('workbench.action.revertAndCloseActiveEditor');
    assert.equal(keptStarts().length, 1, 'it is the other window that has it');
    writeKept({ ...keptStarts()[0]!, owner: undefined });
    stage().edits.close();
    await stage().edits.open();
    assert.equal(keptStarts().length, 1, 'a window may bring it back');
    const long = Date.now() / 1000 - 31 * 24 * 3600;
    utimesSync(startFiles()[0]!, long, long);
    stage().edits.close();
    await stage().edits.open();
    assert.equal(keptStarts().length, 0, 'none has for a month');
  });

  it('opened in two windows → each has a document of its own, with its own start', async () => {
    const first = await edit();
    assert.deepEqual(await edit(), first, 'the same window shows what it has');
    stage().edits.close();
    await run('workbench.action.closeAllEditors');
    const second = await edit();
    assert.notEqual(second.uri.toString(), first.uri.toString());
    assert.deepEqual(customerOfUri(second.uri), customerOfUri(first.uri));
  });

  it('is never sent by what is not a save of its editor: a write of an extension, or one that VS Code made before anything was loaded', async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    const text = new TextEncoder().encode(document.getText());
    const write = async (): Promise<void> => vscode.workspace.fs.writeFile(document.uri, text);
    await assert.rejects(write, /Nothing was sent\. To send a customer, save its editor/);
    stage().edits.close();
    await assert.rejects(write, /Nothing was sent\. To send a customer, save its editor/);
    assert.deepEqual([document.isDirty, (await stored())['city']], [true, 'Bangalore']);
    await save();
    assert.deepEqual([document.isDirty, (await stored())['city']], [false, 'Agra']);
  });

  it('is not what Get Customer sends: that asks whom to get', async () => {
    await edit();
    person.types(nishchal);
    await run('kapture.getCustomer');
    assert.match(shownDocument('kapture-response')!.getText(), /Nishchal/);
  });

  it('cannot be renamed or deleted, and says so', async () => {
    const document = await edit();
    await assert.rejects(async () => vscode.workspace.fs.delete(document.uri), /A customer is not a file/);
    await assert.rejects(
      async () => vscode.workspace.fs.rename(document.uri, document.uri.with({ path: '/Sandbox/mine.json' })),
      /A customer is not a file/,
    );
    await assert.rejects(
      async () => vscode.workspace.fs.createDirectory(vscode.Uri.from({ scheme: editScheme, path: '/Sandbox/folder' })),
      /A customer is not a file/,
    );
  });

  it('opens by id, from the record, from the lens of a response', async () => {
    person.types('x').types(` ${qwera} `);
    await run('workbench.action.closeAllEditors');
    await run('kapture.editCustomer');
    assert.deepEqual(person.refusals, ['A Kapture customer id is a number.']);
    assert.equal(vscode.window.activeTextEditor?.document.uri.scheme, editScheme);
    await run('kapture.openRecord', { tenant: sandboxTenant(), id: nishchal });
    const record = vscode.window.activeTextEditor.document;
    assert.equal(record.uri.scheme, recordScheme);
    await run('kapture.editCustomer');
    assert.match(vscode.window.activeTextEditor.document.uri.path, new RegExp(nishchal));
    for (const [suffix, body] of [
      ['get', `[{"kapture_customer_id": "${qwera}"}]`],
      ['update', `{"kapture_customer_id": "${qwera}", "city": "Pune"}`],
    ] as const) {
      await run('workbench.action.closeAllEditors');
      await openInEditor(`.kapture-${suffix}.json`, body);
      await run('kapture.sendRequest');
      const lens = (await lensesOf(shownDocument('kapture-response')!.uri)).find(
        (command) => plainTitle(command) === 'Edit Customer',
      )!;
      await run(lens.command, ...(lens.arguments as unknown[]));
      assert.deepEqual(customerOfUri(vscode.window.activeTextEditor.document.uri), {
        tenant: sandboxTenant(),
        id: qwera,
      });
      await run('workbench.action.revertAndCloseActiveEditor');
    }
  });

  it('a customer that there is not → is said, and nothing opens', async () => {
    await run('workbench.action.closeAllEditors');
    await run('kapture.editCustomer', { tenant: sandboxTenant(), id: '1' });
    assert.deepEqual(person.heard, ['Sandbox no longer has a customer with the id 1.']);
    assert.equal(vscode.window.activeTextEditor, undefined);
  });

  it('goes to the connection that it came from, whatever is active', async () => {
    const document = await edit();
    const { seen } = await between(() => undefined);
    await vscode.window.showTextDocument(document);
    await type(document, 'city', '"Agra"');
    await save();
    assert.equal((await stored())['city'], 'Agra');
    assert.deepEqual(seen, []);
  });

  it('a production connection → the write is asked about with the values before and after, and not sent without a yes', async () => {
    const { server } = await between(() => undefined);
    const entry = { name: 'Live', baseUrl: server.origin, role: 'production' };
    await connect(entry);
    const document = await edit(qwera, 'Live');
    assert.equal(plainTitle((await lensesOf(document.uri))[0]!), 'Save sends to Live (production)');
    await type(document, 'city', '"Agra"');
    await refused(document, /save \S+: Saving was cancelled\. Nothing was sent\.$/m);
    assert.equal((await stored())['city'], 'Bangalore');
    assert.match(
      person.heard[0]!,
      /^Update customer Qwera \(65033646\) on Live \(production\)\? .*city: "Bangalore" → "Agra"/s,
    );
    person.clicks('Update on Live');
    await save();
    assert.deepEqual([document.isDirty, (await stored())['city']], [false, 'Agra']);
  });

  it('a read-only connection → the document cannot be changed, and nothing is sent', async () => {
    const { server } = await between(() => undefined);
    await connect({ name: 'Glass', baseUrl: server.origin, role: 'development', readOnly: true });
    const document = await edit(qwera, 'Glass');
    assert.equal(plainTitle((await lensesOf(document.uri))[0]!), 'Glass is read-only');
    const { permissions } = await vscode.workspace.fs.stat(document.uri);
    assert.equal(permissions, vscode.FilePermission.Readonly);
    await assert.rejects(async () =>
      vscode.workspace.fs.writeFile(document.uri, Buffer.from(document.getText().replace('Bangalore', 'Agra'))),
    );
    assert.equal((await stored())['city'], 'Bangalore');
  });

  it('Dry Run → shows what saving would send: the changed fields, to the connection of the customer', async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    await between(() => undefined);
    assert.equal(await requestsOf(() => run('kapture.dryRun', document.uri)), 0);
    const shown = shownDocument('kapture-dry-run')!.getText();
    assert.ok(shown.includes(`{"kapture_customer_id":"${qwera}","city":"Agra"}`), shown);
    assert.ok(shown.includes(`127.0.0.1:${stage().sandbox.port}`), shown);
  });

  it('a record → cannot be written to', async () => {
    await run('kapture.openRecord', { tenant: sandboxTenant(), id: nishchal });
    const record = vscode.window.activeTextEditor!.document;
    assert.equal(vscode.workspace.fs.isWritableFileSystem(recordScheme), false);
    await assert.rejects(async () => vscode.workspace.fs.writeFile(record.uri, Buffer.from('x')));
    await change('sandbox.port', stage().sandbox.port);
  });
});

describe('what is kept of edited customers', () => {
  it('the last updates of more than 200 customers → those of the latest can be reverted', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'kapture-edits-'));
    const store = new EditStore(folder, stage().log);
    const lastUpdate = { asked: new Map([['city', '"Agra"']]), before: new Map([['city', '"Pune"']]) };
    const open = (id: number): EditedCustomer => {
      const reference = { tenant: 'https://acme.example', id: String(id) };
      const customer = new EditedCustomer(editUri(reference, store.window), reference);
      store.add(customer);
      return customer;
    };
    for (let id = 0; id <= 200; id++) {
      const customer = open(id);
      customer.lastUpdate = lastUpdate;
      store.keep(customer);
      store.forget(customer.uri);
    }
    assert.deepEqual(
      [0, 1, 200].map((id) => open(id).lastUpdate),
      [undefined, lastUpdate, lastUpdate],
    );
    rmSync(folder, { recursive: true });
  });
});

describe('a save that waits for a key', () => {
  it('another user changes the field meanwhile, on a connection that asks nothing else → not written', async () => {
    const { url } = stage().sandbox;
    await change('connections', [{ name: 'Own', baseUrl: url, role: 'development' }]);
    person.picks('Get Customer').picks('User name and password').types(sandboxUser).types(sandboxPassword);
    await run('kapture.setAuthKey', 'Own');
    person.picks('Own');
    await run('kapture.selectConnection');
    const document = await edit(qwera, 'Own');
    await type(document, 'city', '"Agra"');
    person
      .picks('User name and password')
      .types(sandboxUser)
      .types(sandboxPassword, () => elsewhere('update', { kapture_customer_id: qwera, city: 'Pune' }));
    await save();
    assert.deepEqual([document.isDirty, (await stored())['city']], [true, 'Pune']);
  });
});
