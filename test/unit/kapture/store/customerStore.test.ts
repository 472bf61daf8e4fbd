import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { DateRange } from '../../../../src/kapture/dates/calendar.ts';
import { sortingsIn, type CustomerPage, type StoredPull } from '../../../../src/kapture/store/customerShapes.ts';
import { CustomerStore } from '../../../../src/kapture/store/customerStore.ts';
import { customerTables } from '../../../../src/kapture/store/customerTables.ts';
import { fileAt, openDatabase, setAside } from '../../../../src/kapture/store/database.ts';
import { StoreError } from '../../../../src/kapture/store/storeError.ts';

const zone = 'Asia/Kolkata';
const day = (number: number): { start: string; end: string } => ({
  start: `2026-11-0${number}`,
  end: `2026-11-0${number}`,
});
const range = { start: '2026-11-01', end: '2026-11-03' };

function recordOf(id: number, fields: object = {}): string {
  return JSON.stringify({ id, name: `Name ${id}`, generationDate: `2026-11-0${(id % 3) + 1} 10:00:00`, ...fields });
}

/** Records in the form in which the splitter returns them. */
function batch(...records: readonly string[]): [Buffer, number[]] {
  const before = '{"message":[';
  const spans: number[] = [];
  let at = before.length;
  for (const record of records) {
    spans.push(at, (at += Buffer.byteLength(record)));
    at += 1;
  }
  return [Buffer.from(before + records.join(',')), spans];
}

describe('CustomerStore', () => {
  let folder: string;
  let database: DatabaseSync;
  let store: CustomerStore;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kapture-customers-'));
    ({ database } = openDatabase(join(folder, 'kapture.db'), customerTables));
    store = new CustomerStore(database, folder);
  });
  afterEach(() => {
    store.close();
    database.close();
    rmSync(folder, { recursive: true });
  });
  const begin = (connection = 'Acme', periods = [day(1)]): StoredPull =>
    store.begin({ tenant: connection, connection, timeZone: zone }, range, periods);
  /** Begins a pull of another range than `begin`. */
  const beginOther = (periods = [day(1)]): StoredPull =>
    store.begin(
      { tenant: 'Acme', connection: 'Acme', timeZone: zone },
      { start: '2026-10-01', end: '2026-11-09' },
      periods,
    );
  const completePull = (...records: readonly string[]): StoredPull => {
    const pull = begin();
    const period = store.openPeriod(pull, day(1));
    period.append(...batch(...records));
    period.end();
    store.end(pull.id);
    return pull;
  };
  const ids = (pull: StoredPull, page: Partial<CustomerPage> = {}): string[] =>
    store.page(pull.id, { limit: 100, ...page }).map(({ id }) => id);
  const sweep = (): void => {
    while (store.sweep());
  };
  const spools = (): number => readdirSync(folder).filter((name) => name.includes('spool')).length;

  it('an empty store → no pulls, customers and records', () =>
    assert.deepEqual(
      [store.last('Acme'), store.count(1), store.page(1, { limit: 9 }), store.record(1, '1'), store.bytesOnDisk],
      [undefined, 0, [], undefined, 0],
    ));
  it('a record → its row, and its unchanged bytes', () => {
    const text =
      '{"id": 12345678901234567890, "name": "हर \u{1F600}", "remarks": "raw\nbreak", "n": 0.0, "contacts": [{"phone": "98"}, {}]}';
    const pull = completePull(recordOf(1), text, recordOf(3));
    assert.deepEqual(store.find(pull.id, '12345678901234567890'), {
      id: '12345678901234567890',
      name: 'हर \u{1F600}',
      subject: '',
      phone: '',
      contactPhone: '98',
      email: '',
      code: '',
      city: '',
      agent: '',
      status: '',
      source: '',
      createdAt: undefined,
      enquiries: 0,
      contacts: 2,
    });
    assert.equal(store.record(pull.id, '12345678901234567890')?.toString(), text);
    assert.equal(store.record(pull.id, '3')?.toString(), recordOf(3));
  });
  it('a customer of two periods → belongs to the complete one, regardless of later attempts of the other', () => {
    const pull = begin();
    const one = store.openPeriod(pull, day(1));
    one.append(...batch(recordOf(7)));
    one.end();
    const other = store.openPeriod(pull, day(2));
    other.append(...batch(recordOf(7, { name: 'Newer' }), recordOf(8)));
    other.end({ error: 'reset' });
    store.openPeriod(pull, day(2)).end();
    assert.deepEqual([ids(pull), store.find(pull.id, '7')?.name], [['7'], 'Newer']);
  });
  it('records for an ended pull → gone, and they are not in another file', () => {
    const pull = begin();
    const period = store.openPeriod(pull, day(1));
    period.append(...batch(recordOf(1)));
    store.end(pull.id);
    const other = begin();
    store.openPeriod(other, day(1)).append(...batch(recordOf(2)));
    assert.throws(
      () => period.append(...batch(recordOf(3))),
      (error) => StoreError.is(error, 'gone'),
    );
    assert.equal(store.record(other.id, '2')?.toString(), recordOf(2));
  });
  it('records that are not JSON or have no id → counted separately, and not stored', () => {
    const pull = begin();
    assert.deepEqual(store.openPeriod(pull, day(1)).append(...batch(recordOf(1), '{"id":2,}', '{"name":"x"}')), {
      stored: 1,
      unreadable: 1,
      withoutId: 1,
      outside: 0,
    });
    assert.deepEqual([ids(pull), store.periods(pull.id)[0]?.records], [['1'], 3]);
  });
  it('customers → groups, filters, sortings and pages', () => {
    const pull = completePull(
      recordOf(1, {
        city: 'Pune',
        assignedToName: 'Neem',
        currentStatus: 'N',
        contacts: [{ contactPerson: 'Zoya', phone: '99' }],
      }),
      recordOf(2, { city: 'Pune', name: 'asha 100%' }),
      recordOf(3, { city: 'Agra', name: 'Bo' }),
      recordOf(4, { city: '', name: 'C_D' }),
    );
    assert.deepEqual(store.groups(pull.id, 'day'), [
      { key: '2026-11-03', count: 1 },
      { key: '2026-11-02', count: 2 },
      { key: '2026-11-01', count: 1 },
    ]);
    assert.deepEqual(store.groups(pull.id, 'city'), [
      { key: '', count: 1 },
      { key: 'Agra', count: 1 },
      { key: 'Pune', count: 2 },
    ]);
    assert.deepEqual(store.groups(pull.id, 'agent', 'PUNE'), [
      { key: '', count: 1 },
      { key: 'Neem', count: 1 },
    ]);
    assert.deepEqual(ids(pull), ['2', '4', '1', '3']);
    assert.deepEqual(Object.fromEntries(sortingsIn('customer').map((sort) => [sort, ids(pull, { sort }).join('')])), {
      newest: '2413',
      oldest: '3142',
      name: '2341',
      nameDescending: '1432',
      city: '4312',
      cityDescending: '2134',
      agent: '2341',
      agentDescending: '1432',
    });
    assert.deepEqual(ids(pull, { sort: 'oldest', limit: 2, offset: 1 }), ['1', '4']);
    assert.deepEqual(ids(pull, { limit: 2, offset: 1 }), ['4', '1']);
    assert.deepEqual(ids(pull, { group: { by: 'day', key: '2026-11-02' } }), ['4', '1']);
    assert.deepEqual(
      ['zoya', ' 99 ', '100%', '%', '_', '\\', 'unknown', 'neem  pune', '100% asha', 'neem agra'].map((filter) =>
        ids(pull, { filter }),
      ),
      [['1'], ['1'], ['2'], ['2'], ['4'], [], [], ['1'], ['2'], []],
    );
  });
  it('a name with NUL → its other fields are found', () => {
    const pull = begin();
    const writer = store.openPeriod(pull, day(1));
    writer.append(...batch(recordOf(1, { name: 'Asha\0Rao', city: 'Pune' })));
    writer.end();
    assert.deepEqual([store.count(pull.id, 'pune'), store.count(pull.id, 'rao')], [1, 1]);
    assert.equal(store.find(pull.id, '1')?.name, 'Asha\0Rao');
  });

  it('a customer of two periods → stored once', () => {
    const pull = begin('Acme', [day(1), day(2)]);
    for (const number of [1, 2])
      store.openPeriod(pull, day(number)).append(...batch(recordOf(7, { city: `City ${number}` })));
    assert.deepEqual([store.count(pull.id), store.find(pull.id, '7')?.city], [1, 'City 2']);
  });
  it('another attempt of a period → its customers are replaced when it is complete, not before', () => {
    const pull = begin('Acme', [day(1), day(2)]);
    for (const [number, records] of [
      [1, [recordOf(1), recordOf(2)]],
      [2, [recordOf(3)]],
    ] as const) {
      const period = store.openPeriod(pull, day(number));
      period.append(...batch(...records));
      period.end();
    }
    const failing = store.openPeriod(pull, day(1));
    failing.append(...batch(recordOf(2, { city: 'new' })));
    failing.end({ error: 'reset' });
    assert.deepEqual([ids(pull, { sort: 'name' }), store.find(pull.id, '2')?.city], [['1', '2', '3'], 'new']);
    assert.deepEqual(
      store.periods(pull.id).map(({ isDone, failure }) => [isDone, failure]),
      [
        [true, undefined],
        [false, { error: 'reset' }],
      ],
    );
    const good = store.openPeriod(pull, day(1));
    good.append(...batch(recordOf(2), recordOf(4)));
    good.end();
    assert.deepEqual(ids(pull, { sort: 'name' }), ['2', '3', '4']);
    assert(store.periods(pull.id).every(({ isDone }) => isDone));
  });
  it('a failure with dropRecords → the records are deleted', () => {
    const pull = begin();
    const period = store.openPeriod(pull, day(1));
    period.append(...batch(recordOf(1)));
    period.end({ status: 200 }, { dropRecords: true });
    assert.deepEqual(ids(pull), []);
  });
  it('the process is killed during a period → its records are stored, and the period is missing', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'killedWriter.ts'), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.stdout.resume();
    child.kill('SIGKILL');
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    if (process.platform !== 'win32') assert.deepEqual([code, signal], [null, 'SIGKILL']);
    const pull = store.last('Killed')!;
    const count = store.count(pull.id);
    assert.deepEqual(
      [pull.endedAt, store.periods(pull.id).map(({ isDone, records }) => [isDone, records])],
      [
        undefined,
        [
          [true, 50],
          [false, count - 50],
        ],
      ],
    );
    // The count shows that only complete batches of unchanged records were stored.
    assert(count >= 100 && count % 50 === 0);
    for (let id = 1; id <= count; id++)
      assert.equal(store.record(pull.id, String(id))?.toString(), `{"id":${id},"name":"${'x'.repeat(1000)}"}`);
  });
  it('put → replaces the record with the same id in one pull', () => {
    const pull = completePull(recordOf(1), recordOf(2));
    assert.equal(store.put(pull, '{"id":1,"name":"Changed"}'), true);
    assert.deepEqual(
      [store.find(pull.id, '1')?.name, store.record(pull.id, '1')?.toString(), store.count(pull.id)],
      ['Changed', '{"id":1,"name":"Changed"}', 2],
    );
    assert.equal(store.put(pull, 'x'), false);
  });
  it('put → the record as it was pulled can still be read, until a later attempt pulls it again', async () => {
    const pull = completePull(recordOf(1), recordOf(2));
    const pulled = (id: string): string | undefined => store.pulledRecord(pull.id, id)?.toString();
    for (const name of ['Once', 'Twice']) store.put(pull, recordOf(1, { name }));
    store.put(pull, recordOf(3));
    assert.deepEqual(
      [pulled('1'), pulled('2'), pulled('3'), pulled('4')],
      [recordOf(1), recordOf(2), undefined, undefined],
    );
    assert.equal(store.record(pull.id, '1')?.toString(), recordOf(1, { name: 'Twice' }));
    for (const putAt = Date.now(); Date.now() === putAt;)
      await new Promise<void>((resolve) => void setImmediate(resolve));
    attempt(pull, day(1), [recordOf(1, { name: 'Newer' })]);
    assert.equal(pulled('1'), recordOf(1, { name: 'Newer' }));
  });
  it('put during an attempt → stays, because the records of the attempt are older; a later attempt replaces it', async () => {
    const pull = begin();
    const writer = store.openPeriod(pull, day(1));
    writer.append(...batch(recordOf(1, { name: 'Older' })));
    for (const id of [1, 2]) store.put(pull, recordOf(id, { name: 'Got' }));
    writer.append(...batch(recordOf(2, { name: 'Older' }), recordOf(3)));
    writer.end({ error: 'reset' });
    assert.deepEqual(
      ['1', '2', '3'].map((id) => store.find(pull.id, id)?.name),
      ['Got', 'Got', 'Name 3'],
    );
    // The loop waits for the next millisecond, because times are compared in milliseconds.
    for (const putAt = Date.now(); Date.now() === putAt;)
      await new Promise<void>((resolve) => void setImmediate(resolve));
    attempt(pull, day(1), [recordOf(1, { name: 'Newer' }), recordOf(2, { name: 'Newer' })]);
    assert.deepEqual(ids(pull).sort(), ['1', '2']);
    assert.deepEqual(
      ['1', '2'].map((id) => store.find(pull.id, id)?.name),
      ['Newer', 'Newer'],
    );
  });
  /** One attempt of a period. */
  const attempt = (
    pull: StoredPull,
    period: DateRange,
    records: readonly string[],
    failure?: object,
    options?: { dropRecords: boolean },
  ): void => {
    const writer = store.openPeriod(pull, period);
    if (records.length) writer.append(...batch(...records));
    writer.end(failure, options);
  };
  const [late, early] = [
    { start: '2026-11-01 12:00:00', end: '2026-11-01 23:59:59' },
    { start: '2026-11-01 00:00:00', end: '2026-11-01 11:59:59' },
  ];
  const halved = (): StoredPull => {
    const pull = begin();
    attempt(pull, day(1), [recordOf(1), recordOf(2), recordOf(3)], { limited: 3 });
    store.replacePeriods(pull.id, [day(1)], [late, early]);
    return pull;
  };
  it('a period replaced by its halves → the records stay, and the halves are missing', () => {
    const pull = halved();
    assert.deepEqual(
      [store.periods(pull.id).map(({ period, isDone }) => [period, isDone]), ids(pull, { sort: 'name' })],
      [
        [
          [late, false],
          [early, false],
        ],
        ['1', '2', '3'],
      ],
    );
  });
  it('one half fails → the records of the whole period stay', () => {
    const pull = halved();
    attempt(pull, late, [], { status: 200 }, { dropRecords: true });
    assert.deepEqual(ids(pull, { sort: 'name' }), ['1', '2', '3']);
  });
  it('records without an id → counted per attempt', () => {
    const pull = begin('Acme', [day(2), day(1)]);
    attempt(pull, day(1), ['{"name":"Asha"}', recordOf(1)], { error: 'reset' });
    attempt(pull, day(1), ['{"name":"Asha"}', '{"name":"Ravi"}', recordOf(1)]);
    assert.deepEqual(
      store.periods(pull.id).map(({ records, withoutId }) => [records, withoutId]),
      [
        [0, 0],
        [3, 2],
      ],
    );
  });
  it('periods are replaced → all their records stay, also those that the others lack', () => {
    const pull = halved();
    attempt(pull, late, [recordOf(3)]);
    attempt(pull, early, [recordOf(1, { city: 'Pune' })]);
    assert.deepEqual(
      [ids(pull, { sort: 'name' }), store.find(pull.id, '1')?.city, store.periods(pull.id).map(({ isDone }) => isDone)],
      [['1', '2', '3'], 'Pune', [true, true]],
    );
  });
  it('an ended pull continues → counts as running until it ends again', () => {
    const old = begin();
    attempt(old, day(1), [recordOf(1)], { error: 'reset' });
    store.end(old.id);
    const writer = store.openPeriod(old, day(1));
    assert.equal(store.last('Acme')?.endedAt, undefined);
    const other = begin('Other');
    store.end(other.id);
    store.prune({ before: Date.now() + 1000, bytes: 1 });
    assert.deepEqual([store.last('Acme')?.id, store.last('Other')], [old.id, undefined]);
    writer.append(...batch(recordOf(2)));
    writer.end();
    store.end(old.id);
    assert.ok(store.last('Acme')?.endedAt !== undefined);
    assert.deepEqual(ids(old), ['2']);
  });
  it('pulls that begin at the same time, one of them cleared → different ids', () => {
    const now = Date.now;
    Date.now = () => 1_800_000_000_000;
    try {
      const first = begin();
      store.clear();
      assert.ok(begin().id > first.id);
    } finally {
      Date.now = now;
    }
  });

  it('a pull with customers → the last at once; when it ends, the old one and its file are deleted; one of another connection stays', () => {
    const old = completePull(recordOf(1));
    const other = begin('Other');
    store.openPeriod(other, day(1)).append(...batch(recordOf(5)));
    const next = beginOther([day(1), day(2)]);
    assert.equal(store.last('Acme')?.id, old.id);
    attempt(next, day(1), [recordOf(2)]);
    assert.deepEqual([store.last('Acme')?.id, store.count(old.id)], [next.id, 1]);
    attempt(next, day(2), [], { error: 'reset' });
    store.end(next.id);
    sweep();
    assert.deepEqual(
      [store.last('Acme')?.id, store.count(old.id), store.count(other.id), spools(), store.periods(next.id).length],
      [next.id, 0, 1, 2, 2],
    );
  });
  it('another pull without a result → removed when it ends, and the old one is the last again', () => {
    const old = completePull(recordOf(1));
    const next = begin();
    attempt(next, day(1), [], { error: 'unreachable' });
    store.end(next.id);
    assert.deepEqual([store.last('Acme')?.id, ids(old), store.periods(next.id), spools()], [old.id, ['1'], [], 1]);
  });
  it('only pulls without a result → the last one stays with its failure', () => {
    for (const error of ['one', 'two']) {
      const pull = begin();
      attempt(pull, day(1), [], { error });
      store.end(pull.id);
    }
    assert.deepEqual(
      [
        store.periods(store.last('Acme')!.id)[0]?.failure,
        database.prepare('SELECT count(*) AS n FROM pull').get()!['n'],
      ],
      [{ error: 'two' }, 1],
    );
  });
  it('another pull while one is running → both continue, and the newest stays', () => {
    const first = begin();
    const writer = store.openPeriod(first, day(1));
    writer.append(...batch(recordOf(1)));
    const second = begin();
    attempt(second, day(1), [recordOf(3)]);
    writer.append(...batch(recordOf(2)));
    assert.equal(store.count(first.id), 2);
    store.end(second.id);
    assert.deepEqual(ids(first).length, 2);
    store.end(first.id);
    sweep();
    assert.deepEqual([store.count(first.id), store.last('Acme')?.id, ids(second)], [0, second.id, ['3']]);
  });
  it('clear → no file contains any of it', () => {
    const pull = completePull(recordOf(1, { name: 'CANARY', city: 'CANARY' }), recordOf(2));
    store.put(pull, recordOf(2, { name: 'CANARY' }));
    const withCanary = (): string[] =>
      readdirSync(folder)
        .filter((name) => readFileSync(join(folder, name)).includes('CANARY'))
        .map((name) => name.replace(/\d+$/, ''))
        .sort();
    assert.deepEqual(withCanary(), ['customers.spool-', 'kapture.db-wal']);
    database.exec('PRAGMA wal_checkpoint(PASSIVE)');
    assert.deepEqual(withCanary(), ['customers.spool-', 'kapture.db', 'kapture.db-wal']);
    store.clear('Acme');
    assert.deepEqual([store.last('Acme'), spools(), store.bytesOnDisk, withCanary()], [undefined, 0, 0, []]);
  });
  const large = (id: number): string => recordOf(id, { name: 'x'.repeat(100_000), generationDate: '' });
  it('kept → the customers of a tenant or of all tenants, each counted once', () => {
    for (const tenant of ['Acme', 'Acme', 'Other']) {
      const pull = begin(tenant);
      store.openPeriod(pull, day(1)).append(...batch(large(1), large(2)));
      store.end(pull.id);
    }
    const [acme, other, all] = [store.kept('Acme'), store.kept('Other'), store.kept()];
    assert.deepEqual(
      [acme.records, other.records, all.records, store.kept('None')],
      [2, 2, 4, { records: 0, bytes: 0 }],
    );
    assert.ok(other.bytes > 200_000 && all.bytes === store.bytesOnDisk && acme.bytes + other.bytes <= all.bytes);
  });
  it('prune → removes old pulls, and the oldest while there is too much', () => {
    for (const connection of ['A', 'B', 'C']) {
      const pull = begin(connection);
      store.openPeriod(pull, day(1)).append(...batch(large(1)));
      store.end(pull.id);
    }
    const all = store.bytesOnDisk;
    store.prune({ before: 0, bytes: all });
    assert.equal(spools(), 3);
    store.prune({ before: 0, bytes: all - 1 });
    assert.deepEqual(
      ['A', 'B', 'C'].map((connection) => store.last(connection) !== undefined),
      [false, true, true],
    );
    store.prune({ before: 0, bytes: 1 });
    assert.deepEqual([spools(), store.last('C') !== undefined], [1, true]);
    database.exec('UPDATE pull SET started_at = 5');
    store.prune({ before: 6, bytes: 1e9 });
    assert.deepEqual([spools(), store.last('C')], [0, undefined]);
  });
  it('more than the limit → the oldest ended pulls are removed, then an error, and stored records are unchanged', () => {
    store.limit(1_250_000);
    for (const connection of ['B', 'C']) {
      const pull = begin(connection);
      attempt(pull, day(1), [large(1)]);
      store.end(pull.id);
    }
    const pull = begin('A');
    const writer = store.openPeriod(pull, day(1));
    const left: string[] = [];
    let stored = 0;
    assert.throws(
      () => {
        for (let id = 1; id < 100; id++) {
          writer.append(...batch(large(id)));
          stored++;
          left.push(['A', 'B', 'C'].filter((connection) => store.last(connection)).join(''));
        }
      },
      (error) => StoreError.is(error, 'limit'),
    );
    assert.deepEqual([[...new Set(left)], spools()], [['ABC', 'AC', 'A'], 1]);
    assert(stored >= 3 && store.bytesOnDisk <= 1_350_000 && store.bytesOnDisk > 950_000);
    assert.deepEqual(
      [store.count(pull.id), store.record(pull.id, String(stored))?.length],
      [stored, large(stored).length],
    );
    store.limit(2_000_000);
    writer.append(...batch(large(stored + 1)));
    assert.equal(store.count(pull.id), stored + 1);
  });
  const used = (): number =>
    Number(
      database
        .prepare(
          'SELECT (page_count - freelist_count) * page_size AS n FROM pragma_page_count, pragma_freelist_count, pragma_page_size',
        )
        .get()!['n'],
    );
  const rowBytesOf = ({ id }: StoredPull): number =>
    Number(database.prepare('SELECT sum(row_bytes) AS n FROM spool WHERE pull = ?').get(id)!['n']);
  it('put → its size counts for its pull, in pages', () => {
    const pull = completePull(recordOf(1));
    const [before, usedBefore] = [store.bytesOf(pull.id), used()];
    store.put(pull, large(2));
    assert.equal(store.bytesOf(pull.id) - before, used() - usedBefore);
    assert(used() > usedBefore + large(2).length);
  });
  it('put before any record, then pulled; a pull that continues in another file → counted once', () => {
    const usedBefore = used();
    const pull = begin();
    store.put(pull, large(1));
    attempt(pull, day(1), [recordOf(1)], { error: 'reset' });
    store.end(pull.id);
    attempt(pull, day(1), [recordOf(2)]);
    store.put(pull, large(3));
    assert.equal(rowBytesOf(pull), used() - usedBefore);
  });
  it('several attempts with different records → the size of the last one counts', () => {
    const pull = begin();
    for (let time = 0; time < 5; time++)
      attempt(
        pull,
        day(1),
        Array.from({ length: 20 }, (_, index) => large(time * 100 + index)),
      );
    const alone = begin('Other');
    attempt(
      alone,
      day(1),
      Array.from({ length: 20 }, (_, index) => large(400 + index)),
    );
    const [five, one] = [rowBytesOf(pull), rowBytesOf(alone)];
    assert(five > 0 && five < one * 1.2, `${five}, ${one}`);
  });
  it('put without room → an error for a new record, and a replacement for an existing one', () => {
    const pull = completePull(recordOf(1));
    store.limit(store.bytesOnDisk + 50_000);
    assert.throws(
      () => store.put(pull, large(2)),
      (error) => StoreError.is(error, 'limit'),
    );
    store.put(pull, recordOf(1, { name: 'x'.repeat(60_000) }));
    assert.deepEqual([ids(pull), store.find(pull.id, '1')?.name.length], [['1'], 60_000]);
  });
  it('many records → their size in the database counts, in pages', () => {
    const before = used();
    const records = Array.from({ length: 2000 }, (_, index) => recordOf(index + 1));
    completePull(...records);
    const spooled = statSync(
      join(
        folder,
        readdirSync(folder).find((name) => name.includes('spool'))!,
      ),
    ).size;
    assert.equal(store.bytesOnDisk - spooled, used() - before);
    assert.deepEqual([store.bytesOf(store.last('Acme')!.id), store.bytesOf(1)], [store.bytesOnDisk, 0]);
    assert(store.bytesOnDisk - spooled > 100_000);
  });
  it('swept rows of a replaced pull → the database becomes smaller once no pull is running', () => {
    completePull(...Array.from({ length: 5000 }, (_, index) => recordOf(index + 1)));
    const pull = begin();
    attempt(pull, day(1), [recordOf(1)]);
    const pages = (): number => Number(database.prepare('PRAGMA page_count').get()!['page_count']);
    const before = pages();
    sweep();
    assert.equal(pages(), before);
    store.end(pull.id);
    sweep();
    assert.equal(database.prepare('PRAGMA freelist_count').get()!['freelist_count'], 0);
    assert(statSync(join(folder, 'kapture.db')).size < (before * 16_384) / 2);
  });
  it('a running pull that was cleared → an error, and no records are stored', () => {
    const pull = begin();
    const writer = store.openPeriod(pull, day(1));
    store.clear();
    for (const work of [
      () => writer.append(...batch(recordOf(1))),
      () => store.put(pull, recordOf(2)),
      () => store.openPeriod(pull, day(2)),
      () => store.replacePeriods(pull.id, [day(1)], [late, early]),
    ])
      assert.throws(work, (error) => StoreError.is(error, 'gone'));
    assert.equal(store.count(pull.id), 0);
  });
  it('a large pull is replaced → its rows, and no others, are deleted in steps', () => {
    const records = Array.from({ length: 12_000 }, (_, index) => recordOf(index + 1));
    const old = completePull(...records);
    const other = begin('Other');
    store.openPeriod(other, day(1)).append(...batch(recordOf(5)));
    const next = begin();
    attempt(next, day(1), []);
    store.end(next.id);
    const left: number[] = [];
    while (store.sweep()) left.push(store.count(old.id));
    assert.deepEqual([left, store.count(other.id), store.last('Acme')?.id], [[7000, 2000, 0], 1, next.id]);
  });
  it('a phone of the customer and one of the contact → both are stored, and found by a filter', () => {
    const pull = completePull(
      recordOf(1, { companyPhone: '9874563725', contacts: [{ phone: '8978783457' }] }),
      recordOf(2, { contacts: [{ phone: '9000000002' }] }),
    );
    assert.deepEqual(
      ['9874563725', '8978783457', '9000000002'].map((filter) =>
        store.page(pull.id, { filter, limit: 9 }).map(({ id, phone, contactPhone }) => [id, phone, contactPhone]),
      ),
      [[['1', '9874563725', '8978783457']], [['1', '9874563725', '8978783457']], [['2', '', '9000000002']]],
    );
  });
  it('another process sets the database aside during a call → the records of its new database stay', function () {
    // Windows cannot rename open files.
    if (process.platform === 'win32') this.skip();
    const path = join(folder, 'kapture.db');
    const file = fileAt(path);
    const late = new CustomerStore(database, folder, undefined, () => fileAt(path) === file);
    // This call opens the log of the database.
    late.prune({ before: 0, bytes: 1e9 });
    setAside(path, file);
    const { database: opened } = openDatabase(path, customerTables);
    const other = new CustomerStore(opened, folder);
    try {
      const pull = other.begin({ tenant: 'Other', connection: 'Other', timeZone: zone }, range, [day(1)]);
      other.openPeriod(pull, day(1)).append(...batch(recordOf(1)));
      late.prune({ before: 0, bytes: 1e9 });
      assert.equal(other.record(pull.id, '1')?.toString(), recordOf(1));
    } finally {
      other.close();
      opened.close();
    }
  });
  it('a spool file that is too short → gone, not other bytes', () => {
    const pull = completePull(recordOf(1), recordOf(2));
    truncateSync(
      join(
        folder,
        readdirSync(folder).find((name) => name.includes('spool'))!,
      ),
      40,
    );
    assert.throws(
      () => store.record(pull.id, '2'),
      (error) => StoreError.is(error, 'gone'),
    );
  });
  it('a full disk → full, and stored records are complete', async function () {
    if (process.platform === 'win32') this.skip();
    // The shell limits the size of each file to 600 kB.
    const child = spawn(
      'bash',
      ['-c', 'ulimit -f 600; exec "$0" "$@"', process.execPath, join(import.meta.dirname, 'fillingWriter.ts'), folder],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    await once(child, 'close');
    const { reason, stored } = JSON.parse(output) as { reason: string; stored: number };
    const pull = store.last('Full')!;
    assert.deepEqual([reason, store.count(pull.id)], ['full', stored]);
    assert(stored > 0);
    assert.equal(store.record(pull.id, String(stored))?.length, 10_000);
  });
  it('two processes that pull from the same tenant at the same time → both continue, and the newest is shown and complete', async () => {
    const children = [1, 2].map(() =>
      spawn(process.execPath, [join(import.meta.dirname, 'pullingWriter.ts'), folder, 'Same'], {
        stdio: ['ignore', 'inherit', 'inherit'],
      }),
    );
    assert.deepEqual(
      (await Promise.all(children.map((child) => once(child, 'close')))).map(([code]) => code as number),
      [0, 0],
    );
    const newest = store.last('Same')!;
    assert.deepEqual(
      [store.count(newest.id), store.record(newest.id, '5000')?.toString()],
      [5000, '{"id":5000,"name":"Same"}'],
    );
    store.end(newest.id);
    sweep();
    assert.deepEqual([database.prepare('SELECT count(*) AS n FROM customer').get()?.['n'], spools()], [5000, 1]);
  });
  it('two processes that pull from different tenants at the same time → both pulls are complete', async () => {
    const children = ['One', 'Two'].map((connection) =>
      spawn(process.execPath, [join(import.meta.dirname, 'pullingWriter.ts'), folder, connection], {
        stdio: ['ignore', 'inherit', 'inherit'],
      }),
    );
    assert.deepEqual(
      (await Promise.all(children.map((child) => once(child, 'close')))).map(([code]) => code as number),
      [0, 0],
    );
    for (const connection of ['One', 'Two']) {
      const pull = store.last(connection)!;
      assert.equal(store.count(pull.id), 5000);
      assert.equal(store.record(pull.id, '4321')?.toString(), `{"id":4321,"name":"${connection}"}`);
    }
  });
});
