import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { dryRunScheme, historyScheme, responseScheme } from '../../src/editor/shared/ids.ts';
import type { HistoryNode } from '../../src/editor/history/historyTree.ts';
import { redactionMark } from '../../src/kapture/redaction/redact.ts';
import { closedPort, serveBytes, serveHttp, type LocalServer } from '../unit/kapture/http/localServer.ts';
import { diagnosticsOf, lensesOf, openInEditor, plainTitle, shownDocument } from './support/documents.ts';
import { cancelingProgress } from './support/cancelProgress.ts';
import { user } from './support/user.ts';
import { changeSetting, connect, run, sandboxTenant, fixture, testKey } from './support/fixture.ts';
import { until } from './support/until.ts';

const update = '{"kapture_customer_id": "61371820", "city": "Pune", "remark": "says \\"hi\\"", "n": 0.0}';
const ok = '{"status": "success", "message": "ok", "Enquiry": {}}';

const found =
  '{"Customer Details": {"id": 61371820, "name": "Nishchal", "city": "Nagpur"}, "status": "success", "message": "ok"}';

const serveTenant = (answerOfGet = found): Promise<LocalServer> =>
  serveHttp((response, { body }) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(body.startsWith('[') ? answerOfGet : ok),
  );
const bodies = ({ requests }: LocalServer): string[] =>
  requests.map(({ body }) => body).filter((body) => !body.startsWith('['));
const titles = async (uri: vscode.Uri): Promise<string[]> => (await lensesOf(uri)).map(plainTitle);

describe('a write to production', () => {
  it('Send → a confirmation with customer, host, operation, and the current and new value of every field', async () => {
    const server = await serveTenant();
    await connect({ name: 'Live', baseUrl: server.origin, role: 'production' });
    await openInEditor('.kapture-update.json', update);
    await run('kapture.sendRequest');
    assert.deepEqual(user.messages, [
      {
        severity: 'warning',
        actions: ["Don't Send", 'Update on Live'],
        text: [
          `Update customer “Nishchal” (61371820) on Live (production)? Host: ${server.host}`,
          'Operation: Update Customer (POST /add-update-customer-from-other-source.html)',
          '',
          'kapture_customer_id: "61371820"',
          'city: "Nagpur" → "Pune"',
          'remark: "says \\"hi\\""',
          'n: 0.0',
        ].join('\n'),
      },
    ]);
    assert.deepEqual(bodies(server), [], 'nothing is sent without confirmation');
  });

  it('an Add with a field of the draft that was never filled in → a warning, and a note in the question', async () => {
    const server = await serveTenant();
    await connect({ name: 'Live', baseUrl: server.origin, role: 'production' });
    const { document } = await openInEditor(
      '.kapture-add.json',
      '{"customer_name": "Asha", "phone": "", "email_id": "asha@example.com"}',
    );
    const note = 'Left blank: phone. It is unknown what a blank does. Enter a value, or remove the field.';
    await diagnosticsOf(document, 'one warning', (messages) => messages.join() === note);
    await run('kapture.sendRequest');
    assert.equal(user.messages.length, 1);
    assert.ok(user.messageTexts[0]!.includes(note), user.messageTexts[0]);
    assert.deepEqual(bodies(server), []);
  });

  it('confirmed → is sent once', async () => {
    const server = await serveTenant();
    await connect({ name: 'Live', baseUrl: server.origin, role: 'production' });
    await openInEditor('.kapture-update.json', update);
    user.clicks('Update on Live');
    await run('kapture.sendRequest');
    assert.deepEqual(bodies(server), [
      '{"kapture_customer_id":"61371820","city":"Pune","remark":"says \\"hi\\"","n":0.0}',
    ]);
  });

  it('Send Again from a response or the history → a new confirmation', async () => {
    const server = await serveTenant();
    await connect({ name: 'Live', baseUrl: server.origin, role: 'production' });
    await openInEditor('.kapture-update.json', update);
    user.clicks('Update on Live');
    await run('kapture.sendRequest');
    user.reset();
    await run('kapture.sendAgain', shownDocument(responseScheme)!.uri);
    assert.deepEqual(
      user.messages.map(({ actions }) => actions),
      [["Don't Send", 'Update on Live']],
    );
    const nodes = (await fixture().history.tree.getChildren()) as { kind: string }[];
    await run(
      'kapture.resendFromHistory',
      nodes.find(({ kind }) => kind === 'exchange'),
    );
    assert.deepEqual(
      user.messages.map(({ actions }) => actions),
      [
        ["Don't Send", 'Update on Live'],
        ["Don't Send", 'Update on Live'],
      ],
    );
    await run('kapture.openHistoryResponse', nodes[0]);
    await run('kapture.sendAgain');
    assert.deepEqual(user.messages.at(-1)!.actions, ["Don't Send", 'Update on Live'], 'in a response of the history');
    assert.equal(user.messages.length, 3);
    assert.equal(bodies(server).length, 1);
  });

  it('Send Again after the path of its connection changed → a confirmation with the previous URL and the host', async () => {
    const server = await serveTenant();
    await connect({ name: 'Moved', baseUrl: server.origin, role: 'development' });
    await openInEditor('.kapture-update.json', update);
    await run('kapture.sendRequest');
    const paths = { update: '/elsewhere.html' };
    await changeSetting('connections', [{ name: 'Moved', baseUrl: server.origin, role: 'development', paths }]);
    await run('kapture.sendAgain', shownDocument(responseScheme)!.uri);
    assert.match(
      user.messageTexts.at(-1)!,
      new RegExp(
        `It was sent to ${server.origin}/\\S+ earlier\\. The connection has changed since then\\.\\n\\nHost: ${server.host}`,
      ),
    );
    assert.equal(bodies(server).length, 1);
  });
});

describe('Send Again of a write on a development connection', () => {
  let server: LocalServer;

  beforeEach(async () => {
    server = await serveTenant();
    await connect({ name: 'Dev', baseUrl: server.origin, role: 'development' });
    await openInEditor('.kapture-update.json', update);
    await run('kapture.sendRequest');
  });

  const newest = async (): Promise<HistoryNode> => {
    const [node] = (await fixture().history.tree.getChildren()) ?? [];
    return node!;
  };

  it('with its button, or of a row → is sent without a confirmation', async () => {
    await run('kapture.sendAgain', shownDocument(responseScheme)!.uri);
    await run('kapture.resendFromHistory', await newest());
    await run('kapture.openHistoryResponse', await newest());
    await run('kapture.sendAgain', shownDocument(historyScheme)!.uri);
    assert.deepEqual([user.messages, bodies(server).length], [[], 4]);
  });

  const withoutChoice = {
    'in a response': async () => {
      await vscode.window.showTextDocument(shownDocument(responseScheme)!);
      await run('kapture.sendAgain');
    },
    'in a response of the history': async () => {
      await run('kapture.openHistoryResponse', await newest());
      await run('kapture.sendAgain');
    },
  };

  for (const [where, sendAgain] of Object.entries(withoutChoice)) {
    it(`without a button or row, as from the Command Palette, ${where} → a confirmation that names it`, async () => {
      await sendAgain();
      assert.equal(user.messages.length, 1);
      assert.ok(
        user.messageTexts[0]!.startsWith('Update customer “Nishchal” (61371820) on Dev? '),
        user.messageTexts[0],
      );
      assert.deepEqual(user.messages[0]!.actions, ["Don't Send", 'Update on Dev']);
      assert.equal(bodies(server).length, 1, 'nothing is sent without confirmation');
      user.clicks('Update on Dev');
      await sendAgain();
      assert.equal(bodies(server).length, 2);
    });
  }
});

describe('a write whose body contradicts its operation', () => {
  const development = async (server: LocalServer): Promise<void> =>
    connect({ name: 'Dev', baseUrl: server.origin, role: 'development', paths: { add: '/add', update: '/update' } });
  const paths = ({ requests }: LocalServer): string[] => requests.map(({ path }) => path);

  for (const [operation, body, confirmation, button, path] of [
    [
      'add',
      '{"customer_name": "Asha", "kapture_customer_id": "61371820"}',
      'Update customer “Nishchal” (61371820) on Dev? This body has an ID, so it is an update of customer 61371820, not an Add request.\n',
      'Update on Dev',
      '/update',
    ],
    [
      'update',
      '{"customer_name": "Asha", "kapture_customer_id": " "}',
      'Add customer “Asha” to Dev? This body has no ID, so it is an Add request, not an update.\n',
      'Add to Dev',
      '/add',
    ],
    [
      'add',
      '{"kapture_customer_id": "61371820", "customer_name": "Asha", "kapture_customer_id": ""}',
      'Add customer “Asha” to Dev? This body has several IDs of a customer. It is unknown which one Kapture uses.\n',
      'Add to Dev',
      '/add',
    ],
    [
      'update',
      JSON.stringify({ customer_name: `Asha” to Sandbox?\n\n${'x'.repeat(3000)}` }),
      `Add customer “Asha' to Sandbox? ${'x'.repeat(21)}…” to Dev? This body has no ID, so it is an Add request, not an update.\n`,
      'Add to Dev',
      '/add',
    ],
    [
      'update',
      '{"city": "Pune"}',
      'Add a customer to Dev? This body has no ID, so it is an Add request, not an update.\n',
      'Add to Dev',
      '/add',
    ],
  ] as const) {
    it(`${operation} ${body.slice(0, 80)} → asks with the actual operation, and sends that`, async () => {
      const server = await serveTenant();
      await development(server);
      await openInEditor(`.kapture-${operation}.json`, body);
      await run('kapture.sendRequest');
      assert.ok(user.messageTexts[0]!.startsWith(confirmation), user.messageTexts[0]);
      assert.deepEqual(user.messages[0]!.actions, ["Don't Send", button]);
      assert.deepEqual(bodies(server), []);
      user.clicks(button);
      await run('kapture.sendRequest');
      assert.deepEqual([bodies(server).length, paths(server).at(-1)], [1, path]);
    });
  }

  it('in the sandbox → asks as well; sent again → no confirmation, because the sent request was a plain Update', async () => {
    await run('kapture.useSandbox');
    await openInEditor('.kapture-add.json', '{"kapture_customer_id": "61371820", "city": "Pune"}');
    const { sandbox } = fixture();
    user.clicks('Update on Sandbox');
    await run('kapture.sendRequest');
    assert.match(shownDocument(responseScheme)!.uri.path, /Update Customer/);
    user.reset();
    const before = sandbox.requests;
    await run('kapture.sendAgain', shownDocument(responseScheme)!.uri);
    assert.deepEqual([user.messages, sandbox.requests], [[], before + 1], 'the sent request was an Update');
  });

  it('the customer does not exist → asks without a name', async () => {
    const server = await serveTenant(
      '{"Customer Details": "Information given by you does not exist in our sytsem.", "status": "failed"}',
    );
    await connect({ name: 'Live', baseUrl: server.origin, role: 'production' });
    await openInEditor('.kapture-update.json', '{"kapture_customer_id": 7, "city": "Pune"}');
    await run('kapture.sendRequest');
    assert.match(
      user.messageTexts[0]!,
      /^Update customer 7 on Live \(production\)\? Kapture has no customer with the ID 7\.\n/,
    );
  });

  it('the customer cannot be loaded → asks, and says so', async () => {
    const server = await serveTenant('<html>');
    await connect({ name: 'Live', baseUrl: server.origin, role: 'production' });
    await openInEditor('.kapture-update.json', update);
    await run('kapture.sendRequest');
    assert.match(
      user.messageTexts[0]!,
      /^Update customer 61371820 on Live \(production\)\? The name of customer 61371820 could not be loaded\.\n/,
    );
    assert.equal(user.messages.length, 1);
  });
});

describe('loading the customer before a confirmation', () => {
  it('Cancel in its progress → no confirmation, and nothing is sent', async () => {
    const server = await serveHttp(() => undefined);
    await connect({ name: 'Live', baseUrl: server.origin, role: 'production' });
    await openInEditor('.kapture-update.json', update);
    assert.equal(await cancelingProgress(() => run('kapture.sendRequest')), 1);
    assert.deepEqual([user.messageTexts, bodies(server)], [[], []]);
    assert.equal(server.requests.length, 1, 'the customer was requested');
  });
});

describe('a confirmation about a write', () => {
  const live = (server: LocalServer): Record<string, unknown> => ({
    name: 'Live',
    baseUrl: server.origin,
    role: 'production',
  });
  const address = '/add-update-customer-from-other-source.html';
  for (const [what, becomes, said] of [
    ['is removed', () => [], () => 'Nothing was sent: the connection Live no longer exists or cannot be used.'],
    [
      'becomes read-only',
      (server: LocalServer) => [{ ...live(server), readOnly: true }],
      () => 'Nothing was sent: the connection Live is read-only.',
    ],
    [
      'changes its role',
      (server: LocalServer) => [{ ...live(server), role: 'development' }],
      () => 'The connection Live was changed in the meantime. Try again.',
    ],
    [
      'changes its base path',
      (server: LocalServer) => [{ ...live(server), baseUrl: `${server.origin}/b` }],
      ({ origin }: LocalServer) =>
        `Nothing was sent: Live now points to ${origin}/b${address}. Check the connection, then send again.`,
    ],
    [
      'changes its path',
      (server: LocalServer) => [{ ...live(server), paths: { update: '/other' } }],
      ({ origin }: LocalServer) =>
        `Nothing was sent: Live now points to ${origin}/other. Check the connection, then send again.`,
    ],
    [
      'changes its dialect',
      (server: LocalServer) => [{ ...live(server), dialects: { update: 'array' } }],
      () => 'The connection Live was changed in the meantime. Try again.',
    ],
    [
      'changes a header',
      (server: LocalServer) => [{ ...live(server), headers: [{ name: 'x-tenant', value: 'other' }] }],
      () => 'The connection Live was changed in the meantime. Try again.',
    ],
    [
      'changes its time limit',
      (server: LocalServer) => [{ ...live(server), timeoutSeconds: 5 }],
      () => 'The connection Live was changed in the meantime. Try again.',
    ],
    [
      'changes its host',
      (server: LocalServer) => [{ ...live(server), baseUrl: `http://localhost:${new URL(server.origin).port}` }],
      ({ origin }: LocalServer) =>
        `Nothing was sent: Live now points to http://localhost:${new URL(origin).port}${address}. Check the connection, then send again.`,
    ],
  ] as const) {
    it(`its connection ${what} while it is open → nothing is sent`, async () => {
      const server = await serveTenant();
      await connect({ name: 'Live', baseUrl: server.origin, role: 'production' });
      await openInEditor('.kapture-update.json', update);
      const confirmation = until('the confirmation', user.onMessage, () => user.messages.length > 0);
      const answer = user.clicksLater('Update on Live');
      const sending = run('kapture.sendRequest');
      await confirmation;
      await changeSetting('connections', becomes(server));
      answer();
      await sending;
      assert.deepEqual(bodies(server), []);
      assert.equal(user.messageTexts.at(-1), said(server));
    });
  }

  it('its connection becomes read-only while the key is entered → nothing is sent', async () => {
    const server = await serveTenant();
    const entry = { name: 'No Key Yet', baseUrl: server.origin, role: 'development' };
    await connect(entry);
    await fixture().context.secrets.delete('kapture.key/default/No Key Yet');
    await openInEditor('.kapture-update.json', update);
    user.picks('Auth key').types(testKey, () => changeSetting('connections', [{ ...entry, readOnly: true }]));
    await run('kapture.sendRequest');
    assert.deepEqual(bodies(server), []);
    assert.equal(user.messageTexts.at(-1), 'Nothing was sent: the connection No Key Yet is read-only.');
  });

  it('its connection changes its host while the key for a read is entered → nothing is sent', async () => {
    const [first, second] = [await serveTenant(), await serveTenant()];
    const entry = { name: 'Moving', baseUrl: first.origin };
    await connect(entry);
    await fixture().context.secrets.delete('kapture.key/default/Moving');
    await openInEditor('.kapture-get.json', '{"phone": "9000000001"}');
    user.picks('Auth key').types(testKey, () => changeSetting('connections', [{ ...entry, baseUrl: second.origin }]));
    await run('kapture.sendRequest');
    assert.deepEqual([first.requests.length, second.requests.length], [0, 0]);
    assert.match(user.messageTexts.at(-1)!, new RegExp(`^Nothing was sent: Moving now points to ${second.origin}/`));
  });
});

describe('the confirmation about the dialect of a request', () => {
  for (const [operation, body] of [
    ['pull', '[{"start_date": "2021-03-14", "end_date": "2021-03-14"}]'],
    ['update', update],
  ] as const)
    it(`the connection of ${operation === 'pull' ? 'a' : 'an'} ${operation} changes its host while it is open → nothing is sent`, async () => {
      const [first, second] = [await serveTenant(), await serveTenant()];
      const entry = { name: 'Moving', baseUrl: first.origin, role: 'development', dialect: 'nested' };
      await connect(entry);
      await openInEditor(`.kapture-${operation}.json`, body);
      const confirmation = until('the confirmation', user.onMessage, () => user.messages.length > 0);
      const answer = user.clicksLater('Send Anyway');
      const sending = run('kapture.sendRequest');
      await confirmation;
      await changeSetting('connections', [{ ...entry, baseUrl: second.origin }]);
      answer();
      await sending;
      assert.deepEqual([first.requests.length, second.requests.length], [0, 0]);
      assert.match(user.messageTexts.at(-1)!, new RegExp(`^Nothing was sent: Moving now points to ${second.origin}/`));
    });
});

describe('a read-only connection', () => {
  it('F2 on one of its customers → a message', async () => {
    const { view } = fixture().customers;
    const selection = Object.getOwnPropertyDescriptor(view, 'selection')!;
    const server = await serveTenant();
    await connect({ name: 'Look', baseUrl: server.origin, role: 'development', readOnly: true });
    const { tenant } = (await fixture().customers.open()).model;
    // The connection that the customer was pulled through may have been renamed or removed since.
    for (const connection of ['Look', 'Earlier', undefined]) {
      const row = { kind: 'customer', tenant, connection, id: '65033646' };
      Object.defineProperty(view, 'selection', { configurable: true, get: () => [row] });
      try {
        await run('kapture.editCustomer', { useSelection: true });
      } finally {
        Object.defineProperty(view, 'selection', selection);
      }
      assert.equal(user.messageTexts.pop(), 'The connection Look is read-only, so its customers cannot be edited.');
    }
    assert.equal(vscode.window.activeTextEditor, undefined);
  });

  it('a write → refused before a key is requested, and a lens says so; a read → sent', async () => {
    const server = await serveTenant();
    await connect({ name: 'Look', baseUrl: server.origin, role: 'development', readOnly: true });
    const { document } = await openInEditor('.kapture-update.json', update);
    assert.deepEqual((await titles(document.uri)).slice(0, 2), ['Look is read-only', 'Dry Run']);
    await run('kapture.updateCustomer');
    assert.deepEqual(user.messageTexts, ['Nothing was sent: the connection Look is read-only.']);
    await fixture().context.secrets.delete('kapture.key/default/Look');
    await run('kapture.sendRequest');
    assert.equal(server.requests.length, 0);
    const get = await openInEditor('.kapture-get.json', '{"phone": "9000000001"}');
    assert.equal((await titles(get.document.uri))[0], 'Send to Look (development, read-only)');
  });

  it('selected for a write without a connection → refused before a key and a confirmation are requested', async () => {
    const server = await serveTenant();
    await connect({ name: 'Look', baseUrl: server.origin, role: 'production', readOnly: true });
    await fixture().context.secrets.delete('kapture.key/default/Look');
    await fixture().context.workspaceState.update('activeConnection', undefined);
    await openInEditor('.kapture-update.json', update);
    user.picks('Select Connection…').picks('Look');
    await run('kapture.sendRequest');
    assert.deepEqual(user.messageTexts, ['Nothing was sent: the connection Look is read-only.']);
    assert.equal(server.requests.length, 0);
  });
});

describe('a pinned request', () => {
  it('another connection is active → goes to its own connection, and its lens says so', async () => {
    const [pinned, active] = [await serveTenant(), await serveTenant()];
    await connect({ name: 'Pinned One', baseUrl: pinned.origin, role: 'development' });
    await connect({ name: 'Active', baseUrl: active.origin, role: 'development' });
    const { document } = await openInEditor('.kapture-update.json', `// @connection Pinned One\n${update}`);
    assert.deepEqual(await titles(document.uri), ['Send to Pinned One (development)', 'Dry Run', 'Change Pin']);
    await run('kapture.sendRequest');
    await run('kapture.updateCustomer');
    assert.deepEqual([bodies(pinned).length, bodies(active).length], [2, 0]);
    assert.deepEqual(user.messages, []);
  });

  it('its connection does not exist → a warning; sending moves the cursor there, and sends nothing', async () => {
    const server = await serveTenant();
    await connect({ name: 'Active', baseUrl: server.origin, role: 'development' });
    const editor = await openInEditor('.kapture-get.json', '// @connection Gone\n{"phone": "9000000001"}');
    const found = await diagnosticsOf(editor.document, 'a warning of the pin', (messages) =>
      messages.includes(
        'The connection Gone does not exist, so this request cannot be sent. Change or remove its pin.',
      ),
    );
    assert.ok(found.some(({ range }) => editor.document.getText(range) === 'Gone'));
    assert.equal((await titles(editor.document.uri))[0], 'The connection Gone does not exist');
    await run('kapture.sendRequest');
    assert.deepEqual(user.messageTexts, [
      'Nothing was sent: the pinned connection Gone does not exist or cannot be used.',
    ]);
    assert.deepEqual(editor.selection.active, new vscode.Position(0, 15));
    assert.equal(server.requests.length, 0);
  });

  it('Pin Connection → pins, changes the pin, and unpins', async () => {
    await connect({ name: 'Acme', baseUrl: await closedPort() });
    const { document } = await openInEditor('.kapture-get.json', '{"phone": "9000000001"}');
    user.picks('Acme');
    await run('kapture.pinConnection');
    assert.equal(document.getText(), '// @connection Acme\n{"phone": "9000000001"}');
    user.picks('Sandbox');
    await run('kapture.pinConnection', document.uri);
    assert.equal(document.getText(), '// @connection Sandbox\n{"phone": "9000000001"}');
    user.picks('Unpin');
    await run('kapture.pinConnection');
    assert.equal(document.getText(), '{"phone": "9000000001"}');
  });

  it("a draft for a customer → is pinned to the customer's connection", async () => {
    await connect({ name: 'Elsewhere', baseUrl: await closedPort() });
    await run(
      'kapture.newCustomerRequest',
      { tenant: sandboxTenant(), connection: 'Sandbox', id: '61371820' },
      'update',
    );
    const { document } = vscode.window.activeTextEditor!;
    assert.match(
      document.getText(),
      /^\/\/ @connection Sandbox\n\/\/ Update Customer\n\{\n {2}"kapture_customer_id": "61371820"/,
    );
    assert.equal((await titles(document.uri))[0], 'Send to Sandbox');
  });
});

describe('a dry run', () => {
  it('a request → its exact bytes with the key masked, and nothing is sent', async () => {
    const server = await serveBytes((socket) =>
      socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${ok.length}\r\n\r\n${ok}`),
    );
    await connect({ name: 'Dry', baseUrl: server.origin, role: 'development', paths: { update: '/x.html?=' } });
    await openInEditor('.kapture-update.json', '// comment\n{"kapture_customer_id": "1", "city": "पुणे",}');
    await run('kapture.dryRun');
    assert.equal(server.requests.length, 0);
    const shown = shownDocument(dryRunScheme)!;
    assert.equal(shown.languageId, 'kapture-dry-run', 'a language that no other extension offers to send');
    await run('kapture.sendRequest');
    const sent = server.requests[0]!;
    assert.ok(shown.getText().startsWith('POST /x.html?= HTTP/1.1\r\n'));
    assert.ok(shown.getText().endsWith(`\r\n\r\n${Buffer.from(sent.body, 'latin1').toString('utf8')}`));
    assert.deepEqual(
      headLines(shown.getText()),
      Object.entries(sent.headers).map(([name, value]) => `${name}: ${String(value).replace(testKey, redactionMark)}`),
    );
    assert.deepEqual(await titles(shown.uri), ['Dry run for Dry. Nothing was sent.']);
  });

  it('an Add with an ID, or JSON whose $schema names Update → the path that it is sent to', async () => {
    const paths = { add: '/add.html', update: '/update.html' };
    await connect({ name: 'Dry', baseUrl: 'https://acme.example.com', role: 'development', paths });
    for (const [suffix, text] of [
      ['.kapture-add.json', '{"customer_name": "A", "kapture_customer_id": "61371820"}'],
      ['.json', '{"$schema": "kapture://schemas/update.schema.json", "kapture_customer_id": "61371820"}'],
    ] as const) {
      await openInEditor(suffix, text);
      await run('kapture.dryRun');
      assert.match(shownDocument(dryRunScheme)!.getText(), /^POST \/update\.html HTTP/);
    }
  });
});

function headLines(http: string): string[] {
  return http.slice(0, http.indexOf('\r\n\r\n')).split('\r\n').slice(1);
}
