import assert from 'node:assert/strict';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { inspectTable } from '../../../../src/kapture/bulk/tables/readTable.ts';
import { rowReader } from '../../../../src/kapture/bulk/mappings/rowReader.ts';
import { suggestMapping } from '../../../../src/kapture/bulk/mappings/suggestMapping.ts';
import { fieldsOfRecord } from '../../../../src/kapture/update/editableFields.ts';
import { isSame, plainValue } from '../../../../src/kapture/update/fieldValue.ts';
import { exportTexts, getSample, makeFolder, pullSample, sandboxRecords, type Folder } from '../exports/support.ts';
import { flat, rowsOf } from './tableSupport.ts';

describe('our own exports as tables', () => {
  let folder: Folder;
  beforeEach(() => {
    folder = makeFolder();
  });
  afterEach(() => folder.remove());

  for (const format of ['csv', 'jsonl', 'parquet'] as const)
    it(`unchanged records as ${format} → the same customers and values, and masked values are refused`, async () => {
      const records = [getSample, pullSample, ...sandboxRecords(300)];
      await exportTexts(format, folder, records, format === 'csv' ? { bom: true } : {});
      const file = path.join(folder.path, `customers.${format}`);
      await copyFile(folder.target, file);
      const table = await inspectTable({ path: file });
      assert.equal(table.rows, records.length);
      const mapping = suggestMapping(table.columns, flat);
      assert.equal(mapping.identifyBy, 'id');
      const read = rowReader({ table, mapping, forms: flat });
      let compared = 0;
      for (const row of await rowsOf(table)) {
        const { key, fields, problems } = read(row);
        const record = records[row.row - 1]!;
        const { shown, masked } = fieldsOfRecord(record);
        const id: unknown = /"(?:id|leadId)"\s*:\s*"?(\d+)/.exec(record)?.[1];
        if (!problems.length) assert.equal(key, id, record);
        for (const [field, value] of fields) {
          assert.ok(!masked.has(field), `${field}: ${value}`);
          // The name of a field can be read from elsewhere only if the record does not have it.
          if (!shown.has(field)) continue;
          assert.ok(isSame(shown.get(field), value) || plainValue(value) === '', `${field}: ${value}\n${record}`);
          compared++;
        }
      }
      assert.ok(compared > 600, String(compared));
    });
});
