import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { sandboxPassword, sandboxUser } from '../../src/sandbox/credentials.ts';
import { SaveLocks } from '../../src/editor/edits/saveLocks.ts';
import { customerOfUri, editUri } from '../../src/editor/shared/documents/editUri.ts';
import { strictText } from '../../src/kapture/json/looseJson.ts';
import { editScheme, recordScheme } from '../../src/editor/shared/ids.ts';
import { serveHttp, type LocalServer } from '../unit/kapture/http/localServer.ts';
import { lensesOf, notesBelow, plainTitle, openInEditor, shownDocument } from './support/documents.ts';
import { sendAsOtherUser as sendToSandbox } from '../sendAsOtherUser.ts';
import { user } from './support/user.ts';
import { changeSetting, connect, run, fixture, sandboxTenant } from './support/fixture.ts';
import { allCustomers, customerRow } from './support/tree.ts';
import { statusBarMessages } from './support/statusBarMessages.ts';
import { until } from './support/until.ts';

const qwera = '65033646';
const nishchal = '61371820';

/** Sends a body to the sandbox as another user. Returns the text of the response. */
function sendAsOtherUser(operation: 'get' | 'update' | 'add', body: unknown): Promise<string> {
  return sendToSandbox(fixture().sandbox.url, operation, body);
}

async function stored(id = qwera): Promise<Record<string, unknown> & { contacts: Record<string, unknown>[] }> {
  const text = strictText(await sendAsOtherUser('get', [{ kapture_customer_id: id }]));
  const response = JSON.parse(text) as Record<string, never>;
  return response['Customer Details']!;
}

/** Opens a customer of a connection, as a click on its row in the customers view does. */
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

/** Replaces the value of a field, which is given as JSON such as `"Agra"`. Adds the field if it is missing. */
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

/** Saves as Ctrl+S does. VS Code shows errors in its own notification. */
async function save(): Promise<void> {
  await run('workbench.action.files.save');
}

/** Saves and expects a failure. The error that VS Code shows is in the log too. */
async function saveRefused(document: vscode.TextDocument, sentence: RegExp): Promise<void> {
  const before = fixture().logged.length;
  await save();
  assert.equal(document.isDirty, true);
  assert.match(fixture().logged.slice(before).join('\n'), sentence);
}

const changed = vscode.workspace.onDidChangeTextDocument as vscode.Event<never>;

async function showing(document: vscode.TextDocument, text: string): Promise<void> {
  await until(`${text} in the document`, changed, () => document.getText().includes(text));
}

/** Opens the diff that Compare opens, and returns the server's side (left) as VS Code loads it. */
async function compare({ uri }: vscode.TextDocument): Promise<string> {
  const query = JSON.stringify({ scheme: uri.scheme, query: uri.query });
  const left = uri.with({ scheme: 'conflictResolution', query });
  await run('vscode.diff', left, uri, 'compare');
  return (await vscode.workspace.openTextDocument(left)).getText();
}

/** Clicks the button of Compare that overwrites the server's values. */
async function overwrite(document: vscode.TextDocument): Promise<void> {
  await run('workbench.files.action.acceptLocalChanges', document.uri);
}

const savesFolder = (): string => path.join(fixture().context.globalStorageUri.fsPath, 'saves');
const originalsFolder = (): string => path.join(fixture().context.globalStorageUri.fsPath, 'edits');

function originalFiles(): string[] {
  const names = existsSync(originalsFolder()) ? readdirSync(originalsFolder()) : [];
  return names.map((name) => path.join(originalsFolder(), name));
}

/** The stored originals, which are the records that open documents were made from. */
function originals(): { uri: string }[] {
  const stored = originalFiles().map(
    (file) => JSON.parse(readFileSync(file, 'utf8')) as { uri: string; base?: string },
  );
  return stored.filter(({ base }) => base !== undefined);
}

/** Reloads the extension's state and deletes the originals. */
function loseOriginals(): void {
  fixture().edits.close();
  rmSync(originalsFolder(), { recursive: true });
}

/** The number of requests to the sandbox while `work` runs. */
async function requestsOf(work: () => Promise<void>): Promise<number> {
  const before = fixture().sandbox.requests;
  await work();
  return fixture().sandbox.requests - before;
}

/**
 * A server in front of the sandbox. `step` is called with each operation and its count; the text that it returns, if
 * any, is the response.
 */
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
      response.end(own ?? (await sendAsOtherUser(operation, JSON.parse(body))));
    };
    answer().catch(() => response.destroy());
  });
  await connect({ name: 'Between', baseUrl: server.origin, role: 'development', ...settings });
  return { server, seen };
}

describe('a customer document', () => {
  beforeEach(() => run('kapture.useSandbox'));

  it('opens → one comment line, the cursor in the first value; opened again → the cursor where the user left it', async () => {
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

  it('opens → current values under the field names of Update, and a lens that names the target', async () => {
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
    assert.deepEqual((await lensesOf(document.uri)).map(plainTitle), ['Save to Sandbox']);
    assert.equal(document.isDirty, false);
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri), []);
  });

  it('Undo after a save, then save → the earlier value is sent', async () => {
    const document = await edit();
    await type(document, 'city', '"Pune"');
    await save();
    assert.equal((await stored())['city'], 'Pune');
    // VS Code counts a text that it reads after a save as a change, too.
    for (let step = 0; step < 3 && fieldsOf(document)['city'] === 'Pune'; step++) await run('undo');
    assert.equal(fieldsOf(document)['city'], 'Bangalore');
    await save();
    assert.equal((await stored())['city'], 'Bangalore');
  });

  it('save → only the changed field is sent, with two reads and one write; the view and the history are updated', async () => {
    // Early in the day, today has only one customer, so the range is longer.
    user.picks('Last 7 days');
    await run('kapture.pullRange');
    const id = (await allCustomers()).find(
      ({ customer }) => customer.contactPhone && !customer.contactPhone.includes('*'),
    )!.id;
    const document = await edit(id);
    await type(document, 'city', '"Agra"');
    const last = new Promise<string>((resolve) => {
      const writes = fixture().history.tree.onDidChangeTreeData!(() => {
        void Promise.resolve(fixture().history.tree.getChildren()).then((nodes) => {
          const found = nodes
            ?.map((node) => fixture().history.tree.getTreeItem(node) as vscode.TreeItem)
            .find(({ description }) => String(description).startsWith('Update Customer'));
          if (!found) return;
          writes.dispose();
          resolve(String(found.description));
        });
      });
    });
    assert.equal(await requestsOf(save), 3);
    assert.equal((await stored(id))['city'], 'Agra');
    assert.equal(document.isDirty, false);
    assert.equal((await customerRow(id)).node.customer.city, 'Agra');
    assert.match(await last, /^Update Customer · city · /);
    assert.deepEqual(user.messageTexts, []);
  });

  it('save without changes → no write and no message', async () => {
    const document = await edit();
    assert.equal(await requestsOf(save), 1);
    await type(document, 'city', String.raw`"\u0042angalore"`);
    assert.equal(await requestsOf(save), 1);
    assert.equal(document.isDirty, false);
    assert.deepEqual(user.messageTexts, []);
  });

  it('a blank typed after a value → sent; removed by the server → the document shows its value, without a message', async () => {
    const { server } = await between(() => undefined);
    const document = await edit(qwera, 'Between');
    await type(document, 'city', '"Bangalore "');
    await save();
    await showing(document, '"city": "Bangalore"');
    assert.deepEqual(
      server.requests.map(({ body }) => body).filter((body) => !body.startsWith('[')),
      [`{"kapture_customer_id":"${qwera}","city":"Bangalore "}`],
    );
    assert.equal(document.isDirty, false);
    assert.deepEqual(user.messageTexts, []);
  });

  it('save while another window saves the same customer → nothing is sent, with an error', async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    const other = new SaveLocks(savesFolder());
    await other.runExclusive(
      `${sandboxTenant()}/${qwera}`,
      () => new Error('busy'),
      () => saveRefused(document, /Nothing was sent\. Another save of this customer is in progress/),
    );
    assert.equal((await stored())['city'], 'Bangalore');
    await save();
    assert.deepEqual([document.isDirty, (await stored())['city']], [false, 'Agra']);
  });

  it('another window saves after this one has read the record → it is read and compared again', async () => {
    let meanwhile: (() => Promise<unknown>) | undefined;
    const { seen, server } = await between(async (operation, _count, body) => {
      const text = await sendAsOtherUser(operation, JSON.parse(body));
      await meanwhile?.();
      return text;
    });
    const document = await edit(qwera, 'Between');
    await type(document, 'city', '"Agra"');
    seen.length = 0;
    meanwhile = async () => {
      meanwhile = undefined;
      await new SaveLocks(savesFolder()).runExclusive(
        `${server.origin}/${qwera}`,
        () => new Error('busy'),
        () => sendAsOtherUser('update', { kapture_customer_id: qwera, city: 'Goa' }),
      );
    };
    await saveRefused(document, /Values on Between have changed in the meantime: city/);
    assert.deepEqual(seen, ['get', 'get']);
    assert.equal((await stored())['city'], 'Goa');
  });

  it('another user changed other fields → they are merged, with a message', async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    await sendAsOtherUser('update', { kapture_customer_id: qwera, state: 'Uttar Pradesh' });
    await save();
    await showing(document, '"state": "Uttar Pradesh"');
    const { city, state } = await stored();
    assert.deepEqual({ city, state }, { city: 'Agra', state: 'Uttar Pradesh' });
    assert.equal(document.isDirty, false);
    assert.deepEqual(user.messageTexts, [`Merged state “Uttar Pradesh” from the server for “Qwera” (${qwera}).`]);
    // The merged value is part of the original now, so it is neither sent nor a conflict.
    await type(document, 'city', '"Bareilly"');
    await save();
    assert.deepEqual([document.isDirty, (await stored())['city']], [false, 'Bareilly']);
  });

  it('a merged value is changed back → the save asks first, because Undo would do the same', async () => {
    const document = await edit();
    const { state: before } = await stored();
    await type(document, 'city', '"Agra"');
    await sendAsOtherUser('update', { kapture_customer_id: qwera, state: 'Uttar Pradesh' });
    await save();
    await showing(document, '"state": "Uttar Pradesh"');
    await type(document, 'state', JSON.stringify(before));
    await save();
    assert(
      user.messageTexts
        .at(-1)!
        .startsWith(
          `Send the earlier values of state to Sandbox? state is currently “Uttar Pradesh” and would become “${String(before)}”.`,
        ),
      user.messageTexts.at(-1),
    );
    assert.deepEqual([document.isDirty, (await stored())['state']], [true, 'Uttar Pradesh']);
    user.clicks('Send Earlier Values');
    await save();
    assert.deepEqual([document.isDirty, (await stored())['state']], [false, before]);
    // The value counts as typed by the user now.
    await type(document, 'state', '"Goa"');
    await save();
    await type(document, 'state', JSON.stringify(before));
    await save();
    assert.deepEqual([document.isDirty, (await stored())['state']], [false, before]);
  });

  it('another user changed the same field → VS Code reports a conflict, and Overwrite sends', async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    await type(document, 'customer_name', '"Usha"');
    await sendAsOtherUser('update', { kapture_customer_id: qwera, city: 'Goa' });
    assert.equal(await requestsOf(save), 1, 'one read, and VS Code writes nothing');
    assert.equal(document.isDirty, true);
    assert.deepEqual([(await stored())['city'], (await stored())['name']], ['Goa', 'Qwera']);
    // The document is saved again, and VS Code still does not write.
    assert.equal(await requestsOf(save), 1);
    assert.equal(document.isDirty, true);
    assert.match(await compare(document), /"city": "Goa"[^]*\n\/\/ Saving sends only the fields you change\./);
    await overwrite(document);
    assert.equal(document.isDirty, false);
    assert.deepEqual([(await stored())['city'], (await stored())['name']], ['Agra', 'Usha']);
    assert.deepEqual(
      user.messageTexts,
      ['city is now “Goa”; you change it to “Agra”.'],
      'once, before Overwrite is offered',
    );
  });

  it('the field changes again after Compare → Overwrite does not send until it is compared again', async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    await sendAsOtherUser('update', { kapture_customer_id: qwera, city: 'Goa' });
    await save();
    assert.match(await compare(document), /"city": "Goa"/);
    await sendAsOtherUser('update', { kapture_customer_id: qwera, city: 'Panaji' });
    const before = fixture().logged.length;
    await overwrite(document);
    assert.deepEqual([document.isDirty, (await stored())['city']], [true, 'Panaji']);
    assert.match(
      fixture().logged.slice(before).join('\n'),
      /save \S+: Nothing was sent\. Values on Sandbox have changed in the meantime: city\. Save again to compare\.$/m,
    );
    assert.match(await compare(document), /"city": "Panaji"/);
    await overwrite(document);
    assert.deepEqual([document.isDirty, (await stored())['city']], [false, 'Agra']);
    assert.deepEqual(user.messageTexts, [
      'city is now “Goa”; you change it to “Agra”.',
      'city is now “Panaji”; you change it to “Agra”.',
    ]);
  });

  it('another user changes the field while the confirmation is open → it is not overwritten', async () => {
    const { server } = await between(() => undefined, { role: 'production' });
    const document = await edit(qwera, 'Between');
    await type(document, 'city', '"Agra"');
    const confirmation = until('the confirmation', user.onMessage, () =>
      user.messages.find(({ actions }) => actions.includes('Update on Between')),
    );
    const answer = user.clicksLater('Update on Between');
    const saving = save();
    await confirmation;
    await sendAsOtherUser('update', { kapture_customer_id: qwera, city: 'Goa' });
    answer();
    await saving;
    assert.deepEqual([document.isDirty, (await stored())['city']], [true, 'Goa']);
    assert.deepEqual(
      server.requests.filter(({ body }) => !body.startsWith('[')),
      [],
      'no Update arrived',
    );
  });

  it('the connection changes to another tenant → nothing is sent or read there', async () => {
    await between(() => undefined);
    const document = await edit(qwera, 'Between');
    await type(document, 'city', '"Agra"');
    const other = await serveHttp((response) =>
      response.end('{"status": "success", "Customer Details": {"id": 65033646, "name": "Somebody Else"}}'),
    );
    const [entry] = vscode.workspace.getConfiguration('kapture').get<Record<string, unknown>[]>('connections')!;
    await changeSetting('connections', [{ ...entry, baseUrl: other.origin }]);
    await save();
    assert.deepEqual([document.isDirty, other.requests.length], [true, 0]);
  });

  it('original lost, then Compare → Compare does not become the original, and nothing is sent', async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    loseOriginals();
    await sendAsOtherUser('update', { kapture_customer_id: qwera, state: 'Goa' });
    await compare(document);
    await save();
    assert.deepEqual(
      [document.isDirty, (await stored())['city'], (await stored())['state']],
      [true, 'Bangalore', 'Goa'],
    );
  });

  it('a URI in a non-canonical form → does not name a customer', async () => {
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

  it("a conflict, and the user reverts to the server's version → that version, without unsaved changes", async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    await sendAsOtherUser('update', { kapture_customer_id: qwera, city: 'Goa' });
    await save();
    await compare(document);
    await run('workbench.files.action.revertLocalChanges', document.uri);
    await showing(document, '"city": "Goa"');
    assert.deepEqual([document.isDirty, (await stored())['city']], [false, 'Goa']);
  });

  it('Revert File → reloads the record, after a conflict too', async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    await sendAsOtherUser('update', { kapture_customer_id: qwera, city: 'Goa' });
    await save();
    await run('workbench.action.files.revert');
    await showing(document, '"city": "Goa"');
    assert.equal(document.isDirty, false);
    await sendAsOtherUser('update', { kapture_customer_id: qwera, city: 'Panaji' });
    await run('workbench.action.files.revert');
    await showing(document, '"city": "Panaji"');
    // The reloaded record is the original of the next save.
    await type(document, 'state', '"Goa"');
    await save();
    assert.deepEqual([document.isDirty, (await stored())['state'], (await stored())['city']], [false, 'Goa', 'Panaji']);
    assert.deepEqual(user.messageTexts, ['city is now “Goa”; you change it to “Agra”.']);
  });

  it("the user types the server's value in the conflicting field → no conflict, and the rest is saved", async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    await sendAsOtherUser('update', { kapture_customer_id: qwera, city: 'Goa' });
    await save();
    await type(document, 'city', '"Goa"');
    await type(document, 'state', '"Goa"');
    await save();
    assert.deepEqual([document.isDirty, (await stored())['state']], [false, 'Goa']);
  });

  it('another user has stored the same value → the save sends nothing, and the status bar says why', async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    await sendAsOtherUser('update', { kapture_customer_id: qwera, city: 'Agra' });
    const shown = await statusBarMessages(async () => {
      // The only request is the read before the save.
      assert.equal(await requestsOf(save), 1);
    });
    assert.deepEqual(shown, ['Sandbox already has these values, so nothing was sent: city']);
    assert.deepEqual([document.isDirty, user.messageTexts], [false, []]);
  });

  it('the customer no longer exists → nothing is sent, and the text is unchanged', async () => {
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
    await saveRefused(
      document,
      /Nothing was sent: the customer could not be read first\. Between no longer has a customer with the ID 65033646\./,
    );
    assert.deepEqual(user.messageTexts, [], 'only VS Code shows the error');
  });

  for (const [fault, reason] of [
    ['html', '127.0.0.1:\\d+ did not return JSON \\(HTTP 200\\)\\. Check the base URL and path\\.'],
    ['500', '127.0.0.1:\\d+ returned a server error \\(HTTP 500\\)\\.'],
    ['broken', 'The response from 127.0.0.1:\\d+ ended early\\.'],
    ['401', 'Kapture rejected the auth key for Sandbox\\.'],
  ] as const)
    it(`the read before a save fails (${fault}) → nothing is written, and the error says why`, async () => {
      const document = await edit();
      await type(document, 'city', '"Agra"');
      fixture().sandbox.setFault({ fault });
      await saveRefused(
        document,
        new RegExp(`: Nothing was sent: the customer could not be read first\\. ${reason}$`, 'm'),
      );
      fixture().sandbox.setFault({ fault: 'none' });
      assert.equal((await stored())['city'], 'Bangalore');
      const messages = user.messages.map(({ text, actions }) => [text, actions]);
      assert.deepEqual(
        messages,
        fault === '401' ? [['Set the auth key for Sandbox, then save the customer again.', ['Set Auth Key']]] : [],
        'VS Code shows the error itself',
      );
      await save();
      assert.deepEqual([document.isDirty, (await stored())['city']], [false, 'Agra']);
    });

  it('no response to a write → the error says that it may have been carried out, and the next save finds out', async () => {
    const { seen } = await between(async (operation, count, body) => {
      if (operation === 'update' && count === 1) {
        await sendAsOtherUser('update', JSON.parse(body));
        throw new Error('closed');
      }
      return undefined;
    });
    const document = await edit(qwera, 'Between');
    await type(document, 'city', '"Agra"');
    await saveRefused(document, /closed the connection before it responded\. The write may have taken effect/);
    assert.equal(document.isDirty, true);
    await save();
    assert.deepEqual(seen, ['get', 'get', 'update', 'get'], 'the write is not sent again');
    assert.equal(document.isDirty, false);
  });

  for (const [what, answer] of [
    ['an HTML page', '<html><h1>Sign in</h1></html>'],
    ['nothing', ''],
    ['"pending"', '{"status": "pending"}'],
  ] as const)
    it(`${what} after a write that was carried out → the error says so, and the next save finds out`, async () => {
      const { seen } = await between(async (operation, count, body) => {
        if (operation !== 'update' || count > 1) return undefined;
        await sendAsOtherUser('update', JSON.parse(body));
        return answer;
      });
      const document = await edit(qwera, 'Between');
      await type(document, 'city', '"Agra"');
      await saveRefused(document, /The write may have taken effect\./);
      await save();
      assert.deepEqual([seen, document.isDirty], [['get', 'get', 'update', 'get'], false]);
      assert.equal((await stored())['city'], 'Agra');
    });

  it('masked values → are omitted with a comment, and are not written back', async () => {
    user.picks('Last 7 days');
    let id = '';
    for (const days of ['Last 7 days', 'Last 30 days']) {
      if (days !== 'Last 7 days') user.picks(days);
      await run('kapture.pullRange');
      id = (await allCustomers()).find(({ customer }) => customer.contactPhone?.includes('**'))?.id ?? '';
      if (id) break;
    }
    assert.ok(id, 'a customer has masked values');
    const document = await edit(id);
    assert.match(
      await notesBelow(document),
      /^Omitted because Kapture masks part of them: phone, contact_person_phone/m,
    );
    const masked = (await stored(id))['companyPhone'];
    assert.match(String(masked), /\*\*/);
    assert.ok(!('phone' in fieldsOf(document)));
    await type(document, 'phone', JSON.stringify(masked));
    await save();
    assert.equal(document.isDirty, true);
    await saveRefused(document, /Nothing was sent\. Kapture masks part of phone\./);
    await type(document, 'phone', '"9123450000"');
    await save();
    assert.deepEqual(user.messageTexts, ['Sent, but the record does not show what was stored: phone.']);
    assert.equal(document.isDirty, false);
  });

  it('a field is set to blank → the save asks first, and a message says that the server ignored it', async () => {
    const document = await edit();
    await type(document, 'city', '""');
    assert.equal(await requestsOf(save), 1, 'nothing is sent without confirmation');
    assert.equal(document.isDirty, true);
    assert.match(user.messageTexts[0]!, /^Send a blank value for city to Sandbox\? city is currently “Bangalore”\./);
    user.messages.length = 0;
    user.clicks('Send Blank Value');
    await save();
    await showing(document, '"city": "Bangalore"');
    assert.equal(user.messageTexts.at(-1), 'Kapture ignored the blank value for city, which is still “Bangalore”.');
  });

  it('the server stores another value → a message, and the stored value in the document', async () => {
    await between(async (operation, _count, body) => {
      if (operation === 'get') return undefined;
      return sendAsOtherUser('update', { ...(JSON.parse(body) as object), city: 'AGRA' });
    });
    const document = await edit(qwera, 'Between');
    await type(document, 'city', '"Agra"');
    await save();
    await showing(document, '"city": "AGRA"');
    assert.equal(document.isDirty, false);
    assert.deepEqual(user.messageTexts, ['Kapture stored a different value for city: “AGRA” instead of “Agra”.']);
  });

  it('a field that the record does not contain → is sent, and a message says that it cannot be verified', async () => {
    const document = await edit();
    await type(document, 'zone', '"North"');
    await save();
    assert.deepEqual(user.messageTexts, ['Sent, but the record does not show what was stored: zone.']);
    assert.notEqual((await stored())['zone'], 0);
    assert.equal(await requestsOf(save), 1, 'not sent again');
  });

  it('variables → their values are sent, and shown in the document', async () => {
    const document = await edit();
    await type(document, 'contact_person_phone', '"{{$phone}}"');
    await save();
    const { contacts } = await stored();
    assert.match(String(contacts[0]!['phone']), /^[6-9]\d{9}$/);
    await showing(document, String(contacts[0]!['phone']));
    assert.equal(document.isDirty, false);
  });

  for (const [what, edited, sentence] of [
    [
      'invalid JSON',
      (text: string) => text.replace('"city": ', '"city" '),
      /Nothing was sent: the JSON is invalid on line \d+/,
    ],
    [
      'another id',
      (text: string) => text.replace(qwera, nishchal),
      /Nothing was sent\. kapture_customer_id is no longer that of customer 65033646/,
    ],
    [
      'a question',
      (text: string) => text.replace('"Bangalore"', '"{{?City}}"'),
      /Nothing was sent: \{\{\?City\}\} cannot be used in an edited customer\./,
    ],
    [
      'a secret variable',
      (text: string) => text.replace('"Bangalore"', '"{{$secret.city}}"'),
      /Nothing was sent: \{\{\$secret\.city\}\} cannot be used in an edited customer\./,
    ],
    [
      'an unknown variable',
      (text: string) => text.replace('"Bangalore"', '"{{nobody}}"'),
      /Nothing was sent: \{\{nobody\}\} has no value \(line \d+\)\./,
    ],
  ] as const) {
    it(`${what} → is not sent`, async () => {
      const document = await edit();
      const whole = new vscode.Range(0, 0, document.lineCount, 0);
      const change = new vscode.WorkspaceEdit();
      change.replace(document.uri, whole, edited(document.getText()));
      await vscode.workspace.applyEdit(change);
      await saveRefused(document, sentence);
    });
  }

  it('Send Request and Update Customer in a customer document → save it', async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    await run('kapture.sendRequest', document.uri);
    assert.deepEqual([document.isDirty, (await stored())['city']], [false, 'Agra']);
    await type(document, 'city', '"Delhi"');
    await run('kapture.updateCustomer');
    assert.deepEqual([document.isDirty, (await stored())['city']], [false, 'Delhi']);
    assert.equal(shownDocument('kapture-response'), undefined);
  });

  it('auto save → sends nothing', async () => {
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

  it("Show Changes → the server's values on the left, the edited ones on the right", async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    await sendAsOtherUser('update', { kapture_customer_id: qwera, city: 'Goa' });
    await run('kapture.showChanges', document.uri);
    assert.match(vscode.window.tabGroups.activeTabGroup.activeTab!.label, /\(only edited fields are sent\)$/);
    const { activeTab } = vscode.window.tabGroups.activeTabGroup;
    assert.ok(activeTab?.input instanceof vscode.TabInputTextDiff);
    assert.equal(activeTab.input.modified.toString(), document.uri.toString());
    const left = await vscode.workspace.openTextDocument(activeTab.input.original);
    assert.equal(fieldsOf(left)['city'], 'Goa');
    assert.equal(document.isDirty, true);
    assert.deepEqual(await lensesOf(left.uri), []);
    await run('workbench.action.closeActiveEditor');
    // Compare does not accept the server's values: the conflict remains.
    await vscode.window.showTextDocument(document);
    await save();
    assert.deepEqual([document.isDirty, (await stored())['city']], [true, 'Goa']);
  });

  it("Send in the server's side of a conflict → nothing is sent", async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    const before = await stored();
    await compare(document);
    const { query } = document.uri;
    const left = document.uri.with({
      scheme: 'conflictResolution',
      query: JSON.stringify({ scheme: editScheme, query }),
    });
    user.messages.length = 0;
    await run('kapture.sendRequest', left);
    assert.match(user.messageTexts.join(), /^Nothing was sent: this is another version of a request/);
    assert.deepEqual(await stored(), before);
  });

  it('a save of a field that records do not show, and the response names a different customer → an error, and not saved', async () => {
    await between((operation) =>
      Promise.resolve(
        operation === 'update' ? '{"status": "success", "Enquiry": {"kapture_customer_id": 777}}' : undefined,
      ),
    );
    const document = await edit(qwera, 'Between');
    await type(document, 'vip_level', '"Gold"');
    assert.deepEqual(await statusBarMessages(save), []);
    assert.deepEqual(user.messageTexts, [`Check both customers: you updated ${qwera}, but the response names 777.`]);
  });

  it('another contact becomes the primary one → a conflict that names both, and Overwrite sends the value to it', async () => {
    let primary = { id: 11, contactPerson: 'Ravi', email: 'ravi@x.in' };
    const sent: string[] = [];
    await between((operation, _count, body) => {
      if (operation === 'get')
        return JSON.stringify({
          'Customer Details': { id: Number(qwera), name: 'Qwera', contacts: [primary] },
          status: 'success',
        });
      sent.push(body);
      primary = { ...primary, email: 'new@x.in' };
      return JSON.stringify({ Enquiry: { kapture_customer_id: qwera }, status: 'success' });
    });
    const document = await edit(qwera, 'Between');
    await type(document, 'contact_person_email', '"new@x.in"');
    primary = { id: 12, contactPerson: 'Sita', email: '' };
    user.messages.length = 0;
    await save();
    assert.deepEqual([document.isDirty, sent], [true, []]);
    assert.deepEqual(user.messageTexts, [
      'The primary contact is now 12 (Sita), not 11 (Ravi). Overwrite changes that contact.',
    ]);
    await compare(document);
    await overwrite(document);
    assert.deepEqual([document.isDirty, sent.length], [false, 1]);
    await showing(document, 'Sita');
    await type(document, 'contact_person_email', '"again@x.in"');
    await save();
    assert.deepEqual([document.isDirty, sent.length], [false, 2], 'the document is about the new contact now');
  });

  it('the contact is deleted → a conflict that says so, and after Overwrite the next save is none', async () => {
    let contacts: readonly object[] = [{ id: 11, contactPerson: 'Ravi', email: 'ravi@x.in' }];
    const sent: string[] = [];
    await between((operation, _count, body) => {
      if (operation === 'get')
        return JSON.stringify({
          'Customer Details': { id: Number(qwera), name: 'Qwera', contacts },
          status: 'success',
        });
      sent.push(body);
      return JSON.stringify({ Enquiry: { kapture_customer_id: qwera }, status: 'success' });
    });
    const document = await edit(qwera, 'Between');
    await type(document, 'contact_person_email', '"new@x.in"');
    contacts = [];
    user.messages.length = 0;
    await save();
    assert.deepEqual([document.isDirty, sent], [true, []]);
    assert.deepEqual(user.messageTexts, [
      'The customer no longer has contact 11 (Ravi). Overwrite sends your values anyway.',
    ]);
    await compare(document);
    await overwrite(document);
    assert.deepEqual([document.isDirty, sent.length], [false, 1]);
    await type(document, 'contact_person_email', '"again@x.in"');
    await save();
    assert.deepEqual([document.isDirty, sent.length], [false, 2]);
  });

  it('another user clears a field, and the record then omits it → a conflict; Overwrite sends the value', async () => {
    let city: string | undefined = 'Pune';
    const sent: string[] = [];
    await between((operation, _count, body) => {
      if (operation === 'get')
        return JSON.stringify({
          'Customer Details': { id: Number(qwera), name: 'Qwera', city, contacts: [] },
          status: 'success',
        });
      sent.push(body);
      return JSON.stringify({ Enquiry: { kapture_customer_id: qwera }, status: 'success' });
    });
    const document = await edit(qwera, 'Between');
    await type(document, 'city', '"Agra"');
    city = undefined;
    await save();
    assert.deepEqual([document.isDirty, sent], [true, []]);
    await compare(document);
    await overwrite(document);
    assert.deepEqual([document.isDirty, sent.length], [false, 1]);
    // No later record shows the field, so there is nothing to compare with.
    await type(document, 'city', '"Goa"');
    await save();
    assert.deepEqual([document.isDirty, sent.length], [false, 2]);
  });

  it('after a window reload → unsaved text is still compared with its original', async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    await sendAsOtherUser('update', { kapture_customer_id: qwera, state: 'Goa' });
    // The state in memory is lost; VS Code restores the text.
    fixture().edits.close();
    await fixture().edits.open();
    await save();
    await showing(document, '"state": "Goa"');
    assert.deepEqual([(await stored())['city'], (await stored())['state']], ['Agra', 'Goa']);
    await type(document, 'city', '"Delhi"');
    await sendAsOtherUser('update', { kapture_customer_id: qwera, city: 'Goa' });
    fixture().edits.close();
    await fixture().edits.open();
    await save();
    assert.deepEqual([document.isDirty, (await stored())['city']], [true, 'Goa']);
  });

  it('the original of a document → is stored until the text is based on another record, or the document is closed', async () => {
    const one = await edit();
    const other = await edit(nishchal);
    const uris = (): string[] => originals().map(({ uri }) => uri);
    assert.deepEqual(uris().sort(), [one, other].map(({ uri }) => uri.toString()).sort());
    const before = originalFiles().map((file) => readFileSync(file, 'utf8'));
    await type(other, 'city', '"Agra"');
    await sendAsOtherUser('update', { kapture_customer_id: nishchal, city: 'Goa' });
    await save();
    assert.equal(other.isDirty, true, 'a conflict');
    assert.deepEqual(
      originalFiles().map((file) => readFileSync(file, 'utf8')),
      before,
      'an original never changes',
    );
    await run('workbench.action.files.revert');
    await showing(other, '"city": "Goa"');
    assert.deepEqual(uris(), [one.uri.toString()]);
    await run('workbench.action.closeAllEditors');
    await until(
      'no stored originals',
      vscode.workspace.onDidCloseTextDocument as vscode.Event<never>,
      () => originals().length === 0,
    );
  });

  it('saved, changed again, and a window reload → each difference is a conflict, so a value that another user restored stays', async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    await save();
    await type(document, 'state', '"Goa"');
    fixture().edits.close();
    await sendAsOtherUser('update', { kapture_customer_id: qwera, city: 'Bangalore' });
    await save();
    assert.deepEqual([document.isDirty, (await stored())['city']], [true, 'Bangalore']);
  });

  it('saved, and a window reload, while another connection to the tenant is active → the next save asks for its own', async () => {
    const { server, seen } = await between(() => undefined, { role: 'production' });
    const document = await edit(qwera, 'Between');
    await type(document, 'city', '"Agra"');
    user.clicks('Update on Between');
    await save();
    assert.deepEqual([document.isDirty, (await stored())['city']], [false, 'Agra']);
    await connect({ name: 'Same Tenant', baseUrl: server.origin, role: 'development' });
    fixture().edits.close();
    await type(document, 'city', '"Delhi"');
    // The original is lost, so the save reports a conflict first.
    await save();
    await compare(document);
    const writes = seen.filter((operation) => operation === 'update').length;
    const asked = until('the confirmation', user.onMessage, () =>
      user.messages.find(({ actions }) => actions.includes('Update on Between')),
    );
    await overwrite(document);
    await asked;
    assert.equal(
      seen.filter((operation) => operation === 'update').length,
      writes,
      'nothing is sent without an answer',
    );
  });

  it('typed while a save waits for the server → the text of the save is stored, and what was typed is unsaved', async () => {
    const arrived = Promise.withResolvers<void>();
    const held = Promise.withResolvers<undefined>();
    let isHeld = false;
    await between((operation) => {
      if (operation !== 'get' || !isHeld) return undefined;
      arrived.resolve();
      return held.promise;
    });
    const document = await edit(qwera, 'Between');
    await type(document, 'city', '"Agra"');
    isHeld = true;
    const saving = save();
    await arrived.promise;
    await type(document, 'state', '"Goa"');
    isHeld = false;
    held.resolve(undefined);
    await saving;
    const { city, state } = await stored();
    assert.equal(city, 'Agra');
    // VS Code may use the text of the save shortly after the read has started.
    assert.equal(vscode.window.tabGroups.activeTabGroup.activeTab?.isDirty, state !== 'Goa');
    await save();
    assert.equal((await stored())['state'], 'Goa');
  });

  it('original lost → save refuses until the user has compared, then sends the differences', async () => {
    await sendAsOtherUser('update', { kapture_customer_id: qwera, state: 'Goa' });
    const { seen, server } = await between(() => undefined);
    const document = await edit(qwera, 'Between');
    await type(document, 'city', '"Agra"');
    loseOriginals();
    await sendAsOtherUser('update', { kapture_customer_id: qwera, state: 'Kerala' });
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
    // The stored record is the new original.
    await sendAsOtherUser('update', { kapture_customer_id: qwera, state: 'Punjab' });
    await type(document, 'city', '"Pune"');
    await save();
    assert.deepEqual(
      [document.isDirty, (await stored())['city'], (await stored())['state']],
      [false, 'Pune', 'Punjab'],
    );
  });

  it('a write that is not a save of its editor, by an extension or before the extension is loaded → nothing is sent', async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    const text = new TextEncoder().encode(document.getText());
    const write = async (): Promise<void> => vscode.workspace.fs.writeFile(document.uri, text);
    await assert.rejects(write, /Nothing was sent\. Save the editor of the customer again/);
    fixture().edits.close();
    await assert.rejects(write, /Nothing was sent\. Save the editor of the customer again/);
    assert.deepEqual([document.isDirty, (await stored())['city']], [true, 'Bangalore']);
    await save();
    assert.deepEqual([document.isDirty, (await stored())['city']], [false, 'Agra']);
  });

  it('an ID, a record, or the lens or menu of a response → the customer opens', async () => {
    user.types('x').types(` ${qwera} `);
    await run('workbench.action.closeAllEditors');
    await run('kapture.editCustomer');
    assert.deepEqual(user.validationErrors, ['A Kapture customer ID is a number.']);
    assert.equal(vscode.window.activeTextEditor?.document.uri.scheme, editScheme);
    await run('kapture.openCustomer', { tenant: sandboxTenant(), id: nishchal });
    const record = vscode.window.activeTextEditor.document;
    assert.equal(record.uri.scheme, recordScheme);
    await run('kapture.editCustomer');
    assert.match(vscode.window.activeTextEditor.document.uri.path, new RegExp(nishchal));
    await run('workbench.action.closeActiveEditor');
    // The title bar passes the URI of the record.
    await run('kapture.editCustomer', record.uri);
    assert.equal(vscode.window.activeTextEditor?.document.uri.scheme, editScheme);
    assert.match(vscode.window.activeTextEditor.document.uri.path, new RegExp(nishchal));
    for (const [suffix, body] of [
      ['get', `[{"kapture_customer_id": "${qwera}"}]`],
      ['update', `{"kapture_customer_id": "${qwera}", "city": "Pune"}`],
    ] as const) {
      await run('workbench.action.closeAllEditors');
      await openInEditor(`.kapture-${suffix}.json`, body);
      await run('kapture.sendRequest');
      const { uri } = shownDocument('kapture-response')!;
      const lens = (await lensesOf(uri)).find((command) => plainTitle(command) === 'Edit Customer');
      assert.equal(lens !== undefined, suffix === 'get');
      if (lens) await run(lens.command, ...(lens.arguments as unknown[]));
      else await run('kapture.editCustomer', uri);
      assert.deepEqual(customerOfUri(vscode.window.activeTextEditor.document.uri), {
        tenant: sandboxTenant(),
        id: qwera,
      });
      await run('workbench.action.revertAndCloseActiveEditor');
    }
  });

  it('a customer that does not exist → a message, and no document', async () => {
    await run('workbench.action.closeAllEditors');
    await run('kapture.editCustomer', { tenant: sandboxTenant(), id: '1' });
    assert.deepEqual(user.messageTexts, ['Sandbox no longer has a customer with the ID 1.']);
    assert.equal(vscode.window.activeTextEditor, undefined);
  });

  it('the server returns another customer → a message that names both, and no document', async () => {
    await run('workbench.action.closeAllEditors');
    const server = await serveHttp((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"status": "success", "Customer Details": {"id": 777, "name": "Asha", "city": "Pune"}}');
    });
    await connect({ name: 'Odd', baseUrl: server.origin, role: 'development' });
    const customer = { tenant: server.origin, connection: 'Odd', id: qwera };
    await run('kapture.editCustomer', customer);
    await run('kapture.openCustomer', { ...customer, refresh: true });
    const message = `Odd returned customer 777 when customer ${qwera} was requested.`;
    assert.deepEqual(user.messageTexts, [message, message]);
    assert.equal(vscode.window.activeTextEditor, undefined);
  });

  it('a production connection → the save asks with the values before and after, and sends nothing without confirmation', async () => {
    const { server } = await between(() => undefined);
    const entry = { name: 'Live', baseUrl: server.origin, role: 'production' };
    await connect(entry);
    const document = await edit(qwera, 'Live');
    assert.equal(plainTitle((await lensesOf(document.uri))[0]!), 'Save to Live (production)');
    await type(document, 'city', '"Agra"');
    await saveRefused(document, /save \S+: Nothing was sent\. Your changes are still in the editor\.$/m);
    assert.equal((await stored())['city'], 'Bangalore');
    assert.match(
      user.messageTexts[0]!,
      /^Update customer “Qwera” \(65033646\) on Live \(production\)\? .*city: "Bangalore" → "Agra"/s,
    );
    user.clicks('Update on Live');
    await save();
    assert.deepEqual([document.isDirty, (await stored())['city']], [false, 'Agra']);
  });

  for (const [what, becomes] of [
    ['changes its path', { paths: { update: '/other' } }],
    ['becomes read-only', { readOnly: true }],
  ] as const)
    it(`a production connection that ${what} while the confirmation is open → nothing is sent`, async () => {
      const { server, seen } = await between(() => undefined);
      const entry = { name: 'Live', baseUrl: server.origin, role: 'production' };
      await connect(entry);
      const document = await edit(qwera, 'Live');
      await type(document, 'city', '"Agra"');
      const confirmation = until('the confirmation', user.onMessage, () => user.messages.length > 0);
      const answer = user.clicksLater('Update on Live');
      const saving = save();
      await confirmation;
      await changeSetting('connections', [{ ...entry, ...becomes }]);
      answer();
      await saving;
      assert.deepEqual([document.isDirty, seen.includes('update')], [true, false]);
      assert.match(fixture().logged.join('\n'), /save \S+: Nothing was sent: /);
    });

  it('a read-only connection → the document is read-only, and nothing is sent', async () => {
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

  it("Dry Run → shows the changed fields and the document's connection", async () => {
    const document = await edit();
    await type(document, 'city', '"Agra"');
    await between(() => undefined);
    assert.equal(await requestsOf(() => run('kapture.dryRun', document.uri)), 0);
    const shown = shownDocument('kapture-dry-run')!.getText();
    assert.ok(shown.includes(`{"kapture_customer_id":"${qwera}","city":"Agra"}`), shown);
    assert.ok(shown.includes(`127.0.0.1:${fixture().sandbox.port}`), shown);
  });
});

describe('a save that waits for a key', () => {
  for (const [what, value] of [
    ['a text', '"Agra"'],
    ['a variable, which needs the key first', '"{{town}}"'],
  ] as const)
    it(`${what}, and another user changes the field in the meantime, on a connection without a confirmation → nothing is written`, async () => {
      const { url } = fixture().sandbox;
      const variables = { town: 'Agra' };
      await changeSetting('connections', [{ name: 'Own', baseUrl: url, role: 'development', variables }]);
      user.picks('Get Customer').picks('User name and password').types(sandboxUser).types(sandboxPassword);
      await run('kapture.manageSecrets', 'Own');
      user.picks('Own');
      await run('kapture.selectConnection');
      const document = await edit(qwera, 'Own');
      await type(document, 'city', value);
      user
        .picks('User name and password')
        .types(sandboxUser)
        .types(sandboxPassword, () => sendAsOtherUser('update', { kapture_customer_id: qwera, city: 'Pune' }));
      await save();
      assert.deepEqual([document.isDirty, (await stored())['city']], [true, 'Pune']);
    });
});
