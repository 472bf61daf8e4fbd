import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredPull } from '../../../../src/kapture/store/customerShapes.ts';
import { customerTables } from '../../../../src/kapture/store/customerTables.ts';
import { fileAt, openDatabase, setAside } from '../../../../src/kapture/store/database.ts';
import type { AsyncStore, StoreCalls } from '../../../../src/kapture/store/storeWorker.ts';
import { StoreError } from '../../../../src/kapture/store/storeError.ts';
import { startStoreThread, type StoreThread } from '../../../../src/kapture/store/storeThread.ts';

const day = { start: '2026-11-01', end: '2026-11-01' };
const record = (id: number): [Uint8Array<ArrayBuffer>, number[]] => {
  const bytes = new TextEncoder().encode(`{"id":${id}}`);
  return [bytes, [0, bytes.length]];
};
const acme = { tenant: 'Acme', connection: 'Acme', timeZone: 'Asia/Kolkata' };

/** A pull with a number of customers. */
async function fill(store: AsyncStore, count: number): Promise<StoredPull> {
  const pull = await store.begin(acme, day, [day]);
  const period = await store.openPeriod(pull, day);
  const records = Array.from({ length: count }, (_, index) => `{"id":${index + 1},"name":"${'x'.repeat(200)}"}`);
  let at = 0;
  const spans = records.flatMap(({ length }) => [at, (at += length)]);
  await store.append(period, new TextEncoder().encode(records.join('')), spans);
  await store.endPeriod(period);
  await store.end(pull.id);
  return pull;
}

describe('startStoreThread', () => {
  let folder: string;
  let path: string;
  let thread: StoreThread<StoreCalls>;
  let reported: string[];
  const start = (): StoreThread<StoreCalls> =>
    startStoreThread<StoreCalls>(
      new URL('../../../../src/kapture/store/storeWorker.ts', import.meta.url),
      path,
      (file) => reported.push(file),
    );
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kapture-thread-'));
    path = join(folder, 'kapture.db');
    reported = [];
    thread = start();
  });
  afterEach(async () => {
    await thread.close();
    rmSync(folder, { recursive: true });
  });

  it('the database is set aside while a period is open → that period is gone, and its records are not in another pull', async function () {
    // Windows cannot rename open files.
    if (process.platform === 'win32') this.skip();
    const { store } = thread;
    const lost = await store.begin({ tenant: 'Lost', connection: 'Lost', timeZone: 'Asia/Kolkata' }, day, [day]);
    const period = await store.openPeriod(lost, day);
    setAside(path, fileAt(path));
    const other = await store.begin({ tenant: 'Other', connection: 'Other', timeZone: 'Asia/Kolkata' }, day, [day]);
    const open = await store.openPeriod(other, day);
    for (const late of [() => store.append(period, ...record(1)), () => store.endPeriod(period)])
      await assert.rejects(late, (error) => StoreError.is(error, 'gone'));
    await store.append(open, ...record(2));
    assert.deepEqual(
      (await store.page(other.id, { limit: 9 })).map(({ id }) => id),
      ['2'],
    );
  });
  it('the database is recreated → the limit also applies to it', async function () {
    if (process.platform === 'win32') this.skip();
    const { store } = thread;
    await store.limit(5);
    await store.begin({ tenant: 'Lost', connection: 'Lost', timeZone: 'Asia/Kolkata' }, day, [day]);
    setAside(path, fileAt(path));
    const period = await store.openPeriod(
      await store.begin({ tenant: 'Acme', connection: 'Acme', timeZone: 'Asia/Kolkata' }, day, [day]),
      day,
    );
    await assert.rejects(store.append(period, ...record(1)), (error) => StoreError.is(error, 'limit'));
  });
  it('a pull that replaced another ends → rows of the other are deleted automatically', async () => {
    const { store } = thread;
    const reader = openDatabase(path, customerTables).database;
    const left = (): unknown => reader.prepare('SELECT count(*) AS n FROM customer').get()!['n'];
    for (const id of [1, 2]) {
      const pull = await store.begin({ tenant: 'Acme', connection: 'Acme', timeZone: 'Asia/Kolkata' }, day, [day]);
      const period = await store.openPeriod(pull, day);
      await store.append(period, ...record(id));
      await store.endPeriod(period);
      await store.end(pull.id);
    }
    // Rows are deleted between calls.
    while (left() !== 1) await store.last('Acme');
    reader.close();
  });
  it('append to an ended period → an error', async () => {
    const { store } = thread;
    const period = await store.openPeriod(
      await store.begin({ tenant: 'Acme', connection: 'Acme', timeZone: 'Asia/Kolkata' }, day, [day]),
      day,
    );
    await store.endPeriod(period);
    await assert.rejects(store.append(period, ...record(1)), (error) => StoreError.is(error, 'gone'));
  });
  it('a file that is not a database → set aside and reported, and a new one is used', async () => {
    writeFileSync(path, 'This is not a database. '.repeat(2000));
    const pull = await thread.store.begin(acme, day, [day]);
    assert.deepEqual([(await thread.store.last('Acme'))?.id, reported.length], [pull.id, 1]);
    assert.match(readFileSync(reported[0]!, 'utf8'), /^This is not a database/);
  });
  it('damaged pages → the same, and the call that finds them is repeated with the new one', async function () {
    if (process.platform === 'win32') this.skip();
    await fill(thread.store, 3000);
    await thread.finish();
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0xff, 2 * 16_384));
    const { store } = (thread = start());
    await store.limit(1e9);
    await store.prune({ before: 1, bytes: 1e9 });
    const pull = await fill(store, 3);
    assert.deepEqual([await store.count(pull.id), (await store.last('Acme'))?.id, reported.length], [3, pull.id, 1]);
    assert.equal(readFileSync(reported[0]!).length, bytes.length);
  });
  describe('spool files of a damaged database', () => {
    const withRecords = (): string[] =>
      readdirSync(folder).filter((name) => name.includes('spool') && readFileSync(join(folder, name)).includes('"id"'));
    const overwrite = (): void => {
      // A file that a thread has mapped must keep its length.
      for (const name of readdirSync(folder).filter((file) => file.startsWith('kapture.db')))
        writeFileSync(join(folder, name), 'no database '.repeat(2000), { flag: 'r+' });
    };

    it('damage found on opening → they are renamed with the file, and the end of another pull deletes none', async () => {
      await fill(thread.store, 3);
      await thread.finish();
      overwrite();
      const { store } = (thread = start());
      await store.prune({ before: 1, bytes: 1e9 });
      assert.equal(withRecords().length, 1);
      assert.ok(join(folder, withRecords()[0]!).startsWith(reported[0]!), 'next to the database that was set aside');
      await fill(store, 3);
      assert.equal(withRecords().length, 2);
    });
    it('damage found while another window pulls → the files of both are renamed, and deleted with what was set aside', async function () {
      // Windows cannot rename open files.
      if (process.platform === 'win32') this.skip();
      await fill(thread.store, 3);
      const other = start();
      try {
        const period = await other.store.openPeriod(await other.store.begin(acme, day, [day]), day);
        await other.store.append(period, ...record(1));
        overwrite();
        await thread.store.prune({ before: 1, bytes: 1e9 });
        const moved = withRecords();
        assert.deepEqual([moved.length, moved.every((name) => join(folder, name).startsWith(reported[0]!))], [2, true]);
        await assert.rejects(other.store.append(period, ...record(2)), (error) => StoreError.is(error, 'gone'));
        await fill(other.store, 1);
        assert.equal(withRecords().length, 3);
        await thread.store.clear();
        assert.deepEqual(
          readdirSync(folder).filter((name) => name.includes('spool') || name.includes('set-aside')),
          [],
        );
      } finally {
        await other.close();
      }
    });
    it('set aside before the start of the storage period → deleted', async () => {
      await fill(thread.store, 3);
      await thread.finish();
      overwrite();
      const { store } = (thread = start());
      await store.prune({ before: 1, bytes: 1e9 });
      await store.prune({ before: Date.now() + 1000, bytes: 1e9 });
      assert.deepEqual(
        readdirSync(folder).filter((name) => name.includes('set-aside')),
        [],
      );
    });
  });
  it('the thread is terminated → pending and later calls fail with ended', async () => {
    const { store } = thread;
    await store.last('Acme');
    // The number of calls is more than the thread can answer before it is terminated.
    const pending = Promise.allSettled(Array.from({ length: 10_000 }, () => store.last('Acme')));
    await thread.close();
    const last = (await pending).at(-1);
    assert.ok(last?.status === 'rejected' && StoreError.is(last.reason, 'ended'));
    await assert.rejects(store.last('Acme'), (error) => StoreError.is(error, 'ended'));
    assert.ok(store.ended.aborted);
  });
});
