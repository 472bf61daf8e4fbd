import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type ShownCustomers, readShownCustomers } from '../../../../src/editor/customers/shownCustomers.ts';
import { periodsOf } from '../../../../src/kapture/pull/periods.ts';
import type { StoredPull } from '../../../../src/kapture/store/customerShapes.ts';
import { CustomerStore } from '../../../../src/kapture/store/customerStore.ts';
import { customerTables } from '../../../../src/kapture/store/customerTables.ts';
import { openMemory } from '../../../../src/kapture/store/database.ts';
import type { AsyncStore } from '../../../../src/kapture/store/storeWorker.ts';

const tenant = 'https://acme.example';
const range = { start: '2024-05-01', end: '2024-05-30' };
const query = {
  module: 'customer',
  source: undefined,
  filter: '',
  only: undefined,
  grouping: 'day',
  sorting: 'newest',
} as const;

describe('readShownCustomers', () => {
  let folder: string;
  let database: DatabaseSync;
  let store: CustomerStore;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'kapture-shown-'));
    database = openMemory(customerTables);
    store = new CustomerStore(database, folder);
  });
  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });

  /** Starts a pull of thirty days. The newest one is complete. */
  function startPull(): StoredPull {
    const periods = periodsOf(range, 24);
    const pull = store.begin({ tenant, connection: 'Acme', timeZone: 'Asia/Kolkata' }, range, periods);
    const writer = store.openPeriod(pull, periods[0]!);
    const record = Buffer.from('{"id": 1, "name": "Asha"}');
    writer.append(record, [0, record.length]);
    writer.end();
    return pull;
  }

  async function read(running: ReadonlySet<number>): Promise<ShownCustomers | undefined> {
    const asyncStore = {
      last: async (...args: Parameters<CustomerStore['last']>) => Promise.resolve(store.last(...args)),
      periods: async (pull: number) => Promise.resolve(store.periods(pull)),
      groups: async (...args: Parameters<CustomerStore['groups']>) => Promise.resolve(store.groups(...args)),
      count: async (pull: number) => Promise.resolve(store.count(pull)),
      bytesOf: async (pull: number) => Promise.resolve(store.bytesOf(pull)),
    } as unknown as AsyncStore;
    return readShownCustomers(asyncStore, tenant, query, running);
  }

  async function counts(...pulls: readonly StoredPull[]): Promise<unknown> {
    const shown = await read(new Set(pulls.map(({ id }) => id)));
    return { loaded: shown?.loaded, missing: shown?.missing.length };
  }

  it('a running pull → its queued periods are not missing', async () => {
    assert.deepEqual(await counts(startPull()), { loaded: 1, missing: 0 });
  });

  it('records without an ID, and outside their period → only those without an ID count', async () => {
    const period = { start: '2024-05-01', end: '2024-05-01' };
    const pull = store.begin({ tenant, connection: 'Acme', timeZone: 'Asia/Kolkata' }, period, [period]);
    const writer = store.openPeriod(pull, period, { onlyWithin: true });
    for (const text of ['{"name": "Asha"}', '{"id": 1, "generationDate": "2024-05-02 10:00:00"}']) {
      const record = Buffer.from(text);
      writer.append(record, [0, record.length]);
    }
    writer.end();
    store.end(pull.id);
    const shown = await read(new Set());
    assert.deepEqual([shown?.loaded, shown?.withoutId], [0, 1]);
  });

  it('a canceled pull → its periods are missing', async () => {
    store.end(startPull().id);
    assert.deepEqual(await counts(), { loaded: 1, missing: 29 });
  });
});
