import assert from 'node:assert/strict';
import { fieldsIn } from '../../../../build/operationTables.ts';
import {
  contactRecord,
  customerRecord,
  otherField,
  undescribed,
} from '../../../../src/kapture/catalogue/customer/customerRecord.ts';
import { dialectsOf, formOf, valueAtPath } from '../../../../src/kapture/catalogue/forms.ts';
import { operationIds } from '../../../../src/kapture/catalogue/registry.ts';
import { fieldMarkdown, sentType, type ObjectSchema } from '../../../../src/kapture/catalogue/vocabulary.ts';
import { readLoose } from '../../../../src/kapture/json/looseJson.ts';
import { sample } from '../../../samples.ts';

type Row = Readonly<Record<string, unknown>>;

const {
  message: [pulled],
} = readLoose(sample('pull.response.txt')).value as { message: [Row] };
const { 'Customer Details': found } = readLoose(sample('get.response.json')).value as { 'Customer Details': Row };
const contacts = [pulled, found].map((record) => (record['contacts'] as [Row])[0]);

/** The keys in the tables of the customer API page. `customerCode` is there as the `customer_id` of Get. */
const customerKeys =
  'id cmId name companyPhone generationDate creatorId creatorName campaignId city state country customerCode contacts ' +
  'assignedToId assignedToName totalNoOfEnquiries isExistingCustomer isExistingContact currentStatus companyStatus ' +
  Array.from({ length: 15 }, (_, index) => `attr${index + 1}`).join(' ');
const contactKeys = 'leadId contactPerson phone email gender isPrimaryContact generationDate';

function textOf(record: ObjectSchema, path: readonly string[]): string {
  return (record.properties[path.at(-1)!] ?? otherField(path)).description;
}

describe('the fields of a published record', () => {
  for (const [title, record, path, samples, described] of [
    ['customer', customerRecord, [], [pulled, found], customerKeys],
    ['contact', contactRecord, ['contacts', '[]'], contacts, contactKeys],
  ] as const)
    it(`${title} → those of the page have their own text, and no source describes the others`, () => {
      const keys = [...new Set([...samples.flatMap((each) => Object.keys(each)), ...described.split(' ')])];
      const texts = new Map(keys.map((key) => [key, textOf(record, [...path, key])]));
      const own = keys.filter((key) => !texts.get(key)!.startsWith(undescribed));
      assert.deepEqual(own.toSorted(), described.split(' ').toSorted());
      assert.equal(new Set(own.map((key) => texts.get(key))).size, own.length);
    });

  it('a type that differs from the documented one → that of the published sample, and both are shown', () => {
    const differing = fieldsIn(customerRecord.properties).filter(([, field]) => sentType(field));
    assert.deepEqual(
      differing.map(([name, field]) => [name, typeof (found[name] ?? pulled[name]), sentType(field)]),
      [
        ['companyPhone', 'string', 'string'],
        ['generationDate', 'string', 'string'],
        ['assignedToId', 'number', 'integer'],
        ['isExistingCustomer', 'boolean', 'boolean'],
        ['isExistingContact', 'boolean', 'boolean'],
      ],
    );
    assert.match(
      fieldMarkdown(customerRecord.properties.isExistingContact),
      /documented as string · boolean in the published sample$/,
    );
  });

  for (const id of operationIds)
    for (const dialect of dialectsOf(id))
      it(`a request of ${id}, ${dialect} → a type that differs from the documented one is that of the sample`, () => {
        const form = formOf(id, dialect);
        for (const [name, field] of fieldsIn(form.request().properties)) {
          const value = valueAtPath(form.sample, name.replaceAll('[]', '.0').split('.') as [string, ...string[]]);
          const sent = sentType(field);
          if (sent !== undefined && value !== undefined)
            assert.equal(typeof value, sent === 'integer' ? 'number' : sent, name);
        }
      });
});
