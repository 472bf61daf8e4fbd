import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Selection } from '../../src/kapture/store/customerShapes.ts';
import type { Targets } from '../../src/editor/shared/ports.ts';
import { InsightsPanel } from '../../src/editor/insights/insightsPanel.ts';
import { insightsView, recordScheme } from '../../src/editor/shared/ids.ts';
import { serveHttp } from '../unit/kapture/http/localServer.ts';
import { shownDocument } from './support/documents.ts';
import { person } from './support/person.ts';
import { change, connect, run, stage } from './support/stage.ts';
import { withThreads } from './support/storeThreads.ts';
import { allCustomers } from './support/tree.ts';
import { Listener, type Message } from './support/insightsPage.ts';
import { until } from './support/until.ts';

/** A customer as Pull sends it. */
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
  person.picks('Other dates…').types('2021-03-13').types('2021-03-15');
  await run('kapture.pullRange');
}

describe('the insights', () => {
  let listener: Listener;
  let panel: InsightsPanel | undefined;

  /** A panel whose page is in these tests' hands, and has said nothing yet. */
  const create = async (isRestored = false): Promise<void> => {
    listener = new Listener();
    const { customers, log, context } = stage();
    const targets = {
      connectionOf: () => undefined,
      currentName: (name: string) => name,
      onDidChange: () => new vscode.Disposable(() => undefined),
    } as unknown as Targets;
    panel = new InsightsPanel(
      listener.panel,
      await customers.open(),
      { targets, log, extensionUri: context.extensionUri, customers: () => customers.open() },
      { script: '', style: '' },
      isRestored,
    );
  };
  /** The same, which listens. */
  const open = async (isRestored = false, only?: Selection): Promise<void> => {
    await create(isRestored);
    listener.say({ kind: 'ready', only });
  };
  /** And was told something. */
  const opened = async <Kind extends 'charts' | 'empty'>(kind: Kind): Promise<Message<Kind>> => {
    await open();
    return listener.heardOr(kind);
  };
  const order = { column: 'name', descending: false } as const;
  afterEach(async () => {
    panel?.dispose();
    panel = undefined;
    await run('kapture.clearFilter');
  });

  it('open as one panel, however often they are asked for', async () => {
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

  it('nothing pulled → a sentence and a way to pull', async () => {
    await connect({ name: 'Own', baseUrl: 'http://127.0.0.1:9', role: 'development' });
    const { sentence, canPull } = await opened('empty');
    assert.deepEqual([sentence, canPull], ['No customers are loaded from Own yet.', true]);
  });

  it('another base URL under the same name → none of the customers that were pulled before', async () => {
    await pulled();
    const { loaded, connection } = await opened('charts');
    assert.deepEqual([loaded, connection], [3, 'Own']);
    const empty = listener.hears('empty');
    await change('connections', [{ name: 'Own', baseUrl: 'http://127.0.0.1:9', role: 'development' }]);
    assert.equal((await empty).sentence, 'No customers are loaded from Own yet.');
  });

  for (const [how, rename] of [
    [
      'by the form',
      async () => {
        person.picks('Name').types('Own India').escapes();
        await run('kapture.editConnection', 'Own');
      },
    ],
    [
      'in the settings',
      async () => {
        const [entry] = vscode.workspace.getConfiguration('kapture').get<object[]>('connections')!;
        await change('connections', [{ ...entry, name: 'Own India' }]);
      },
    ],
  ] as const) {
    it(`the connection is renamed ${how} → the same customers, under the new name`, async () => {
      await pulled();
      await opened('charts');
      const renamed = listener.hears('charts', ({ connection }) => connection === 'Own India');
      await rename();
      assert.equal((await renamed).loaded, 3);
    });
  }

  it('their questions → a thread of its own, which ends with the panel; the view has its own still', async () => {
    await pulled();
    await opened('charts');
    const { keeper, model } = await stage().customers.open();
    const [reader, store] = [await keeper.openReader(), await keeper.open()];
    assert.notEqual(reader, store);
    const { pull } = model.shown!;
    assert.equal((await reader.charts({ pull: pull.id, filter: '' }, 'day', 5)).matching, 3);
    const ended = new Promise((resolve) => reader.ended.addEventListener('abort', resolve, { once: true }));
    panel!.dispose();
    await ended;
    assert.equal(await store.count(pull.id), 3);
    await keeper.closeReader();
  });

  it('their thread dies → a pull goes on, the next question is answered by another, and one that cannot start is told', async () => {
    let answer = (): void => undefined;
    const asked = new Promise<void>((resolve) => (answer = resolve));
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
      const { keeper, model } = await stage().customers.open();
      const { ended } = await keeper.openReader();
      await threads.started.at(-1)!.terminate();
      assert.ok(ended.aborted);
      const answered = listener.hears('charts');
      listener.viewState.fire();
      assert.equal((await answered).matching, 3);

      await connect({ name: 'Slow', baseUrl: server.origin, role: 'development' });
      person.picks('Other dates…').types('2021-03-14').types('2021-03-14');
      const pulling = run('kapture.pullRange');
      await asked;
      threads.fail = true;
      await threads.started.at(-1)!.terminate();
      const reader = await keeper.openReader();
      await assert.rejects(reader.charts({ pull: 1, filter: '' }, 'day', 5), (error) => {
        assert.match(keeper.explain(error), /^The local database stopped \(.*\.is-gone.*\)\. It restarts when/);
        return true;
      });
      threads.fail = false;
      release();
      await pulling;
      assert.deepEqual([(await model.settled())?.loaded, (await allCustomers()).map(({ id }) => id)], [1, ['4']]);
      const shown = listener.hears('charts', ({ loaded }) => loaded === 1);
      listener.viewState.fire();
      await shown;
    });
  });

  it('a pull → every day of its range, the cities, and what is missing or shared', async () => {
    await pulled();
    const charts = await opened('charts');
    assert.deepEqual(
      [charts.connection, charts.range, charts.loaded, charts.matching, charts.days, charts.isPulling],
      ['Own', 'Mar 13\u2009–\u200915, 2021', 3, 3, 3, false],
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
      charts.charts.city.bars.map(({ label, count }) => [label, count]),
      [
        ['Pune', 2],
        ['Agra', 1],
      ],
    );
    assert.deepEqual(
      charts.charts.agent.bars.map(({ label, count }) => [label, count]),
      [['No agent', 3]],
    );
    const gaps = await listener.heardOr('gaps');
    assert.deepEqual(
      [gaps.withoutPhone, gaps.newest.map(({ id }) => id), gaps.samePhone.bars.map(({ key, count }) => [key, count])],
      [1, ['3'], [['9845765226', 2]]],
    );
  });

  it('a city is chosen → the customers view shows its customers alone, and so do rows and numbers', async () => {
    await pulled();
    await opened('charts');
    const chosen = listener.hears('charts', ({ only }) => only !== undefined);
    listener.say({ kind: 'select', only: { by: 'city', key: 'Pune' } });
    const { only, matching, loaded, version } = await chosen;
    assert.deepEqual([only?.text, matching, loaded], ['City: Pune', 2, 3]);
    assert.deepEqual((await allCustomers()).map(({ id }) => id).sort(), ['1', '2']);
    assert.equal(stage().customers.view.message, 'City: Pune · 2 of 3 customers');
    const rows = listener.hears('rows');
    listener.say({ kind: 'rows', version, order, offset: 0, limit: 10 });
    const {
      total,
      rows: [first, second],
    } = await rows;
    assert.deepEqual(
      [total, first?.name, second?.name],
      [2, 'Asha', 'Bala <b>'],
      'a mark that turns text around is left out',
    );
  });

  it('a day is chosen → an average of that day', async () => {
    await pulled();
    await opened('charts');
    const chosen = listener.hears('charts', ({ only }) => only !== undefined);
    listener.say({ kind: 'select', only: { by: 'day', key: '2021-03-13' } });
    const { matching, days } = await chosen;
    assert.deepEqual([matching, days], [2, 1]);
  });

  it('the filter of the view is cleared → all customers again', async () => {
    await pulled();
    await open(true, { by: 'city', key: 'Agra' });
    await listener.hears('charts', ({ only }) => only !== undefined);
    assert.deepEqual(
      (await allCustomers()).map(({ id }) => id),
      ['3'],
      'what was chosen before a reload is chosen again',
    );
    const all = listener.hears('charts', ({ only }) => only === undefined);
    await run('kapture.clearFilter');
    assert.equal((await all).matching, 3);
  });

  it('another range is pulled → the panel follows, and the choice does not outlive its range', async () => {
    await pulled();
    await opened('charts');
    listener.say({ kind: 'select', only: { by: 'city', key: 'Pune' } });
    await listener.hears('charts', ({ only }) => only !== undefined);
    const next = listener.hears(
      'charts',
      ({ range, matching, isPulling }) => range.startsWith('Mar 15') && matching === 1 && !isPulling,
    );
    person.picks('Other dates…').types('2021-03-15').types('2021-03-15');
    await run('kapture.pullRange');
    assert.deepEqual([(await next).only, (await next).days], [undefined, 1]);
  });

  it('no pull runs → the first charts need no other thread, and do not wait for the page', async () => {
    await pulled();
    await withThreads(async (threads) => {
      threads.fail = true;
      await create();
      assert.equal((await listener.heardOr('charts')).matching, 3);
      threads.fail = false;
    });
  });

  it('hidden before the page has loaded → it is told all once it is back', async () => {
    await pulled();
    await create();
    await listener.heardOr('charts');
    listener.visible = false;
    listener.viewState.fire();
    listener.visible = true;
    listener.viewState.fire();
    const told = listener.hears('charts');
    listener.say({ kind: 'ready' });
    assert.equal((await told).matching, 3);
  });

  it('nobody looks → nothing is read until somebody does', async () => {
    await pulled();
    await opened('charts');
    listener.visible = false;
    const before = listener.heard.length;
    await stage()
      .customers.open()
      .then(({ model }) => model.ask({ filter: 'Asha' }));
    assert.equal(listener.heard.slice(before).filter(({ kind }) => kind === 'charts').length, 0);
    listener.visible = true;
    const charts = listener.hears('charts', ({ filter }) => filter === 'Asha');
    listener.viewState.fire();
    assert.equal((await charts).matching, 1);
  });

  it('a row is opened → its record', async () => {
    await pulled();
    await opened('charts');
    const { tenant } = (await stage().customers.open()).model;
    listener.say({ kind: 'open', tenant: tenant!, connection: 'Own', id: '3' });
    const document = await until('the record', vscode.window.onDidChangeVisibleTextEditors as vscode.Event<never>, () =>
      shownDocument(recordScheme),
    );
    assert.match(document.getText(), /"name": "Chitra"/);
  });
});
