import { sortingsIn } from '../../src/kapture/store/customerShapes.ts';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { ServerResponse } from 'node:http';
import { parquetReadObjects } from 'hyparquet';
import * as vscode from 'vscode';
import type { CustomersView } from '../../src/editor/customers/customersView.ts';
import { addDays, todayIn, defaultTimeZone } from '../../src/kapture/dates/calendar.ts';
import { readCustomer } from '../../src/kapture/records/customer.ts';
import { runExport } from '../../src/kapture/exports/exportThread.ts';
import type { AsyncStore } from '../../src/kapture/store/storeWorker.ts';
import { StoreError } from '../../src/kapture/store/storeError.ts';
import { serveHttp, type LocalServer } from '../unit/kapture/http/localServer.ts';
import { lensesOf, openInEditor, plainTitle, shownDocument } from './support/documents.ts';
import { user } from './support/user.ts';
import { changeSetting, connect, run, fixture } from './support/fixture.ts';
import { allCustomers, customerRows, failureRows, groupRows, pullTooltip, rows } from './support/tree.ts';
import { overwrite } from './support/overwrite.ts';
import { until, untilSeen } from './support/until.ts';

const cities = ['Agra', 'Goa', 'Pune', 'Surat'];

/** A Pull response with `count` customers of a day, with ids from `from` + 1. */
function responseOf(day: string, count: number, from = 0): string {
  const records = Array.from({ length: count }, (_, index) => {
    const id = 1 + from + index;
    return `{"id":${id},"name":"Customer ${id}","city":"${cities[id % 4]}","assignedToName":"Agent ${id % 10}","generationDate":"${day} 10:00:00","contacts":[{"contactPerson":"Contact ${id}","phone":"9${String(id).padStart(9, '0')}"}],"remarks":"${'x'.repeat(200)}"}`;
  });
  return `{"message":[${records.join(',')}],"status":"success"}`;
}

const dayOf = (body: string): string => (JSON.parse(body) as [{ start_date: string }])[0].start_date;
const send = (response: ServerResponse, body: string): void =>
  void response.writeHead(200, { 'content-type': 'application/json' }).end(body);

async function served(answer: (response: ServerResponse, day: string) => void): Promise<LocalServer> {
  const server = await serveHttp((response, { body }) => answer(response, dayOf(body)));
  await connect({ name: 'Own', baseUrl: server.origin, role: 'development' });
  return server;
}

async function pull(start: string, end: string): Promise<void> {
  user.picks('Other dates…').types(start).types(end);
  await run('kapture.pullRange');
}

const opened = (): Promise<CustomersView> => fixture().customers.open();

describe('the customers view with many customers', function () {
  this.timeout(60_000);
  afterEach(async () => {
    await (await opened()).model.update({ filter: '', grouping: 'day', sorting: 'newest' });
  });

  it('50,000 customers → groups with their counts, pages, filter, sort', async () => {
    // The responses are made before the pull, because the server runs in the extension host too.
    const bodies = new Map([
      ['2021-03-13', responseOf('2021-03-13', 20_000)],
      ['2021-03-14', responseOf('2021-03-14', 30_000, 20_000)],
    ]);
    await served((response, day) => send(response, bodies.get(day)!));
    await pull('2021-03-13', '2021-03-14');
    assert.deepEqual(
      (await groupRows()).map(({ item, description }) => [item.id, description]),
      [
        ['day/2021-03-14', '30,000'],
        ['day/2021-03-13', '20,000'],
      ],
    );
    const [day] = await groupRows();
    const more = (await rows(day!.node)).at(-1)!;
    assert.equal(more.description, '29,800 not shown');
    await run('kapture.showMore', more.node);
    assert.equal((await rows(day!.node)).length, 401);

    user.picks('City');
    await run('kapture.groupCustomers');
    assert.deepEqual(
      (await groupRows()).map(({ label, description }) => [label, description]),
      cities.map((city) => [city, '12,500']),
    );
    const first = async (): Promise<unknown> =>
      (await rows((await groupRows())[0]!.node)).slice(0, 3).map(({ label }) => label);
    user.picks('Name, A to Z');
    await run('kapture.groupCustomers');
    assert.deepEqual(await first(), ['Customer 100', 'Customer 1000', 'Customer 10000']);
    user.picks('Name, Z to A');
    await run('kapture.groupCustomers');
    assert.deepEqual(await first(), ['Customer 9996', 'Customer 9992', 'Customer 9988']);

    user.types('customer 4999');
    await run('kapture.filterCustomers');
    assert.equal((await allCustomers()).length, 15);
    assert.equal(fixture().customers.view.message, 'Filter “customer 4999” · 15 of 50,000 customers');
  });

  it('a pull before its first customer arrives → a row says that it is waiting', async () => {
    let answer: (response: () => void) => void;
    const requestArrived = new Promise<() => void>((resolve) => (answer = resolve));
    await served((response, day) => answer(() => send(response, responseOf(day, 2))));
    const pulled = pull('2021-03-14', '2021-03-14');
    const response = await requestArrived;
    assert.deepEqual(
      (await rows()).map(({ label }) => label),
      ['Waiting for the first customers…'],
    );
    response();
    await pulled;
    assert.deepEqual(
      (await rows()).map(({ label, description }) => [label, description]),
      [['Sun, Mar 14, 2021', '2']],
    );
  });

  it('Show More after new customers arrived → each customer once, and no gaps', async () => {
    await served((response, day) => send(response, responseOf(day, 500)));
    await pull('2021-03-14', '2021-03-14');
    const more = (await rows((await groupRows())[0]!.node)).at(-1)!;
    const { storage, model } = await opened();
    const store = await storage.open();
    const period = await store.openPeriod(model.shown!.pull, { start: '2021-03-14', end: '2021-03-14' });
    const newer = Array.from(
      { length: 100 },
      (_, index) => `{"id":${9000 + index},"name":"Newer","generationDate":"2021-03-14 11:00:00"}`,
    );
    for (const text of newer) await store.append(period, new Uint8Array(Buffer.from(text)), [0, text.length]);
    await run('kapture.showMore', more.node);
    const shown = await allCustomers();
    assert.deepEqual([shown.length, new Set(shown.map(({ id }) => id)).size, shown[0]!.id], [400, 400, '9099']);
    await store.endPeriod(period);
  });

  it('1,200 groups → pages of groups', async () => {
    await served((response, day) =>
      send(
        response,
        `{"message":[${Array.from({ length: 1200 }, (_, index) => `{"id":${index + 1},"name":"Customer","city":"City ${String(index).padStart(4, '0')}","generationDate":"${day} 10:00:00"}`).join(',')}],"status":"success"}`,
      ),
    );
    await pull('2021-03-14', '2021-03-14');
    user.picks('City');
    await run('kapture.groupCustomers');
    const shown = async (): Promise<[number, string, string]> => {
      const all = await rows();
      return [all.length, all.at(-1)!.label, all.at(-1)!.description];
    };
    assert.deepEqual(await shown(), [501, 'Show More…', '700 not shown']);
    await run('kapture.showMore', (await rows()).at(-1)!.node);
    assert.deepEqual(await shown(), [1001, 'Show More…', '200 not shown']);
  });

  it('a filter changed on each key press → the last one is applied', async () => {
    await served((response, day) => send(response, responseOf(day, 5000)));
    await pull('2021-03-14', '2021-03-14');
    const { model } = await opened();
    const queries = ['c', 'cu', 'customer 4', 'customer 49', 'customer 4999'].map((filter) => model.update({ filter }));
    await Promise.all(queries);
    assert.equal(model.shown?.matching, 1);
  });

  it('a response that is still arriving → its first customers are shown', async () => {
    let finish: () => void = () => undefined;
    await served((response, day) => {
      const [first, rest] = responseOf(day, 1000).split(/(?<=\}),(?=\{"id":501,)/);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write(`${first},`);
      finish = () => response.end(rest);
    });
    const pulled = pull('2021-03-14', '2021-03-14');
    const { model } = await opened();
    await until(
      'the first customers',
      model.onDidChange as vscode.Event<never>,
      () => model.shown !== undefined && model.shown.loaded > 0 && model.shown.loaded < 1000,
    );
    assert.deepEqual(await failureRows(), [], 'a period that is still being pulled is not missing');
    finish();
    await pulled;
    assert.equal(model.shown?.loaded, 1000);
  });

  it('a reload → the last range is shown with its missing periods, which can then be pulled', async () => {
    let isIll = true;
    const server = await served((response, day) =>
      isIll && day === '2021-03-14'
        ? send(response, '{"message":"Kapture is having a nap.","status":"failed"}')
        : send(response, responseOf(day, 3, Number(day.slice(-2)) * 10)),
    );
    await pull('2021-03-13', '2021-03-15');
    await fixture().customers.close();
    const before = server.requests.length;
    assert.deepEqual(
      (await allCustomers()).map(({ id }) => id),
      ['153', '152', '151', '133', '132', '131'],
    );
    assert.deepEqual(
      (await failureRows()).map(({ label, description }) => [label, description]),
      [['Mar 14, 2021', 'Kapture is having a nap.']],
    );
    assert.equal(fixture().customers.view.description, 'Own · 6 · Mar 13\u2009–\u200915, 2021');
    assert.match(await pullTooltip(), /^Own · Mar 13\u2009–\u200915, 2021 · pulled \d+:\d\d.* · [\d.]+ kB on disk$/);
    await run('kapture.openCustomer', (await customerRows())[0]!.node);
    assert.equal((JSON.parse(vscode.window.activeTextEditor!.document.getText()) as { id: number }).id, 153);
    assert.equal(server.requests.length, before, 'no request was sent');
    isIll = false;
    await run('kapture.pullMissing');
    assert.deepEqual(
      server.requests.slice(before).map(({ body }) => dayOf(body)),
      ['2021-03-14'],
    );
    assert.deepEqual([(await allCustomers()).length, await failureRows()], [9, []]);
  });

  it('a pull is canceled → received customers are shown, and Pull Missing requests only the missing periods', async () => {
    let isStuck = true;
    let stuck = 0;
    let bothStuck: () => void;
    const arrived = new Promise<void>((resolve) => (bothStuck = resolve));
    const server = await served((response, day) => {
      if (day === '2021-03-15' || !isStuck) send(response, responseOf(day, 2, Number(day.slice(-2)) * 10));
      else if (++stuck === 2) bothStuck();
    });
    const pulled = pull('2021-03-13', '2021-03-15');
    const view = await opened();
    await until(
      'the first period',
      view.model.onDidChange as vscode.Event<never>,
      () => view.model.shown?.loaded === 2,
    );
    await arrived;
    await view.pulls.stop();
    await pulled;
    assert.deepEqual(
      [(await allCustomers()).length, (await failureRows()).map(({ label, description }) => [label, description])],
      [2, [['Mar 13\u2009–\u200914, 2021', 'Not pulled yet.']]],
    );
    assert.equal(
      (await failureRows())[0]!.item.accessibilityInformation?.label,
      'Not pulled yet. Mar 13\u2009–\u200914, 2021',
      'a screen reader reads it once',
    );
    isStuck = false;
    const before = server.requests.length;
    await run('kapture.pullMissing');
    assert.deepEqual(
      server.requests
        .slice(before)
        .map(({ body }) => dayOf(body))
        .sort(),
      ['2021-03-13', '2021-03-14'],
    );
    assert.deepEqual([(await allCustomers()).length, await failureRows()], [6, []]);
  });

  it('a pull of another tenant starts → the running pull goes on and is complete', async () => {
    const [arrived, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await served((response, day) => {
      arrived.resolve();
      void released.promise.then(() => send(response, responseOf(day, 2)));
    });
    const pulled = pull('2021-03-14', '2021-03-14');
    const { model } = await opened();
    await arrived.promise;
    const other = await serveHttp((response, { body }) => send(response, responseOf(dayOf(body), 3)));
    await connect({ name: 'Other', baseUrl: other.origin, role: 'development' });
    await pull('2021-03-15', '2021-03-15');
    assert.deepEqual([model.connection, model.shown?.loaded], ['Other', 3]);
    released.resolve();
    await pulled;
    user.picks('Own');
    await run('kapture.selectConnection');
    await until('the first tenant', model.onDidChange as vscode.Event<never>, () => model.connection === 'Own');
    await model.refresh();
    assert.deepEqual([model.shown?.loaded, model.shown?.missing], [2, []]);
  });

  it('two days between others fail for different reasons → the message has their number, and the newest reason', async () => {
    await served((response, day) => {
      if (day !== '2021-03-12' && day !== '2021-03-14') send(response, responseOf(day, 1, Number(day.slice(-2)) * 10));
      else send(response, `{"message":"Refused ${day}","status":"failed"}`);
    });
    await pull('2021-03-12', '2021-03-14');
    await run('kapture.pullMissing');
    assert.equal(user.messageTexts.at(-1), '2 periods could not be pulled from Own. Refused 2021-03-14.');
  });

  it('records without an id → a message', async () => {
    await served((response) =>
      send(response, '{"message":[{"id":1,"name":"Asha"},{"name":"Nobody"}],"status":"success"}'),
    );
    await pull('2021-03-14', '2021-03-14');
    assert.deepEqual(
      [(await allCustomers()).map(({ id }) => id), user.messageTexts],
      [['1'], ['1 record from Own has no ID, so it is not shown.']],
    );
  });

  it('success without a list of customers → the period failed, with the reason', async () => {
    const server = await served((response) => send(response, '{"data":[{"id":1}],"status":"success"}'));
    await pull('2021-03-14', '2021-03-14');
    const sentence = `${server.host} reports success but returned no list of customers (HTTP 200).`;
    assert.deepEqual(
      [await allCustomers(), (await failureRows()).map(({ description }) => description), user.messageTexts],
      [[], [sentence], [`Mar 14, 2021 could not be pulled from Own. ${sentence}`]],
    );
    const [row] = await failureRows();
    await run(row!.item.command!.command, ...(row!.item.command!.arguments as unknown[]));
    const document = shownDocument('kapture-response')!;
    assert.deepEqual(JSON.parse(document.getText()), { data: [{ id: 1 }], status: 'success' });
    assert.deepEqual(user.messageTexts.length, 1, 'no message that the response is truncated');
    const titles = (await lensesOf(document.uri)).map(plainTitle);
    assert.ok(
      titles.some((title) => /HTTP 200 · \d+ ms · 38 B$/.test(title)) && titles.includes(sentence),
      titles.join(' | '),
    );
  });

  it('responses that end early after different numbers of customers → one row and message, with those of the newest', async () => {
    const server = await served((response, day) =>
      send(response, responseOf(day, Number(day.slice(-1)), 10).slice(0, -20)),
    );
    await pull('2021-03-13', '2021-03-14');
    const rows = await failureRows();
    assert.deepEqual(
      rows.map(({ label }) => label),
      ['Mar 13\u2009–\u200914, 2021'],
    );
    const sentence = `The response from ${server.host} ended early, after 4 customers (`;
    assert.ok(rows[0]!.description.startsWith(sentence), rows[0]!.description);
    const message = `2 periods could not be pulled from Own. ${sentence}`;
    assert.ok(user.messageTexts[0]!.startsWith(message), user.messageTexts[0]);
    assert.deepEqual(user.messages[0]!.actions, ['Retry', 'Show Log']);
  });

  it('success without a list after an earlier pull → the message offers the response, and the view shows the earlier pull', async () => {
    let isList = true;
    await served((response, day) =>
      send(response, isList ? responseOf(day, 2) : '{"data":[{"id":1}],"status":"success"}'),
    );
    await pull('2021-03-14', '2021-03-14');
    isList = false;
    user.clicks('Show Response');
    await pull('2021-03-14', '2021-03-14');
    const document = await until('the response', vscode.window.onDidChangeActiveTextEditor as vscode.Event<never>, () =>
      shownDocument('kapture-response'),
    );
    assert.deepEqual(
      [JSON.parse(document.getText()), (await allCustomers()).length],
      [{ data: [{ id: 1 }], status: 'success' }, 2],
    );
  });

  it('a long response without a list of customers → only its beginning is shown, unchanged, and a message says so', async () => {
    const body = `{"data":[${Array.from({ length: 60_000 }, (_, id) => `{"id":${id}}`).join()}],"status":"success"}`;
    await served((response) => send(response, body));
    await pull('2021-03-14', '2021-03-14');
    const [row] = await failureRows();
    await run(row!.item.command!.command, ...(row!.item.command!.arguments as unknown[]));
    const shown = shownDocument('kapture-response')!.getText().replace(/\s/g, '');
    assert.ok(shown.length > 30_000 && body.startsWith(shown));
    assert.equal(user.messageTexts.at(-1), 'Only the beginning of the response was stored.');
  });

  it('a server message with bidirectional and hidden characters → one plain line in message, row and tooltip', async () => {
    await served((response) =>
      send(
        response,
        JSON.stringify({ message: 'No \u202eegassem\u202c room\u200b.\r\n\u2066Really\u2069', status: 'failed' }),
      ),
    );
    await pull('2021-03-14', '2021-03-14');
    const [row] = await failureRows();
    for (const sentence of [
      user.messageTexts.at(-1)!,
      row!.description,
      (row!.item.tooltip as string).replace(/ · Mar 14, 2021$/, ''),
      row!.item.accessibilityInformation!.label,
    ]) {
      assert.match(sentence, /No egassem room \. Really/);
      assert.doesNotMatch(sentence, /[\p{Cf}\r\n]/u);
    }
  });

  it('a refresh that brings nothing → the view is unchanged, and a message says why', async () => {
    let isStuck = false;
    await served((response, day) =>
      isStuck
        ? void response.writeHead(401).end('{"message":"Invalid Auth Key","status":"failed"}')
        : send(response, responseOf(day, 2)),
    );
    await pull('2021-03-14', '2021-03-14');
    const before = fixture().customers.view.description;
    isStuck = true;
    await run('kapture.refreshCustomers');
    assert.deepEqual(
      [(await allCustomers()).length, await failureRows(), fixture().customers.view.description],
      [2, [], before],
    );
    assert.match(user.messageTexts.at(-1)!, /key/);
    isStuck = false;
    await run('kapture.refreshCustomers');
    assert.equal((await allCustomers()).length, 2);
  });

  it('a refresh → the previous rows stay until the first customers arrive, and the selected group is reset then', async () => {
    let answer: (response: () => void) => void;
    const requestArrived = new Promise<() => void>((resolve) => (answer = resolve));
    await served((response, day) =>
      day === '2021-03-14' ? send(response, responseOf(day, 4)) : answer(() => send(response, responseOf(day, 2, 10))),
    );
    await pull('2021-03-14', '2021-03-14');
    const { model } = await opened();
    await model.update({ only: { by: 'city', key: 'Goa' } });
    const pulled = pull('2021-03-13', '2021-03-13');
    const response = await requestArrived;
    const seen = async (): Promise<unknown> => [
      (await allCustomers()).map(({ id }) => id),
      model.shown?.pull.range.start,
      model.isPulling,
      model.only?.key,
    ];
    assert.deepEqual(await seen(), [['1'], '2021-03-14', true, 'Goa']);
    assert.equal(fixture().customers.view.description, 'Own · Mar 14, 2021');
    assert.equal(fixture().customers.view.message, 'City: Goa · 1 of 4 customers');
    response();
    await pulled;
    assert.deepEqual(await seen(), [['12', '11'], '2021-03-13', false, undefined]);
  });

  it('a refresh that is incomplete → the view shows what was received, and the rest can be pulled', async () => {
    const days = ['2021-03-14', '2021-03-13', '2021-03-12'];
    let isIll = false;
    await served((response, day) => {
      if (isIll && day === days[2]) send(response, '{"message":"Kapture is having a nap.","status":"failed"}');
      else send(response, responseOf(day, isIll ? 1 : 2, Number(day.slice(-2)) * 10));
    });
    await pull(days[2]!, days[0]!);
    const { model } = await opened();
    const first = model.shown?.pull.id;
    assert.equal((await allCustomers()).length, 6);

    isIll = true;
    await run('kapture.refreshCustomers');
    assert.deepEqual([(await allCustomers()).map(({ id }) => id), (await failureRows()).length], [['141', '131'], 1]);

    isIll = false;
    await run('kapture.pullMissing');
    assert.deepEqual([(await allCustomers()).length, await failureRows()], [4, []]);
    assert.notEqual(model.shown?.pull.id, first);
  });

  it('Show in Customers View, then a refresh → requests the days of that response from its connection; the next Pull still offers the last chosen range first', async () => {
    let held = 0;
    let hold: () => void = () => undefined;
    const server = await served((response, day) =>
      held-- > 0 ? hold() : send(response, responseOf(day, 3, Number(day.slice(-2)) * 10)),
    );
    await pull('2021-03-10', '2021-03-10');
    await openInEditor('.kapture-pull.json', '[{"start_date": "2021-03-13 12:00:00", "end_date": "2021-03-14"}]');
    await run('kapture.sendRequest');
    const response = shownDocument('kapture-response')!.uri;
    await connect({ name: 'Other', baseUrl: server.origin, role: 'development' });
    await run('kapture.showInCustomers', response);
    const requestsDuring = async (refresh: () => Promise<unknown>): Promise<string[]> => {
      const before = server.requests.length;
      await refresh();
      return server.requests
        .slice(before)
        .map(({ body }) => body)
        .sort();
    };
    const itsDays = [
      '[{"start_date":"2021-03-13 12:00:00","end_date":"2021-03-13 23:59:59"}]',
      '[{"start_date":"2021-03-14","end_date":"2021-03-14"}]',
    ];
    let refreshed: Promise<unknown> | undefined;
    held = 2;
    assert.deepEqual(
      await requestsDuring(
        () =>
          new Promise<void>((resolve) => {
            hold = () => held || resolve();
            refreshed = run('kapture.refreshCustomers');
          }),
      ),
      itsDays,
    );
    assert.deepEqual(
      await requestsDuring(() => run('kapture.refreshCustomers')),
      itsDays,
      'again, during the first refresh',
    );
    await refreshed;
    const { model } = await opened();
    assert.deepEqual(
      [model.connection, model.shown?.pull.range, model.shown?.loaded],
      ['Own', { start: '2021-03-13 12:00:00', end: '2021-03-14' }, 6],
    );
    assert.match(fixture().customers.view.description!, /^Own · /);
    user.picks('Own').pressesEscape();
    await run('kapture.selectConnection');
    await run('kapture.pullRange');
    assert.equal(user.offeredItems[0]?.label, 'Mar 10, 2021');
  });

  it('Today pulled yesterday, then a refresh → pulls the current day', async () => {
    const server = await served((response, day) => send(response, responseOf(day, 1)));
    user.picks('Today');
    await run('kapture.pullRange');
    const yesterday = addDays(todayIn(defaultTimeZone), -1);
    // The timeout is long, because the store can still be writing.
    const file = join(fixture().context.globalStorageUri.fsPath, 'kapture.db');
    const database = new DatabaseSync(file, { timeout: 10_000 });
    database
      .prepare('UPDATE pull SET started_at = started_at - 86400000, range_start = ?, range_end = ?')
      .run(yesterday, yesterday);
    database.close();
    await fixture().customers.close();
    assert.equal((await groupRows()).length, 1);
    assert.match(fixture().customers.view.description!, /^Own · 1 · as of \w+ \d+(, \d+)? · \w+ \d+(, \d+)?$/);
    await run('kapture.refreshCustomers');
    assert.match(fixture().customers.view.description!, /^Own · 1 · \w+ \d+$/);
    assert.equal(dayOf(server.requests.at(-1)!.body), todayIn(defaultTimeZone));
  });

  it('a response that ended early, shown in Customers → its customers, and a row for the missing rest', async () => {
    await served((response, day) => send(response, responseOf(day, 3).slice(0, -300)));
    await openInEditor('.kapture-pull.json', '[{"start_date": "2021-03-14", "end_date": "2021-03-14"}]');
    await run('kapture.sendRequest');
    await run('kapture.showInCustomers', shownDocument('kapture-response')!.uri);
    assert.deepEqual(
      [(await allCustomers()).map(({ id }) => id), (await failureRows()).map(({ label }) => label)],
      [['2', '1'], ['Mar 14, 2021']],
    );
    user.messages.length = 0;
  });

  it('a page of customers, shown in Customers → replaces the pull, and is incomplete', async () => {
    await served((response, day) => send(response, responseOf(day, 3, Number(day.slice(-2)) * 10)));
    await pull('2021-03-13', '2021-03-14');
    await openInEditor('.kapture-pull.json', '[{"start_date": "2021-03-14", "end_date": "2021-03-14", "limit": 3}]');
    await run('kapture.sendRequest');
    await run('kapture.showInCustomers', shownDocument('kapture-response')!.uri);
    const { model } = await opened();
    const seen = (): unknown => [model.shown?.loaded, model.shown?.missing.length];
    assert.deepEqual(seen(), [3, 1]);
  });

  it('a response with other customers than the pull, shown in Customers → is added to them, without one read per customer', async () => {
    const server = await served((response, day) =>
      send(
        response,
        day ? responseOf(day, 2) : responseOf('2021-01-01', 1000, 10).replace('message', 'Customer Details'),
      ),
    );
    await pull('2021-03-14', '2021-03-14');
    await openInEditor('.kapture-get.json', '[{"phone": "9000000011"}]');
    await run('kapture.sendRequest');
    const { model } = await opened();
    const before = model.version;
    await run('kapture.showInCustomers', shownDocument('kapture-response')!.uri);
    assert.deepEqual(
      [model.shown?.loaded, model.shown?.groups.map(({ key, count }) => [key, count]), server.requests.length],
      [
        1002,
        [
          ['2021-03-14', 2],
          ['2021-01-01', 1000],
        ],
        2,
      ],
    );
    // The number is not exactly one, because a window that receives the focus reads too.
    const readings = model.version - before;
    assert.ok(readings < 10, `read ${readings} times`);
  });

  /** Replaces `append` of the store. Returns a function that restores it. */
  async function withAppend(
    append: (store: AsyncStore, ...args: Parameters<AsyncStore['append']>) => Promise<unknown>,
  ): Promise<() => void> {
    const { storage } = await opened();
    const store = await storage.open();
    const open = storage.open.bind(storage);
    storage.open = () =>
      Promise.resolve({
        ...Object.fromEntries(
          [
            'begin',
            'end',
            'openPeriod',
            'endPeriod',
            'replacePeriods',
            'last',
            'periods',
            'groups',
            'count',
            'bytesOf',
            'prune',
            'page',
          ].map((call) => [call, store[call as 'last']]),
        ),
        append: (...args: Parameters<AsyncStore['append']>) => append(store, ...args),
      } as unknown as typeof store);
    return () => void (storage.open = open);
  }
  const isFull = (): Promise<never> => Promise.reject(new StoreError('full', 'ENOSPC'));

  it('a full disk → one message, and Pull Missing works afterward', async () => {
    await served((response, day) => send(response, responseOf(day, 3)));
    const restore = await withAppend(isFull);
    try {
      await pull('2021-03-14', '2021-03-14');
      assert.deepEqual(user.messageTexts, ['The disk is full. Free up space, then pull the missing records.']);
      assert.deepEqual(
        (await failureRows()).map(({ label }) => label),
        ['Mar 14, 2021'],
      );
    } finally {
      restore();
    }
    await run('kapture.pullMissing');
    assert.deepEqual([(await allCustomers()).length, await failureRows()], [3, []]);
  });

  it('a pull of more than the setting allows → stops with a message', async () => {
    await changeSetting('customers.maxMegabytes', 1);
    try {
      const body = responseOf('2021-03-14', 10_000);
      await served((response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        // The response never ends.
        response.write(body.slice(0, -100));
      });
      await pull('2021-03-14', '2021-03-14');
      assert.match(user.messageTexts.at(-1)!, /^The pull stopped at the limit of 1 MB/);
      assert.deepEqual(
        (await failureRows()).map(({ label }) => label),
        ['Mar 14, 2021'],
      );
    } finally {
      await changeSetting('customers.maxMegabytes', undefined);
    }
  });

  it('Clear All → asks first; then no rows and no files', async () => {
    await served((response, day) => send(response, responseOf(day, 3)));
    await pull('2021-03-14', '2021-03-14');
    const spools = (): string[] =>
      readdirSync(fixture().context.globalStorageUri.fsPath).filter((name) => name.startsWith('customers.spool'));
    assert.ok(spools().length > 0);
    const other = await serveHttp((response) => send(response, responseOf('2021-03-14', 5000)));
    await connect({ name: 'Other', baseUrl: other.origin, role: 'development' });
    await pull('2021-03-14', '2021-03-14');
    assert.match(await pullTooltip(), /\d MB on disk$/);
    user.picks('Own');
    await run('kapture.selectConnection');
    assert.equal((await allCustomers()).length, 3);
    assert.match(await pullTooltip(), /\d kB on disk$/, 'the size for this connection');
    await run('kapture.deleteStoredData', 'customers');
    assert.equal((await allCustomers()).length, 3, 'not confirmed');
    assert.match(
      user.messageTexts.at(-1)!,
      /^Delete stored data\? Pulled records and learned fields Own: 3 records, [\d.]+ MB\nAll connections: 5,003 records, [\d.]+ MB\n\nIt will be deleted/,
    );
    assert.deepEqual(user.messages.at(-1)!.actions, ["Don't Delete", 'Delete Own Only', 'Delete All']);
    user.clicks('Delete All');
    await run('kapture.deleteStoredData', 'customers');
    assert.deepEqual([await rows(), spools()], [[], []]);
  });

  it('Clear for the current connection only → other connections keep their customers', async () => {
    await served((response, day) => send(response, responseOf(day, 3)));
    await pull('2021-03-14', '2021-03-14');
    const other = await serveHttp((response) => send(response, responseOf('2021-03-14', 2)));
    await connect({ name: 'Other', baseUrl: other.origin, role: 'development' });
    await pull('2021-03-14', '2021-03-14');
    user.clicks('Delete Other Only');
    await run('kapture.deleteStoredData', 'customers');
    assert.deepEqual(user.messages.at(-1)!.actions, ["Don't Delete", 'Delete Other Only', 'Delete All']);
    assert.deepEqual(await rows(), []);
    await run('kapture.deleteStoredData', 'customers');
    assert.deepEqual(user.messages.at(-1)!.actions, ["Don't Delete", 'Delete All'], 'this connection has no customers');
    user.picks('Own');
    await run('kapture.selectConnection');
    assert.equal((await allCustomers()).length, 3);
  });

  it('session mode → nothing in the storage folder, and no customers after the window closes', async () => {
    await changeSetting('customers.mode', 'session');
    try {
      await served((response, day) => send(response, responseOf(day, 3)));
      await pull('2021-03-14', '2021-03-14');
      assert.equal((await allCustomers()).length, 3);
      assert.match(await pullTooltip(), /kB until this window closes$/);
      assert.deepEqual(
        readdirSync(fixture().context.globalStorageUri.fsPath).filter((name) => name.startsWith('customers.spool')),
        [],
      );
      await fixture().customers.close();
      assert.deepEqual(await rows(), []);
    } finally {
      await changeSetting('customers.mode', undefined);
    }
  });

  it('session mode → customers stored earlier are deleted', async () => {
    await served((response, day) => send(response, responseOf(day, 3)));
    await pull('2021-03-14', '2021-03-14');
    const folder = fixture().context.globalStorageUri.fsPath;
    const spools = (): string[] => readdirSync(folder).filter((name) => name.startsWith('customers.spool'));
    assert.equal(spools().length, 1);
    const database = new DatabaseSync(join(folder, 'kapture.db'));
    try {
      database.exec('PRAGMA busy_timeout = 3000');
      await changeSetting('customers.mode', 'session');
      const { storage } = await opened();
      await storage.open();
      await storage.close();
      assert.deepEqual([spools(), database.prepare('SELECT count(*) AS n FROM customer').get()!['n']], [[], 0]);
    } finally {
      database.close();
      await changeSetting('customers.mode', undefined);
    }
  });

  it('session mode, and the window closes during a pull → no temporary folder is left', async () => {
    const folders = (): string[] =>
      readdirSync(tmpdir()).filter((name) => name.startsWith(`kapture-customers-${process.pid}-`));
    await changeSetting('customers.mode', 'session');
    try {
      await served(() => undefined);
      const pulled = pull('2021-03-14', '2021-03-14');
      const { model } = await opened();
      await until('the pull', model.onDidChange as vscode.Event<never>, () => model.shown !== undefined);
      const [folder] = folders();
      assert.ok(folder);
      await fixture().customers.close();
      await pulled;
      // VS Code may already have requested rows again, which opens a new folder.
      assert.deepEqual([folders().includes(folder), user.messageTexts], [false, []]);
    } finally {
      await changeSetting('customers.mode', undefined);
    }
  });

  it('closed while it opens → the store is opened again, once', async () => {
    const { storage } = await opened();
    await storage.close();
    const opening = storage.open();
    await storage.close();
    assert.equal(await opening, await storage.open());
    assert.equal(await (await opening).last('https://acme.kapturecrm.com'), undefined);
  });

  it('a sort order by the grouped column → sorts the groups too, after a reload as well', async () => {
    await served((response, day) => send(response, responseOf(day, 4, Number(day.slice(-2)) * 10)));
    await pull('2021-03-13', '2021-03-14');
    const seen = async (): Promise<unknown> => [
      (await groupRows()).map(({ label }) => label),
      (await allCustomers()).map(({ id }) => id),
    ];
    assert.deepEqual(await seen(), [
      ['Sun, Mar 14, 2021', 'Sat, Mar 13, 2021'],
      ['144', '143', '142', '141', '134', '133', '132', '131'],
    ]);
    user.picks('Oldest first');
    await run('kapture.groupCustomers');
    assert.deepEqual(
      user.offeredItems
        .map(({ label, description }) => [label, description])
        .slice(-sortingsIn('customer').length)
        .slice(0, 3),
      [
        ['Newest first', 'current'],
        ['Oldest first', undefined],
        ['Name, A to Z', undefined],
      ],
    );
    const oldest = [
      ['Sat, Mar 13, 2021', 'Sun, Mar 14, 2021'],
      ['131', '132', '133', '134', '141', '142', '143', '144'],
    ];
    assert.deepEqual(await seen(), oldest);
    await fixture().customers.close();
    assert.deepEqual(await seen(), oldest);
    user.picks('City');
    await run('kapture.groupCustomers');
    assert.deepEqual(
      (await groupRows()).map(({ label }) => label),
      cities,
    );
    user.picks('City, Z to A');
    await run('kapture.groupCustomers');
    assert.deepEqual(
      (await groupRows()).map(({ label }) => label),
      cities.toReversed(),
    );
    user.picks('Name, Z to A');
    await run('kapture.groupCustomers');
    assert.deepEqual(
      (await groupRows()).map(({ label }) => label),
      cities,
    );
  });

  it('an export → in the order of the view, grouped and sorted', async () => {
    await served((response, day) => send(response, responseOf(day, 6, Number(day.slice(-2)) * 10)));
    await pull('2021-03-13', '2021-03-14');
    const file = vscode.Uri.joinPath(fixture().context.globalStorageUri, 'order.csv');
    const exported = async (): Promise<string[]> => {
      user.picks('CSV').picks('Customer ID').savesTo(file);
      await run('kapture.exportCustomers');
      const unnamed = user.offeredItems.filter(({ description }) => !description);
      assert.deepEqual(unnamed, [], 'columns without their name in the file');
      return readFileSync(file.fsPath, 'utf8').trim().split(/\r?\n/).slice(1);
    };
    const shown = async (): Promise<string[]> => (await allCustomers()).map(({ id }) => id);
    const { model } = await opened();
    try {
      for (const question of [
        { grouping: 'day', sorting: 'newest' },
        { grouping: 'day', sorting: 'oldest' },
        { grouping: 'city', sorting: 'cityDescending' },
        { grouping: 'agent', sorting: 'name' },
      ] as const) {
        await model.update(question);
        assert.deepEqual(await exported(), await shown(), JSON.stringify(question));
      }
    } finally {
      await vscode.workspace.fs.delete(file);
    }
  });

  it('a pull in progress → its progress shows the share of the range that is done', async () => {
    const { window } = vscode;
    const present = Object.getOwnPropertyDescriptor(window, 'withProgress')!;
    const progress = new vscode.EventEmitter<string>();
    const messages: string[] = [];
    progress.event((message) => messages.push(message));
    Object.defineProperty(window, 'withProgress', {
      ...present,
      value: (_: unknown, work: (progress: object, token: vscode.CancellationToken) => Thenable<unknown>) =>
        work(
          { report: ({ message = '' }: { message?: string }) => progress.fire(message) },
          new vscode.CancellationTokenSource().token,
        ),
    });
    try {
      const second = Promise.withResolvers<ServerResponse>();
      const server = await serveHttp((response, { body }) => {
        const day = dayOf(body);
        if (day === '2021-03-13') second.resolve(response);
        else send(response, responseOf(day, 3, 10));
      });
      await connect({ name: 'Own', baseUrl: server.origin, role: 'development', parallelPulls: 1, periodHours: 24 });
      const pulled = pull('2021-03-13', '2021-03-14');
      const response = await second.promise;
      await until('the progress', progress.event as unknown as vscode.Event<never>, () => messages.length > 0);
      assert.deepEqual(messages, ['50%, 3 customers']);
      send(response, responseOf('2021-03-13', 4));
      await pulled;
      assert.equal(messages.at(-1), '100%, 7 customers');
    } finally {
      Object.defineProperty(window, 'withProgress', present);
      progress.dispose();
    }
  });

  it('exports as text and as Parquet, inside and outside the workspace → a message with Open File for text and Reveal File where possible', async () => {
    await served((response, day) => send(response, responseOf(day, 3)));
    await pull('2021-03-14', '2021-03-14');
    const outside = vscode.Uri.joinPath(fixture().context.globalStorageUri, 'ways.jsonl');
    const inWorkspace = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, 'ways.csv');
    const isNear = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
    try {
      user.picks('JSON Lines').savesTo(outside).clicks('Open File');
      await run('kapture.exportCustomers');
      await until('the file', vscode.window.onDidChangeActiveTextEditor as vscode.Event<never>, () =>
        vscode.window.activeTextEditor?.document.uri.path.endsWith('/ways.jsonl'),
      );
      assert.equal(vscode.window.activeTextEditor!.document.lineCount, 4);
      user.picks('CSV').picks('Customer ID').savesTo(inWorkspace);
      await run('kapture.exportCustomers');
      user.picks('Parquet').picks('Customer ID').savesTo(outside);
      await run('kapture.exportCustomers');
      assert.deepEqual(user.messageTexts, [
        `Exported 3 customers to ${outside.fsPath}.`,
        'Exported 3 customers to ways.csv.',
        `Exported 3 customers to ${outside.fsPath}.`,
      ]);
      const reveal = isNear ? ['Reveal File'] : [];
      assert.deepEqual(
        user.messages.map(({ actions }) => actions),
        [['Open File', ...reveal], ['Open File', 'Reveal File'], reveal],
      );
    } finally {
      for (const uri of [outside, inWorkspace]) await vscode.workspace.fs.delete(uri).then(undefined, () => undefined);
    }
  });

  it('an export of filtered, grouped or selected customers → only those, and a message; Escape in the dialog → nothing', async () => {
    await served((response, day) => send(response, responseOf(day, 40)));
    await pull('2021-03-14', '2021-03-14');
    await (await opened()).model.update({ filter: 'goa' });
    const folder = fixture().context.globalStorageUri;
    const target = vscode.Uri.joinPath(folder, 'exported.jsonl');
    try {
      await fixture().context.globalState.update('lastExportFolder', undefined);
      const suggestedFolder = (): string => vscode.Uri.joinPath(user.suggestedFile!, '..').fsPath;
      user.picks('Filtered records').picks('JSON Lines').pressesEscape();
      await run('kapture.exportCustomers');
      assert.equal(suggestedFolder(), homedir(), 'not the workspace folder, from which it might be committed');
      assert.equal(basename(user.suggestedFile!.fsPath), 'customers Own 2021-03-14 2021-03-14 filtered.jsonl');
      assert.deepEqual(
        user.messages.filter(({ text }) => text.includes('export')),
        [],
      );
      user.picks('Filtered records').picks('JSON Lines').savesTo(target);
      await run('kapture.exportCustomers');
      assert.equal(user.messageTexts.at(-1), `Exported 10 customers of the filter to ${target.fsPath}.`);
      user.picks('Filtered records').picks('JSON Lines').pressesEscape();
      await run('kapture.exportCustomers');
      assert.equal(suggestedFolder(), folder.fsPath, 'the last used folder');
      const lines = Buffer.from(await vscode.workspace.fs.readFile(target))
        .toString()
        .trimEnd()
        .split('\n');
      assert.deepEqual(
        lines.map((line) => (JSON.parse(line) as { city: string }).city),
        Array(10).fill('Goa'),
      );
      await (await opened()).model.update({ filter: '', only: { by: 'city', key: 'Goa' } });
      user.picks('Filtered records').picks('JSON Lines').savesTo(target);
      await run('kapture.exportCustomers');
      assert.equal(
        user.messageTexts.at(-1),
        `Exported 10 customers of the filter to ${target.fsPath}.`,
        'the selected group only',
      );
      user.picks('JSON Lines').savesTo(target);
      await run('kapture.exportCustomers', (await customerRows())[0]!.node);
      assert.equal(
        user.messageTexts.at(-1),
        `Exported 1 customer of the selection to ${target.fsPath}.`,
        'the clicked customer only',
      );
      const view = await opened();
      await view.fetched.show(
        view.model.tenant!,
        readCustomer('{"id":1,"name":"Customer 1","companyPhone":"9000000001"}', 'Asia/Kolkata')!,
      );
      await (await opened()).model.update({ only: undefined });
      user.picks('JSON Lines').savesTo(target);
      await run('kapture.exportCustomers');
      assert.equal(
        user.messageTexts.at(-1),
        `Exported 40 customers to ${target.fsPath}. 1 customer was fetched later and lacks fields that only a pull returns.`,
      );
    } finally {
      await vscode.workspace.fs.delete(target).then(undefined, () => undefined);
    }
  });

  it('an export of a range with a missing period → the message says so, except for selected customers', async () => {
    await served((response, day) =>
      day.startsWith('2021-03-15') ? void response.writeHead(403).end() : send(response, responseOf(day, 3)),
    );
    await pull('2021-03-14', '2021-03-15');
    const target = vscode.Uri.joinPath(fixture().context.globalStorageUri, 'exported.jsonl');
    try {
      user.picks('JSON Lines').savesTo(target);
      await run('kapture.exportCustomers');
      assert.equal(
        user.messageTexts.at(-1),
        `Exported 3 customers to ${target.fsPath}. 1 period of this range is missing.`,
      );
      user.picks('JSON Lines').savesTo(target);
      await run('kapture.exportCustomers', (await customerRows())[0]!.node);
      assert.equal(user.messageTexts.at(-1), `Exported 1 customer of the selection to ${target.fsPath}.`);
    } finally {
      await vscode.workspace.fs.delete(target).then(undefined, () => undefined);
    }
  });

  it('an export to Parquet with the packaged worker → every column type is readable', async () => {
    const records = Array.from(
      { length: 40 },
      (_, index) =>
        `{"id":${1 + index},"city":"${cities[index % 4]}","totalNoOfEnquiries":${index % 3},"isExistingCustomer":${index % 2 === 0},"generationDate":"2021-03-14 10:00:${10 + index}","contacts":[{"phone":"9${index}"}]}`,
    );
    await served((response) => send(response, `{"message":[${records.join(',')}],"status":"success"}`));
    await pull('2021-03-14', '2021-03-14');
    const { storage, model } = await opened();
    const { id } = (await (await storage.open()).last(model.tenant!))!;
    const { globalStorageUri, extensionUri } = fixture().context;
    const target = vscode.Uri.joinPath(globalStorageUri, 'exported.parquet');
    try {
      const { result } = await runExport(
        vscode.Uri.joinPath(extensionUri, 'dist', 'export-worker.mjs').fsPath,
        {
          database: vscode.Uri.joinPath(globalStorageUri, 'kapture.db').fsPath,
          pull: id,
          module: 'customer',
          format: 'parquet',
          target: target.fsPath,
          timeZone: 'Asia/Kolkata',
        },
        new AbortController().signal,
        () => undefined,
      );
      assert.deepEqual([result?.rows, result?.mismatched], [40, 0]);
      const rows: Record<string, unknown>[] = await parquetReadObjects({
        file: new Uint8Array(await vscode.workspace.fs.readFile(target)).buffer,
      });
      assert.deepEqual(
        rows
          .map((row) => [
            row['id'],
            row['city'],
            row['enquiries'],
            row['existing_customer'],
            row['created_at'],
            row['contacts'],
          ])
          .sort(([left], [right]) => Number(left) - Number(right)),
        records.map((_, index) => [
          String(1 + index),
          cities[index % 4],
          BigInt(index % 3),
          index % 2 === 0,
          new Date(`2021-03-14T10:00:${10 + index}+05:30`),
          `[{"phone":"9${index}"}]`,
        ]),
      );
    } finally {
      await vscode.workspace.fs.delete(target).then(undefined, () => undefined);
    }
  });

  it('a database that is damaged while open → is moved aside with a message, and the next pull is stored', async () => {
    await served((response, day) => send(response, responseOf(day, 3)));
    await pull('2021-03-14', '2021-03-14');
    const folder = fixture().context.globalStorageUri.fsPath;
    const { model } = await opened();
    // The file is overwritten again as long as a read succeeds, because SQLite can still have its pages in memory.
    await untilSeen('the message', model.onDidChange as vscode.Event<never>, async () => {
      for (const name of readdirSync(folder).filter((name) => name.startsWith('kapture.db')))
        overwrite(join(folder, name), 'no database '.repeat(2000));
      await model.refresh();
      return user.messageTexts.length > 0;
    });
    assert.match(
      user.messageTexts.at(-1) ?? '',
      /^Pulled records could not be read\. Pull them again\. The old file is now .*kapture\.db\.set-aside-\S+\.$/,
    );
    await run('kapture.refreshCustomers');
    assert.deepEqual([(await allCustomers()).length, fixture().customers.view.message], [3, undefined]);
  });

  it('a database with damaged pages when a window opens → one message, and the new database is used at once and after a reload', async () => {
    await served((response, day) => send(response, responseOf(day, 3000)));
    await pull('2021-03-14', '2021-03-14');
    await fixture().customers.close();
    const file = join(fixture().context.globalStorageUri.fsPath, 'kapture.db');
    writeFileSync(file, readFileSync(file).fill(0xff, 2 * 16_384));
    await pull('2021-03-15', '2021-03-15');
    const { storage } = await opened();
    assert.deepEqual([storage.path, storage.failure], [file, undefined]);
    assert.deepEqual(
      user.messageTexts.map((sentence) => sentence.replace(/file is now .*\.set-aside-\S+\.$/, 'file is now X.')),
      ['Pulled records could not be read. Pull them again. The old file is now X.'],
    );
    await fixture().customers.close();
    await (await opened()).model.refresh();
    assert.equal((await opened()).model.shown?.loaded, 3000);
  });
});
