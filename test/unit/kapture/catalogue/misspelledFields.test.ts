import assert from 'node:assert/strict';
import { misspelledFields } from '../../../../src/kapture/catalogue/misspelledFields.ts';
import { operationIds, operations, type OperationId } from '../../../../src/kapture/catalogue/registry.ts';

const cases: readonly [operation: OperationId, names: readonly string[], meant: Readonly<Record<string, string>>][] = [
  ['add', ['emial_id'], { emial_id: 'email_id' }],
  ['add', ['email'], { email: 'email_id' }],
  ['add', ['emailId', 'customerName'], { emailId: 'email_id', customerName: 'customer_name' }],
  ['add', ['Phone'], { Phone: 'phone' }],
  ['add', ['custmer_nam'], { custmer_nam: 'customer_name' }],
  ['add', ['cty', 'ziti'], { cty: 'city' }],
  ['get', ['kapture_custmer_id'], { kapture_custmer_id: 'kapture_customer_id' }],
  ['update', ['kapture_customerid'], { kapture_customerid: 'kapture_customer_id' }],
  ['pull', ['start-date', 'enddate', 'limt'], { 'start-date': 'start_date', enddate: 'end_date', limt: 'limit' }],
];

const fieldsOf = (id: OperationId) => operations[id].request().properties;

describe('misspelledFields', () => {
  for (const [operation, names, meant] of cases)
    it(`${operation} with ${names.join(', ')} → ${JSON.stringify(meant)}`, () =>
      assert.deepEqual(Object.fromEntries(misspelledFields(fieldsOf(operation), names)), meant));
  it('a field that the request already has → not suggested', () =>
    assert.deepEqual([...misspelledFields(fieldsOf('add'), ['email_id', 'emial_id'])], []));
  it('a field that the server generates → not suggested', () =>
    assert.deepEqual([...misspelledFields(fieldsOf('add'), ['kapture_custmer_id', 'contract_id'])], []));
  it("a tenant's own fields → none", () =>
    assert.deepEqual(
      [
        ...misspelledFields(fieldsOf('add'), [
          'our_own_field',
          'status',
          'phone2',
          'contact_person_code',
          'customer_code',
          'attr1',
          'pin',
          '',
          '__proto__',
          'constructor',
        ]),
      ],
      [],
    ));
  for (const id of operationIds)
    it(`${id}: documented fields → none`, () => {
      assert.deepEqual([...misspelledFields(fieldsOf(id), Object.keys(operations[id].sample))], []);
      for (const name of Object.keys(operations[id].request().properties))
        assert.deepEqual([...misspelledFields(fieldsOf(id), [name])], []);
    });
});
