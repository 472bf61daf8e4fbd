import assert from 'node:assert/strict';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { rowReader, readRows } from '../../../../src/kapture/bulk/mappings/rowReader.ts';
import { suggestMapping } from '../../../../src/kapture/bulk/mappings/suggestMapping.ts';
import { createPlan } from '../../../../src/kapture/bulk/planning/createPlan.ts';
import { repairCell } from '../../../../src/kapture/bulk/tables/repairCell.ts';
import { csvCell } from '../../../../src/kapture/exports/csvRows.ts';
import { inspectTable, tableRows } from '../../../../src/kapture/bulk/tables/readTable.ts';
import { fieldsOfRecord } from '../../../../src/kapture/update/editableFields.ts';
import { isSame, plainValue } from '../../../../src/kapture/update/fieldValue.ts';
import { pullRecord } from '../../../../src/sandbox/records.ts';
import { blankContact, type StoredCustomer } from '../../../../src/sandbox/storedCustomer.ts';
import {
  exportTexts,
  getSample,
  makeFolder,
  pullSample,
  readCsv,
  sandboxRecords,
  type Folder,
} from '../exports/support.ts';
import { bulkSandbox, customer, planOf, temporaryStore } from './support.ts';
import { flat, rowsOf } from './tableSupport.ts';

describe('our own exports as tables', () => {
  let folder: Folder;
  beforeEach(() => {
    folder = makeFolder();
  });
  afterEach(() => folder.remove());

  for (const format of ['csv', 'jsonl'] as const)
    it(`unchanged records as ${format} → the same customers and values, and masked values are refused`, async () => {
      const records = [getSample, pullSample, ...sandboxRecords(300)];
      await exportTexts(format, folder, records, format === 'csv' ? { bom: true } : {});
      const file = path.join(folder.path, `customers.${format}`);
      await copyFile(folder.target, file);
      const table = await inspectTable({ path: file });
      assert.equal(table.rows, records.length);
      const mapping = suggestMapping(table.columns, flat);
      assert.equal(mapping.matchBy, 'id');
      const read = rowReader({ table, mapping, forms: flat });
      let compared = 0;
      for (const row of await rowsOf(table)) {
        const { key, fields, reasons } = read(row);
        const record = records[row.row - 1]!;
        const { shown, masked } = fieldsOfRecord(record);
        const id: unknown = /"(?:id|leadId)"\s*:\s*"?(\d+)/.exec(record)?.[1];
        if (!reasons.length) assert.equal(key, id, record);
        for (const [field, value] of fields) {
          assert.ok(!masked.has(field), `${field}: ${value}`);
          // The value can be read from another property only if the record does not have this one.
          if (!shown.has(field)) continue;
          assert.ok(isSame(shown.get(field), value) || plainValue(value) === '', `${field}: ${value}\n${record}`);
          compared++;
        }
      }
      assert.ok(compared > 600, String(compared));
    });

  /** Values that an import repairs, also after an export has marked them. */
  const values = [
    { city: "a;'@home" },
    { city: "Flat 3;\n'-12 (new)" },
    { city: "'=1" },
    { city: "'411001" },
    { city: 'Navi\u00a0Mumbai' },
    { city: '\u200bPune ' },
    { city: '\n' },
    { city: '\n- call back' },
    { city: "'\n" },
    { city: ' \n- call back (Asha)' },
    { city: '\u00a0\n@home' },
    { phone: '+91 98450-11111' },
    { phone: '09845011111' },
  ];
  /** Values that could not be written in a row. */
  const unwritable = [
    { city: '=1+1; @x' },
    { name: '=Asha' },
    { city: '#N/A' },
    { phone: '63582' },
    { phone: '0' },
    { phone: "'63582" },
  ];
  /** Exports customers with these fields, imports the file, and returns what the plan does with each. */
  const planOfExport = async (
    format: 'csv' | 'jsonl',
    stored: readonly Partial<StoredCustomer>[],
  ): Promise<unknown[]> => {
    const box = await bulkSandbox(stored.map((own, index) => customer(2000 + index, { name: 'Asha', ...own })));
    const { store, remove } = temporaryStore();
    try {
      const records = stored.map((_, index) =>
        JSON.stringify(pullRecord(box.store.find('id', String(2000 + index))[0]!)),
      );
      await exportTexts(format, folder, records, format === 'csv' ? { bom: true } : {});
      const file = path.join(folder.path, `customers.${format}`);
      await copyFile(folder.target, file);
      const table = await inspectTable({ path: file });
      const mapping = suggestMapping(table.columns, flat);
      const read = readRows(tableRows(table), { table, mapping, forms: flat }, () => () => undefined);
      const target = box.target();
      const plan = await createPlan(planOf(target, 'id'), read, { store, client: box.client, target });
      return store.rows({ plan, limit: 999 }).map(({ state, changes }) => [state, changes]);
    } finally {
      await box.close();
      remove();
    }
  };

  const stored = [...values, ...unwritable];
  for (const format of ['csv', 'jsonl'] as const)
    it(`customers with values that an import repairs or refuses, exported as ${format} and imported → unchanged`, async () =>
      assert.deepEqual(
        await planOfExport(format, stored),
        stored.map(() => ['unchanged', []]),
      ));

  for (const format of ['csv', 'jsonl'] as const)
    it(`a customer without a name, with a contact that has one, exported as ${format} and imported → unchanged`, async () =>
      assert.deepEqual(
        await planOfExport(format, [{ name: '', contacts: [{ ...blankContact(20000), name: 'Asha' }] }]),
        [['unchanged', []]],
      ));

  const text = fc.string({
    unit: fc.constantFrom(...'\'=+-@;\t\r\n "(1a', '\u00a0', '\u200b', '＝'),
    maxLength: 8,
  });
  it('customers with any texts, exported as CSV and imported → unchanged', () =>
    fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 100, maxLength: 100 }), async (cities) =>
        assert.deepEqual(
          await planOfExport(
            'csv',
            cities.map((city) => ({ city })),
          ),
          cities.map(() => ['unchanged', []]),
        ),
      ),
      { numRuns: 5 },
    ));
  it('the CSV cell of any text → repaired from exactly this text', () =>
    fc.assert(
      fc.property(text, (value) => {
        const [[cell = ''] = []] = readCsv(`${csvCell(value)}\r\n`);
        const repaired = repairCell(cell, 'city');
        assert.ok([...repaired.steps.map(({ from }) => from), repaired.text].includes(value), cell);
        assert.equal(repaired.problem, undefined);
      }),
      { numRuns: 5_000 },
    ));
});
