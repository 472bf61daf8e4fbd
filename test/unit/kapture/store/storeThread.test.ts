import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredPull } from '../../../../src/kapture/store/customerShapes.ts';
import { fileAt, openDatabase, setAside } from '../../../../src/kapture/store/database.ts';
import type { AsyncStore } from '../../../../src/kapture/store/storeCalls.ts';
import { StoreError } from '../../../../src/kapture/store/storeError.ts';
import { startStoreThread, type StoreThread } from '../../../../src/kapture/store/storeThread.ts';

const day = { start: '2026-11-01', end: '2026-11-01' };
const record = (id: number): [Uint8Array<ArrayBuffer>, number[]] => {
  const bytes = new TextEncoder().encode(`{"id":${id}}`);
  return [bytes, [0, bytes.length]];
};
const acme = { tenant: 'Acme', connection: 'Acme', timeZone: 'Asia/Kolkata' };

/** A pull with so many customers. */
async function fill(store: AsyncStore, count: number): Promise<StoredPull> {
  const pull = await store.begin(acme, day, [day]);
  const window = await store.openWindow(pull, day);
  const records = Array.from({ length: count }, (_, index) => `{"id":${index + 1},"name":"${'x'.repeat(200)}"}`);
  let at = 0;
  const spans = records.flatMap(({ length }) => [at, (at += length)]);
  await store.append(window, new TextEncoder().encode(records.join('')), spans);
  await store.endWindow(window);
  await store.end(pull.id);
  return pull;
}

describe("the store's thread", () => {
  let folder: string;
  let path: string;
  let thread: StoreThread;
  let told: string[];
  const start = (): StoreThread =>
    startStoreThread(new URL('../../../../src/kapture/store/storeWorker.ts', import.meta.url), path, (file) =>
      told.push(file),
    );
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kapture-thread-'));
    path = join(folder, 'kapture.db');
    told = [];
    thread = start();
  });
  afterEach(async () => {
    await thread.close();
    rmSync(folder, { recursive: true });
  });

  it('the database is set aside while a window is open → that window is gone, and nothing of it gets into another pull', async function () {
    // Windows renames no file that is open.
    if (process.platform === 'win32') this.skip();
    const { store } = thread;
    const lost = await store.begin({ tenant: 'Lost', connection: 'Lost', timeZone: 'Asia/Kolkata' }, day, [day]);
    const window = await store.openWindow(lost, day);
    setAside(path, fileAt(path));
    const other = await store.begin({ tenant: 'Other', connection: 'Other', timeZone: 'Asia/Kolkata' }, day, [day]);
    const open = await store.openWindow(other, day);
    for (const late of [() => store.append(window, ...record(1)), () => store.endWindow(window)])
      await assert.rejects(late, (error) => StoreError.is(error, 'gone'));
    await store.append(open, ...record(2));
    assert.deepEqual(
      (await store.page(other.id, { limit: 9 })).map(({ id }) => id),
      ['2'],
    );
  });
  it('the database is made anew → the limit holds for that too', async function () {
    if (process.platform === 'win32') this.skip();
    const { store } = thread;
    await store.limit(5);
    await store.begin({ tenant: 'Lost', connection: 'Lost', timeZone: 'Asia/Kolkata' }, day, [day]);
    setAside(path, fileAt(path));
    const window = await store.openWindow(
      await store.begin({ tenant: 'Acme', connection: 'Acme', timeZone: 'Asia/Kolkata' }, day, [day]),
      day,
    );
    await assert.rejects(store.append(window, ...record(1)), (error) => StoreError.is(error, 'limit'));
  });
  it('a pull that took the place of another ends → what that left goes by itself', async () => {
    const { store } = thread;
    const reader = openDatabase(path).database;
    const left = (): unknown => reader.prepare('SELECT count(*) AS n FROM customer').get()!['n'];
    for (const id of [1, 2]) {
      const pull = await store.begin({ tenant: 'Acme', connection: 'Acme', timeZone: 'Asia/Kolkata' }, day, [day]);
      const window = await store.openWindow(pull, day);
      await store.append(window, ...record(id));
      await store.endWindow(window);
      await store.end(pull.id);
    }
    // Between calls; each answer comes after what was waiting.
    while (left() !== 1) await store.last('Acme');
    reader.close();
  });
  it('a window that ended → takes no more', async () => {
    const { store } = thread;
    const window = await store.openWindow(
      await store.begin({ tenant: 'Acme', connection: 'Acme', timeZone: 'Asia/Kolkata' }, day, [day]),
      day,
    );
    await store.endWindow(window);
    await assert.rejects(store.append(window, ...record(1)), (error) => StoreError.is(error, 'gone'));
  });
  it('a file that is no database → is set aside, somebody is told where, and the new one is used', async () => {
    writeFileSync(path, 'This is no database. '.repeat(2000));
    const pull = await thread.store.begin(acme, day, [day]);
    assert.deepEqual([(await thread.store.last('Acme'))?.id, told.length], [pull.id, 1]);
    assert.match(readFileSync(told[0]!, 'utf8'), /^This is no database/);
  });
  it('pages in its middle are damaged → the same, and the call that finds it is done in the new one', async function () {
    if (process.platform === 'win32') this.skip();
    await fill(thread.store, 3000);
    await thread.finish();
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0xff, 2 * 16_384));
    const { store } = (thread = start());
    await store.limit(1e9);
    await store.prune({ before: 1, bytes: 1e9 });
    const pull = await fill(store, 3);
    assert.deepEqual([await store.count(pull.id), (await store.last('Acme'))?.id, told.length], [3, pull.id, 1]);
    assert.equal(readFileSync(told[0]!).length, bytes.length);
  });
  describe('its records', () => {
    const withRecords = (): string[] =>
      readdirSync(folder).filter((name) => name.includes('spool') && readFileSync(join(folder, name)).includes('"id"'));
    const overwrite = (): void => {
      for (const name of readdirSync(folder).filter((file) => file.startsWith('kapture.db')))
        writeFileSync(join(folder, name), 'no database '.repeat(2000));
    };

    it('damaged as it is opened → the records move with the file, and ending another pull deletes none', async () => {
      await fill(thread.store, 3);
      await thread.finish();
      overwrite();
      const { store } = (thread = start());
      await store.prune({ before: 1, bytes: 1e9 });
      assert.equal(withRecords().length, 1);
      assert.ok(join(folder, withRecords()[0]!).startsWith(told[0]!), 'beside the database that was set aside');
      await fill(store, 3);
      assert.equal(withRecords().length, 2);
    });
    it('damaged while another window pulls → the records of both move, and go with what was set aside', async function () {
      // Windows renames no file that is open.
      if (process.platform === 'win32') this.skip();
      await fill(thread.store, 3);
      const other = start();
      try {
        const window = await other.store.openWindow(await other.store.begin(acme, day, [day]), day);
        await other.store.append(window, ...record(1));
        overwrite();
        await thread.store.prune({ before: 1, bytes: 1e9 });
        const moved = withRecords();
        assert.deepEqual([moved.length, moved.every((name) => join(folder, name).startsWith(told[0]!))], [2, true]);
        await assert.rejects(other.store.append(window, ...record(2)), (error) => StoreError.is(error, 'gone'));
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
    it('set aside before the moment that customers are kept from → is deleted', async () => {
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
  it('a damaged file that cannot be moved → the call fails as damaged, and nobody is told of a move', async () => {
    await fill(thread.store, 3000);
    await thread.finish();
    writeFileSync(path, readFileSync(path).fill(0xff, 2 * 16_384));
    // A lock that nobody can remove.
    mkdirSync(`${path}.lock`);
    utimesSync(`${path}.lock`, 1, 1);
    const { store } = (thread = start());
    await assert.rejects(fill(store, 3), (error) => StoreError.is(error, 'damaged'));
    assert.deepEqual(told, []);
  });
  it('the thread dies → what was asked, and what is asked later, fails as ended', async () => {
    const { store } = thread;
    await store.last('Acme');
    const asked = store.last('Acme');
    await thread.close();
    for (const call of [asked, store.last('Acme')])
      await assert.rejects(call, (error) => StoreError.is(error, 'ended'));
    assert.ok(store.ended.aborted);
  });
});
