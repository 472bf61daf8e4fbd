import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Selection } from '../../../../src/kapture/store/customerShapes.ts';
import { CustomerStore } from '../../../../src/kapture/store/customerStore.ts';
import { customerTables } from '../../../../src/kapture/store/customerTables.ts';
import { openDatabase } from '../../../../src/kapture/store/database.ts';
import { InsightQueries } from '../../../../src/kapture/store/insightQueries.ts';
import type { RowsQuestion } from '../../../../src/kapture/store/insightShapes.ts';

const range = { start: '2026-11-01', end: '2026-11-03' };

interface Person {
  readonly name?: string;
  readonly day?: number;
  readonly phone?: string;
  readonly ownPhone?: string;
  readonly email?: string;
  readonly city?: string;
  readonly agent?: string;
}

function recordOf(
  id: number,
  { name = `Name ${id}`, day = 1, phone = '', ownPhone = '', email = '', city = '', agent = '' }: Person,
): string {
  return JSON.stringify({
    id,
    name,
    companyPhone: ownPhone,
    city,
    assignedToName: agent,
    currentStatus: 'N',
    generationDate: day ? `2026-11-0${day} 10:00:00` : 'some day',
    contacts: [{ contactPerson: name, phone, email, isPrimaryContact: true }],
  });
}

describe('InsightQueries', () => {
  let folder: string;
  let database: DatabaseSync;
  let store: CustomerStore;
  let insights: InsightQueries;
  let pull: number;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kapture-insights-'));
    ({ database } = openDatabase(join(folder, 'kapture.db'), customerTables));
    store = new CustomerStore(database, folder);
    insights = new InsightQueries(database);
  });
  afterEach(() => {
    store.close();
    database.close();
    rmSync(folder, { recursive: true });
  });
  const pulled = (...people: readonly Person[]): void => {
    const stored = store.begin({ tenant: 'Acme', connection: 'Acme', timeZone: 'Asia/Kolkata' }, range, [range]);
    people.forEach((person, index) => store.put(stored, recordOf(index + 1, person)));
    store.end(stored.id);
    pull = stored.id;
  };
  const ask = (only?: Selection, filter = ''): { pull: number; filter: string; only: Selection | undefined } => ({
    pull,
    filter,
    only,
  });
  const ids = (question: Partial<RowsQuestion>): string[] =>
    insights
      .rows({ pull, filter: '', sort: 'id', descending: false, offset: 0, limit: 100, version: 1, ...question })
      .rows.map(({ id }) => id);

  it('no customers → empty charts and rows', () => {
    pulled();
    const none = { groups: [], otherGroups: 0, others: 0 };
    assert.deepEqual(insights.charts(ask(), 'day', ['city'], 5), {
      times: [],
      bars: { city: none },
      matching: 0,
    });
    assert.deepEqual(insights.rows({ ...ask(), sort: 'name', descending: false, offset: 0, limit: 9, version: 1 }), {
      total: 0,
      rows: [],
    });
  });

  it('customers → days in order, including one for those without a date, and months', () => {
    pulled({ day: 2 }, { day: 1 }, { day: 2 }, { day: 0 });
    const { times, matching } = insights.charts(ask(), 'day', ['city'], 5);
    assert.deepEqual(
      [times, matching],
      [
        [
          { key: '', count: 1 },
          { key: '2026-11-01', count: 1 },
          { key: '2026-11-02', count: 2 },
        ],
        4,
      ],
    );
    assert.deepEqual(insights.charts(ask(), 'month', ['city'], 5).times, [
      { key: '', count: 1 },
      { key: '2026-11', count: 3 },
    ]);
  });

  it('many cities → largest first, then by name, and totals of the others', () => {
    pulled(...['Pune', 'Agra', 'Pune', 'Bhopal', 'Chennai', 'Delhi', ''].map((city) => ({ city })));
    assert.deepEqual(insights.charts(ask(), 'day', ['city'], 2).bars.city, {
      groups: [
        { key: 'Pune', count: 2 },
        { key: '', count: 1 },
      ],
      otherGroups: 4,
      others: 4,
    });
  });

  it('groups of the same size → by name, ignoring case', () => {
    pulled(...['pune', 'Agra', 'bhopal', 'Chennai'].map((city) => ({ city })));
    assert.deepEqual(
      insights.charts(ask(), 'day', ['city'], 5).bars.city?.groups.map(({ key }) => key),
      ['Agra', 'bhopal', 'Chennai', 'pune'],
    );
  });

  it('a selected day in a chart of months → all months can still be selected', () => {
    pulled({ day: 1, city: 'Pune' }, { day: 2, city: 'Agra' });
    const { times, bars, matching } = insights.charts(ask({ by: 'day', key: '2026-11-02' }), 'month', ['city'], 5);
    assert.deepEqual(
      [times, bars.city?.groups, matching],
      [[{ key: '2026-11', count: 2 }], [{ key: 'Agra', count: 1 }], 1],
    );
  });

  it('one city more than the maximum → it is shown instead of others', () => {
    pulled({ city: 'Agra' }, { city: 'Bhopal' }, { city: 'Chennai' });
    assert.deepEqual(insights.charts(ask(), 'day', ['city'], 2).bars.city, {
      groups: ['Agra', 'Bhopal', 'Chennai'].map((key) => ({ key, count: 1 })),
      otherGroups: 0,
      others: 0,
    });
  });

  it('a selected city → other charts count only its customers, and all cities can still be selected', () => {
    pulled(
      { city: 'Pune', agent: 'Neem', day: 1 },
      { city: 'Pune', agent: 'Lotus', day: 2 },
      { city: 'Agra', agent: 'Neem', day: 3 },
    );
    const charts = insights.charts(ask({ by: 'city', key: 'Pune' }), 'day', ['city'], 5);
    assert.deepEqual(
      charts.bars.city?.groups.map(({ key }) => key),
      ['Pune', 'Agra'],
    );
    assert.deepEqual(
      charts.times.map(({ key }) => key),
      ['2026-11-01', '2026-11-02'],
    );
    assert.equal(charts.matching, 2);
    assert.deepEqual(ids({ only: { by: 'city', key: 'Pune' } }), ['1', '2']);
  });

  it('a filter and a selection → both apply', () => {
    pulled({ name: 'Asha', city: 'Pune' }, { name: 'Bala', city: 'Pune' }, { name: 'Asha', city: 'Agra' });
    assert.equal(insights.charts(ask({ by: 'city', key: 'Pune' }, 'asha'), 'day', ['city'], 5).matching, 1);
    assert.deepEqual(ids({ filter: 'asha', only: { by: 'city', key: 'Pune' } }), ['1']);
  });

  it('a phone of the customer or else of the contact → customers are selected and sorted by it', () => {
    pulled({ ownPhone: '9000000001', phone: '9000000009' }, { phone: '9000000001' }, { phone: '9000000005' }, {});
    assert.deepEqual(ids({ only: { by: 'phone', key: '9000000001' } }), ['1', '2']);
    assert.deepEqual(ids({ sort: 'phone' }), ['2', '1', '3', '4']);
  });

  it('rows by name, ascending or descending → ignoring case, those without a name last', () => {
    pulled({ name: 'bala' }, { name: 'Asha' }, { name: '' }, { name: 'Chitra' });
    assert.deepEqual(ids({ sort: 'name' }), ['2', '1', '4', '3']);
    assert.deepEqual(ids({ sort: 'name', descending: true }), ['4', '1', '2', '3']);
  });

  it('rows by id → in numeric order', () => {
    pulled(...Array.from({ length: 11 }, () => ({})));
    assert.deepEqual(ids({ sort: 'id', descending: true, limit: 3 }), ['11', '10', '9']);
  });

  it('a page in the middle → its rows and the total', () => {
    pulled(...Array.from({ length: 9 }, () => ({})));
    const { total, rows } = insights.rows({ ...ask(), sort: 'id', descending: false, offset: 6, limit: 2, version: 1 });
    assert.deepEqual([total, rows.map(({ id }) => id)], [9, ['7', '8']]);
  });

  it('a new customer → not in pages of the same version, but in those of a new version', () => {
    pulled({ name: 'Bala' }, { name: 'Chitra' });
    assert.deepEqual(ids({ sort: 'name', version: 1 }), ['1', '2']);
    store.put({ id: pull, module: 'customer', timeZone: 'Asia/Kolkata' }, recordOf(3, { name: 'Asha' }));
    assert.deepEqual(ids({ sort: 'name', version: 1 }), ['1', '2']);
    assert.deepEqual(ids({ sort: 'name', version: 2 }), ['3', '1', '2']);
  });
});
