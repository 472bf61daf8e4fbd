import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExchangeNode } from '../../src/editor/history/historyTree.ts';
import { InsightsPanel } from '../../src/editor/insights/insightsPanel.ts';
import type { Targets } from '../../src/editor/shared/ports.ts';
import { recordScheme } from '../../src/editor/shared/ids.ts';
import type { LocalServer } from '../unit/kapture/http/localServer.ts';
import { openInEditor, shownDocument } from './support/documents.ts';
import { Listener } from './support/insightsPage.ts';
import { person } from './support/person.ts';
import { entry, serveTenant } from './support/serveTenant.ts';
import { change, connect, run, stage, testKey } from './support/stage.ts';
import { allCustomers } from './support/tree.ts';
import { until } from './support/until.ts';

const keyOfSupport = 'a-key-of-support';
const getById = '[{"kapture_customer_id": "7"}]';

async function giveKey(name: string, key = testKey): Promise<void> {
  person.picks('All operations').picks('Auth key').types(key);
  await run('kapture.setAuthKey', name);
}

async function select(name: string): Promise<void> {
  person.picks(name);
  await run('kapture.selectConnection');
}

/** All that is in memory goes, as where the window is reloaded. */
async function reload(): Promise<void> {
  const { customers, edits, history } = stage();
  edits.close();
  await Promise.all([customers.close(), history.close()]);
}

/** What has become of the connection Acme by the time that somebody goes on. */
interface Change {
  readonly what: string;
  /** Whether a connection leads to the tenant still. */
  readonly leadsThere: boolean;
  readonly make: (one: LocalServer, other: LocalServer) => Promise<void>;
}

const changes: readonly Change[] = [
  {
    what: 'another base URL',
    leadsThere: false,
    make: async (_one, other) => {
      await change('connections', [entry('Acme', other)]);
      await giveKey('Acme');
    },
  },
  {
    what: 'deleted, and added again under its name for another tenant',
    leadsThere: false,
    make: async (_one, other) => {
      person.clicks('Remove');
      await run('kapture.removeConnection', 'Acme');
      await connect({ name: 'Acme', baseUrl: other.origin, role: 'development' });
    },
  },
  {
    what: 'another connection to its tenant, with a key of its own',
    leadsThere: true,
    make: async (one) => {
      await change('connections', [entry('Acme', one), entry('Support', one)]);
      await giveKey('Support', keyOfSupport);
      await select('Support');
    },
  },
];

describe('a tenant, after a change of its connection', () => {
  let one: LocalServer;
  let other: LocalServer;
  let sent: ExchangeNode;
  let asked: number;

  /** The tenant was pulled from, and a customer was got by hand. */
  beforeEach(async () => {
    one = await serveTenant('Customer of one');
    other = await serveTenant('Customer of the other');
    await connect({ name: 'Acme', baseUrl: one.origin, role: 'development' });
    person.picks('Other dates…').types('2021-03-14').types('2021-03-14');
    await run('kapture.pullRange');
    await openInEditor('.kapture-get.json', getById);
    await run('kapture.sendRequest');
    sent = await kept();
    await run('kapture.openRecord', { tenant: one.origin, connection: 'Acme', id: '7' });
    asked = one.requests.length;
    person.told.length = 0;
  });
  afterEach(async () => {
    await run('kapture.showAllHistory');
    person.clicks('Clear All');
    await run('kapture.clearHistory');
    await run('kapture.showConnectionHistory');
  });

  /** The exchange that was sent by hand, once it is in the history. */
  async function kept(): Promise<ExchangeNode> {
    const { tree } = stage().history;
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
    one.requests.slice(asked).map(({ headers }) => headers.authorization?.replace(/^Basic /, ''));
  const nowhere = (): void =>
    assert.match(person.heard.at(-1) ?? '', /^Nothing was sent: no connection points to 127\.0\.0\.1:\d+\.$/);

  async function shown(): Promise<string[]> {
    const { model } = await stage().customers.open();
    const tenants = [one.origin, other.origin];
    await until('the view', model.onDidChange as vscode.Event<never>, () => tenants.includes(model.tenant ?? ''));
    await model.settled();
    return (await allCustomers()).map(({ customer }) => customer.name);
  }

  for (const { what, leadsThere, make } of changes)
    for (const [when, between] of [
      ['', () => Promise.resolve()],
      [', and a reload', reload],
    ] as const)
      describe(`${what}${when}`, () => {
        beforeEach(async () => {
          await make(one, other);
          await between();
          person.told.length = 0;
        });
        afterEach(() => assert.equal(other.requests.length, 0, 'nothing ever goes to the other tenant'));

        it(`the view → ${leadsThere ? 'its customers' : 'none of its customers'}`, async () => {
          assert.deepEqual(await shown(), leadsThere ? ['Customer of one'] : []);
        });

        it(`the open record → ${leadsThere ? 'refreshed there' : 'refreshed nowhere, and its text stays'}`, async () => {
          await run('kapture.openRecord', { tenant: one.origin, connection: 'Acme', id: '7', afresh: true });
          if (leadsThere) assert.deepEqual(newKeys(), [testKey]);
          else nowhere();
          assert.match(shownDocument(recordScheme)!.getText(), /Customer of one/);
        });

        it(`the history → ${leadsThere ? 'sent again through the same connection' : 'sent nowhere'}`, async () => {
          await run('kapture.resendFromHistory', sent);
          if (leadsThere) assert.deepEqual(newKeys(), [testKey]);
          else nowhere();
        });

        // What a tenant said last is known until the window is reloaded.
        if (!when)
          it(`$last → ${leadsThere ? 'what it said last' : 'no value, so nothing is sent'}`, async () => {
            await openInEditor('.kapture-get.json', '[{"email_id": "{{$last.get.name}}"}]');
            await run('kapture.sendRequest');
            if (leadsThere) assert.match(one.requests.at(-1)!.body, /Customer of one/);
            else assert.match(person.heard.at(-1) ?? '', /\{\{\$last\.get\.name\}\}/);
            assert.deepEqual(newKeys(), leadsThere ? [keyOfSupport] : []);
          });

        it(`the insights → ${leadsThere ? 'of its customers' : 'none of its customers'}`, async () => {
          const listener = new Listener();
          const { customers, log, context } = stage();
          const targets = {
            connectionOf: () => undefined,
            onDidChange: () => new vscode.Disposable(() => undefined),
          } as unknown as Targets;
          await shown();
          const panel = new InsightsPanel(
            listener.panel,
            await customers.open(),
            { targets, log, extensionUri: context.extensionUri, customers: () => customers.open() },
            { script: '', style: '' },
            false,
          );
          listener.say({ kind: 'ready', only: undefined });
          try {
            if (leadsThere) assert.equal((await listener.heardOr('charts')).loaded, 1);
            else assert.equal((await listener.heardOr('empty')).canPull, true);
          } finally {
            panel.dispose();
          }
        });

        it(`an export → ${leadsThere ? 'of its customers' : 'none of its customers'}`, async () => {
          await shown();
          const file = vscode.Uri.joinPath(stage().context.globalStorageUri, 'matrix.jsonl');
          if (leadsThere) person.picks('JSON Lines').saves(file);
          await run('kapture.exportCustomers');
          assert.equal(
            person.heard.at(-1),
            leadsThere
              ? '1 customer was exported to matrix.jsonl.'
              : 'There are no customers to export. Pull a range first.',
          );
          if (leadsThere) await vscode.workspace.fs.delete(file);
        });
      });
});
