import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../../../src/kapture/store/database.ts';
import type { HistoryCalls } from '../../../../src/kapture/store/historyWorker.ts';
import { HistoryStore, historySchema } from '../../../../src/kapture/store/historyStore.ts';
import { StoreError } from '../../../../src/kapture/store/storeError.ts';
import { startStoreThread, type Async, type StoreThread } from '../../../../src/kapture/store/storeThread.ts';
import { exchangeOf } from './exchangeOf.ts';

type History = StoreThread<HistoryCalls>;

const ample = { entries: 100_000, bytes: 1e9 };

describe('history thread', () => {
  let folder: string;
  let path: string;
  let reported: string[];
  const threads: History[] = [];
  const start = (place = path): History => {
    const script = new URL('../../../../src/kapture/store/historyWorker.ts', import.meta.url);
    const thread = startStoreThread<HistoryCalls>(script, place, (file) => reported.push(file));
    threads.push(thread);
    return thread;
  };
  const marks = async (store: Async<HistoryCalls>, tenant?: string): Promise<unknown[]> =>
    (await store.list({ tenant, limit: 1000 })).map(({ message }) => message);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kapture-history-'));
    [path, reported] = [join(folder, 'history.db'), []];
  });
  afterEach(async () => {
    await Promise.all(threads.splice(0).map((thread) => thread.close()));
    rmSync(folder, { recursive: true });
  });

  it('an added entry → can be listed, read and deleted, also by another thread', async () => {
    const first = start();
    const exchange = exchangeOf('one');
    const id = await first.store.add(exchange, ample);
    assert.deepEqual(await first.store.get(id), { id, exchange, hasResponse: true });
    await first.store.add(exchangeOf('two'), ample);
    assert.equal(await first.store.remove([id]), 1);
    await first.finish();
    assert.deepEqual(await marks(start().store), ['two']);
  });
  it('finish → pending calls are completed, and later calls fail with ended', async () => {
    const thread = start();
    const { store } = thread;
    const added = Array.from({ length: 50 }, (_, index) => store.add(exchangeOf(String(index)), ample));
    await thread.finish();
    assert.equal(new Set(await Promise.all(added)).size, 50);
    await assert.rejects(store.count(), (error) => StoreError.is(error, 'ended'));
    assert.equal(await start().store.count(), 50);
  });
  it('a history in memory → no files', async () => {
    const { store } = start(':memory:');
    await store.add(exchangeOf('CANARY'), ample);
    assert.deepEqual([await marks(store), readdirSync(folder)], [['CANARY'], []]);
  });
  describe('a file that cannot be read', () => {
    it('not a database → set aside and reported, and a new one is used', async () => {
      writeFileSync(path, 'This is not a database. '.repeat(500));
      const { store } = start();
      await store.add(exchangeOf('new'), ample);
      assert.deepEqual([await marks(store), reported.length], [['new'], 1]);
      assert.match(readFileSync(reported[0]!, 'utf8'), /^This is not a database/);
    });
    it('damaged pages → the same, and the call that finds them is repeated', async function () {
      // Windows cannot rename open files.
      if (process.platform === 'win32') this.skip();
      const filling = new HistoryStore(openDatabase(path, historySchema).database);
      for (let count = 0; count < 200; count++) filling.add(exchangeOf(String(count)), ample);
      filling.close();
      writeFileSync(path, readFileSync(path).fill(0xff, 2 * 16_384));
      const { store } = start();
      assert.deepEqual([await marks(store), reported.length], [[], 1]);
      assert.ok(existsSync(reported[0]!));
      await store.add(exchangeOf('new'), ample);
      assert.deepEqual([await marks(store), await marks(start().store), reported.length], [['new'], ['new'], 1]);
      await store.clear();
      assert.ok(!existsSync(reported[0]!));
    });
    it('set aside by another window → entries are added to the new one', async function () {
      if (process.platform === 'win32') this.skip();
      const mine = start().store;
      await mine.add(exchangeOf('before'), ample);
      writeFileSync(path, 'This is not a database. '.repeat(500));
      rmSync(`${path}-wal`);
      const other = start().store;
      await other.add(exchangeOf('theirs'), ample);
      await mine.add(exchangeOf('mine'), ample);
      assert.deepEqual([await marks(other), reported.length], [['mine', 'theirs'], 1]);
    });
  });
});
