import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'jsonc-parser';
import type { Dialect } from '../../../../src/kapture/catalogue/dialect.ts';
import { dialectsOf, formOf, objectOf, pathOfField } from '../../../../src/kapture/catalogue/forms.ts';
import { operationIds, type OperationId } from '../../../../src/kapture/catalogue/registry.ts';
import { schemaAtPath } from '../../../../src/kapture/catalogue/vocabulary.ts';
import { convertBody } from '../../../../src/kapture/dialects/convertBody.ts';
import { otherDialect } from '../../../../src/kapture/dialects/convertForConnection.ts';

const heading = 'No place:';

function convert(operation: OperationId, from: Dialect, to: Dialect, text: string): string {
  return convertBody(text, { operation, from, to, heading })!.text;
}

/** The fields that both dialects have. */
function commonFields(operation: OperationId, dialects: readonly Dialect[]): string[] {
  const forms = dialects.map((dialect) => formOf(operation, dialect));
  const named = ['kapture_customer_id', ...Object.keys(forms.find(({ fieldMap }) => fieldMap)?.fieldMap?.paths ?? {})];
  return [...new Set(named)].filter((field) =>
    forms.every((form) => {
      // The fields of the range differ between the Pulls.
      if (field === 'start_date' || field === 'end_date') return false;
      const path = pathOfField(form, field);
      return path !== undefined && schemaAtPath(form.request(), path) !== undefined;
    }),
  );
}

describe('convertBody', () => {
  it('a flat Add with comments → nested, with the pin, the comments and the text of numbers', () =>
    assert.equal(
      convert(
        'add',
        'flat',
        'nested',
        `// @connection Staging
// Add Customer
{
  // who
  "customer_name": "Asha \\u0052ao", // as on the form
  "phone": 9876543210.0,
  /* contact */
  "gender": "M", "city": "{{city}}",
  // end
}
`,
      ),
      `// @connection Staging
// Add Customer
{
  "customer_info": {
    // who
    "customer_name": "Asha \\u0052ao", // as on the form
    "phone": 9876543210.0,
    "city": "{{city}}"
  },
  "contact_info": [
    {
      /* contact */
      "gender": "Male"
    }
  ]
  // end
}
`,
    ));

  it('a nested Update → flat, and a comment has what the flat dialect lacks', () => {
    const converted = convertBody(
      `{
  "customer_info": { "customer_id": "65033646", "locality": "Indiranagar", "our_field": [1,
    2] },
  "contact_info": [{ "gender": "Female", "dob": "" }, { "gender": "Male" }],
  "more": true
}`,
      { operation: 'update', from: 'nested', to: 'flat', heading },
    )!;
    assert.equal(
      converted.text,
      `// No place:
// customer_info.locality: "Indiranagar"
// customer_info.our_field: [1,
//     2]
// contact_info.0.dob: ""
// contact_info.1.gender: "Male"
// more: true
{
  "kapture_customer_id": "65033646",
  "gender": "F"
}`,
    );
    assert.deepEqual(converted.unplaced, [
      'customer_info.locality',
      'customer_info.our_field',
      'contact_info.0.dob',
      'contact_info.1.gender',
      'more',
    ]);
  });

  it('a flat Add → array, in brackets', () =>
    assert.equal(
      convert('add', 'flat', 'array', '{"customer_name": "Asha", "email_id": "asha@example.com", "gender": "F"}'),
      `// No place:\n// gender: "F"\n[\n  {\n    "name": "Asha",\n    "email": "asha@example.com"\n  }\n]`,
    ));

  it('array → object 2016 → all fields, also those of the tenant, without brackets', () =>
    assert.equal(
      convert('add', 'array', 'object-2016', '[{"name": "Asha", "our_field": {"a": 1}, "customer_id": 1}]'),
      `{\n  "name": "Asha",\n  "our_field": {"a": 1},\n  "customer_id": 1\n}`,
    ));

  it('a value that the forms write alike, or an unknown one → unchanged', () => {
    assert.match(convert('add', 'flat', 'nested', '{"gender": "X"}'), /"gender": "X"/);
    assert.match(convert('add', 'flat', 'nested', '{"gender": "{{gender}}"}'), /"gender": "\{\{gender\}\}"/);
    assert.match(convert('add', 'flat', 'nested', '{"gender": null}'), /"gender": null/);
  });

  for (const [body, comment] of [
    ['{"customer_info": ["z1"]}', 'customer_info: ["z1"]'],
    ['{"enquiry_info": ["z"]}', 'enquiry_info: ["z"]'],
    ['{"contact_info": [null, {"gender": "Male"}]}', 'contact_info: [null, {"gender": "Male"}]'],
    ['{"contact_info": [{}, {"gender": "Male"}]}', 'contact_info: [{}, {"gender": "Male"}]'],
    ['{"customer_info": {}}', 'customer_info: {}'],
  ] as const)
    it(`${body}, where the form has objects with fields → in the comment as a whole`, () => {
      assert.equal(convert('add', 'nested', 'flat', body), `// No place:\n// ${comment}\n{}`);
    });

  it('a duplicate field → the last one moves, the first one is in the comment', () =>
    assert.equal(
      convert('add', 'flat', 'array', '{"phone": "1", "phone": "2"}'),
      '// No place:\n// phone: "1"\n[\n  {\n    "phone": "2"\n  }\n]',
    ));

  it('a flat Pull with the tenant ID → nested, and its dates in the comment, because the ranges differ', () =>
    assert.equal(
      convertBody('[{"start_date": "2024-05-01", "end_date": "2024-05-02"}]', {
        operation: 'pull',
        from: 'flat',
        to: 'nested',
        heading,
        added: { cm_id: '1000298' },
      })!.text,
      '// No place:\n// start_date: "2024-05-01"\n// end_date: "2024-05-02"\n{\n  "cm_id": "1000298"\n}',
    ));

  for (const text of ['', '5', '[]', '[{"phone": "1"}, {"phone": "2"}]', '{"a": '.repeat(20_000)])
    it(`${JSON.stringify(text.slice(0, 40))} → undefined`, () =>
      assert.equal(convertBody(text, { operation: 'add', from: 'flat', to: 'nested', heading }), undefined));

  for (const operation of operationIds)
    for (const from of dialectsOf(operation))
      for (const to of dialectsOf(operation)) {
        if (from === to) continue;
        it(`${operation}: the sample of ${from} → a body of ${to} that has or lists every field`, () => {
          const sample = formOf(operation, from).sample;
          const { text, unplaced } = convertBody(JSON.stringify(sample), { operation, from, to, heading })!;
          assert.equal(otherDialect(operation, JSON.stringify(parse(text)), { dialect: to, dialects: {} }), undefined);
          const count = (value: unknown): number =>
            typeof value === 'object' && value !== null && Object.keys(value).length
              ? Object.values(value).reduce((sum: number, part) => sum + count(part), 0)
              : 1;
          const moved = text.endsWith('{}') ? 0 : count(parse(text));
          assert.equal(moved + unplaced.length, count(sample));
        });
        it(`${operation}: common fields from ${from} to ${to} and back → unchanged`, () => {
          const fields = commonFields(operation, [from, to]);
          if (!fields.length) return;
          const value = fc.oneof(fc.string(), fc.integer(), fc.constantFrom('', '{{x}}', null, true));
          const body = fc.dictionary(fc.constantFrom(...fields), value, { minKeys: 1 });
          fc.assert(
            fc.property(body, (values) => {
              const form = formOf(operation, from);
              const original = objectOf(form, values);
              // A gender is written in two ways, so a conversion there and back can change it.
              if (['M', 'F', 'Male', 'Female'].includes(String(values['gender']))) return;
              const there = convertBody(JSON.stringify(original), { operation, from, to, heading })!;
              const back = convertBody(there.text, { operation, from: to, to: from, heading })!;
              assert.deepEqual([there.unplaced, back.unplaced], [[], []]);
              assert.deepEqual([parse(back.text)].flat(), [original]);
            }),
            { numRuns: 200 },
          );
        });
      }
});
