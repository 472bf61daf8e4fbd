import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { mock } from 'node:test';
import fc from 'fast-check';
import { addDays, momentIn, todayIn } from '../../../../src/kapture/dates/calendar.ts';
import { readCustomer, type Customer } from '../../../../src/kapture/records/customer.ts';
import {
  comparisons,
  filterName,
  filterNames,
  filterValue,
  readFilter,
  type Comparison,
  type FilterCondition,
} from '../../../../src/kapture/records/customerFilter.ts';
import { isText, recordColumns } from '../../../../src/kapture/records/recordColumns.ts';
import { condition } from '../../../../src/kapture/store/customerSql.ts';
import type { StoredPull } from '../../../../src/kapture/store/customerShapes.ts';
import { CustomerStore } from '../../../../src/kapture/store/customerStore.ts';
import { customerTables } from '../../../../src/kapture/store/customerTables.ts';
import { openMemory } from '../../../../src/kapture/store/database.ts';
import { FilteredCustomers } from '../../../../src/kapture/store/filteredCustomers.ts';
import { InsightQueries } from '../../../../src/kapture/store/insightQueries.ts';

const zone = 'Asia/Kolkata';
const names = ['asha', 'ÄNNE', 'änne rao', '50%', "O'Neil", 'Bo"b', ''];
const dates = ['2025-12-31 23:59:59', '2026-01-01 00:00:00', '2026-01-31 12:00:00', '2026-02-01 08:00:00', undefined];

function recordOf(id: number): string {
  const at = <Value>(values: readonly Value[]): Value => values[id % values.length]!;
  return JSON.stringify({
    id,
    name: at(names),
    companyPhone: at(['', '9820000001', '']),
    email: at(['', 'Asha@Example.com']),
    city: at(['Pune', 'pune', '', 'Goa', 'New Delhi']),
    assignedToName: at(['Asha Rao', '', 'asha']),
    currentStatus: at(['N', '']),
    totalNoOfEnquiries: id % 4,
    generationDate: at(dates),
    contacts: id % 3 ? [{ contactPerson: 'Rao', phone: at(['', '+91 98']), isPrimaryContact: true }] : [],
  });
}

/** The customer's value as a filter compares it. */
function valueOf(customer: Customer, { column }: FilterCondition): string | number {
  if (column === 'phone') return customer.phone || customer.contactPhone;
  return customer[column] ?? '';
}

function compare(one: string | number, comparison: Comparison, other: string | number): boolean {
  if (comparison === '=') return one === other;
  if (comparison.startsWith('<')) return one < other || (comparison === '<=' && one === other);
  return one > other || (comparison === '>=' && one === other);
}

function matches(customer: Customer, one: FilterCondition): boolean {
  const value = valueOf(customer, one);
  const text = String(value).toLowerCase();
  switch (one.kind) {
    case 'contains':
      return text.includes(one.value.toLowerCase());
    case 'equals':
      return text === one.value.toLowerCase();
    case 'missing':
      return !value;
    case 'present':
      return Boolean(value);
    case 'number':
      return compare(value, one.comparison, one.value);
    case 'date':
      return value !== '' && compare(text.slice(0, one.value.length), one.comparison, one.value);
    case 'lastDays':
      return text >= addDays(todayIn(zone), 1 - one.days);
  }
}

const columns = [...filterNames.values()];
const texts = columns.filter((column) => isText(recordColumns[column])).map(filterName);
const typed = fc.constantFrom(
  'a',
  'A',
  'ä',
  'asha',
  'Pune',
  '%',
  '_',
  "'",
  '"',
  '98',
  'n',
  'New Delhi',
  "') OR 1=1 --",
);
const comparison = fc.constantFrom(...comparisons);
const anyCondition = fc.oneof(
  fc
    .tuple(fc.constantFrom(...texts), fc.constantFrom('', '='), typed)
    .map(([name, sign, value]) => `${name}:${sign}${filterValue(value)}`),
  fc
    .tuple(fc.constantFrom('missing', 'has'), fc.constantFrom(...columns))
    .map(([name, column]) => `${name}:${filterName(column)}`),
  fc.tuple(comparison, fc.nat(5)).map(([sign, value]) => `enquiries:${sign}${value}`),
  fc
    .tuple(comparison, fc.constantFrom('2025', '2026', '2026-01', '2026-01-01', '2026-01-31', '2026-02-01'))
    .map(([sign, value]) => `created:${sign}${value}`),
  fc.constantFrom('created:1d', 'created:3000d', 'id:=7'),
);
const anyFilter = fc.array(fc.oneof({ weight: 3, arbitrary: anyCondition }, typed.map(filterValue)), { maxLength: 3 });

describe('filterSql', () => {
  let folder: string;
  let database: DatabaseSync;
  let store: CustomerStore;
  let pull: StoredPull;
  let customers: readonly Customer[];
  const range = { start: '2025-12-01', end: '2026-12-01' };
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kapture-filter-'));
    database = openMemory(customerTables);
    store = new CustomerStore(database, folder);
    pull = store.begin({ tenant: 'Acme', connection: 'Acme', timeZone: zone }, range, [range]);
    const records = Array.from({ length: 60 }, (_, index) => recordOf(index + 1));
    for (const record of records) store.put(pull, record);
    store.end(pull.id);
    customers = records.map((record) => readCustomer(record, zone)!);
  });
  after(() => {
    store.close();
    database.close();
    rmSync(folder, { recursive: true });
  });
  const idsOf = (filter: string): string[] => store.page(pull.id, { filter, limit: 100 }).map(({ id }) => id);

  it('any filter → the customers to which all of its conditions apply, and no text of it in the SQL', () => {
    const insights = new InsightQueries(database);
    fc.assert(
      fc.property(anyFilter, (terms) => {
        const filter = terms.join(' ');
        const read = readFilter(filter);
        assert(!read.problem, filter);
        const expected = customers
          .filter((customer) => read.conditions.every((one) => matches(customer, one)))
          .map(({ id }) => id);
        const withoutWords = terms.filter((term) => /^[a-z]+:/.test(term)).join(' ');
        assert.deepEqual(idsOf(withoutWords).toSorted(), expected.toSorted(), filter);
        const found = idsOf(filter);
        assert(found.every((id) => expected.includes(id)));
        assert.equal(store.count(pull.id, filter), found.length);
        assert.equal(insights.charts({ pull: pull.id, filter, only: undefined }, 'day', [], 5).matching, found.length);
        assert.doesNotMatch(condition(pull.id, filter).where, /asha|Pune|98|2026|2025|OR 1|--/i);
      }),
      { numRuns: 300 },
    );
  });

  it('created:2d → customers since yesterday in the time zone of the pull', () => {
    const recent = store.begin({ tenant: 'Zone', connection: 'Zone', timeZone: 'Pacific/Kiritimati' }, range, [range]);
    // The clock is fixed, because it may be midnight in one of the zones.
    mock.timers.enable({ apis: ['Date'], now: Date.now() });
    try {
      const days = [0, 1, 2].map((ago) => momentIn('Pacific/Kiritimati', Date.now() - ago * 86_400_000));
      days.forEach((generationDate, index) => store.put(recent, JSON.stringify({ id: index + 1, generationDate })));
      for (const count of [1, 2, 3]) assert.equal(store.count(recent.id, `created:${count}d`), count);
    } finally {
      mock.timers.reset();
    }
  });

  it('a filter with conditions after it was prepared → is read from the store', () => {
    const filtered = new FilteredCustomers(database);
    filtered.prepare(pull.id, 'city', 'newest');
    assert.notEqual(filtered.groups(pull.id, 'city', 'pune'), undefined);
    assert.equal(filtered.groups(pull.id, 'city', 'pune missing:phone'), undefined);
    assert.equal(
      filtered.page(pull.id, { group: { by: 'city', key: 'Pune' }, filter: 'has:email', limit: 9 }),
      undefined,
    );
    filtered.release();
  });

  it('an incorrect filter → an error instead of no customers', () => {
    assert.throws(() => store.count(pull.id, 'agnet:asha'), /There is no column named agnet/);
  });
});
