import assert from 'node:assert/strict';
import fc from 'fast-check';
import { namedFields, readCustomer, searchText, type Customer } from '../../../../src/kapture/records/customer.ts';
import { recordColumns, type ColumnName } from '../../../../src/kapture/records/recordColumns.ts';
import { FieldReader, recordFields, type StoredFields } from '../../../../src/kapture/records/fieldReader.ts';
import { readResponse } from '../../../../src/kapture/responses/readResponse.ts';
import { generateCustomers } from '../../../generateCustomers.ts';
import { jsonText } from '../../../../src/sandbox/jsonText.ts';
import { getRecord, pullRecord } from '../../../../src/sandbox/records.ts';
import { sample } from '../../../samples.ts';

const zone = 'Asia/Kolkata';

/** Compares the fields of records, read one after the other, with `readCustomer`. */
function compareAll(texts: readonly string[]): void {
  const reader = new FieldReader('customer', zone);
  const bytes = Buffer.from(texts.join(','));
  let start = 0;
  for (const text of texts) {
    const end = start + Buffer.byteLength(text);
    assert.deepEqual(named(reader.read(bytes, start, end)), fieldsOf(text));
    start = end + 1;
  }
}

/** The fields according to `readCustomer`. */
function fieldsOf(text: string): unknown {
  const customer = readCustomer(text, zone);
  const { text: _, ...shown } = customer ?? { text };
  return customer && { ...shown, search: searchOf(customer) };
}

function searchOf(customer: Customer): string {
  const values = (Object.keys(recordColumns) as ColumnName[]).map((name) => customer[name]);
  return searchText({ id: customer.id, values, contacts: customer.contacts });
}

function named(fields: StoredFields | undefined): unknown {
  return fields && { ...namedFields(fields), search: fields.search };
}

/** Compares a record between two others. */
function compare(text: string): void {
  assert.deepEqual(named(recordFields(text, 'customer', zone)), fieldsOf(text));
  const other = '{"id":7,"contacts":[{"phone":"é"}]}';
  compareAll([other, text, other]);
}

describe('FieldReader', () => {
  it('the published records → the fields of readCustomer', () => {
    for (const [operation, name] of [
      ['pull', 'pull.response.txt'],
      ['get', 'get.response.json'],
    ] as const) {
      const text = sample(name);
      const { records } = readResponse(operation, 200, text);
      assert.equal(records.length, 1);
      for (const { start, end } of records) compare(text.slice(start, end));
    }
  });
  it('5,000 sandbox customers → the fields of readCustomer', () => {
    for (const customer of generateCustomers({ now: Date.parse('2026-07-01'), count: 5000 }))
      for (const record of [pullRecord(customer), getRecord(customer)]) compare(jsonText(record));
  });
  for (const [name, text] of Object.entries({
    'an id of 20 digits': '{"id":12345678901234567890}',
    'an id of 16 digits': '{"id":1234567890123456}',
    'a phone of 20 digits in a contact': '{"id":1,"contacts":[{"phone":12345678901234567890}]}',
    'an id of 16 digits of a contact in an unusual list':
      '{"id":1,"contacts":[null,{"leadId":9007199254740993,"id":9007199254740993}]}',
    'a byte order mark between values': '{"id":1,\uFEFF"name":"x"}',
    'a very large number': '{"id":1e300,"name":"x"}',
    'an id that is out of range': '{"id":1e400,"contacts":[{"leadId":-1e999,"phone":2E+308}],"currentStatus":9e999}',
    'raw control characters': '{"id":1,"name":"a\nb\u0000"}',
    'no id': '{"name":"x"}',
    'an array': '[1]',
    'invalid JSON': '{"id":1,}',
    'a status with many digits': '{"id":1,"currentStatus":12345678901234567890}',
    'the id of the contact': '{"contacts":[{"leadId":5}]}',
    'contacts that are not objects': '{"id":1,"contacts":[null,1,"x",[],{"phone":"2"}]}',
    'a duplicate key': '{"id":1,"id":2,"name":"a","name":"b"}',
    'an escaped key': '{"i\\u0064":3,"name":"x"}',
    'a lone surrogate': '{"id":1,"name":"\\ud83d"}',
    'duplicate contacts': '{"contacts":[{"leadId":1}],"contacts":[{"leadId":2}]}',
    'a date as an object': '{"id":1,"generationDate":{"year":2021,"month":2,"dayOfMonth":14}}',
    'a date as a number': '{"id":1,"generationDate":1700000000000}',
    'values of other types': '{"id":1,"name":{"id":2},"city":["x"],"email":null,"companyPhone":true}',
    'an escape and a raw control character': '{"id":1,"name":"a\\n\n"}',
    'a backslash before a line break': '{"id":1,"name":"a\\\n"}',
    'numbers in all formats': '{"id":1,"totalNoOfEnquiries":-0,"currentStatus":1.5,"name":1e3,"city":-7}',
    'a leading zero': '{"id":01}',
    'white space everywhere':
      ' { "id" : 1 , "contacts" : [ { "phone" : "2" , "isPrimaryContact" : true } , { } ] } '.trim(),
    'a text as the mark of the primary contact':
      '{"id":1,"contacts":[{"phone":"1","isPrimaryContact":"false"},{"phone":"2","isPrimaryContact":"true"}]}',
    'no contacts': '{"id":1,"contacts":[]}',
    nothing: '{}',
    'a nested record': '{"x":{"id":5,"contacts":[{"phone":"1"}]},"id":6}',
  }))
    it(`${name} → the fields of readCustomer`, () => void compare(text));

  it('any record → the fields of readCustomer', () => {
    const scalar = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.integer(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.constantFrom(
        ...['CUS_2021-03-14 14:21:10.866', 'Mar 14, 2021 2:21:11 PM', '19-04-2024 14:19', ' PRIMARY_SOURCE  Web '],
      ),
    );
    const contact = fc.dictionary(
      fc.constantFrom('id', 'leadId', 'contactPerson', 'phone', 'email', 'isPrimaryContact', 'age'),
      scalar,
    );
    const used = [
      'id',
      'name',
      'companyPhone',
      'email',
      'customerCode',
      'city',
      'assignedToName',
      'currentStatus',
      'totalNoOfEnquiries',
      'remarks',
      'generationDate',
      'imageReferenceId',
      'other',
    ] as const;
    const record = fc
      .tuple(
        fc.dictionary(fc.constantFrom(...used), fc.oneof(scalar, fc.jsonValue())),
        fc.option(fc.array(fc.oneof(contact, fc.jsonValue()))),
      )
      .map(([fields, contacts]) => JSON.stringify(contacts ? { ...fields, contacts } : fields));
    fc.assert(
      fc.property(record, (text) => void compare(text)),
      { numRuns: 1000, seed: 5 },
    );
  });
  it('a sandbox record with changed, removed or inserted bytes → the fields of readCustomer', () => {
    const texts = [...generateCustomers({ now: Date.parse('2026-07-01'), count: 60 })].map((customer) =>
      jsonText(pullRecord(customer)),
    );
    const change = fc.tuple(
      fc.nat(3000),
      fc.constantFrom(0, 1, 2, 9),
      fc.constantFrom(
        ...[
          '',
          '"',
          '\\',
          '{',
          '}',
          '[',
          ']',
          ',',
          ':',
          '0',
          '-',
          '.',
          'e',
          '\n',
          '\u0000',
          '\\u12',
          'é',
          ' ',
          '\uFEFF',
          'null',
          'contacts',
        ],
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(change, { minLength: 1, maxLength: 2 }), (text, changes) => {
        const changed = changes.reduce(
          (now, [at, length, put]) => now.slice(0, at % now.length) + put + now.slice((at % now.length) + length),
          text,
        );
        compare(changed);
      }),
      { numRuns: 3000, seed: 7 },
    );
  });

  it('similar records in a row → the fields of readCustomer', () => {
    const texts = [...generateCustomers({ now: Date.parse('2026-07-01'), count: 500 })].map((customer) =>
      jsonText(pullRecord(customer)),
    );
    compareAll(texts);
  });
  for (const [name, texts] of Object.entries({
    'the same record twice': [
      '{"id":1,"name":"a","contacts":[{"phone":"2"}],"city":"b"}',
      '{"id":1,"name":"a","contacts":[{"phone":"2"}],"city":"b"}',
    ],
    'duplicate contacts in the second record': [
      '{"x":1,"y":2,"contacts":[{"phone":"1"}],"id":3}',
      '{"x":1,"contacts":[{"phone":"9"}],"contacts":[{"phone":"1"}],"id":3}',
    ],
    'a trailing comma': ['{"id":1,"name":"a"}', '{"id":1,}', '{"id":1,"name":"a"}'],
    'more white space': [
      '{"id":1,"name":"a","city":"b"}',
      '{"id":1, "name":"a","city":"b"}',
      '{"id":1 ,"name":"a" ,"city":"b"}',
    ],
    'one key less, then one more': [
      '{"id":1,"name":"a","city":"b"}',
      '{"id":1,"city":"b"}',
      '{"id":1,"name":"a","city":"b","email":"c"}',
    ],
    'a longer value': [
      '{"id":1,"name":"a","city":"b","email":"c"}',
      '{"id":10,"name":"a","city":"b","email":"c"}',
      '{"id":1,"name":"a","city":"bcd","email":"c"}',
    ],
    'a record that must be parsed in between': [
      '{"id":1,"name":"a","city":"b"}',
      '{"id":1,"name":"a","city":{}}',
      '{"id":2,"name":"a","city":"b"}',
    ],
    'empty records': ['{}', '{"id":1,"name":"a"}', '{}', '{"id":1,"name":"a"}'],
  }))
    it(`${name} → the fields of readCustomer`, () => void compareAll(texts));
  it('a record, the same with changed bytes, and the first one again → the fields of readCustomer', () => {
    const texts = [
      '{"id":1,"name":"a","contacts":[{"id":2,"phone":"3"},{}],"city":"b","x":{"y":[{"z":""}]},"email":"c","contacts2":[]}',
      ...[...generateCustomers({ now: Date.parse('2026-07-01'), count: 20 })].map((customer) =>
        jsonText(pullRecord(customer)),
      ),
    ];
    const change = fc.tuple(
      fc.nat(3000),
      fc.constantFrom(0, 1, 2, 9),
      fc.constantFrom(
        ...[
          '',
          '"',
          '\\',
          '{',
          '}',
          '[',
          ']',
          ',',
          ':',
          '0',
          '1',
          'a',
          ' ',
          '"a":1,',
          '"contacts":[{"phone":"1"}],',
          '"id":5,',
          '"contacts":[],',
        ],
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(change, { minLength: 1, maxLength: 2 }), (text, changes) => {
        const changed = changes.reduce(
          (now, [at, length, put]) => now.slice(0, at % now.length) + put + now.slice((at % now.length) + length),
          text,
        );
        compareAll([text, changed, text, changed, changed]);
      }),
      { numRuns: 3000, seed: 11 },
    );
  });
});
