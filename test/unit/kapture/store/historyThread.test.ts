import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../../../../src/kapture/store/database.ts';
import type { HistoryCalls } from '../../../../src/kapture/store/historyCalls.ts';
import { HistoryStore } from '../../../../src/kapture/store/historyStore.ts';
import { historyTables } from '../../../../src/kapture/store/historyTables.ts';
import { migrations } from '../../../../src/kapture/store/migrations.ts';
import type { Async } from '../../../../src/kapture/store/storeCalls.ts';
import { StoreError } from '../../../../src/kapture/store/storeError.ts';
import { startStoreThread, type StoreThread } from '../../../../src/kapture/store/storeThread.ts';
import { exchangeOf } from './exchangeOf.ts';

type History = StoreThread<HistoryCalls>;

const ample = { entries: 100_000, bytes: 1e9 };

describe('history thread', () => {
  let folder: string;
  let path: string;
  let older: string;
  let reported: string[];
  const threads: History[] = [];
  const start = (place: { path?: string; sandbox?: string } = {}): History => {
    const script = new URL('../../../../src/kapture/store/historyWorker.ts', import.meta.url);
    const thread = startStoreThread<HistoryCalls>(script, { path, older, ...place }, (file) => reported.push(file));
    threads.push(thread);
    return thread;
  };
  const marks = async (store: Async<HistoryCalls>, tenant?: string): Promise<unknown[]> =>
    (await store.list({ tenant, limit: 1000 })).map(({ message }) => message);
  const filesWith = (text: string): string[] =>
    readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(text));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kapture-history-'));
    [path, older, reported] = [join(folder, 'history.db'), join(folder, 'kapture.db'), []];
  });
  afterEach(async () => {
    await Promise.all(threads.splice(0).map((thread) => thread.close()));
    rmSync(folder, { recursive: true });
  });

  it('an added entry → can be listed, read, deleted and restored, also by another thread', async () => {
    const first = start();
    const exchange = exchangeOf('one');
    const id = await first.store.add(exchange, ample);
    assert.deepEqual(await first.store.get(id), { id, exchange, hasResponse: true });
    const kept = await first.store.remove([id]);
    assert.deepEqual(await marks(first.store), []);
    await first.store.restore(kept);
    await first.finish();
    assert.deepEqual(await marks(start().store), ['one']);
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
    const { store } = start({ path: ':memory:' });
    await store.add(exchangeOf('CANARY'), ample);
    assert.deepEqual([await marks(store), readdirSync(folder)], [['CANARY'], []]);
  });
  it('another window writes → look reports a change once', async () => {
    const [mine, other] = [start().store, start().store];
    await mine.look();
    await other.add(exchangeOf('theirs'), ample);
    assert.deepEqual([(await mine.look()).isChanged, (await mine.look()).isChanged], [true, false]);
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
      const filling = new HistoryStore(openDatabase(path, historyTables).database);
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

  describe('history of an earlier version', () => {
    /** Stores entries like that version, in its customers' database. */
    function keepOlder(
      entries: readonly { id: number; connection?: string; url?: string; mark: string }[],
      version = 5,
    ): void {
      const database = new DatabaseSync(older);
      database.exec('PRAGMA busy_timeout = 3000; PRAGMA foreign_keys = ON');
      if (!database.prepare('PRAGMA user_version').get()!['user_version']) {
        for (const migration of migrations.slice(0, version)) database.exec(migration);
        database.exec(`PRAGMA user_version = ${version}; PRAGMA journal_mode = WAL`);
      }
      for (const { id, connection = 'Acme', url = 'https://acme.in/get', mark } of entries) {
        database
          .prepare(
            `INSERT INTO exchange (id, operation, connection, time_zone, url, sent_at, status, outcome, message, content_type, bytes, milliseconds, kept_bytes, request_body)
             VALUES (?, 'get', ?, 'UTC', ?, 1, 200, 'failed', ?, 'application/json', 20, 1.5, 20, ?)`,
          )
          .run(id, connection, url, mark, `[{"phone":"${mark}"}]`);
        database
          .prepare('INSERT INTO exchange_reply VALUES (?, ?)')
          .run(id, `{"message": "${mark}", "status": "failed"}`);
      }
      database.close();
    }
    const leftInOlder = (): unknown => {
      const database = new DatabaseSync(older);
      const { n } = database.prepare('SELECT count(*) AS n FROM exchange').get()!;
      database.close();
      return n;
    };

    it('look → all entries are moved in order, to the tenants of their URLs', async () => {
      keepOlder([
        { id: 1, mark: 'acme' },
        { id: 2, mark: 'acme, renamed', connection: 'Acme India', url: 'https://acme.in:443/update?x=1' },
        { id: 3, mark: 'sandbox', connection: 'Sandbox', url: 'http://127.0.0.1:40123/get' },
        { id: 4, mark: 'local', connection: 'Own', url: 'http://127.0.0.1:8080/get' },
        { id: 5, mark: 'no sandbox', connection: 'Sandbox', url: 'https://sandbox.in/get' },
      ]);
      const { store } = start({ sandbox: 'sandbox:1a2b' });
      assert.deepEqual(await store.look(), { isChanged: true, isSending: false, olderFailure: undefined });
      const entries = await store.list({ limit: 9 });
      assert.deepEqual(
        entries.map(({ id, tenant, connection, message }) => [id, tenant, connection, message]),
        [
          [5, 'https://sandbox.in', 'Sandbox', 'no sandbox'],
          [4, 'http://127.0.0.1:8080', 'Own', 'local'],
          [3, 'sandbox:1a2b', 'Sandbox', 'sandbox'],
          [2, 'https://acme.in', 'Acme India', 'acme, renamed'],
          [1, 'https://acme.in', 'Acme', 'acme'],
        ],
      );
      const kept = (await store.get(1))!;
      assert.deepEqual(
        [kept.hasResponse, kept.exchange.response.text, kept.exchange.response.headers, kept.exchange.requestBody],
        [true, '{"message": "acme", "status": "failed"}', undefined, '[{"phone":"acme"}]'],
      );
      assert.deepEqual(
        [leftInOlder(), await store.look()],
        [0, { isChanged: false, isSending: false, olderFailure: undefined }],
      );
    });
    it('entries without headers → moved as well', async () => {
      keepOlder([{ id: 1, mark: 'old' }], 4);
      const { store } = start();
      await store.look();
      assert.deepEqual([(await store.head(1))?.headers, await marks(store)], [undefined, ['old']]);
    });
    it('entries with headers, and without a text that was too long → unchanged', async () => {
      keepOlder([{ id: 1, mark: 'long' }]);
      const database = new DatabaseSync(older);
      database.exec(`UPDATE exchange SET headers = '{"server":"Kapture"}'; UPDATE exchange_reply SET text = NULL`);
      database.close();
      const { store } = start();
      await store.look();
      const head = await store.head(1);
      assert.deepEqual([head?.headers, head?.hasResponse], [{ server: 'Kapture' }, false]);
    });
    it('moved entries → erased from the old files', async () => {
      keepOlder([{ id: 1, mark: 'CANARY' }]);
      const { store } = start();
      await store.look();
      await store.clear();
      assert.deepEqual(filesWith('CANARY'), []);
    });
    it('two windows that move entries at the same time → each entry exists once', async () => {
      keepOlder(Array.from({ length: 300 }, (_, index) => ({ id: index + 1, mark: String(index + 1) })));
      const [one, other] = [start().store, start().store];
      await Promise.all([one.look(), other.look(), one.look(), other.look()]);
      const ids = (await one.list({ limit: 1000 })).map(({ id }) => id);
      assert.deepEqual(
        ids,
        Array.from({ length: 300 }, (_, index) => 300 - index),
      );
      assert.equal(leftInOlder(), 0);
    });
    it('a window with that version adds entries → moved on the next look, even if their id is already used', async () => {
      keepOlder([]);
      const { store } = start();
      await store.look();
      const id = await store.add(exchangeOf('new'), ample);
      keepOlder([{ id, mark: 'at the same moment' }]);
      assert.equal((await store.look()).isChanged, true);
      assert.deepEqual(await marks(store), ['at the same moment', 'new']);
    });
    it('a window that ended between copying and deleting → no duplicate entries', async () => {
      const entry = { id: 7, mark: 'once' };
      keepOlder([entry]);
      const { store } = start();
      await store.look();
      keepOlder([entry]);
      await store.look();
      assert.deepEqual([await marks(store), leftInOlder()], [['once'], 0]);
    });
    it('a locked or damaged database → the history works without it, reports why, and moves the entries later', async function () {
      this.timeout(20_000);
      keepOlder([{ id: 1, mark: 'old' }]);
      const pulling = new DatabaseSync(older);
      pulling.exec('BEGIN IMMEDIATE');
      const { store } = start();
      assert.match((await store.look()).olderFailure ?? '', /locked/);
      await store.add(exchangeOf('new'), ample);
      assert.deepEqual(await marks(store), ['new']);
      pulling.exec('ROLLBACK');
      pulling.close();
      assert.deepEqual(
        [await store.look(), await marks(store)],
        [{ isChanged: true, isSending: false, olderFailure: undefined }, ['new', 'old']],
      );
      writeFileSync(older, 'This is not a database. '.repeat(500));
      assert.match((await store.look()).olderFailure ?? '', /not a database/);
      assert.deepEqual([await marks(store), reported], [['new', 'old'], []]);
      assert.ok(existsSync(older), 'it belongs to the customers');
    });
    describe('in a customers’ database that is set aside', () => {
      /** Uses the customers' database like a window, then ends. Returns what was reported. */
      const useCustomers = async (use: 'prune' | 'clear'): Promise<[string, boolean][]> => {
        const notices: [string, boolean][] = [];
        const script = new URL('../../../../src/kapture/store/storeWorker.ts', import.meta.url);
        const customers = startStoreThread(script, older, (...notice) => notices.push(notice));
        await (use === 'prune' ? customers.store.prune({ before: 1, bytes: 1e9 }) : customers.store.clear());
        await customers.finish();
        return notices;
      };
      /** Damages the pages of tables or indexes. */
      const damage = (...names: string[]): void => {
        const database = new DatabaseSync(older);
        const pages = names.map(
          (name) =>
            database.prepare('SELECT rootpage FROM sqlite_master WHERE name = ?').get(name)!['rootpage'] as number,
        );
        const size = database.prepare('PRAGMA page_size').get()!['page_size'] as number;
        database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
        database.close();
        const bytes = readFileSync(older);
        for (const page of pages) bytes.fill(0xff, (page - 1) * size, page * size);
        writeFileSync(older, bytes);
      };
      const entries = Array.from({ length: 300 }, (_, index) => ({ id: index + 1, mark: String(300 - index) }));
      const all = entries.map(({ mark }) => mark).reverse();

      for (const use of ['prune', 'clear'] as const) {
        it(`damaged customers, with ${use} → all entries are moved`, async () => {
          keepOlder(entries, migrations.length);
          damage('pull', 'spool');
          assert.deepEqual(
            (await useCustomers(use)).map(([, isHistoryWhole]) => isHistoryWhole),
            [true],
          );
          const { store } = start();
          assert.deepEqual(
            [await store.look(), await marks(store)],
            [{ isChanged: true, isSending: false, olderFailure: undefined }, all],
          );
          assert.deepEqual((await store.get(7))?.exchange.response.text, '{"message": "294", "status": "failed"}');
        });
      }
      it('damaged responses → entries are moved without their texts', async () => {
        keepOlder(entries, migrations.length);
        damage('pull', 'spool', 'exchange_reply');
        assert.deepEqual(
          (await useCustomers('prune')).map(([, isHistoryWhole]) => isHistoryWhole),
          [false],
        );
        const { store } = start();
        await store.look();
        assert.deepEqual([await marks(store), (await store.head(7))?.hasResponse], [all, false]);
      });
      it('damaged entries → readable ones are moved, and reported as incomplete', async () => {
        keepOlder(entries, migrations.length);
        const database = new DatabaseSync(older);
        database.exec(`UPDATE exchange SET request_body = '${'x'.repeat(20_000)}' WHERE id = 150`);
        const [page] = database
          .prepare("SELECT pageno FROM dbstat WHERE name = 'exchange' AND pagetype = 'overflow'")
          .all() as { pageno: number }[];
        database.close();
        damage('pull', 'spool');
        // Without page_size, for SQLite's default.
        const size = 4096;
        const bytes = readFileSync(older);
        assert.ok(page);
        writeFileSync(older, bytes.fill(0xff, (page.pageno - 1) * size, page.pageno * size));
        assert.deepEqual(
          (await useCustomers('prune')).map(([, isHistoryWhole]) => isHistoryWhole),
          [false],
        );
        const { store } = start();
        await store.look();
        assert.deepEqual(
          await marks(store),
          all.filter((mark) => mark !== entries[149]!.mark),
        );
      });
      it('an unreadable database → reported as incomplete', async () => {
        writeFileSync(older, 'This is not a database. '.repeat(2000));
        assert.deepEqual(
          (await useCustomers('prune')).map(([, isHistoryWhole]) => isHistoryWhole),
          [false],
        );
      });
      it('entries that were already moved → not reported as incomplete', async () => {
        keepOlder([], migrations.length);
        damage('pull', 'spool');
        assert.deepEqual(
          (await useCustomers('prune')).map(([, isHistoryWhole]) => isHistoryWhole),
          [true],
        );
      });
    });
    it('clear of a tenant → its entries are deleted, and the others stay', async () => {
      keepOlder([
        { id: 1, mark: 'CANARY' },
        { id: 2, mark: 'other', url: 'https://other.in/get' },
      ]);
      const { store } = start();
      await store.add(exchangeOf('CANARY too'), ample);
      await store.clear('https://acme.in');
      assert.deepEqual([await marks(store), filesWith('CANARY')], [['other'], []]);
    });
  });
});
