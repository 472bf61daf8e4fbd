import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import {
  groupingsIn,
  sortingsIn,
  type Selection,
  type StoredPull,
} from '../../../../src/kapture/store/customerShapes.ts';
import { CustomerStore } from '../../../../src/kapture/store/customerStore.ts';
import { customerTables } from '../../../../src/kapture/store/customerTables.ts';
import { openDatabase } from '../../../../src/kapture/store/database.ts';
import { FilteredCustomers } from '../../../../src/kapture/store/filteredCustomers.ts';

const day = { start: '2026-11-01', end: '2026-11-03' };
const names = ['asha', 'Bo', 'C_D', 'asha 100%', 'Zoya'];
const cities = ['Pune', '', 'agra', 'Goa'];

describe('FilteredCustomers', () => {
  let folder: string;
  let database: DatabaseSync;
  let store: CustomerStore;
  let filtered: FilteredCustomers;
  let pull: StoredPull;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kapture-filtered-'));
    ({ database } = openDatabase(join(folder, 'kapture.db'), customerTables));
    store = new CustomerStore(database, folder);
    filtered = new FilteredCustomers(database);
    pull = store.begin({ tenant: 'Acme', connection: 'Acme', timeZone: 'Asia/Kolkata' }, day, [day]);
    for (let id = 1; id <= 60; id++) put(id);
    store.end(pull.id);
  });
  afterEach(() => {
    store.close();
    database.close();
    rmSync(folder, { recursive: true });
  });
  const put = (id: number): boolean =>
    store.put(
      pull,
      JSON.stringify({
        id,
        name: names[id % 5],
        city: cities[id % 4],
        assignedToName: `Agent ${id % 7}`,
        generationDate: `2026-11-0${(id % 3) + 1} 10:00:00`,
      }),
    );

  it('any grouping, sorting and filter → the same groups, rows and counts as the store', () => {
    const onlyThem: (Selection | undefined)[] = [
      undefined,
      { by: 'month', key: '2026-11' },
      { by: 'city', key: 'Goa' },
    ];
    for (const by of groupingsIn('customer'))
      for (const sort of sortingsIn('customer'))
        for (const only of onlyThem) {
          filtered.prepare(pull.id, by, sort, only);
          for (const filter of ['', 'A', ' asha ', '100%', '_', 'nobody']) {
            const groups = store.groups(pull.id, by, filter, only);
            assert.deepEqual(filtered.groups(pull.id, by, filter, only), groups);
            for (const { key } of groups) {
              const page = { group: { by, key }, only, filter, sort, limit: 4 };
              assert.deepEqual(filtered.page(pull.id, page), store.page(pull.id, page));
              assert.deepEqual(
                filtered.page(pull.id, { ...page, offset: 2 }),
                store.page(pull.id, { ...page, offset: 2 }),
              );
            }
          }
          assert.equal(filtered.count(pull.id), 60);
        }
  });
  it('a view that was not prepared → undefined', () => {
    assert.equal(filtered.groups(pull.id, 'day', 'a'), undefined);
    filtered.prepare(pull.id, 'day', 'newest');
    const group = { by: 'day', key: '2026-11-01' } as const;
    assert.deepEqual(
      [
        filtered.groups(pull.id, 'city', 'a'),
        filtered.groups(pull.id, 'day', 'a', { by: 'city', key: 'Goa' }),
        filtered.groups(1, 'day', 'a'),
        filtered.count(1),
        filtered.page(pull.id, { group, filter: 'a', sort: 'name', limit: 9 }),
        filtered.page(pull.id, { filter: 'a', limit: 9 }),
      ],
      Array(6).fill(undefined),
    );
    filtered.release();
    assert.equal(filtered.groups(pull.id, 'day', 'a'), undefined);
  });
  it('a customer was added or changed in any window → undefined', () => {
    filtered.prepare(pull.id, 'day', 'newest');
    put(61);
    assert.equal(filtered.groups(pull.id, 'day', 'a'), undefined);
    filtered.prepare(pull.id, 'day', 'newest');
    assert.equal(filtered.count(pull.id), 61);
    const other = openDatabase(join(folder, 'kapture.db'), customerTables).database;
    other.exec("UPDATE customer SET city = 'Agra' WHERE id = '1'");
    other.close();
    assert.equal(filtered.count(pull.id), undefined);
  });
});
