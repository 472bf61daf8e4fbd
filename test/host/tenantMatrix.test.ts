import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExchangeNode } from '../../src/editor/history/historyNodes.ts';
import { InsightsPanel } from '../../src/editor/insights/insightsPanel.ts';
import type { Targets } from '../../src/editor/shared/ports.ts';
import { recordScheme } from '../../src/editor/shared/ids.ts';
import type { LocalServer } from '../unit/kapture/http/localServer.ts';
import { openInEditor, shownDocument } from './support/documents.ts';
import { FakePage } from './support/insightsPage.ts';
import { user } from './support/user.ts';
import { entry, serveTenant } from './support/serveTenant.ts';
import { changeSetting, connect, run, fixture, testKey } from './support/fixture.ts';
import { allCustomers } from './support/tree.ts';
import { until } from './support/until.ts';

const keyOfSupport = 'a-key-of-support';
const getById = '[{"kapture_customer_id": "7"}]';

async function giveKey(name: string, key = testKey): Promise<void> {
  user.picks('All operations').picks('Auth key').types(key);
  await run('kapture.manageSecrets', name);
}

async function select(name: string): Promise<void> {
  user.picks(name);
  await run('kapture.selectConnection');
}

/** Drops the state in memory, as a window reload does. */
async function reload(): Promise<void> {
  const { customers, edits, history } = fixture();
  edits.close();
  await Promise.all([customers.close(), history.close()]);
}

const withoutReload = ['', () => Promise.resolve()] as const;
const withReload = [', and a reload', reload] as const;

/** A change of the connection Acme, made between two actions of the user. */
interface Change {
  readonly what: string;
  /** Whether a connection still leads to the tenant. */
  readonly leadsThere: boolean;
  /** The key of the connection that is active afterward, if it leads to the tenant. Default: the key of Acme. */
  readonly activeKey?: string;
  /** Default: without a reload, and with one. */
  readonly reloads?: readonly (typeof withoutReload | typeof withReload)[];
  readonly make: (one: LocalServer, other: LocalServer) => Promise<void>;
}

const changes: readonly Change[] = [
  { what: 'unchanged', leadsThere: true, reloads: [withReload], make: () => Promise.resolve() },
  {
    what: 'renamed',
    leadsThere: true,
    make: async (one) => {
      await changeSetting('connections', [entry('Acme India', one)]);
    },
  },
  {
    what: 'base URL changed',
    leadsThere: false,
    make: async (_one, other) => {
      await changeSetting('connections', [entry('Acme', other)]);
      await giveKey('Acme');
    },
  },
  {
    what: 'replaced by a connection of the same name to another tenant',
    leadsThere: false,
    make: async (_one, other) => {
      user.clicks('Remove');
      await run('kapture.removeConnection', 'Acme');
      await connect({ name: 'Acme', baseUrl: other.origin, role: 'development' });
    },
  },
  {
    what: 'a second connection to its tenant, with its own key, is active',
    leadsThere: true,
    activeKey: keyOfSupport,
    make: async (one) => {
      await changeSetting('connections', [entry('Acme', one), entry('Support', one)]);
      await giveKey('Support', keyOfSupport);
      await select('Support');
    },
  },
];

describe('a tenant, after a change of its connection', () => {
  let one: LocalServer;
  let other: LocalServer;
  let sent: ExchangeNode;
  let requestsBefore: number;

  /** A customer was pulled, and one was fetched by a request. */
  beforeEach(async () => {
    one = await serveTenant('Customer of one');
    other = await serveTenant('Customer of the other');
    await connect({ name: 'Acme', baseUrl: one.origin, role: 'development' });
    user.picks('Other dates…').types('2021-03-14').types('2021-03-14');
    await run('kapture.pullRange');
    await openInEditor('.kapture-get.json', getById);
    await run('kapture.sendRequest');
    sent = await sentExchange();
    await run('kapture.openRecord', { tenant: one.origin, connection: 'Acme', id: '7' });
    requestsBefore = one.requests.length;
    user.messages.length = 0;
  });
  afterEach(async () => {
    await run('kapture.showAllHistory');
    user.clicks('Clear All');
    await run('kapture.clearHistory');
    await run('kapture.showConnectionHistory');
  });

  /** The exchange of that request, as soon as it is in the history. */
  async function sentExchange(): Promise<ExchangeNode> {
    const { tree } = fixture().history;
    const found: ExchangeNode[] = [];
    const look = async (): Promise<void> => {
      const nodes = (await tree.getChildren()) ?? [];
      found.push(...nodes.filter((node): node is ExchangeNode => node.kind === 'exchange'));
    };
    await look();
    await until('the exchange in the history', tree.onDidChangeTreeData as vscode.Event<never>, () => {
      if (!found.length) void look();
      return found.length > 0;
    });
    return found[0]!;
  }

  const newKeys = (): (string | undefined)[] =>
    one.requests.slice(requestsBefore).map(({ headers }) => headers.authorization?.replace(/^Basic /, ''));
  const assertNothingSent = (): void =>
    assert.match(
      user.messageTexts.at(-1) ?? '',
      /^Nothing was sent\. No connection points to 127\.0\.0\.1:\d+\. Add one, then try again\.$/,
    );

  async function shown(): Promise<string[]> {
    const { model } = await fixture().customers.open();
    const tenants = [one.origin, other.origin];
    await until('the view', model.onDidChange as vscode.Event<never>, () => tenants.includes(model.tenant ?? ''));
    await model.settled();
    return (await allCustomers()).map(({ customer }) => customer.name);
  }

  for (const { what, leadsThere, activeKey = testKey, reloads = [withoutReload, withReload], make } of changes)
    for (const [when, between] of reloads)
      describe(`${what}${when}`, () => {
        beforeEach(async () => {
          await make(one, other);
          await between();
          user.messages.length = 0;
        });
        afterEach(() => assert.equal(other.requests.length, 0, 'no request to the other tenant'));

        it(`the view → ${leadsThere ? 'its customers' : 'none of its customers'}`, async () => {
          assert.deepEqual(await shown(), leadsThere ? ['Customer of one'] : []);
        });

        it(`the open record → ${leadsThere ? 'is refreshed from the tenant' : 'is not refreshed, and its text is unchanged'}`, async () => {
          await run('kapture.openRecord', { tenant: one.origin, connection: 'Acme', id: '7', refresh: true });
          if (leadsThere) assert.deepEqual(newKeys(), [testKey]);
          else assertNothingSent();
          assert.match(shownDocument(recordScheme)!.getText(), /Customer of one/);
        });

        it(`Send Again in the history → ${leadsThere ? 'uses the same connection' : 'sends nothing'}`, async () => {
          await run('kapture.resendFromHistory', sent);
          if (leadsThere) assert.deepEqual(newKeys(), [testKey]);
          else assertNothingSent();
        });

        // The last response of a tenant is in memory only: after a reload, test/browser/variables.test.ts.
        if (!when)
          it(`$last → ${leadsThere ? 'the value of the last response' : 'no value, so nothing is sent'}`, async () => {
            await openInEditor('.kapture-get.json', '[{"email_id": "{{$last.get.name}}"}]');
            await run('kapture.sendRequest');
            if (leadsThere) assert.match(one.requests.at(-1)!.body, /Customer of one/);
            else assert.match(user.messageTexts.at(-1) ?? '', /\{\{\$last\.get\.name\}\}/);
            assert.deepEqual(newKeys(), leadsThere ? [activeKey] : []);
          });

        it(`the insights → ${leadsThere ? 'its customers' : 'none of its customers'}`, async () => {
          const page = new FakePage();
          const { customers, log, context } = fixture();
          const targets = {
            connectionOf: () => undefined,
            onDidChange: () => new vscode.Disposable(() => undefined),
          } as unknown as Targets;
          await shown();
          const panel = new InsightsPanel(
            page.panel,
            await customers.open(),
            { targets, log, extensionUri: context.extensionUri, customers: () => customers.open() },
            { script: '', style: '' },
            false,
          );
          page.send({ kind: 'ready', only: undefined });
          try {
            if (leadsThere) assert.equal((await page.firstMessage('charts')).loaded, 1);
            else assert.equal((await page.firstMessage('empty')).canPull, true);
          } finally {
            panel.dispose();
          }
        });

        it(`an export → ${leadsThere ? 'its customers' : 'none of its customers'}`, async () => {
          await shown();
          const file = vscode.Uri.joinPath(fixture().context.globalStorageUri, 'matrix.jsonl');
          if (leadsThere) user.picks('JSON Lines').savesTo(file);
          await run('kapture.exportCustomers');
          assert.equal(
            user.messageTexts.at(-1),
            leadsThere
              ? `1 customer was exported to ${file.fsPath}.`
              : 'There are no customers to export. Pull a range first.',
          );
          if (leadsThere) await vscode.workspace.fs.delete(file);
        });
      });
});
