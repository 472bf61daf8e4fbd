import assert from 'node:assert/strict';
import path from 'node:path';
import fc from 'fast-check';
import { Check } from 'typebox/schema';
import {
  mappingPathOf,
  problemsOfMappingFile,
  readMappingFile,
  writeMappingFile,
} from '../../../../../src/kapture/bulk/mappings/mappingFile.ts';
import { mappingFileSchema } from '../../../../../src/kapture/bulk/mappings/mappingFileSchema.ts';
import type { Mapping } from '../../../../../src/kapture/bulk/mappings/mapping.ts';
import { identifiers } from '../../../../../src/kapture/bulk/plans/identifiers.ts';
import { inEnglish } from '../../../../../src/kapture/problem/problem.ts';
import { flat } from '../tableSupport.ts';

/** The marked text and the sentence of each problem. */
const marked = (text: string, problems: ReturnType<typeof problemsOfMappingFile>): string[] =>
  problems.map(({ offset, length, problem }) => `${text.slice(offset, offset + length)} → ${inEnglish(problem)}`);

describe('the mapping file', () => {
  it('its path → beside the table', () => {
    assert.equal(
      mappingPathOf(path.join('lists', 'customers.csv')),
      path.join('lists', 'customers.kapture-import.json'),
    );
    assert.equal(mappingPathOf('a.b.jsonl'), 'a.b.kapture-import.json');
  });

  it('any mapping → the same mapping when written and read, and valid by the schema', () => {
    const name = fc.string({ minLength: 1, maxLength: 10 });
    const column = fc.record(
      { field: name, blank: fc.constant('clear' as const), isExact: fc.constant(true as const) },
      { requiredKeys: ['field'] },
    );
    const columns = fc.dictionary(name, fc.option(column, { nil: undefined }));
    fc.assert(
      fc.property(fc.constantFrom(...identifiers), columns, fc.dictionary(name, fc.string()), (...parts) => {
        const [matchBy, own, constants] = parts;
        const mapping: Mapping = {
          matchBy,
          columns: Object.entries(own).map(([column, value]) => ({ column, ...value })),
          constants: Object.entries(constants).map(([field, value]) => ({ field, value })),
        };
        const text = writeMappingFile(mapping);
        assert.deepEqual(readMappingFile(text), { mapping, problems: [] });
        assert.ok(Check(mappingFileSchema(), JSON.parse(text)), text);
      }),
    );
  });

  it('comments and trailing commas → read', () => {
    const { mapping } = readMappingFile('// ours\n{"matchBy": "code", "columns": {"A": "city", "B": null,},}');
    assert.deepEqual(mapping, {
      matchBy: 'code',
      columns: [{ column: 'A', field: 'city' }, { column: 'B' }],
      constants: [],
    });
  });

  const wrong: readonly (readonly [text: string, problems: readonly string[]])[] = [
    ['', [' → This is not JSON: value expected.']],
    ['{"matchBy": "phone"', [' → This is not JSON: closing brace expected.']],
    ['[]', ['[] → A mapping must be an object.']],
    ['{}', ['{ → "matchBy" is missing.', '{ → "columns" is missing.']],
    [
      '{"matchBy": "name", "columns": []}',
      ['"name" → "matchBy" must be one of "id", "code", "phone", "email".', '[] → This must be an object.'],
    ],
    [
      '{"matchBy": "id", "columns": {"A": 5, "A": "x"}, "colums": {}}',
      ['"colums" → Unknown property "colums".', '"A" → Duplicate property "A".'],
    ],
    [
      '{"matchBy": "id", "columns": {"A": 5, "B": {"field": 1, "exact": 2, "blank": "keep"}}}',
      [
        '5 → The value of a column must be the name of a field, null, or an object.',
        '"keep" → "blank" must be one of "omit", "clear".',
        '1 → "field" must be the name of a field.',
        '2 → "exact" must be true or false.',
      ],
    ],
    ['{"matchBy": "id", "columns": {}, "constants": {"a": 5}}', ['5 → A constant must be a string.']],
  ];
  for (const [text, problems] of wrong)
    it(`${text || 'an empty file'} → problems at their places`, () => {
      const reading = readMappingFile(text);
      assert.equal(reading.mapping, undefined);
      assert.deepEqual(marked(text, reading.problems), problems);
      assert.deepEqual(problemsOfMappingFile(text, flat), []);
    });

  it('problems for a dialect → at the columns, constants and the identifier', () => {
    const text =
      '{"matchBy": "email", "columns": {"A": "contact_id", "B": {"field": "phoen"}}, "constants": {"city": "{{x}}"}}';
    assert.deepEqual(marked(text, problemsOfMappingFile(text, flat, { lookup: () => undefined })), [
      '"contact_id" → Kapture generates contact_id. It cannot be sent.',
      '"{{x}}" → The variable {{x}} has no value.',
      '"email" → No column is mapped to the field email_id, which identifies customers.',
      '{"field": "phoen"} → The field phoen is unknown. Did you mean phone?',
    ]);
  });

  it('a file of 0.6 MB, or with 600 levels → refused', () => {
    for (const text of [' '.repeat(600_000), '['.repeat(600)])
      assert.deepEqual(
        readMappingFile(text).problems.map(({ problem }) => inEnglish(problem)),
        ['This mapping is too large.'],
      );
  });
});
