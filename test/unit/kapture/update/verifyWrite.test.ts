import assert from 'node:assert/strict';
import { fieldsOfRecord } from '../../../../src/kapture/update/editableFields.ts';
import { verifyWrite } from '../../../../src/kapture/update/verifySave.ts';

const record = fieldsOfRecord(
  JSON.stringify({
    id: 7,
    name: 'Asha',
    companyPhone: '9845765226',
    city: 'Pune',
    contacts: [{ id: 70, contactPerson: 'Ravi', gender: 'M' }],
  }),
);

describe('verifyWrite', () => {
  for (const [what, body, expected] of [
    [
      'the same values',
      { kapture_customer_id: '7', customer_name: 'Asha ', phone: 9845765226 },
      [['customer_name', 'phone'], [], []],
    ],
    [
      'another value',
      [{ kapture_customer_id: '7', customer_name: 'Asha', city: 'Goa' }],
      [['customer_name'], ['city'], []],
    ],
    [
      'a field that the record does not have',
      { customer_name: 'Asha', own_field: 'x' },
      [['customer_name'], [], ['own_field']],
    ],
    ['a blank value', { customer_name: 'Asha', city: '' }, [['customer_name'], [], []]],
    ['a secret', { customer_name: '{{$secret.name}}', city: '‹auth key›' }, [[], [], []]],
    ['not an object', [], [[], [], []]],
  ] as const)
    it(`${what} → what the record has`, () => {
      const { same, differences, unreadable } = verifyWrite(
        { operation: 'update', requestBody: JSON.stringify(body) },
        record,
      );
      assert.deepEqual([same, differences.map(({ field }) => field), unreadable], expected);
    });

  it('a nested body → its fields by their shared names, and its own values', () => {
    const body = JSON.stringify({
      customer_info: { customer_name: 'Asha', city: 'Goa' },
      contact_info: [{ gender: 'Male', contact_person_name: 'Mira' }],
    });
    const { same, differences, unreadable } = verifyWrite({ operation: 'add', requestBody: body }, record);
    assert.deepEqual(
      differences.map(({ field, asked, stored }) => [field, asked, stored]),
      [['city', '"Goa"', '"Pune"']],
    );
    assert.deepEqual(same, ['customer_name', 'gender']);
    // The write may have added another contact.
    assert.deepEqual(unreadable, ['contact_person_name']);
  });
});
