import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Exchange } from '../../../../src/kapture/exchange/exchange.ts';
import { LongResponse } from '../../../../src/kapture/responses/longResponse.ts';
import {
  isDamage,
  openDatabase,
  openMemory,
  removeSetAside,
  setAside,
} from '../../../../src/kapture/store/database.ts';
import type { HistoryRun } from '../../../../src/kapture/store/historyRuns.ts';
import { HistoryStore, historySchema } from '../../../../src/kapture/store/historyStore.ts';

import { exchangeOf } from './exchangeOf.ts';

const ample = { entries: 100_000, bytes: 1e9 };

const marks = (store: HistoryStore, tenant?: string): (string | undefined)[] =>
  store.list({ tenant, limit: 1000 }).map(({ message }) => message);

describe('HistoryStore', () => {
  let store: HistoryStore;
  beforeEach(() => {
    store = new HistoryStore(openMemory(historySchema));
  });
  afterEach(() => store.close());

  it('an empty history → no entries', () =>
    assert.deepEqual([store.list({ limit: 10 }), store.count(), store.get(1)], [[], 0, undefined]));
  it('list → newest first, of one tenant or all, in pages, regardless of connection names', () => {
    for (const mark of ['1', '2', '3', '4', '5'])
      store.add(
        exchangeOf(mark, { tenant: Number(mark) % 2 ? 'https://odd.in' : 'https://even.in', connection: mark }),
        ample,
      );
    assert.deepEqual(
      [marks(store), marks(store, 'https://odd.in'), marks(store, 'https://nobody.in')],
      [['5', '4', '3', '2', '1'], ['5', '3', '1'], []],
    );
    const first = store.list({ limit: 2 });
    assert.deepEqual(
      store.list({ limit: 2, before: first.at(-1)!.id }).map(({ message }) => message),
      ['3', '2'],
    );
    assert.deepEqual([store.count(), store.count('https://odd.in')], [5, 3]);
  });
  it('a response with another record → its ID, also without the text', () => {
    const exchange = exchangeOf('one');
    const reading = { ...exchange.response.reading, otherId: '777' };
    const other = { ...exchange, response: { ...exchange.response, reading } };
    const ids = [exchange, other].map((one) => store.add(one, ample));
    ids.push(store.add(other, ample, false));
    assert.deepEqual(
      ids.map((id) => [store.head(id)?.otherId, store.get(id)?.exchange.response.reading.otherId]),
      [
        [undefined, undefined],
        ['777', '777'],
        ['777', '777'],
      ],
    );
    assert.deepEqual(
      store.list({ limit: 3 }).map(({ otherId }) => otherId),
      ['777', '777', undefined],
    );
  });
  describe('runs of plans', () => {
    const run: HistoryRun = {
      ...{ plan: 7, tenant: 'https://acme.in', connection: 'Acme', title: 'customers.csv', startedAt: 1000 },
      ...{ writes: 3, done: 0, unknown: 0, partly: 0, isFinished: false },
    };
    const runs = (tenant?: string) => store.runs.list(tenant).map(({ plan, done }) => [plan, done]);

    it('what became of a run → its entry as it was started; of one that is not stored → nothing', () => {
      const { startedAt, ...update } = run;
      store.runs.put(update);
      assert.deepEqual(store.runs.list(), []);
      store.runs.put(run);
      const [stored] = store.runs.list();
      const outcome = { writes: 4, done: 2, partly: 1, unknown: 1 };
      store.runs.put({ ...update, ...outcome });
      assert.deepEqual(store.runs.list(), [{ ...stored, startedAt, ...outcome }]);
    });

    it('a run that ends → the same entry; one that is resumed → the newest entry', () => {
      store.runs.put(run);
      store.runs.put({ ...run, plan: 8, revertOf: 7 });
      const [second, first] = store.runs.list();
      assert.deepEqual(first, { ...run, id: first!.id, isPlanDeleted: false });
      assert.deepEqual([second!.revertOf, second!.id > first.id], [7, true]);
      store.runs.put({ ...run, done: 2 });
      assert.deepEqual(runs(), [
        [8, 0],
        [7, 2],
      ]);
      store.runs.put({ ...run, startedAt: 2000, done: 3, isFinished: true });
      assert.deepEqual(runs(), [
        [7, 3],
        [8, 0],
      ]);
      assert.ok(store.add(exchangeOf('later'), ample) > store.runs.list()[0]!.id);
    });
    it('removed, of another tenant, or cleared → not there', () => {
      store.runs.put(run);
      assert.equal(store.remove([store.runs.list()[0]!.id]), 1);
      assert.deepEqual(runs(), []);
      store.runs.put(run);
      assert.deepEqual(runs('https://other.in'), []);
      store.clear('https://other.in');
      assert.equal(runs().length, 1);
      store.clear('https://acme.in');
      assert.deepEqual(runs(), []);
    });
    it('plans that are gone → their runs say so', () => {
      store.runs.put(run);
      store.runs.put({ ...run, plan: 8 });
      store.runs.keepPlans([8]);
      assert.deepEqual(
        store.runs.list().map(({ plan, isPlanDeleted }) => [plan, isPlanDeleted]),
        [
          [8, false],
          [7, true],
        ],
      );
    });
    it('more than 100 → the oldest are gone', () => {
      for (let plan = 1; plan <= 102; plan++) store.runs.put({ ...run, plan });
      assert.deepEqual([store.runs.list().length, store.runs.list().at(-1)!.plan], [100, 3]);
    });
  });
  it('a clock that was set back → entries stay in the order of insertion', () => {
    for (const [mark, sentAt] of [
      ['1', 3000],
      ['2', 1000],
      ['3', 2000],
    ] as const)
      store.add(exchangeOf(mark, { sentAt }), ample);
    assert.deepEqual(marks(store), ['3', '2', '1']);
  });
  for (const text of [
    '{"Customer Details": {"id": 12345678901234567890, "a": 0.0, "remarks": "raw\nbreak\u0000 and \u{1F600}"}, "status": "success"}',
    '',
    '<html>no</html>',
    '{"message": [{"id": 1}, {"id"',
  ]) {
    it(`an exchange with the response ${JSON.stringify(text.slice(0, 30))} → the same exchange`, () => {
      const exchange = exchangeOf('x', { text });
      const id = store.add(exchange, ample);
      assert.deepEqual(store.get(id), { id, exchange, hasResponse: true });
    });
  }
  it('head → the entry, its headers, and whether there is a text', () => {
    const exchange = exchangeOf('x');
    for (const [bytes, hasResponse] of [
      [1e9, true],
      [100, false],
    ] as const) {
      const id = store.add(exchange, { ...ample, bytes });
      const [entry] = store.list({ limit: 1 });
      assert.deepEqual(store.head(id), {
        ...entry,
        requestHeaders: { 'x-api-type': 'x' },
        headers: exchange.response.headers,
        contentType: 'application/json',
        hasResponse,
      });
    }
    assert.equal(store.head(1), undefined);
  });
  it('headers → in their original order; undefined without headers', () => {
    const exchange = exchangeOf('x');
    assert.deepEqual(Object.keys(store.get(store.add(exchange, ample))!.exchange.response.headers!), [
      'server',
      'content-type',
    ]);
    const without: Exchange = { ...exchange, response: { ...exchange.response, headers: undefined } };
    assert.deepEqual(store.get(store.add(without, ample))?.exchange, without);
  });
  it('a truncated response, and a redirect → the reading stays', () => {
    const exchange = exchangeOf('x');
    const broken: Exchange = {
      ...exchange,
      response: {
        ...exchange.response,
        location: '/login',
        reading: { ...exchange.response.reading, outcome: 'unrecognized', trouble: 'truncated' },
      },
    };
    assert.deepEqual(store.get(store.add(broken, ample))?.exchange, broken);
  });
  it('a reading that cannot be derived from the text → stored', () => {
    const { response, ...rest } = exchangeOf('a');
    const reading = { ...response.reading, customerId: '7', contactId: '8' };
    const id = store.add({ ...rest, response: { ...response, reading } }, ample);
    assert.deepEqual(store.get(id)?.exchange.response.reading, reading);
  });
  it('too many entries → the oldest are deleted', () => {
    for (let count = 1; count <= 7; count++) store.add(exchangeOf(String(count)), { ...ample, entries: 3 });
    assert.deepEqual(marks(store), ['7', '6', '5']);
  });
  it('too many bytes, not characters → the oldest are deleted', () => {
    const text = `"${'é'.repeat(499)}"`;
    for (const mark of ['a', 'b', 'c'])
      store.add(exchangeOf(mark, { text, requestBody: mark }), { ...ample, bytes: 2200 });
    assert.deepEqual(
      store.list({ limit: 9 }).map(({ requestBody }) => requestBody),
      ['c', 'b'],
    );
    store.trim({ ...ample, bytes: 1100 });
    assert.deepEqual(
      store.list({ limit: 9 }).map(({ requestBody }) => requestBody),
      ['c'],
    );
  });
  it('long headers → count toward the limit', () => {
    for (const mark of ['a', 'b', 'c']) {
      const exchange = exchangeOf(mark, { requestBody: mark });
      store.add(
        { ...exchange, response: { ...exchange.response, headers: { policy: 'x'.repeat(1000) } } },
        { ...ample, bytes: 2400 },
      );
    }
    assert.deepEqual(
      store.list({ limit: 9 }).map(({ requestBody }) => requestBody),
      ['c', 'b'],
    );
  });
  it('a response larger than the limit → stored without its text, and the others stay', () => {
    store.add(exchangeOf('small'), ample);
    const id = store.add(exchangeOf('big', { text: `{"message": "big", "x": "${'x'.repeat(5000)}"}` }), {
      ...ample,
      bytes: 4000,
    });
    assert.deepEqual(
      [
        marks(store),
        store.get(id)?.hasResponse,
        store.get(id)?.exchange.response.text,
        store.get(id)?.exchange.response.reading.message,
      ],
      [['big', 'small'], false, '', 'big'],
    );
  });
  it('a response larger than 5 MB → stored without its text, regardless of the limit', () => {
    const kept = (length: number): boolean | undefined =>
      store.get(store.add(exchangeOf('long', { text: `"${'x'.repeat(length)}"` }), { ...ample, bytes: 100_000_000 }))
        ?.hasResponse;
    assert.deepEqual([kept(4_900_000), kept(5_000_000)], [true, false]);
  });
  it('a packed response → stored as text; without the text if it is too long', () => {
    const kept = (length: number): string | undefined => {
      const [exchange, packed] = [exchangeOf('long'), new LongResponse('get', undefined, (text) => text)];
      packed.push(Buffer.from(`"${'ë'.repeat(length)}"`));
      return store.get(store.add({ ...exchange, response: { ...exchange.response, ...packed.end(200) } }, ample))
        ?.exchange.response.text as string;
    };
    assert.deepEqual([kept(1_000_000), kept(2_500_000)], [`"${'ë'.repeat(1_000_000)}"`, '']);
  });
  it('10,000 entries → all of them, in order, in pages of 200', () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => store.add(exchangeOf(String(index + 1)), ample));
    const seen: number[] = [];
    for (let page = store.list({ limit: 200 }); page.length; page = store.list({ limit: 200, before: seen.at(-1) }))
      seen.push(...page.map(({ id }) => id));
    assert.deepEqual(seen, ids.reverse());
  });
  it('remove → the number of those that existed; the others stay', () => {
    const ids = ['1', '2', '3'].map((mark) => store.add(exchangeOf(mark), ample));
    assert.equal(store.remove([ids[1]!, 1]), 1);
    assert.deepEqual([marks(store), store.get(ids[1]!)], [['3', '1'], undefined]);
  });
  it('clear of one tenant → the others stay', () => {
    for (const tenant of ['https://a.in', 'https://b.in', 'https://a.in'])
      store.add(exchangeOf(tenant, { tenant }), ample);
    store.clear('https://a.in');
    assert.deepEqual(marks(store), ['https://b.in']);
  });
  it('previous → the previous entry of the same operation and tenant', () => {
    const [first] = [
      store.add(exchangeOf('1'), ample),
      store.add(exchangeOf('2', { operation: 'pull' }), ample),
      store.add(exchangeOf('3', { tenant: 'https://other.in' }), ample),
    ];
    const last = store.add(exchangeOf('4', { connection: 'Renamed' }), ample);
    assert.deepEqual([store.previous(last)?.id, store.previous(first)], [first, undefined]);
  });
});

describe('writes of a HistoryStore', () => {
  let database: DatabaseSync;
  let store: HistoryStore;
  beforeEach(() => {
    database = openMemory(historySchema);
    store = new HistoryStore(database);
  });
  afterEach(() => store.close());
  const exchange = exchangeOf('stored', { operation: 'update', requestBody: '{"a":1}' });
  const { response, ...request } = exchange;
  const shown = (of = store): unknown[] =>
    of.list({ limit: 9 }).map(({ unanswered, message }) => [unanswered, message]);

  it('about to be sent → in progress in this window, and unknown in others and after a restart', () => {
    const id = store.begin(request, ample);
    assert.deepEqual(
      [shown(), shown(new HistoryStore(database))],
      [[['sending', undefined]], [['unknown', undefined]]],
    );
    assert.equal(store.head(id)?.requestBody, '{"a":1}');
    assert.deepEqual(store.get(id)?.exchange.response.text, '');
  });
  it('its response → the same entry, as if it had been stored only now', () => {
    const id = store.begin(request, ample);
    assert.equal(store.add({ ...request, response }, ample, true, id), id);
    assert.deepEqual(store.get(id), { id, exchange, hasResponse: true });
    store.end(id, 'Too late');
    assert.deepEqual(shown(), [[undefined, 'stored']]);
  });
  it('an error after it was sent → unknown, with the reason; an error before → no entry', () => {
    store.end(store.begin(request, ample), 'Connection closed');
    assert.deepEqual(shown(), [['unknown', 'Connection closed']]);
    store.end(store.begin(request, ample));
    assert.equal(store.count(), 1);
  });
  it('deleted or cleared while it is sent → its response is stored', () => {
    const deleted = store.begin(request, ample);
    store.remove([deleted]);
    assert.equal(store.add(exchange, ample, true, deleted), deleted);
  });
  it('the previous entry → one with a response', () => {
    const answered = store.add(exchange, ample);
    store.begin(request, ample);
    assert.equal(store.previous(store.add(exchange, ample))?.id, answered);
  });
});

describe('openDatabase', () => {
  let folder: string;
  let path: string;
  const open: DatabaseSync[] = [];
  const openStore = (): HistoryStore => {
    const { database } = openDatabase(path, historySchema);
    open.push(database);
    return new HistoryStore(database);
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kapture-store-'));
    path = join(folder, 'kapture.db');
  });
  afterEach(() => {
    for (const database of open.splice(0)) if (database.isOpen) database.close();
    rmSync(folder, { recursive: true });
  });

  it('opened again → all entries, and nothing was set aside', () => {
    const store = openStore();
    store.add(exchangeOf('kept'), ample);
    store.close();
    assert.deepEqual(marks(openStore()), ['kept']);
    assert.equal(openDatabase(path, historySchema).setAside, undefined);
  });
  it('a new file → only readable by its owner', function () {
    if (process.platform === 'win32') this.skip();
    openStore().add(exchangeOf('x'), ample);
    for (const name of readdirSync(folder)) assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600, name);
  });
  it('two windows → each sees the entries of the other', () => {
    const [mine, theirs] = [openStore(), openStore()];
    const ids = [mine.add(exchangeOf('mine'), ample), theirs.add(exchangeOf('theirs'), ample)];
    assert.ok(ids[0]! < ids[1]!);
    assert.deepEqual(marks(mine), ['theirs', 'mine']);
  });
  it('four processes that open it at the same time and write 50 entries each → 200 entries', async function () {
    this.timeout(60_000);
    const writers = Array.from({ length: 4 }, () =>
      fork(new URL('writer.ts', import.meta.url), [path], { stdio: 'inherit' }),
    );
    await Promise.all(
      writers.map(async (writer) => {
        const [code] = (await once(writer, 'exit')) as [number];
        assert.equal(code, 0);
      }),
    );
    const store = openStore();
    const ids = store.list({ limit: 1000 }).map(({ id }) => id);
    assert.deepEqual([ids.length, new Set(ids).size], [200, 200]);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.includes('set-aside')),
      [],
    );
  });
  it('clear → no file contains any of it, and the files become smaller', () => {
    const store = openStore();
    for (let count = 0; count < 50; count++)
      store.add(exchangeOf('CANARY-customer', { text: `"CANARY-response ${'x'.repeat(20_000)}"` }), ample);
    store.clear();
    assert.deepEqual(marks(store), []);
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
    assert.ok(!Buffer.concat(files).includes('CANARY'));
    const other = join(folder, 'new.db');
    openDatabase(other, historySchema).database.close();
    // The size of an empty database and its log.
    assert.ok(files.reduce((sum, { length }) => sum + length, 0) < readFileSync(other).length + 100_000);
  });

  for (const [what, damage] of [
    ['is not a database', () => writeFileSync(path, 'This is not a database, whatever its name says. '.repeat(50))],
    [
      'is cut off',
      () => {
        openStore().close();
        truncateSync(path, 5000);
      },
    ],
    [
      'is a database of something else',
      () => {
        const other = new DatabaseSync(path);
        other.exec('CREATE TABLE exchange (a)');
        other.close();
      },
    ],
  ] as const) {
    it(`a file that ${what} → set aside unchanged, and a new one works`, () => {
      damage();
      const before = readFileSync(path);
      const { database, setAside: aside } = openDatabase(path, historySchema);
      open.push(database);
      assert.ok(aside !== undefined, 'it was set aside');
      assert.deepEqual(readFileSync(aside), before);
      const store = new HistoryStore(database);
      store.add(exchangeOf('new'), ample);
      assert.deepEqual(marks(store), ['new']);
      removeSetAside(path);
      assert.ok(existsSync(path) && !existsSync(aside));
    });
  }
  it('a file of another version → set aside, and a new one works', () => {
    openDatabase(path, 'CREATE TABLE yesterday (a);').database.close();
    const opened = openDatabase(path, historySchema);
    open.push(opened.database);
    assert.ok(readFileSync(opened.setAside!).includes('yesterday'));
    new HistoryStore(opened.database).add(exchangeOf('new'), ample);
    assert.deepEqual(marks(openStore()), ['new']);
  });
  it('damage that two windows find → the first sets the file aside, and the second uses the new one', () => {
    const filled = openStore();
    for (let count = 0; count < 200; count++) filled.add(exchangeOf(String(count)), ample);
    filled.close();
    const [one, other] = [openDatabase(path, historySchema), openDatabase(path, historySchema)];
    open.push(one.database, other.database);
    writeFileSync(path, readFileSync(path).fill(0xff, 8192));
    for (const { database } of [one, other]) {
      assert.throws(() => new HistoryStore(database).list({ limit: 1000 }), isDamage);
      database.close();
    }
    assert.ok(setAside(path, one.file) !== undefined);
    openStore().add(exchangeOf('of the first'), ample);
    assert.equal(setAside(path, other.file), undefined);
    assert.deepEqual(marks(openStore()), ['of the first']);
  });
  it('a new file → large pages and incremental vacuum', () => {
    const { database } = openDatabase(join(folder, 'new.db'), historySchema);
    assert.deepEqual(
      [
        database.prepare('PRAGMA page_size').get()?.['page_size'],
        database.prepare('PRAGMA auto_vacuum').get()?.['auto_vacuum'],
      ],
      [16_384, 2],
    );
    database.close();
  });
  it('damage that is only found in use → isDamage', () => {
    const store = openStore();
    for (let count = 0; count < 200; count++) store.add(exchangeOf(String(count)), ample);
    store.clear();
    for (let count = 0; count < 200; count++) store.add(exchangeOf(String(count)), ample);
    store.close();
    const bytes = readFileSync(path);
    bytes.fill(0xff, 2 * 16_384);
    writeFileSync(path, bytes);
    const broken = openStore();
    assert.throws(() => broken.list({ limit: 1000 }), isDamage);
  });
  it('a folder that does not exist → an error that is not damage', () => {
    assert.throws(
      () => openDatabase(join(folder, 'none', 'kapture.db'), historySchema),
      (error) => !isDamage(error),
    );
  });
});
