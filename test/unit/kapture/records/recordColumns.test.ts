import assert from 'node:assert/strict';
import { columnTable } from '../../../../build/documentTables.ts';
import { exportColumnsOf } from '../../../../src/kapture/exports/exportColumns.ts';
import { keyValuesOf, keysOf, recordReader, searchReader } from '../../../../src/kapture/records/customer.ts';
import {
  isText,
  recordColumns,
  type ColumnName,
  type RecordColumn,
  type RecordColumns,
} from '../../../../src/kapture/records/recordColumns.ts';
import { facetColumnsOf, rowColumnsOf, rowReader, sortOrdersOf } from '../../../../src/kapture/store/customerSql.ts';
import { groupingsOf, sortColumnsOf } from '../../../../src/kapture/store/customerShapes.ts';
import { openMemory } from '../../../../src/kapture/store/database.ts';
import { customerInsert, customerSchema } from '../../../../src/kapture/store/customerTables.ts';
import { tableOrder } from '../../../../src/kapture/store/insightQueries.ts';
import { barFacetsOf, rowColumnNamesOf } from '../../../../src/kapture/store/insightShapes.ts';
import { Statements } from '../../../../src/kapture/store/statements.ts';
import { exportTexts, makeFolder, readCsvRows } from '../exports/support.ts';

const stage: RecordColumn = {
  title: 'Lead stage',
  from: { customer: [{ field: 'leadStage' }, { field: 'stage', contact: 'primary' }] },
  read: 'text',
  sql: { column: 'lead_stage', type: 'TEXT' },
  isSearched: true,
  facet: {
    missing: 'No stage',
    group: { place: 5, icon: 'milestone' },
    bar: { place: 5, title: 'By stage', module: 'customer' },
  },
  sort: { place: 5 },
  table: { place: 10, least: 70, share: 1 },
  tooltip: { place: 12 },
  export: { type: 'text' },
};
const columns: RecordColumns = { ...recordColumns, stage };
const keys = keysOf(columns, 'customer');
const zone = 'Asia/Kolkata';
const records = [
  { id: 1, name: 'Asha', leadStage: 'Won' },
  { id: 2, name: 'Ravi', contacts: [{ stage: ' lost ', isPrimaryContact: true }] },
  { id: 3, name: 'Zoya' },
];

describe('a new entry in recordColumns', () => {
  const database = openMemory(customerSchema(columns));
  const sql = new Statements(database);
  const rows = (rest: string): unknown[] =>
    sql.all(`SELECT ${rowColumnsOf(columns)} FROM customer ${rest}`).map((row) => {
      const { id, stage } = rowReader(columns)(row) as unknown as Readonly<Record<string, unknown>>;
      return [id, stage];
    });
  before(() => {
    for (const record of records) customerInsert(columns)(sql, fieldsOf(record), place);
    // The record is written again, as in the next pull.
    customerInsert(columns)(sql, fieldsOf({ ...records[0], leadStage: 'Won again' }), place);
  });
  after(() => database.close());

  const place = { pull: 1, period: 1, attempt: 1, begunAt: 1, spool: 1, start: 0, length: 0, text: null };
  function fieldsOf(record: object): Parameters<ReturnType<typeof customerInsert>>[1] {
    const fields = recordReader(columns, 'customer', keys)(keyValuesOf(record, keys)!, zone)!;
    return { ...fields, search: searchReader(columns)(fields) };
  }

  it('its keys → among those of the record and of the contacts', () => {
    assert(keys.record.includes('leadStage') && keys.contact.includes('stage'));
  });
  it("its value → in a customer's row", () =>
    assert.deepEqual(rows('ORDER BY id'), [
      ['1', 'Won again'],
      ['2', 'lost'],
      ['3', ''],
    ]));
  it('its value → found by a filter', () => assert.deepEqual(rows("WHERE search LIKE '%lost%'"), [['2', 'lost']]));
  it('its groups → counted', () =>
    assert.deepEqual(
      sql
        .all(`SELECT ${facetColumnsOf(columns)['stage']} AS key, count(*) AS n FROM customer GROUP BY 1 ORDER BY 1`)
        .map(({ key, n }) => [key, n]),
      [
        ['', 1],
        ['Won again', 1],
        ['lost', 1],
      ],
    ));
  it("the view sorted by it → in both directions; the insights' table → customers without a value last", () => {
    const ids = (order: string): unknown[] => sql.all(`SELECT id FROM customer ORDER BY ${order}`).map(({ id }) => id);
    assert.deepEqual(
      [sortOrdersOf(columns)['stage']!, sortOrdersOf(columns)['stageDescending']!, tableOrder(stage, false)].map(ids),
      [
        ['3', '2', '1'],
        ['1', '2', '3'],
        ['2', '1', '3'],
      ],
    );
  });
  it('its places → last of the groupings, sort columns, charts and table columns', () =>
    assert.deepEqual(
      [groupingsOf, sortColumnsOf, barFacetsOf, rowColumnNamesOf].map((names) => names(columns, 'customer').at(-1)),
      ['stage', 'stage', 'stage', 'stage'],
    ));
  it('the table of columns in the manual → has a row for it', () =>
    assert.ok(columnTable(exportColumnsOf(columns)).includes('\n| `lead_stage` | Lead stage | text |  |\n')));
  it('an export → has a column with its label', async () => {
    const folder = makeFolder();
    try {
      const exported = exportColumnsOf(columns);
      assert.equal(exported.find(({ name }) => name === 'lead_stage')?.title, 'Lead stage');
      await exportTexts(
        'csv',
        folder,
        records.map((record) => JSON.stringify(record)),
        { columns: exported.filter(({ name }) => ['id', 'lead_stage'].includes(name)) },
      );
      assert.deepEqual(readCsvRows(folder.text()), [
        { id: '1', lead_stage: 'Won' },
        { id: '2', lead_stage: ' lost ' },
        { id: '3', lead_stage: '' },
      ]);
    } finally {
      folder.remove();
    }
  });
});

describe('recordColumns', () => {
  it('columns with a facet or a sort → texts', () => {
    for (const name of Object.keys(recordColumns) as ColumnName[]) {
      const column = recordColumns[name];
      assert(isText(column) || (!column.facet && !column.sort), name);
    }
  });
  it('places → unique within each list', () => {
    const parts = Object.values(recordColumns).map(({ facet, sort, table, tooltip }) => ({
      group: facet?.group?.place,
      bar: facet?.bar?.place,
      sort: sort?.place,
      table: table?.place,
      tooltip: tooltip?.place,
    }));
    for (const part of ['group', 'bar', 'sort', 'table', 'tooltip'] as const) {
      const places = parts.map((places) => places[part]).filter((place) => place !== undefined);
      assert.equal(new Set(places).size, places.length, part);
    }
  });
});
