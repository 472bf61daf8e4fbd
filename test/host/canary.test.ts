import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { redactionMark } from '../../src/kapture/redaction/redact.ts';
import { editScheme, historyScheme, responseScheme } from '../../src/editor/shared/ids.ts';
import { closedPort, serveHttp, type LocalServer } from '../unit/kapture/http/localServer.ts';
import { documentKinds, openInEditor, shownDocument, workspaceFolder } from './support/documents.ts';
import { fileRow } from './support/requestRows.ts';
import { user } from './support/user.ts';
import { changeSetting, connect, run, fixture } from './support/fixture.ts';

const headerSecret = 'Hkey5Canary3Hidden8From1All6Else';
const variableSecret = 'Vkey6Canary1Hidden5From7All3Else';
const opaque = 'Zkey7Canary0Hidden4From9All2Else';
const userName = 'canary-user';
const password = 'pw-Canary+"Q7x/!';
const fromUser = Buffer.from(`${userName}:${password}`).toString('base64');

/** A tenant that repeats the auth key in every response, in many encodings. */
function serveEcho(status = 200): Promise<LocalServer> {
  return serveHttp((outgoing, { path, headers, body }) => {
    const header = headers['authorization'] ?? '';
    const key = header.replace('Basic ', '');
    const message = [
      header,
      headers['x-api-key'],
      Buffer.from(String(headers['x-api-key'])).toString('base64'),
      headers['x-copy'],
      Buffer.from(key, 'base64').toString('latin1'),
      encodeURIComponent(key),
      Buffer.from(header).toString('base64'),
      // The secret is within longer texts, at each of the three offsets of Base64.
      ...['', ' ', '  '].map((before) =>
        Buffer.from(`${before}${Buffer.from(key, 'base64').toString()}!`).toString('base64'),
      ),
      inUrl(key),
      'ESCAPED',
      body,
    ].join(' | ');
    const record = {
      id: 61371820,
      name: message,
      generationDate: 'Mar 14, 2021 2:21:11 PM',
      contacts: [{ contactPerson: message, phone: key }],
    };
    let response: object = {
      Enquiry: { kapture_customer_id: 61371820, contact_id: 1, remarks: message },
      message: message,
      status: 'success',
    };
    if (status >= 400) response = { message: message, status: 'failed' };
    else if (path.includes('select')) response = { message: [record], status: 'success' };
    else if (path.includes('search')) response = { 'Customer Details': record, status: 'success', said: message };
    outgoing
      .writeHead(status, { 'content-type': 'application/json', 'x-key': key, 'x-other': headers['x-api-key'] })
      .end(JSON.stringify(response).replaceAll('ESCAPED', inJson(`${key} ${Buffer.from(key, 'base64').toString()}`)));
  });
}

/** The text as JSON escapes: every character as `\uXXXX`. */
function inJson(text: string): string {
  return Array.from(text, (_, index) => `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`).join('');
}

function inUrl(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}

/** The characters that Base64 of a longer text always has in common with this text, for each of the three offsets. */
function inBase64(text: string): string[] {
  return ['', ' ', '  '].map((before) => Buffer.from(`${before}${text}`).toString('base64').slice(4, -4));
}

/** Every readable file below a folder, with its content. */
async function filesUnder(folder: vscode.Uri): Promise<[string, Buffer][]> {
  let entries: [string, vscode.FileType][];
  try {
    entries = await vscode.workspace.fs.readDirectory(folder);
  } catch {
    return [];
  }
  const found = await Promise.all(
    entries.map(async ([name, type]): Promise<[string, Buffer][]> => {
      const uri = vscode.Uri.joinPath(folder, name);
      if (type === vscode.FileType.Directory) return filesUnder(uri);
      return type === vscode.FileType.File
        ? [[uri.toString(), Buffer.from(await vscode.workspace.fs.readFile(uri))]]
        : [];
    }),
  );
  return found.flat();
}

/** Every text that was copied to the clipboard. */
const copied: string[] = [];
async function copy(command: string, ...args: unknown[]): Promise<void> {
  await run(command, ...args);
  copied.push(await vscode.env.clipboard.readText());
}

async function send(suffix: string, body: string): Promise<void> {
  await openInEditor(suffix, body);
  await run('kapture.sendRequest');
}

/** Saves a request with a secret, and its response, as a baseline, a payload test and a Postman collection. */
async function saveEverywhere(): Promise<void> {
  const [tests, collection] = ['canary.kapture-test.json', 'canary.postman.json'].map((name) =>
    vscode.Uri.joinPath(workspaceFolder(), name),
  );
  await vscode.workspace.fs.writeFile(tests!, Buffer.from('{"cases": []}'));
  const body = '{"phone": "9000000007", "email_id": "{{$secret.canary}}"}';
  const { uri } = await documentKinds.saved.open('.kapture-get.json', body);
  await run('kapture.sendRequest', uri);
  await vscode.window.showTextDocument(shownDocument(responseScheme)!);
  await run('kapture.keepBaseline');
  user.picks('/said').picks('canary.kapture-test.json').types('canary');
  await run('kapture.saveAsTest');
  await vscode.window.activeTextEditor!.document.save();
  await run('kapture.refreshRequests');
  user.savesTo(collection!);
  await run('kapture.exportPostman', await fileRow('workspace', path.basename(uri.path, '.kapture-get.json')));
}

/** The active document has the connection's headers as sent, with marks in place of their secrets. */
function assertShowsSentHeaders(): void {
  const text = vscode.window.activeTextEditor!.document.getText();
  const sent = `\nx-api-key: ${redactionMark}\nx-copy: Basic ${redactionMark}\nx-api-type: TICKET\n`;
  assert.ok(text.includes(sent), text);
}

describe('a key and a password, through every feature of the extension', function () {
  this.timeout(60_000);

  for (const [what, secret] of [
    ['an opaque key', opaque],
    ['a user with a password', fromUser],
  ] as const) {
    it(`${what} → is in SecretStorage and nowhere else`, async () => {
      const { context, history, logged } = fixture();
      copied.length = 0;
      const server = await serveEcho();
      const headers = [
        { name: 'X-Api-Key', from: 'secret' },
        { name: 'x-copy', from: 'auth-key' },
        { name: 'x-api-type', value: 'TICKET' },
      ];
      await connect({ name: 'Canary', baseUrl: server.origin, role: 'development', headers }, secret);
      // The first request asks for the value of the header.
      user.types(headerSecret);
      // This sends every operation, and runs every action on a response.
      await send('.kapture-get.json', '{"kapture_customer_id": "61371820"}');
      await copy('kapture.copyDetails', { id: '61371820' });
      await run('kapture.showInCustomers', shownDocument(responseScheme)!.uri);
      await run('kapture.openCustomer', { tenant: server.origin, id: '61371820', refresh: true });
      await send('.kapture-pull.json', '[{"start_date": "2021-03-14", "end_date": "2021-03-14"}]');
      // The first request with a secret variable asks for it.
      user.types(variableSecret);
      await send(
        '.kapture-update.json',
        '{"kapture_customer_id": "61371820", "city": "Pune", "remarks": "{{$secret.canary}}"}',
      );
      const update = vscode.window.activeTextEditor!.document.uri;
      const response = shownDocument(responseScheme)!.uri;
      await saveEverywhere();
      await run('kapture.showHeaders', response);
      await run('kapture.sendAgain', response);
      await run('kapture.dryRun', update);
      for (const format of ['curl (bash)', 'curl (PowerShell)', 'JavaScript fetch', 'Python requests', 'Raw HTTP']) {
        user.picks(format);
        await copy('kapture.copyAs', update);
      }
      // VS Code itself backs up a key that the user types into a document. The document is closed, so that the search
      // below finds only our copies.
      await send('.kapture-add.json', `{"customer_name": "${secret}", "phone": "9000000001"}`);
      await run('workbench.action.revertAndCloseActiveEditor');
      for (const format of ['curl (bash)', 'curl (PowerShell)', 'JavaScript fetch', 'Python requests', 'Raw HTTP']) {
        user.picks(format);
        await copy('kapture.copyAs', shownDocument(responseScheme)!.uri);
      }
      await run('kapture.showHeaders', shownDocument(responseScheme)!.uri);
      assertShowsSentHeaders();
      user.picks('Today');
      await run('kapture.pullRange');
      await openInEditor('.kapture-get.json', '{"kapture_customer_id": "61371820"}');
      await run('kapture.dryRun');
      // This edits and saves a customer.
      await run('kapture.editCustomer', { tenant: server.origin, id: '61371820' });
      const { document } = vscode.window.activeTextEditor!;
      assert.equal(document.uri.scheme, editScheme);
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, document.positionAt(document.getText().lastIndexOf('}')), ', "city": "Pune"');
      await vscode.workspace.applyEdit(edit);
      await document.save();
      await run('kapture.showChanges', document.uri);
      // This pastes a curl command that a browser copied, with the key: the key is removed, and Kapture offers to store
      // it.
      await vscode.env.clipboard.writeText(
        `curl '${server.origin}/search-customer-by-customer-id.html' -H 'Authorization: Basic ${secret}' --data '[{"phone":"9000000001"}]'`,
      );
      await run('kapture.pasteCurl');
      await vscode.env.clipboard.writeText('');
      // This opens the history, and saves a snippet of a request.
      const rows = (await history.tree.getChildren()) as { kind: string }[];
      const row = rows.find(({ kind }) => kind === 'exchange')!;
      assert.ok(row, 'the history has an exchange');
      await run('kapture.openHistoryResponse', row);
      assert.ok(shownDocument(historyScheme));
      await run('kapture.showHistoryHeaders', row);
      assertShowsSentHeaders();
      await run('kapture.openHistoryRequest', row);
      await run('kapture.compareResponses', row);
      // These failures appear in messages, diagnostics, the log and a payload test.
      const refusing = await serveEcho(400);
      await changeSetting('connections', [{ name: 'Canary', baseUrl: refusing.origin, role: 'development', headers }]);
      user.picks('Auth key').types(secret).types(headerSecret).types(variableSecret);
      await send('.kapture-add.json', '{"customer_name": "{{$secret.canary}}", "phone": "9000000001"}');
      await run('kapture.testConnection', 'Canary');
      await changeSetting('connections', [
        { name: 'Canary', baseUrl: await closedPort(), role: 'development', headers },
      ]);
      user.picks('Auth key').types(secret).types(headerSecret).types(variableSecret);
      await send('.kapture-add.json', '{"customer_name": "{{$secret.canary}}", "phone": "9000000001"}');
      const withVariable = server.requests.filter(({ body }) => body.includes(variableSecret));
      assert.equal(withVariable.length, 3, 'the update, the saved request, and the update sent again');
      assert.ok(
        server.requests.length >= 6 &&
          server.requests.every(
            (request) =>
              request.headers['authorization'] === `Basic ${secret}` &&
              request.headers['x-copy'] === `Basic ${secret}` &&
              request.headers['x-api-key'] === headerSecret &&
              request.headers['x-api-type'] === 'TICKET',
          ),
      );

      const stored = await Promise.all((await context.secrets.keys()).map((key) => context.secrets.get(key)));
      assert.ok(stored.join().includes(secret), 'SecretStorage has the key');
      assert.ok(stored.join().includes(headerSecret), 'SecretStorage has the value of the header');
      assert.ok(stored.join().includes(variableSecret), 'SecretStorage has the secret variable');
      const elsewhere: (readonly [string, string | Buffer])[] = [
        ['settings', JSON.stringify(vscode.workspace.getConfiguration('kapture'))],
        [
          'state of the workspace',
          JSON.stringify(context.workspaceState.keys().map((key) => [key, context.workspaceState.get(key)])),
        ],
        [
          'state of all windows',
          JSON.stringify(context.globalState.keys().map((key) => [key, context.globalState.get(key)])),
        ],
        ['log', logged.join('\n')],
        ['messages and questions', user.shownText],
        ['clipboard', copied.join('\n')],
        ['marks', JSON.stringify(vscode.languages.getDiagnostics())],
        ...vscode.workspace.textDocuments.map(
          (document) => [document.uri.toString(), `${document.uri.toString()} ${document.getText()}`] as const,
        ),
        // These are the folder with the user's settings, state.vscdb and the storage of extensions, the logs, and the
        // open folder.
        ...(await filesUnder(vscode.Uri.joinPath(context.globalStorageUri, '..', '..'))),
        ...(await filesUnder(vscode.Uri.joinPath(context.logUri, '..'))),
        ...(await filesUnder(workspaceFolder())),
      ];
      const secrets = [
        headerSecret,
        variableSecret,
        ...(secret === opaque ? [opaque] : [fromUser, password, `${userName}:${password}`]),
      ];
      const forms = secrets
        .flatMap((text) => [
          text,
          JSON.stringify(text).slice(1, -1),
          Buffer.from(text).toString('base64'),
          Buffer.from(text).toString('base64url'),
          encodeURIComponent(text),
          inJson(text),
          inUrl(text),
          ...inBase64(text),
        ])
        .map((form) => form.replace(/=+$/, ''));
      const where = (form: string): string[] =>
        elsewhere.filter(([, content]) => content.includes(form)).map(([place]) => place);
      assert.ok(
        where('Canary').some((place) => place.endsWith('/settings.json')),
        "the search reads the user's settings",
      );
      assert.ok(where('127.0.0.1').includes('log'), 'the search reads the log');
      for (const place of ['/baselines/', '/canary.kapture-test.json', '/canary.postman.json'])
        assert.ok(
          where('9000000007').some((found) => found.includes(place)),
          `the search reads ${place}`,
        );
      for (const variable of ['KAPTURE_KEY_CANARY', 'KAPTURE_X_API_KEY_CANARY', 'KAPTURE_SECRET_CANARY_CANARY'])
        assert.ok(where(variable).includes('clipboard'), 'the search reads the clipboard');
      assert.ok(
        where('61371820').some((place) => place.includes('kapture.db')),
        'the search reads the database',
      );
      assert.deepEqual(
        [...new Set(forms)].flatMap((form) => where(form).map((place) => `${place}: ${form}`)),
        [],
      );
    });
  }
});
