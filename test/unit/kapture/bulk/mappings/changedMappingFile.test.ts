import assert from 'node:assert/strict';
import {
  changedMappingFile,
  readMappingFile,
  writeMappingFile,
} from '../../../../../src/kapture/bulk/mappings/mappingFile.ts';
import type { Mapping } from '../../../../../src/kapture/bulk/mappings/mapping.ts';

const earlier = `// Customers of the fair
{
    "matchBy": "phone", // not the code
    "columns": {
        "Mobile": "phone",
        "City": { "field": "city", "blank": "omit" /* asked Asha */ },
        "Notes": null,
    },
    /* the campaign */ "constants": { "campaign_name": "Expo", "state": "MH" },
}
`;

describe('changedMappingFile', () => {
  const mapping: Mapping = {
    matchBy: 'phone',
    columns: [{ column: 'Mobile', field: 'phone' }, { column: 'City', field: 'city' }, { column: 'Notes' }],
    constants: [
      { field: 'state', value: 'MH' },
      { field: 'campaign_name', value: 'Expo' },
    ],
  };

  function withColumn(at: number, column: Mapping['columns'][number]): Mapping {
    return { ...mapping, columns: mapping.columns.with(at, column) };
  }

  function withNewColumn(column: Mapping['columns'][number]): Mapping {
    return { ...mapping, columns: [...mapping.columns, column] };
  }

  const cases: readonly (readonly [what: string, changed: Mapping, replaced: string, by: string])[] = [
    ['nothing', mapping, '', ''],
    ['the identifier', { ...mapping, matchBy: 'email' }, '"matchBy": "phone"', '"matchBy": "email"'],
    ['a field', withColumn(0, { column: 'Mobile', field: 'altPhone' }), '"Mobile": "phone"', '"Mobile": "altPhone"'],
    [
      'a rule in an object',
      withColumn(1, { column: 'City', field: 'city', blank: 'clear' }),
      '{ "field": "city", "blank": "omit" /* asked Asha */ }',
      '{ "field": "city", "blank": "clear" }',
    ],
    [
      'an ignored column is new',
      withNewColumn({ column: 'Unlisted' }),
      '"Notes": null,',
      `"Notes": null,
        "Unlisted": null,`,
    ],
    ['a column that is no longer ignored', withColumn(2, { column: 'Notes', field: 'note' }), 'null', '"note"'],
    [
      'a column that was not listed',
      withNewColumn({ column: 'Unlisted', field: 'zip', isExact: true }),
      '"Notes": null,',
      `"Notes": null,
        "Unlisted": { "field": "zip", "exact": true },`,
    ],
    [
      'a column that the table no longer has',
      { ...mapping, columns: mapping.columns.toSpliced(2, 1) },
      `,
        "Notes": null,`,
      ',',
    ],
    [
      'a constant',
      { ...mapping, constants: mapping.constants.with(0, { field: 'state', value: 'GA' }) },
      '"state": "MH"',
      '"state": "GA"',
    ],
    ['fewer constants', { ...mapping, constants: mapping.constants.slice(1) }, ', "state": "MH"', ''],
  ];
  for (const [what, changed, replaced, by] of cases)
    it(`what changes: ${what} → only that is written`, () => {
      const text = changedMappingFile(earlier, changed);
      assert.equal(text, earlier.replace(replaced, by));
    });

  it('a file that cannot be read, or none → a new one', () => {
    for (const text of ['', '{"matchBy":', '{"matchBy": "phone", "colums": {}}'])
      assert.equal(changedMappingFile(text, mapping), writeMappingFile(mapping));
  });

  it('everything changes → the new mapping', () => {
    const other: Mapping = {
      matchBy: 'id',
      columns: [
        { column: 'City', field: 'city', blank: 'clear', isExact: true },
        { column: 'ID', field: 'kapture_customer_id' },
      ],
      constants: [],
    };
    assert.deepEqual(readMappingFile(changedMappingFile(earlier, other)).mapping, other);
  });
});
