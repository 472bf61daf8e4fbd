import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readCustomer, searchText } from '../../../../src/kapture/customer.ts';
import { recordFields } from '../../../../src/kapture/pull/recordFields.ts';
import { readReply } from '../../../../src/kapture/reply.ts';
import { generateCustomers } from '../../../../src/sandbox/generator.ts';
import { jsonText } from '../../../../src/sandbox/jsonText.ts';
import { getRecord, pullRecord } from '../../../../src/sandbox/records.ts';
import { sample } from '../sample.ts';

const zone = 'Asia/Kolkata';

function compare(text: string): void {
  const customer = readCustomer(text, zone);
  const fields = recordFields(text, zone);
  if (!customer) return assert.equal(fields, undefined);
  const { text: _, ...expected } = customer;
  assert.deepEqual(fields, { ...expected, search: searchText(customer) });
}

describe('recordFields', () => {
  it('the published records → as read whole', () => {
    for (const [operation, name] of [['pull', 'pull.response.txt'], ['get', 'get.response.json']] as const) {
      const text = sample(name);
      const { records } = readReply(operation, 200, text);
      assert.equal(records.length, 1);
      for (const { start, end } of records) compare(text.slice(start, end));
    }
  });
  it('5,000 of the sandbox → as read whole', () => {
    for (const customer of generateCustomers({ now: Date.parse('2026-07-01'), count: 5000 })) for (const record of [pullRecord(customer), getRecord(customer)]) compare(jsonText(record));
  });
  for (const [name, text] of Object.entries({
    'an id of 20 digits': '{"id":12345678901234567890}',
    'an id of 16 digits': '{"id":1234567890123456}',
    'a phone of 20 digits in a contact': '{"id":1,"contacts":[{"phone":12345678901234567890}]}',
    'a number as large as can be': '{"id":1e300,"name":"x"}',
    'raw control characters': '{"id":1,"name":"a\nb\u0000"}',
    'no id': '{"name":"x"}', 'an array': '[1]', 'no JSON': '{"id":1,}', 'a status of many digits': '{"id":1,"currentStatus":12345678901234567890}',
    'the id of the contact': '{"contacts":[{"leadId":5}]}', 'contacts that are none': '{"id":1,"contacts":[null,1,"x",[],{"phone":"2"}]}', 'a key twice': '{"id":1,"id":2,"name":"a","name":"b"}',
  })) it(`${name} → as read whole`, () => compare(text));

  it('any record → as read whole', () => {
    const scalar = fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.constantFrom(...['CUS_2021-03-14 14:21:10.866', 'Mar 14, 2021 2:21:11 PM', '19-04-2024 14:19', ' PRIMARY_SOURCE  Web ']));
    const contact = fc.dictionary(fc.constantFrom('id', 'leadId', 'contactPerson', 'phone', 'email', 'isPrimaryContact', 'age'), scalar);
    const used = ['id', 'name', 'companyPhone', 'email', 'customerCode', 'city', 'assignedToName', 'currentStatus', 'totalNoOfEnquiries', 'remarks', 'generationDate', 'imageReferenceId', 'other'] as const;
    const record = fc.tuple(fc.dictionary(fc.constantFrom(...used), fc.oneof(scalar, fc.jsonValue())), fc.option(fc.array(fc.oneof(contact, fc.jsonValue()))))
      .map(([fields, contacts]) => JSON.stringify(contacts ? { ...fields, contacts } : fields));
    fc.assert(fc.property(record, compare), { numRuns: 2000, seed: 5 });
  });
});
