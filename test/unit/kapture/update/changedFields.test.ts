import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changedFields } from '../../../../src/kapture/update/changedFields.ts';
import { fieldsOfRecord } from '../../../../src/kapture/update/editableFields.ts';
import { updateDocument } from '../../../../src/kapture/update/updateDocument.ts';

const base = fieldsOfRecord(
  '{"id":7,"name":"Asha","city":"Pune","state":null,"lead_score":1.0,"contacts":[{"phone":"98***10","isPrimaryContact":true}]}',
);
const changes = (text: string): (readonly [field: string, value: string, before: string | undefined])[] =>
  changedFields(text, base).map(({ field, value, before }) => [
    field,
    text.slice(value.offset, value.offset + value.length),
    before,
  ]);

describe('changedFields', () => {
  for (const [text, expected] of [
    ['{"customer_name": "Asha", "city": "Pune"}', []],
    ['// comment\n[{"customer_name": "Asha", }]', []],
    ['{"customer_name": " Asha"}', [['customer_name', '" Asha"', '"Asha"']]],
    ['{"kapture_customer_id": "8", "$schema": "x"}', []],
    ['{"city": "Goa"}', [['city', '"Goa"', '"Pune"']]],
    ['{"city": ""}', [['city', '""', '"Pune"']]],
    ['{"state": ""}', []],
    ['{"lead_score": 1}', []],
    ['{"lead_score": 2}', [['lead_score', '2', '1.0']]],
    ['{"zone": "North"}', [['zone', '"North"', undefined]]],
    ['{"contact_person_phone": "9820000000"}', [['contact_person_phone', '"9820000000"', undefined]]],
    ['{"city": "{{city}}"}', [['city', '"{{city}}"', '"Pune"']]],
    ['{"city": ["Pune"]}', [['city', '["Pune"]', '"Pune"']]],
    ['{"city": "Goa"', [['city', '"Goa"', '"Pune"']]],
    ['{"customer_name": "Bo", "city": }', [['customer_name', '"Bo"', '"Asha"']]],
    ['', []],
    ['[]', []],
    ['[[{"city": "Goa"', []],
    ['"text"', []],
  ] as const)
    it(`${text || 'an empty text'} → ${JSON.stringify(expected)}`, () => assert.deepEqual(changes(text), expected));

  it('the document of a record → no changes', () =>
    assert.deepEqual(changes(updateDocument('7', base, ['a comment'])), []));

  it('any text → places within it', () =>
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[],:"\\ \n1', '"city":', '"Pune"', '//') }), (text) => {
        for (const { value } of changedFields(text, base))
          assert(value.offset >= 0 && value.offset + value.length <= text.length);
      }),
      { numRuns: 1000 },
    ));
});
