import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Selection } from '../../src/kapture/store/customerShapes.ts';
import type { Targets } from '../../src/editor/shared/targets.ts';
import type { PulledCustomers } from '../../src/editor/shared/pulledCustomers.ts';
import type { AsyncStore } from '../../src/kapture/store/storeWorker.ts';
import { InsightsPanel } from '../../src/editor/insights/insightsPanel.ts';
import { insightsView, recordScheme } from '../../src/editor/shared/ids.ts';
import { serveHttp } from '../unit/kapture/http/localServer.ts';
import { shownDocument } from './support/documents.ts';
import { user } from './support/user.ts';
import { changeSetting, connect, run, fixture } from './support/fixture.ts';
import { withThreads } from './support/storeThreads.ts';
import { allCustomers } from './support/tree.ts';
import { FakePage, type Message } from './support/insightsPage.ts';
import { until } from './support/until.ts';

/** A customer in the form of a Pull response. */
function record(
  id: number,
  name: string,
  city: string,
  day: number,
): { readonly id: number; readonly generationDate: string; readonly [field: string]: unknown } {
  return {
    id,
    name,
    city,
    generationDate: `Mar ${day}, 2021 2:21:11 PM`,
    contacts: [
      {
        id: id * 10,
        contactPerson: name,
        phone: id === 3 ? '' : '9845765226',
        email: `c${id}@example.com`,
        isPrimaryContact: true,
      },
    ],
  };
}

async function pulled(): Promise<void> {
  const server = await serveHttp((response, { body }) => {
    const [{ start_date: day }] = JSON.parse(body) as [{ start_date: string }];
    const records = [
      record(1, 'Asha', 'Pune', 13),
      record(2, 'Bala\u202e <b>', 'Pune', 13),
      record(3, 'Chitra', 'Agra', 15),
    ].filter(({ generationDate }) => generationDate.startsWith(`Mar ${Number(day.slice(8))},`));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(
        records.length
          ? { message: records, status: 'success' }
          : { message: 'No customer between dates.', status: 'failed' },
      ),
    );
  });
  await connect({ name: 'Own', baseUrl: server.origin, role: 'development' });
  user.picks('Other dates…').types('2021-03-13').types('2021-03-15');
  await run('kapture.pullRange');
}

const isIndianTime = new Date().getTimezoneOffset() === -330;

describe('the insights', () => {
  let page: FakePage;
  let panel: InsightsPanel | undefined;

  /** Creates a panel with a simulated page that has not sent anything yet. */
  const create = async (isRestored = false, own?: PulledCustomers): Promise<void> => {
    page = new FakePage();
    const { customers, log, context } = fixture();
    const targets = {
      connectionOf: () => undefined,
      currentName: (name: string) => name,
      onDidChange: () => new vscode.Disposable(() => undefined),
    } as unknown as Targets;
    panel = new InsightsPanel(
      page.panel,
      own ?? (await customers.open()),
      { targets, log, extensionUri: context.extensionUri, customers: () => customers.open() },
      { script: '', style: '' },
      isRestored,
    );
  };
  /** Creates a panel whose page is ready. */
  const open = async (isRestored = false, only?: Selection): Promise<void> => {
    await create(isRestored);
    page.send({ kind: 'ready', only });
  };
  /** Opens a panel and waits for its first message of this kind. */
  const opened = async <Kind extends 'charts' | 'empty'>(kind: Kind): Promise<Message<Kind>> => {
    await open();
    return page.firstMessage(kind);
  };
  const order = { column: 'name', descending: false } as const;
  afterEach(async () => {
    panel?.dispose();
    panel = undefined;
    await run('kapture.clearFilter');
  });

  it('another window removed the pull → no charts of zero customers', async () => {
    await pulled();
    const { model, storage } = await fixture().customers.open();
    await model.settled();
    await (await storage.open()).clear(model.tenant);
    await opened('empty');
    assert.ok(!page.received.some(({ kind }) => kind === 'charts'));
  });

  it('Show Insights three times → one panel', async () => {
    const open = (): vscode.Tab[] =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(insightsView));
    await Promise.all([run('kapture.showInsights'), run('kapture.showInsights')]);
    await until('the tab', vscode.window.tabGroups.onDidChangeTabs as vscode.Event<never>, () => open().length > 0);
    await run('kapture.showInsights');
    assert.equal(open().length, 1);
    await vscode.window.tabGroups.close(open());
  });

  it('nothing pulled → a message and a Pull button', async () => {
    await connect({ name: 'Own', baseUrl: 'http://127.0.0.1:9', role: 'development' });
    const { sentence, canPull } = await opened('empty');
    assert.deepEqual([sentence, canPull], ['Nothing has been pulled from Own yet.', true]);
  });

  it('the connection gets another base URL → none of the earlier customers', async () => {
    await pulled();
    const { loaded, connection } = await opened('charts');
    assert.deepEqual([loaded, connection], [3, 'Own']);
    const empty = page.nextMessage('empty');
    await changeSetting('connections', [{ name: 'Own', baseUrl: 'http://127.0.0.1:9', role: 'development' }]);
    assert.equal((await empty).sentence, 'Nothing has been pulled from Own yet.');
  });

  it('the connection is renamed → the same customers under the new name', async () => {
    await pulled();
    await opened('charts');
    const renamed = page.nextMessage('charts', ({ connection }) => connection === 'Own India');
    user.picks('Name').types('Own India').pressesEscape();
    await run('kapture.editConnection', 'Own');
    assert.equal((await renamed).loaded, 3);
  });

  it('another connection is selected while the charts and the rows are read → customers of the first, under its name', async () => {
    await pulled();
    const { model, storage } = await fixture().customers.open();
    const tenant = model.shown!.pull.tenant;
    let switchesDuring: 'charts' | 'rows' | undefined = 'charts';
    /** A store during one of whose reads the user selects another connection. */
    const switching = (store: AsyncStore): AsyncStore =>
      new Proxy(store, {
        get: (target, name: keyof AsyncStore) =>
          name === switchesDuring
            ? async (...args: unknown[]) => {
                switchesDuring = undefined;
                const read = await (target[name] as (...given: unknown[]) => Promise<unknown>)(...args);
                user.picks('Other');
                await run('kapture.selectConnection');
                await until(
                  'the other customers',
                  model.onDidChange as vscode.Event<never>,
                  () => model.tenant !== tenant,
                );
                return read;
              }
            : target[name],
      });
    const selectOwn = async (): Promise<void> => {
      user.picks('Own');
      await run('kapture.selectConnection');
      await until('the own customers', model.onDidChange as vscode.Event<never>, () => model.tenant === tenant);
    };
    const own = {
      path: storage.path,
      open: async () => switching(await storage.open()),
      openReader: async (signal: AbortSignal) => switching(await storage.openReader(signal)),
      closeReader: () => storage.closeReader(),
      explain: (error: unknown) => storage.explain(error),
    };
    await connect({ name: 'Other', baseUrl: 'http://127.0.0.1:9', role: 'development' });
    await selectOwn();
    await create(false, { model, storage: own });
    page.send({ kind: 'ready' });
    const { connection, loaded } = await page.firstMessage('charts');
    assert.deepEqual([connection, loaded], ['Own', 3]);

    const shownAgain = page.nextMessage('charts');
    await selectOwn();
    await shownAgain;
    const asha = { name: 'Asha', tenant, connection: 'Own' };
    const shownRows = async (): Promise<unknown> => {
      const { version } = page.received.findLast((message) => message.kind === 'charts')!;
      const read = page.nextMessage('rows');
      page.send({ kind: 'rows', version, order, offset: 0, limit: 1 });
      return (await read).rows.map((one) => ({ name: one.name, tenant: one.tenant, connection: one.connection }));
    };
    switchesDuring = 'rows';
    assert.deepEqual(await shownRows(), [asha]);
    // The other connection is selected at this point, and the page still lists the customers of the first one.
    assert.deepEqual(await shownRows(), [asha]);
  });

  it('rows of earlier charts → not sent, because the page asks for those of the later ones', async () => {
    await pulled();
    const { version: earlier } = await opened('charts');
    const chosen = page.nextMessage('charts', ({ only }) => only !== undefined);
    page.send({ kind: 'select', only: { by: 'city', key: 'Pune' } });
    const { version } = await chosen;
    for (const requested of [earlier, version])
      page.send({ kind: 'rows', version: requested, order, offset: 0, limit: 1 });
    assert.equal((await page.firstMessage('rows')).version, version);
  });

  it('charts → are computed in a separate thread that ends with the panel, and the view keeps its own', async () => {
    await pulled();
    await opened('charts');
    const { storage, model } = await fixture().customers.open();
    const [reader, store] = [await storage.openReader(), await storage.open()];
    assert.notEqual(reader, store);
    const { pull } = model.shown!;
    assert.equal((await reader.charts({ pull: pull.id, filter: '' }, 'day', ['city'], 5)).matching, 3);
    const ended = new Promise((resolve) => reader.ended.addEventListener('abort', resolve, { once: true }));
    panel!.dispose();
    await ended;
    assert.equal(await store.count(pull.id), 3);
    await storage.closeReader();
  });

  it('the thread dies → a pull in progress continues, and a new thread answers the next query; one that cannot start → an error', async () => {
    let answer = (): void => undefined;
    const requested = new Promise<void>((resolve) => (answer = resolve));
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    await pulled();
    const server = await serveHttp((response) => {
      answer();
      void released.then(() =>
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify({ message: [record(4, 'Deepa', 'Goa', 14)], status: 'success' })),
      );
    });
    await withThreads(async (threads) => {
      await opened('charts');
      const { storage, model } = await fixture().customers.open();
      const { ended } = await storage.openReader();
      await threads.started.at(-1)!.terminate();
      assert.ok(ended.aborted);
      const answered = page.nextMessage('charts');
      page.send({ kind: 'ready' });
      assert.equal((await answered).matching, 3);

      await connect({ name: 'Slow', baseUrl: server.origin, role: 'development' });
      user.picks('Other dates…').types('2021-03-14').types('2021-03-14');
      const pulling = run('kapture.pullRange');
      await requested;
      threads.fail = true;
      await threads.started.at(-1)!.terminate();
      const reader = await storage.openReader();
      await assert.rejects(reader.charts({ pull: 1, filter: '' }, 'day', ['city'], 5), (error) => {
        assert.match(storage.explain(error), /^The local database stopped \(.*\.is-gone.*\)\. It restarts when/);
        return true;
      });
      threads.fail = false;
      release();
      await pulling;
      assert.deepEqual([(await model.settled())?.loaded, (await allCustomers()).map(({ id }) => id)], [1, ['4']]);
      const shown = page.nextMessage('charts', ({ loaded }) => loaded === 1);
      page.send({ kind: 'ready' });
      await shown;
    });
  });

  it('a pull → all days of its range, and the cities', async () => {
    await pulled();
    const charts = await opened('charts');
    const zone = isIndianTime ? '' : ' · times in Asia/Kolkata';
    assert.deepEqual(
      [charts.connection, charts.range, charts.loaded, charts.matching, charts.isPulling],
      ['Own', `Mar 13\u2009–\u200915, 2021${zone}`, 3, 3, false],
    );
    assert.deepEqual(
      charts.times.map(({ label, count }) => [label, count]),
      [
        ['Sat, Mar 13, 2021', 2],
        ['Sun, Mar 14, 2021', 0],
        ['Mon, Mar 15, 2021', 1],
      ],
    );
    assert.deepEqual(
      charts.charts.city?.bars.map(({ label, count }) => [label, count]),
      [
        ['Pune', 2],
        ['Agra', 1],
      ],
    );
  });

  it('a city is selected → the customers view, the rows and the numbers show its customers only', async () => {
    await pulled();
    await opened('charts');
    const chosen = page.nextMessage('charts', ({ only }) => only !== undefined);
    page.send({ kind: 'select', only: { by: 'city', key: 'Pune' } });
    const { only, matching, loaded, version } = await chosen;
    assert.deepEqual([only?.text, matching, loaded], ['City: Pune', 2, 3]);
    assert.deepEqual((await allCustomers()).map(({ id }) => id).sort(), ['1', '2']);
    assert.equal(fixture().customers.view.message, 'City: Pune · 2 of 3 customers');
    user.types('');
    await run('kapture.filterCustomers');
    assert.deepEqual([user.offeredItems[0]?.label, user.offeredItems[0]?.detail], ['City: Pune', '2 of 3 customers']);
    const rows = page.nextMessage('rows');
    page.send({ kind: 'rows', version, order, offset: 0, limit: 10 });
    const {
      total,
      rows: [first, second],
    } = await rows;
    assert.deepEqual(
      [total, first?.name, second?.name],
      [2, 'Asha', 'Bala <b>'],
      'a bidirectional control character is removed',
    );
  });

  it('the filter of the view is cleared → all customers again', async () => {
    await pulled();
    await open(true, { by: 'city', key: 'Agra' });
    await page.nextMessage('charts', ({ only }) => only !== undefined);
    assert.deepEqual(
      (await allCustomers()).map(({ id }) => id),
      ['3'],
      'the selection from before a reload is restored',
    );
    const all = page.nextMessage('charts', ({ only }) => only === undefined);
    await run('kapture.clearFilter');
    assert.equal((await all).matching, 3);
  });

  it('another range is pulled → the panel shows it, without the selection', async () => {
    await pulled();
    await opened('charts');
    page.send({ kind: 'select', only: { by: 'city', key: 'Pune' } });
    await page.nextMessage('charts', ({ only }) => only !== undefined);
    const next = page.nextMessage(
      'charts',
      ({ range, matching, isPulling }) => range.startsWith('Mar 15') && matching === 1 && !isPulling,
    );
    user.picks('Other dates…').types('2021-03-15').types('2021-03-15');
    await run('kapture.pullRange');
    assert.equal((await next).only, undefined);
  });

  it('no pull is running → the first charts are sent before the page is ready, without a separate thread', async () => {
    await pulled();
    await withThreads(async (threads) => {
      threads.fail = true;
      await create();
      assert.equal((await page.firstMessage('charts')).matching, 3);
      threads.fail = false;
    });
  });

  it('hidden before the page has loaded → the charts are sent when it is visible and ready', async () => {
    await pulled();
    await create();
    await page.firstMessage('charts');
    page.visible = false;
    page.viewState.fire();
    page.visible = true;
    page.viewState.fire();
    const charts = page.nextMessage('charts');
    page.send({ kind: 'ready' });
    assert.equal((await charts).matching, 3);
  });

  it('the panel becomes active, with nothing new → the charts are not read again', async () => {
    await pulled();
    const customers = await fixture().customers.open();
    const { version, connection, filter, only } = customers.model;
    const shown = await customers.model.settled();
    const changed = new vscode.EventEmitter<void>();
    let reads = 0;
    const model = {
      ...{ version, module: 'customer' as const, connection, filter, only, isPulling: false },
      onDidChange: changed.event,
      // Each read of the charts begins with this call.
      settled: () => {
        reads++;
        return Promise.resolve(shown);
      },
      isRunning: () => false,
      refreshSoon: () => undefined,
      update: () => Promise.resolve(),
    };
    await create(false, { model, storage: customers.storage });
    page.viewState.fire();
    await page.firstMessage('charts');
    // The pause after a read ends in the next turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(reads, 1);
    page.viewState.fire();
    page.send({ kind: 'ready' });
    assert.equal(reads, 1);
    changed.fire();
    // The read is not delayed: if another read was due, this one would wait for it.
    assert.equal(reads, 2);
  });

  it('a hidden panel → reads nothing until it is visible', async () => {
    await pulled();
    await opened('charts');
    page.visible = false;
    const before = page.received.length;
    await fixture()
      .customers.open()
      .then(({ model }) => model.update({ filter: 'Asha' }));
    assert.equal(page.received.slice(before).filter(({ kind }) => kind === 'charts').length, 0);
    page.visible = true;
    const charts = page.nextMessage('charts', ({ filter }) => filter === 'Asha');
    page.viewState.fire();
    assert.equal((await charts).matching, 1);
  });

  it('a row is opened → its record', async () => {
    await pulled();
    await opened('charts');
    const { tenant } = (await fixture().customers.open()).model;
    page.send({ kind: 'open', tenant: tenant!, connection: 'Own', id: '3' });
    const document = await until('the record', vscode.window.onDidChangeVisibleTextEditors as vscode.Event<never>, () =>
      shownDocument(recordScheme),
    );
    assert.match(document.getText(), /"name": "Chitra"/);
  });
});
