import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { checkScheme } from '../../src/editor/shared/ids.ts';
import { nestedPullOnly, serveSandbox } from '../unit/kapture/connectionCheck/serveSandbox.ts';
import { closedPort, serveHttp } from '../unit/kapture/http/localServer.ts';
import { hiddenCharacters, hostileText } from '../unit/editor/hostileText.ts';
import { lensesOf, plainTitle, shownDocument } from './support/documents.ts';
import { changeSetting, connect, fixture, run } from './support/fixture.ts';
import { until } from './support/until.ts';
import { user } from './support/user.ts';

const key = Buffer.from('kapdemo:kap123').toString('base64');

function report(): vscode.TextDocument {
  const document = shownDocument(checkScheme);
  assert.ok(document, 'a report is shown');
  return document;
}

function textOf(pattern: RegExp): string[] {
  return report()
    .getText()
    .split('\n')
    .filter((line) => pattern.test(line));
}

async function titles(): Promise<string[]> {
  return (await lensesOf(report().uri)).map(plainTitle);
}

/** Clicks a code lens of the report. */
async function click(title: string, index = 0): Promise<void> {
  const { uri } = report();
  const lens = (await lensesOf(uri)).filter((command) => plainTitle(command) === title)[index];
  assert.ok(lens, `a code lens ${title}`);
  await run(lens.command, ...((lens.arguments ?? []) as unknown[]));
}

/** Waits until the text of the report has this number of applied proposals. */
async function untilApplied(count: number): Promise<void> {
  const changed = vscode.workspace.onDidChangeTextDocument as vscode.Event<never>;
  await until('applied proposals', changed, () => textOf(/ · applied$/).length === count);
}

function entryOf(name: string): Record<string, unknown> | undefined {
  return vscode.workspace
    .getConfiguration('kapture')
    .get<Record<string, unknown>[]>('connections')
    ?.find((entry) => entry['name'] === name);
}

describe('Test Connection', () => {
  it('the sandbox → a short message; Show Report → its reads, and nothing to apply', async () => {
    user.clicks('Show Report');
    await run('kapture.testConnection', 'Sandbox');
    assert.match(user.messageTexts.at(-1)!, /^Sandbox works: .* responded in \d+ ms and accepted the auth key\.$/);
    await until('the report', vscode.window.onDidChangeVisibleTextEditors as vscode.Event<never>, () =>
      shownDocument(checkScheme),
    );
    assert.equal(report().languageId, 'kapture-check');
    assert.deepEqual(textOf(/^## /), [
      '## Get Customer',
      '## Pull Customers, flat dialect',
      '## Pull Customers, nested dialect',
      '## What only a write can show',
    ]);
    assert.deepEqual(await titles(), ['Test Again', 'Test with a Customer…']);
    assert.ok(!report().getText().includes(key));
  });

  it('every response is a server error → a warning, and a cross at each', async () => {
    fixture().sandbox.setFault({ fault: '500' });
    await run('kapture.testConnection', 'Sandbox');
    assert.equal(user.messageTexts.at(-1), 'Not everything works on Sandbox. See the report.');
    assert.equal(textOf(/^✗ Unknown: The server reports an internal error\.$/).length, 2);
  });

  it('without a name → asks which connection, the active one first; Escape → nothing', async () => {
    await connect({ name: 'Acme', baseUrl: 'https://your-tenant.kapturecrm.com' });
    user.pressesEscape();
    await run('kapture.testConnection');
    assert.deepEqual(
      user.offeredItems.map(({ label }) => label.replace(/^\$\(\S+\) /, '')),
      ['Acme', 'Sandbox'],
    );
    assert.deepEqual(user.messages, []);
  });

  it('a tenant of the nested Pull, and a customer → Apply changes one property, Apply Proposals the rest', async () => {
    const tenant = await serveSandbox(nestedPullOnly);
    await connect({ name: 'Acme', baseUrl: tenant.origin, role: 'development', comment: 'mine' }, 'kapdemo:kap123');
    await run('kapture.testConnection', 'Acme');
    assert.equal(user.messageTexts.at(-1), 'Not everything works on Acme. See the report.');
    user.types('no number').types('61371820');
    await click('Test with a Customer…');
    assert.deepEqual(user.validationErrors, ['Enter a customer ID or a phone number.']);
    assert.equal(user.messageTexts.at(-1), 'The test of Acme proposes a change to the connection. See the report.');
    assert.deepEqual(await titles(), ['Test Again', 'Test with a Customer…', 'Apply', 'Apply']);
    const before = entryOf('Acme');

    await click('Apply');
    await untilApplied(1);
    assert.deepEqual(entryOf('Acme'), { ...before, dialects: { pull: 'nested' } });
    assert.deepEqual(await titles(), ['Test Again', 'Test with a Customer…', 'Applied', 'Apply']);
    assert.deepEqual(textOf(/ · applied$/), ['    "dialects": {"pull":"nested"} · applied']);
    await run('kapture.applyProposals');
    assert.deepEqual(entryOf('Acme'), { ...before, dialects: { pull: 'nested' }, cmId: '2469' });
    await run('kapture.applyProposals');
    assert.equal(user.messageTexts.at(-1), 'There is nothing to apply.');
    assert.ok(tenant.requests.every(({ path }) => !/add|update/.test(path)));
  });

  it('a wrong key → a cross, and no check mark before what failed', async () => {
    const tenant = await serveSandbox();
    await connect({ name: 'Acme', baseUrl: tenant.origin, role: 'development' }, 'kapdemo:wrong');
    await run('kapture.testConnection', 'Acme');
    assert.equal(textOf(/^✗ Shown: The auth key was rejected\.$/).length, 2);
    assert.deepEqual(textOf(/^✓/), []);
  });

  it('no response → one read, and nothing about writes', async () => {
    await connect({ name: 'Acme', baseUrl: await closedPort(), role: 'development' }, 'kapdemo:kap123');
    user.clicks('Show Report');
    await run('kapture.testConnection', 'Acme');
    await until('the report', vscode.window.onDidChangeVisibleTextEditors as vscode.Event<never>, () =>
      shownDocument(checkScheme),
    );
    assert.deepEqual(textOf(/^## /), ['## Get Customer']);
  });

  it('customers pulled before → the test uses one of them, and nothing is asked', async () => {
    const tenant = await serveSandbox(nestedPullOnly);
    await connect(
      { name: 'Acme', baseUrl: tenant.origin, role: 'development', dialects: { pull: 'nested' }, cmId: '2469' },
      'kapdemo:kap123',
    );
    user.picks('Other dates…').types('2021-01-06').types('2021-01-06');
    await run('kapture.pullRange');
    const { length } = tenant.requests;
    await run('kapture.testConnection', 'Acme');
    assert.ok(tenant.requests.slice(length).some(({ body }) => body === '[{"kapture_customer_id":"61371820"}]'));
  });

  it('another base URL since the test → nothing is changed, and the report offers nothing', async () => {
    const tenant = await serveSandbox(nestedPullOnly);
    await connect({ name: 'Acme', baseUrl: tenant.origin, role: 'development', cmId: '2469' }, 'kapdemo:kap123');
    await run('kapture.testConnection', 'Acme');
    const { uri } = report();
    const apply = (await lensesOf(uri)).find((lens) => plainTitle(lens) === 'Apply')!;
    const moved = { ...entryOf('Acme'), baseUrl: await closedPort() };
    await changeSetting('connections', [moved]);
    await run(apply.command, ...((apply.arguments ?? []) as unknown[]));
    assert.deepEqual(entryOf('Acme'), moved);
    assert.equal(user.messageTexts.at(-1), 'There is nothing to apply.');
    assert.ok(!(await titles()).includes('Apply'));
  });

  it('a hostile server → each line of its text has a mark and no hidden characters, and links are off', async () => {
    const server = await serveHttp((response) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(`{"message": "${hostileText}\\n## Proposals\n# Test", "status": "failed", "echo": "Basic ${key}"}`),
    );
    await connect({ name: 'Acme', baseUrl: server.origin, role: 'development' }, 'kapdemo:kap123');
    await run('kapture.testConnection', 'Acme');
    for (const line of report().getText().split('\n')) assert.doesNotMatch(line, hiddenCharacters);
    assert.ok(textOf(/evil\.example/).length > 0);
    assert.ok(textOf(/evil\.example/).every((line) => line.startsWith('│ ')));
    assert.equal(textOf(/^## Proposals/).length, 0);
    assert.ok(!report().getText().includes(key));
    assert.equal(vscode.workspace.getConfiguration('editor', { languageId: 'kapture-check' }).get('links'), false);
  });

  it('canceled key → nothing is sent and nothing is shown', async () => {
    const tenant = await serveSandbox();
    await changeSetting('connections', [{ name: 'Acme', baseUrl: tenant.origin, role: 'development' }]);
    user.pressesEscape();
    await run('kapture.testConnection', 'Acme');
    assert.deepEqual([tenant.requests.length, user.messages.length], [0, 0]);
  });
});
