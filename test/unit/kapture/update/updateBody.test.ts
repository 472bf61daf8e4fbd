import assert from 'node:assert/strict';
import type { Dialect } from '../../../../src/kapture/catalogue/dialect.ts';
import { formOf } from '../../../../src/kapture/catalogue/forms.ts';
import {
  fieldsOfRecord,
  readBack,
  recordFieldsFromJson,
  recordFieldsToJson,
} from '../../../../src/kapture/update/editableFields.ts';
import { updateBody } from '../../../../src/kapture/update/updateBody.ts';
import { fieldsToAdd, fieldsToEdit, fieldsToOverwrite } from '../../../../src/kapture/update/updateDocument.ts';
import { verifySave } from '../../../../src/kapture/update/decideSave.ts';

const record = {
  id: 7,
  name: 'Asha',
  companyPhone: '9876543210',
  customerCode: 'C-7',
  city: 'Agra',
  contacts: [{ id: 81, contactPerson: 'Asha', phone: '9876543210', email: 'asha@example.com', gender: 'F' }],
};
type Changes = Readonly<Record<string, string>>;

describe('updateBody', () => {
  const cases: readonly (readonly [dialect: Dialect, changes: Changes, record: object, expected: string])[] = [
    [
      'flat',
      { phone: '09845765226', city: '"A\\u0041"' },
      {},
      '{"kapture_customer_id":"7","phone":09845765226,"city":"A\\u0041"}',
    ],
    ['flat', { attr3: '"Gold"' }, {}, '{"kapture_customer_id":"7","attr3":"Gold"}'],
    ['nested', { city: '"A\\u0041"' }, {}, '{"customer_info":{"customer_id":"7","city":"A\\u0041"}}'],
    [
      'nested',
      { contact_person_phone: '9123456789', gender: '"M"' },
      {},
      '{"customer_info":{"customer_id":"7"},"contact_info":[{"contact_id":81,"contact_person_phone":9123456789,"gender":"Male"}]}',
    ],
    ['nested', { customer_code: '"C-8"' }, {}, '{"customer_info":{"customer_id":"7","customer_code":"C-8"}}'],
    [
      'array',
      { city: '"Goa"' },
      {},
      '[{"customer_code":"C-7","name":"Asha","phone":"9876543210","email":"asha@example.com","city":"Goa"}]',
    ],
    [
      'array',
      { customer_name: '"Asha Rao"', email_id: '"a@example.com"' },
      {},
      '[{"customer_code":"C-7","phone":"9876543210","name":"Asha Rao","email":"a@example.com"}]',
    ],
    [
      'object-2016',
      { city: '"Goa"' },
      { customerCode: 12_345, email: 'own@example.com' },
      '{"customer_code":12345,"name":"Asha","phone":"9876543210","email":"own@example.com","city":"Goa"}',
    ],
    [
      'array',
      { city: '"Goa"' },
      { companyPhone: '', contacts: [{ email: '', phone: '' }] },
      '[{"customer_code":"C-7","name":"Asha","phone":"","email":"","city":"Goa"}]',
    ],
    ['nested', { attr3: '"Gold"', city: '"Goa"' }, {}, 'no-place attr3'],
    ['array', { contact_person_name: '"Ravi"', gender: '"M"' }, {}, 'no-place contact_person_name gender'],
    ['object-2016', { secSource: '"x"' }, {}, 'no-place secSource'],
    ['array', { customer_code: '"C-8"' }, {}, 'changes-code customer_code'],
    ['array', { city: '"Goa"' }, { customerCode: ' ' }, 'no-code customer_code'],
    ['object-2016', { city: '"Goa"' }, { customerCode: undefined }, 'no-code customer_code'],
    ['array', { city: '"Goa"' }, { customerCode: '12****89' }, 'no-code customer_code'],
    ['array', { city: '"Goa"' }, { companyPhone: '98****10', isMobileMasked: true }, 'masked phone'],
    ['array', { city: '"Goa"' }, { contacts: [{ email: 'a***@example.com', phone: '' }] }, 'masked email_id'],
    ['array', { city: '"Goa"' }, { name: 'Jos\uFFFD' }, 'damaged customer_name'],
    [
      'array',
      { city: '"Goa"', customer_name: '"José"' },
      { name: 'Jos\uFFFD', email: '' },
      '[{"customer_code":"C-7","phone":"9876543210","email":"","city":"Goa","name":"José"}]',
    ],
    ['object-2016', { city: '"Goa"' }, { customerCode: 'C\uFFFD7' }, 'damaged customer_code'],
    ['nested', { city: '"Goa"' }, { name: 'Jos\uFFFD' }, '{"customer_info":{"customer_id":"7","city":"Goa"}}'],
    ['array', { city: '"Goa"' }, { contacts: [] }, 'missing email_id'],
    ['array', { city: '"Goa"' }, { name: '' }, 'missing customer_name'],
    ['object-2016', { city: '"Goa"' }, { companyPhone: undefined, contacts: [] }, 'missing phone email_id'],
  ];
  for (const [dialect, changes, other, expected] of cases)
    it(`${dialect}, ${JSON.stringify(changes)} of a record with ${JSON.stringify(other)} → ${expected}`, () => {
      const { body, problem } = updateBody(formOf('update', dialect), {
        id: '7',
        changes: new Map(Object.entries(changes)),
        fresh: fieldsOfRecord(JSON.stringify({ ...record, ...other })),
      });
      assert.equal(body ?? [problem.reason, ...problem.fields].join(' '), expected);
    });
});

describe('values of the contact that an Update would write as the customer’s', () => {
  for (const [other, changes, expected] of [
    [{}, {}, { email_id: '"asha@example.com"' }],
    [{ companyPhone: undefined }, {}, { phone: '"9876543210"', email_id: '"asha@example.com"' }],
    [{ contacts: [{ email: '' }] }, {}, { email_id: '""' }],
    [{ email: 'own@example.com' }, {}, {}],
    [{ email: '' }, {}, {}],
    [{}, { email_id: '"typed@example.com"' }, {}],
  ] as const)
    it(`a record with ${JSON.stringify(other)}, changed: ${JSON.stringify(changes)} → ${JSON.stringify(expected)}`, () => {
      for (const dialect of ['array', 'object-2016', 'flat', 'nested'] as const) {
        const { ofContact } = updateBody(formOf('update', dialect), {
          id: '7',
          changes: new Map(Object.entries({ city: '"Goa"', ...changes })),
          fresh: fieldsOfRecord(JSON.stringify({ ...record, ...other })),
        });
        const isByCode = dialect === 'array' || dialect === 'object-2016';
        assert.deepEqual(Object.fromEntries(ofContact!), isByCode ? expected : {}, dialect);
      }
    });
});

describe('a customer document in each dialect', () => {
  const fields = fieldsOfRecord(JSON.stringify(record));
  for (const [dialect, shown, omitted, toAdd] of [
    [
      'flat',
      [
        'customer_name',
        'phone',
        'city',
        'contact_person_name',
        'contact_person_phone',
        'contact_person_email',
        'gender',
      ],
      [],
      ['zone', 'secSource'],
    ],
    [
      'nested',
      [
        'customer_name',
        'phone',
        'customer_code',
        'city',
        'contact_person_name',
        'contact_person_phone',
        'contact_person_email',
        'gender',
      ],
      [],
      ['email_id', 'pincode'],
    ],
    [
      'array',
      ['customer_name', 'phone', 'customer_code', 'city'],
      ['contact_person_name', 'contact_person_phone', 'contact_person_email', 'gender'],
      ['email_id', 'website'],
    ],
    [
      'object-2016',
      ['customer_name', 'phone', 'customer_code', 'city'],
      ['contact_person_name', 'contact_person_phone', 'contact_person_email', 'gender'],
      ['email_id', 'website'],
    ],
  ] as const)
    it(`${dialect} → shows ${shown.join(', ')}; omits ${omitted.join(', ') || 'nothing'}`, () => {
      const form = formOf('update', dialect);
      const edited = fieldsToEdit(fields, form);
      const addable = fieldsToAdd(fields, form);
      assert.deepEqual([[...edited.fields.shown.keys()], edited.others], [shown, omitted]);
      assert.deepEqual(
        toAdd.filter((field) => !addable.includes(field)),
        [],
      );
      for (const field of ['kapture_customer_id', 'contact_id', ...shown]) assert.ok(!addable.includes(field), field);
      const withoutCode = fieldsToAdd(fieldsOfRecord('{}'), form);
      assert.equal(withoutCode.includes('customer_code'), dialect === 'nested');
    });
  it('fields that only the record has → said to be overwritten, not to be added', () => {
    const record = fieldsOfRecord('{"name": "A", "remarks": "line one", "address": "Main Street"}');
    const form = formOf('update', 'array');
    assert.deepEqual(fieldsToOverwrite(record, form), ['address', 'remarks']);
    const addable = fieldsToAdd(record, form);
    assert.deepEqual([addable.includes('website'), addable.includes('remarks')], [true, false]);
  });
  it('properties that are named like fields of Update, whose values have another place or meaning → not said to be missing', () => {
    for (const [property, value] of Object.entries({ zone: 49_827, campaign_name: 'Fair', phone: '1', gender: {} })) {
      const record = fieldsOfRecord(JSON.stringify({ name: 'A', [property]: value }));
      const form = formOf('update', 'flat');
      assert.deepEqual(
        [fieldsToOverwrite(record, form), fieldsToAdd(record, form).includes(property)],
        [[property], false],
      );
      const stored = recordFieldsFromJson(recordFieldsToJson(record))!;
      assert.deepEqual(fieldsToOverwrite(stored, form), [property]);
      // It is unknown whether the value is that of the field.
      assert.equal(readBack(record, property), undefined);
    }
  });
  it('a city that is an object → not said to be missing', () => {
    const record = fieldsOfRecord('{"name": "A", "city": {"id": 7}}');
    assert.deepEqual(fieldsToOverwrite(record, formOf('update', 'flat')), ['city']);
  });
  it('a gender that the nested form writes as Male, stored as M or Male → no difference', () => {
    for (const gender of ['M', 'Male']) {
      const stored = fieldsOfRecord(JSON.stringify({ contacts: [{ gender }] }));
      const asked = new Map([['gender', '"M"']]);
      assert.deepEqual(verifySave(asked, stored, formOf('update', 'nested')).differences, []);
    }
  });
});
