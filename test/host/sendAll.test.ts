import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { FolderNode } from '../../src/editor/snippets/requestNodes.ts';
import { responseScheme } from '../../src/editor/shared/ids.ts';
import { serveHttp, type LocalServer } from '../unit/kapture/http/localServer.ts';
import { shownDocument, workspaceFolder } from './support/documents.ts';
import { changeSetting, connect, fixture, run } from './support/fixture.ts';
import { group } from './support/requestRows.ts';
import { user } from './support/user.ts';

let count = 0;
/** Each test has its own folder, because VS Code keeps documents open for a while. */
const folder = (): string => path.join(workspaceFolder().fsPath, `send-all-${count}`);
const uriOf = (file: string): vscode.Uri => vscode.Uri.file(path.join(folder(), file));

async function put(files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder(), { recursive: true });
  for (const [file, text] of Object.entries(files)) await writeFile(path.join(folder(), file), text);
}

async function folderRow(): Promise<FolderNode> {
  const parent = await group('workspace');
  return { kind: 'folder', id: folder(), folder: vscode.Uri.file(folder()), group: parent, parent };
}

async function sendAll(): Promise<void> {
  await run('kapture.sendAll', await folderRow());
}

const add = (name: string, more = ''): string => `{"customer_name": "${name}", "phone": "9812345670"${more}}`;
const ok =
  '{"status": "success", "message": "ok", "Enquiry": {"kapture_customer_id": 77}, "Customer Details": {"name": "Asha"}}';
/** The response to a Get, to an Add, or to an Update of the customer in its body. */
const okFor = (body: string): string => ok.replace('77', /"kapture_customer_id":"?(\d+)/.exec(body)?.[1] ?? '77');
const taken =
  '{"status": "failed", "message": "This mobile number already exists. Please enter a new one.", "Enquiry": {}}';

/** A tenant that refuses customers named Taken until `isFixed`. */
const serve = (): Promise<LocalServer> =>
  serveHttp((response, { body }) => {
    const isTaken = body.includes('"Taken"');
    response.writeHead(isTaken ? 400 : 200, { 'content-type': 'application/json' }).end(isTaken ? taken : okFor(body));
  });
const bodies = ({ requests }: LocalServer): string[] => requests.map(({ body }) => body);

describe('Send All in Folder', () => {
  let selection: PropertyDescriptor;
  before(() => (selection = Object.getOwnPropertyDescriptor(fixture().snippets.view, 'selection')!));
  beforeEach(() => void count++);
  afterEach(async () => {
    Object.defineProperty(fixture().snippets.view, 'selection', selection);
    await rm(folder(), { recursive: true, force: true });
    await run('kapture.refreshRequests');
  });

  it('requests of a sandbox → all are sent in the order of the view, and a later one uses an earlier response', async () => {
    await put({
      '10 get.kapture-get.json': '{"kapture_customer_id": "{{$last.add.kapture_customer_id}}"}',
      '2 add.kapture-add.json': '{"customer_name": "Asha", "phone": "{{$phone}}"}',
    });
    await run('kapture.useSandbox');
    user.reset();
    await sendAll();
    assert.deepEqual(user.messages, [
      { severity: 'information', text: '2 requests were sent successfully.', actions: [] },
    ]);
  });

  it('a failure → stops there, and marks it', async () => {
    const server = await serve();
    await connect({ name: 'Dev', baseUrl: server.origin, role: 'development' });
    await put({
      '1 a.kapture-add.json': add('A'),
      '2 b.kapture-add.json': add('Taken'),
      '3 c.kapture-add.json': add('Taken'),
      '4 d.kapture-add.json': add('D'),
    });
    user.clicks('Send to Dev');
    await sendAll();
    const [confirmation, stopped] = user.messages;
    assert.equal(confirmation!.text, `Send 4 requests to Dev? Host: ${server.host}\nRole: development\nAdds: 4`);
    assert.deepEqual(stopped, {
      severity: 'warning',
      text: 'Stopped at request 2 of 4, “2 b”. This mobile number already exists. Please enter a new one.',
      actions: [],
    });
    const failed = uriOf('2 b.kapture-add.json');
    assert.ok(vscode.window.visibleTextEditors.some(({ document }) => document.uri.path === failed.path));
    assert.match(shownDocument(responseScheme)!.getText(), /This mobile number already exists/);
    assert.deepEqual(
      vscode.languages.getDiagnostics(failed).map(({ message }) => message),
      ['This mobile number already exists. Please enter a new one.'],
    );
    const names = bodies(server).map((body) => /"customer_name":"(\w+)"/.exec(body)![1]);
    assert.deepEqual(names, ['A', 'Taken']);
  });

  it('an Update whose response names a different customer → stops there', async () => {
    const server = await serveHttp((response, { body }) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(body.includes('"8"') ? ok : okFor(body));
    });
    await connect({ name: 'Dev', baseUrl: server.origin, role: 'development' });
    await put({
      '1 update.kapture-update.json': '{"kapture_customer_id": "7", "city": "Pune"}',
      '2 update.kapture-update.json': '{"kapture_customer_id": "8", "city": "Pune"}',
      '3 update.kapture-update.json': '{"kapture_customer_id": "9", "city": "Pune"}',
    });
    user.clicks('Send to Dev');
    await sendAll();
    assert.equal(
      user.messageTexts.at(-1),
      'Stopped at request 2 of 3, “2 update”. Check both customers: you updated 8, but the response names 77.',
    );
    assert.equal(bodies(server).length, 2);
  });

  it('production → one confirmation with host, role and acts; declined → nothing is sent; agreed → no other confirmation', async () => {
    const server = await serve();
    await connect({ name: 'Live', baseUrl: server.origin, role: 'production' });
    await put({
      '1 add.kapture-add.json': add('A'),
      '2 update.kapture-update.json': '{"kapture_customer_id": "7", "city": "Pune"}',
      '3 get.kapture-get.json': '{"kapture_customer_id": "7"}',
      '4 update.kapture-update.json': '{"kapture_customer_id": "{{$last.add.kapture_customer_id}}", "city": "Goa"}',
    });
    await sendAll();
    assert.deepEqual(user.messages, [
      {
        severity: 'warning',
        text: [
          `Send 4 requests to Live (production)? Host: ${server.host}`,
          'Role: production',
          'Adds: 1 · Updates: 2 · Reads: 1',
        ].join('\n'),
        actions: ["Don't Send", 'Send to Live'],
      },
    ]);
    assert.deepEqual(bodies(server), []);

    user.reset();
    user.clicks('Send to Live');
    await sendAll();
    assert.deepEqual(
      user.messages.map(({ actions }) => actions),
      [["Don't Send", 'Send to Live'], []],
    );
    assert.deepEqual(bodies(server), [
      '{"customer_name":"A","phone":"9812345670"}',
      '{"kapture_customer_id":"7","city":"Pune"}',
      '[{"kapture_customer_id":"7"}]',
      '{"kapture_customer_id":77,"city":"Goa"}',
    ]);
  });

  it('a write that does not do what its file name says → its own confirmation, and declining it stops', async () => {
    const server = await serve();
    await connect({ name: 'Live', baseUrl: server.origin, role: 'production' });
    await put({ '1 update.kapture-update.json': '{"city": "Pune"}', '2 add.kapture-add.json': add('A') });
    user.clicks('Send to Live');
    await sendAll();
    assert.match(user.messages[1]!.text, /no ID, so it is an Add request/);
    assert.deepEqual(bodies(server), []);
    assert.equal(user.messageTexts.at(-1), 'Stopped at request 1 of 2, “1 update”. It was not sent.');
  });

  it('the connection changes while the confirmation is open → nothing is sent', async () => {
    const server = await serve();
    const other = await serve();
    await connect({ name: 'Live', baseUrl: server.origin, role: 'production' });
    await put({ '1 add.kapture-add.json': add('A'), '2 add.kapture-add.json': add('B') });
    const row = await folderRow();
    const answer = user.clicksLater('Send to Live');
    const asked = new Promise<void>((resolve) => {
      const listening = user.onMessage(() => {
        listening.dispose();
        resolve();
      });
    });
    const sending = run('kapture.sendAll', row);
    await asked;
    await changeSetting('connections', [{ name: 'Live', baseUrl: other.origin, role: 'production' }]);
    answer();
    user.types('').pressesEscape();
    await sending;
    assert.deepEqual([...bodies(server), ...bodies(other)], []);
    assert.match(user.messageTexts.at(-1)!, /^Stopped at request 1 of 2, “1 add”\./);
    user.reset();
  });

  it('requests with different pins → the confirmation lists each connection', async () => {
    const [dev, live] = [await serve(), await serve()];
    await connect({ name: 'Dev', baseUrl: dev.origin, role: 'development' });
    await connect({ name: 'Live', baseUrl: live.origin, role: 'production' });
    await put({
      '1 add.kapture-add.json': `// @connection Dev\n${add('A')}`,
      '2 add.kapture-add.json': add('B'),
    });
    user.clicks('Send All');
    await sendAll();
    assert.equal(
      user.messageTexts[0],
      [
        'Send 2 requests to 2 connections? Dev',
        `Host: ${dev.host}`,
        'Role: development',
        'Adds: 1',
        '',
        'Live',
        `Host: ${live.host}`,
        'Role: production',
        'Adds: 1',
      ].join('\n'),
    );
    assert.deepEqual([bodies(dev).length, bodies(live).length], [1, 1]);
  });

  it('a question of a request is canceled → stops', async () => {
    await put({ '1 add.kapture-add.json': add('A'), '2 add.kapture-add.json': add('{{?Name}}') });
    const server = await serve();
    await connect({ name: 'Dev', baseUrl: server.origin, role: 'development' });
    user.clicks('Send to Dev').pressesEscape();
    await sendAll();
    assert.equal(user.messageTexts.at(-1), 'Stopped at request 2 of 2, “2 add”. It was not sent.');
  });

  it('Cancel in the progress → stops before the next request', async () => {
    const { window } = vscode;
    const present = Object.getOwnPropertyDescriptor(window, 'withProgress')!;
    const reports: (string | undefined)[] = [];
    let cancel = (): void => undefined;
    let shown = (): void => undefined;
    const isShown = new Promise<void>((resolve) => (shown = resolve));
    Object.defineProperty(window, 'withProgress', {
      ...present,
      value: (_options: unknown, work: (progress: object, token: object) => Promise<unknown>) => {
        const token = { onCancellationRequested: (listener: () => void) => void (cancel = listener) };
        const running = work({ report: ({ message }: { message?: string }) => reports.push(message) }, token);
        shown();
        return running;
      },
    });
    try {
      // The second response waits until Cancel was pressed.
      const second = Promise.withResolvers<void>();
      const server = await serveHttp((response, { body }) => {
        if (body.includes('"B"')) second.resolve();
        else response.writeHead(200, { 'content-type': 'application/json' }).end(ok);
      });
      await connect({ name: 'Dev', baseUrl: server.origin, role: 'development' });
      await put({
        '1 a.kapture-add.json': add('A'),
        '2 b.kapture-add.json': add('B'),
        '3 c.kapture-add.json': add('C'),
      });
      user.clicks('Send to Dev');
      const sending = sendAll();
      await Promise.all([isShown, second.promise]);
      // On a busy machine, the progress is already shown during the first request.
      assert.equal(reports.at(-1), '2 of 3: 2 b');
      cancel();
      await sending;
      assert.equal(bodies(server).filter((body) => body.includes('"C"')).length, 0);
      assert.match(
        user.messageTexts.at(-1)!,
        /^Stopped at request 2 of 3, “2 b”\. Canceled\. The write may have taken effect\.$/,
      );
    } finally {
      Object.defineProperty(window, 'withProgress', present);
    }
  });
});
