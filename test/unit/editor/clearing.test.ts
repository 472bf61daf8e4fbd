import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearStore } from '../../../src/editor/customers/storage/clearStore.ts';
import { clearHistory } from '../../../src/editor/history/clearHistory.ts';
import { CustomerStore } from '../../../src/kapture/store/customerStore.ts';
import { customerTables } from '../../../src/kapture/store/customerTables.ts';
import { openDatabase } from '../../../src/kapture/store/database.ts';
import type { HistoryCalls } from '../../../src/kapture/store/historyWorker.ts';
import type { AsyncStore, StoreCalls } from '../../../src/kapture/store/storeWorker.ts';
import { startStoreThread } from '../../../src/kapture/store/storeThread.ts';
import { exchangeOf } from '../kapture/store/exchangeOf.ts';

const script = (name: string): URL => new URL(`../../../src/kapture/store/${name}.ts`, import.meta.url);
const day = { start: '2026-11-01', end: '2026-11-01' };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kapture-clearing-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function pulled(store: AsyncStore, tenant: string, count: number): Promise<void> {
  const pull = await store.begin({ tenant, connection: tenant, timeZone: 'Asia/Kolkata' }, day, [day]);
  const period = await store.openPeriod(pull, day);
  const records = Array.from({ length: count }, (_, index) => `{"id":${index + 1},"name":"Asha"}`);
  let at = 0;
  const spans = records.flatMap(({ length }) => [at, (at += length)]);
  await store.append(period, new TextEncoder().encode(records.join('')), spans);
  await store.endPeriod(period);
  await store.end(pull.id);
}

describe('clearStore', () => {
  const withStore = async (use: (store: AsyncStore) => Promise<void>): Promise<void> => {
    const thread = startStoreThread<StoreCalls>(script('storeWorker'), join(folder, 'kapture.db'), () => undefined);
    try {
      await use(thread.store);
    } finally {
      await thread.close();
    }
  };

  it('40,000 customers of two tenants → increasing progress up to the total, and none is left', async () => {
    await withStore(async (store) => {
      await pulled(store, 'A', 25_000);
      await pulled(store, 'B', 15_000);
    });
    // The thread of a store also deletes rows between calls: the longer it waits for a call, the fewer are reported.
    const { database } = openDatabase(join(folder, 'kapture.db'), customerTables);
    const store = new CustomerStore(database, folder);
    const calls = {
      tenants: () => Promise.resolve(store.tenants()),
      discard: (tenant: string) => Promise.resolve(store.discard(tenant)),
      sweepRows: () => Promise.resolve(store.sweepRows()),
      clear: () => Promise.resolve(store.clear()),
    };
    try {
      const reports: number[] = [];
      await clearStore(calls as unknown as AsyncStore, undefined, {
        signal: new AbortController().signal,
        onDeleted: (customers) => reports.push(customers),
      });
      assert.ok(reports.length > 5, `${reports.length} reports`);
      assert.deepEqual(
        reports,
        reports.toSorted((a, b) => a - b),
      );
      assert.equal(reports.at(-1), 40_000);
      assert.deepEqual([store.kept(), store.bytesOnDisk], [{ customers: 0, bytes: 0 }, 0]);
    } finally {
      store.close();
      database.close();
    }
  });

  it('two tenants, through the thread, which also deletes rows between calls → progress up to the total', () =>
    withStore(async (store) => {
      await pulled(store, 'A', 12_000);
      await pulled(store, 'B', 3);
      const reports: number[] = [];
      await clearStore(store, undefined, {
        signal: new AbortController().signal,
        onDeleted: (customers) => reports.push(customers),
      });
      assert.deepEqual(
        reports,
        reports.toSorted((a, b) => a - b),
      );
      assert.ok(reports.includes(12_000), reports.join());
      assert.equal(reports.at(-1), 12_003);
      assert.deepEqual(await store.kept(), { customers: 0, bytes: 0 });
    }));

  it('canceled while the first of two tenants is cleared → none of the first, all customers of the other', () =>
    withStore(async (store) => {
      await pulled(store, 'A', 12_000);
      await pulled(store, 'B', 3);
      const abort = new AbortController();
      await clearStore(store, undefined, { signal: abort.signal, onDeleted: () => abort.abort() });
      assert.deepEqual([await store.last('A'), (await store.kept('B')).customers], [undefined, 3]);
    }));

  it('one of two tenants → the other is unchanged', () =>
    withStore(async (store) => {
      await pulled(store, 'A', 2);
      await pulled(store, 'B', 3);
      await clearStore(store, 'A', { signal: new AbortController().signal, onDeleted: () => undefined });
      assert.deepEqual([await store.tenants(), (await store.kept()).customers], [['B'], 3]);
    }));
});

describe('clearHistory', () => {
  it('two tenants → reports the deleted entries up to the total', async () => {
    const place = join(folder, 'history.db');
    const thread = startStoreThread<HistoryCalls>(script('historyWorker'), place, () => undefined);
    try {
      for (const tenant of ['https://a.in', 'https://b.in', 'https://a.in'])
        await thread.store.add(exchangeOf(tenant, { tenant }), { entries: 10, bytes: 1e6 });
      const deleted: number[] = [];
      const signal = new AbortController().signal;
      await clearHistory(
        thread.store,
        undefined,
        { signal, onDeleted: (count) => deleted.push(count) },
        () => undefined,
      );
      assert.deepEqual([deleted, await thread.store.tenants()], [[2, 3], []]);
    } finally {
      await thread.close();
    }
  });

  it('canceled after the first of two tenants → reports the deleted entries, and the other tenant stays', async () => {
    const place = join(folder, 'history.db');
    const thread = startStoreThread<HistoryCalls>(script('historyWorker'), place, () => undefined);
    try {
      for (const tenant of ['https://a.in', 'https://b.in', 'https://a.in'])
        await thread.store.add(exchangeOf(tenant, { tenant }), { entries: 10, bytes: 1e6 });
      const abort = new AbortController();
      const deleted: number[] = [];
      const cleared: (string | undefined)[] = [];
      const onDeleted = (count: number): void => {
        deleted.push(count);
        abort.abort();
      };
      await clearHistory(thread.store, undefined, { signal: abort.signal, onDeleted }, (tenant) =>
        cleared.push(tenant),
      );
      assert.deepEqual([deleted, await thread.store.tenants()], [[2], ['https://b.in']]);
      // An Undo of the other tenant must not say that its history was cleared.
      assert.deepEqual(cleared, ['https://a.in']);
    } finally {
      await thread.close();
    }
  });
});
