import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readlinkSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CustomerStore } from '../../../../src/kapture/store/customerStore.ts';
import { customerTables } from '../../../../src/kapture/store/customerTables.ts';
import { openDatabase } from '../../../../src/kapture/store/database.ts';
import { storedRecords, type StoredPlace } from '../../../../src/kapture/store/spoolFiles.ts';
import { StoreError } from '../../../../src/kapture/store/storeError.ts';

describe('storedRecords', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kapture-spool-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const pathOf = (spool: number): string => join(folder, `spool-${spool}`);

  /** Writes a spool file of records with commas between them. Returns their places. */
  function spool(id: number, records: readonly string[]): StoredPlace[] {
    writeFileSync(pathOf(id), records.join(','));
    let start = 0;
    return records.map((record) => {
      const place = { spool: id, start, length: Buffer.byteLength(record), text: null };
      start += place.length + 1;
      return place;
    });
  }
  const record = (id: number, length = 0): string => JSON.stringify({ id, name: 'नेहा', rest: 'x'.repeat(length) });
  const read = (places: readonly StoredPlace[]): { records: string[]; batches: number; missing: number } => {
    const [records, facts]: [string[], { batches: number; missing: number }] = [[], { batches: 0, missing: 0 }];
    for (const { bytes, spans, missing = 0 } of storedRecords(places, pathOf)) {
      for (let index = 0; index < spans.length; index += 2)
        records.push(Buffer.from(bytes).toString('utf8', spans[index], spans[index + 1]));
      facts.batches++;
      facts.missing += missing;
    }
    return { records, ...facts };
  };

  it('no places → no records', () => assert.deepEqual(read([]), { records: [], batches: 0, missing: 0 }));
  it('many records in two files and in rows → unchanged, in order, in few reads', () => {
    const one = Array.from({ length: 3000 }, (_, id) => record(id, 700));
    const two = Array.from({ length: 10 }, (_, id) => record(id, 5));
    const inRow = { spool: 0, start: 0, length: 0, text: record(99) };
    const { records, batches, missing } = read([inRow, ...spool(1, one), inRow, ...spool(2, two)]);
    assert.deepEqual(records, [inRow.text, ...one, inRow.text, ...two]);
    assert.ok(batches <= 7 && missing === 0, String(batches));
  });
  it('many records in another order than in their files → in this order, in few reads', () => {
    const all = Array.from({ length: 3000 }, (_, id) => record(id, 700));
    const places = [...spool(1, all.slice(0, 1500)), ...spool(2, all.slice(1500))];
    const shuffled = places.map((_, index) => (index * 1777) % places.length);
    const { records, batches, missing } = read(shuffled.map((index) => places[index]!));
    assert.deepEqual(
      records,
      shuffled.map((index) => all[index]!),
    );
    assert.ok(batches <= 4 && missing === 0, String(batches));
  });
  it('a few of many records → only these', () => {
    const all = Array.from({ length: 3000 }, (_, id) => record(id, 300));
    const places = spool(1, all);
    for (const some of [[0], [2999], [5, 6, 2000, 2001], [1, 100, 101, 102, 2998]]) {
      assert.deepEqual(
        read(some.map((index) => places[index]!)).records,
        some.map((index) => all[index]!),
      );
    }
  });
  it('a record that is longer than a batch → complete, as are its neighbors', () => {
    const all = [record(1), record(2, 3 << 20), record(3)];
    assert.deepEqual(read(spool(1, all)).records, all);
  });
  it('a file that is too short or partly overwritten → the intact records, and the others are counted', () => {
    const all = Array.from({ length: 100 }, (_, id) => record(id, 50));
    const places = spool(1, all);
    truncateSync(pathOf(1), places[90]!.start + 5);
    assert.deepEqual(read(places), { records: all.slice(0, 90), batches: 1, missing: 10 });
    writeFileSync(
      pathOf(1),
      all.map((text, index) => (index === 3 ? '\0'.repeat(Buffer.byteLength(text)) : text)).join(','),
    );
    assert.deepEqual(read(places), { records: all.toSpliced(3, 1), batches: 1, missing: 1 });
    truncateSync(pathOf(1), 0);
    assert.deepEqual(read(places), { records: [], batches: 1, missing: 100 });
  });
  it('a deleted file → gone', () => {
    assert.throws(
      () => read([{ spool: 7, start: 0, length: 2, text: null }]),
      (error) => StoreError.is(error, 'gone'),
    );
  });
  it('a reader that stops early → the file is closed', function () {
    // Only Linux lists the open files of a process.
    if (process.platform !== 'linux') this.skip();
    const isOpen = (): boolean =>
      readdirSync('/proc/self/fd').some((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`) === pathOf(1);
        } catch {
          // The descriptor of the listing itself is already closed.
          return false;
        }
      });
    const places = spool(
      1,
      Array.from({ length: 5000 }, (_, id) => record(id, 700)),
    );
    for (const batch of storedRecords(places, pathOf)) {
      assert.ok(batch.spans.length);
      assert.ok(isOpen());
      break;
    }
    assert.ok(!isOpen());
  });
  it('customers of a store → unchanged records, and the updated one', () => {
    const { database } = openDatabase(join(folder, 'kapture.db'), customerTables);
    const store = new CustomerStore(database, folder);
    const pull = store.begin(
      { tenant: 'Acme', connection: 'Acme', timeZone: 'Asia/Kolkata' },
      { start: '2026-01-01', end: '2026-01-02' },
      [],
    );
    const all = [record(1), record(2, 40), record(3)];
    const period = store.openPeriod(pull, { start: '2026-01-01', end: '2026-01-02' });
    const bytes = Buffer.from(all.join(','));
    period.append(
      bytes,
      spool(0, all).flatMap(({ start, length }) => [start, start + length]),
    );
    period.end();
    store.put(pull, record(2, 3));
    const places = database
      .prepare('SELECT spool, start, length, text FROM customer WHERE pull = ? ORDER BY spool, start')
      .iterate(pull.id) as Iterable<StoredPlace>;
    // The batches are copied at once, because the next batch reuses the bytes.
    const batches = Array.from(
      storedRecords(places, (id) => join(folder, `customers.spool-${id}`)),
      (batch) => ({ ...batch, bytes: Buffer.from(batch.bytes) }),
    );
    const textsOf = (chosen: typeof batches): string[] =>
      chosen.flatMap((batch) =>
        Array.from({ length: batch.spans.length / 2 }, (_, index) =>
          Buffer.from(batch.bytes.subarray(batch.spans[2 * index], batch.spans[2 * index + 1])).toString(),
        ),
      );
    assert.deepEqual(
      [textsOf(batches).toSorted(), textsOf(batches.filter(({ isFetchedSeparately }) => isFetchedSeparately))],
      [[record(1), record(2, 3), record(3)].toSorted(), [record(2, 3)]],
    );
    store.close();
    database.close();
  });
});
