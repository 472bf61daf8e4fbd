import assert from 'node:assert/strict';
import {
  operationsOf,
  type FailureReason,
  brokenRule,
  malformedFields,
  missingFields,
} from '../../../../src/kapture/catalogue/failures.ts';
import { operationIds, operations, type OperationId } from '../../../../src/kapture/catalogue/registry.ts';
import { formOf } from '../../../../src/kapture/catalogue/forms.ts';
import { fieldText, type Fields } from '../../../../src/kapture/catalogue/fieldText.ts';

const phone = '9874563725';

describe('brokenRule', () => {
  for (const operation of operationIds)
    it(`the sample of ${operation} → passes`, () =>
      assert.equal(brokenRule(operations[operation], operations[operation].sample), undefined));

  const cases: readonly (readonly [operation: OperationId, fields: Fields, failure: FailureReason | undefined])[] = [
    ['add', {}, 'name-and-contact-required'],
    ['add', { customer_name: 'Q' }, 'name-and-contact-required'],
    ['add', { customer_name: 'Q', phone: ' ', email_id: '' }, 'name-and-contact-required'],
    ['add', { phone }, 'name-and-contact-required'],
    ['add', { customer_name: ' ', phone }, 'name-and-contact-required'],
    ['add', { customer_name: null, phone }, 'name-and-contact-required'],
    ['add', { customer_name: 'Q', phone }, undefined],
    ['add', { customer_name: 'Q', phone: 9_874_563_725 }, undefined],
    ['add', { customer_name: 'Q', phone: ` ${phone} ` }, undefined],
    ['add', { customer_name: 'Q', email_id: 'q@x.in' }, undefined],
    ['add', { customer_name: 5, email_id: 'q@x.in' }, undefined],
    ['add', { customer_name: 'Q', phone: '5874563725' }, 'invalid-phone'],
    ['add', { customer_name: 'Q', phone: '987456372' }, 'invalid-phone'],
    ['add', { customer_name: 'Q', phone: '98745637250' }, 'invalid-phone'],
    ['add', { customer_name: 'Q', phone: '+919874563725' }, 'invalid-phone'],
    ['add', { customer_name: 'Q', phone: '98745 63725' }, 'invalid-phone'],
    ['add', { customer_name: 'Q', phone: `${phone}\nx` }, 'invalid-phone'],
    ['add', { customer_name: 'Q', phone: '٩٨٧٤٥٦٣٧٢٥' }, 'invalid-phone'],
    ['add', { customer_name: 'Q', phone: 0 }, 'invalid-phone'],
    ['add', { customer_name: 'Q', phone: [phone] }, 'name-and-contact-required'],
    ['add', { customer_name: 'Q', email_id: 'q' }, 'invalid-email'],
    ['add', { customer_name: 'Q', email_id: 'q@x' }, 'invalid-email'],
    ['add', { customer_name: 'Q', email_id: '@x.in' }, 'invalid-email'],
    ['add', { customer_name: 'Q', email_id: 'q@@x.in' }, 'invalid-email'],
    ['add', { customer_name: 'Q', email_id: 'q q@x.in' }, 'invalid-email'],
    ['update', {}, undefined],
    ['update', { kapture_customer_id: '1', customer_name: '' }, undefined],
    ['update', { kapture_customer_id: '1', phone: '123' }, 'invalid-phone'],
    ['update', { kapture_customer_id: '1', email_id: 'q' }, 'invalid-email'],
    ['get', {}, 'customer-not-found'],
    ['get', { kapture_customer_id: '', customer_id: ' ', email_id: null, phone: [] }, 'customer-not-found'],
    ['get', { kapture_customer_id: 61371820 }, undefined],
    ['get', { customer_id: 'A-1' }, undefined],
    ['get', { email_id: 'q' }, undefined],
    ['get', { phone: '1' }, undefined],
    ['pull', {}, 'no-customer-between-dates'],
    ['pull', { start_date: '2021-03-14' }, 'no-customer-between-dates'],
    ['pull', { start_date: '2021-03-15', end_date: '2021-03-14' }, 'no-customer-between-dates'],
    ['pull', { start_date: '2021-02-30', end_date: '2021-03-14' }, 'no-customer-between-dates'],
    ['pull', { start_date: '14-03-2021', end_date: '15-03-2021' }, 'no-customer-between-dates'],
    ['pull', { start_date: '2021-03-14', end_date: '2021-03-14' }, undefined],
    ['pull', { start_date: ' 2021-03-14 10:00:00', end_date: '2021-03-14 10:00:00 ' }, undefined],
  ];
  for (const [operation, fields, failure] of cases) {
    it(`${operation} ${JSON.stringify(fields)} → ${failure ?? 'passes'}`, () => {
      assert.equal(brokenRule(operations[operation], fields)?.reason, failure);
      if (failure) assert(operationsOf(failure).includes(operation));
    });
  }
});

describe('fieldText', () => {
  const cases: readonly (readonly [value: unknown, text: string])[] = [
    [' x ', 'x'],
    ['', ''],
    [5, '5'],
    [0, '0'],
    [9_874_563_725, phone],
    [12n, '12'],
    [null, ''],
    [undefined, ''],
    [true, ''],
    [{}, ''],
    [['x'], ''],
  ];
  for (const [value, text] of cases)
    it(`${String(value)} (${typeof value}) → ${JSON.stringify(text)}`, () =>
      assert.equal(fieldText({ a: value }, 'a'), text));
  it('a missing field → empty, even if Object.prototype has a property of that name', () => {
    assert.equal(fieldText({}, 'a'), '');
    assert.equal(fieldText({}, 'constructor'), '');
  });
});

describe('malformedFields', () => {
  const cases: readonly [operation: OperationId, fields: Record<string, unknown>, malformed: Record<string, string>][] =
    [
      ['add', { phone: '12', email_id: 'asha' }, { email_id: 'invalid-email', phone: 'invalid-phone' }],
      ['update', { phone: 987654321 }, { phone: 'invalid-phone' }],
      ['add', { phone: ' ', email_id: '' }, {}],
      ['get', { phone: '12' }, {}],
      ['pull', { start_date: '14/03/2021', end_date: '2021-03-14' }, { start_date: 'no-customer-between-dates' }],
      ['add', { email_id: 5, phone: null }, { email_id: 'invalid-email' }],
      ['pull', { start_date: null }, {}],
    ];
  for (const [operation, fields, malformed] of cases)
    it(`${operation} ${JSON.stringify(fields)} → ${JSON.stringify(malformed)}`, () =>
      assert.deepEqual(
        Object.fromEntries(malformedFields(operations[operation], fields).map(({ field, reason }) => [field, reason])),
        malformed,
      ));
});

describe('missingFields', () => {
  for (const [operation, dialect, fields, missing] of [
    ['add', 'flat', {}, []],
    ['add', 'nested', { phone: '1' }, ['customer_info']],
    ['add', 'nested', { customer_info: {} }, []],
    // The ID decides whether a write is an Update, so it has its own message.
    ['update', 'flat', {}, []],
    ['update', 'nested', {}, ['customer_info']],
    ['update', 'array', {}, []],
    ['get', 'flat', {}, []],
    ['pull', 'flat', { start_date: '2021-03-14' }, ['end_date']],
    ['pull', 'nested', { createStartDate: '', createEndDate: '' }, ['cm_id']],
  ] as const)
    it(`${operation} in ${dialect}: ${JSON.stringify(fields)} → ${missing.join(', ') || 'none'}`, () =>
      assert.deepEqual(missingFields(formOf(operation, dialect), fields), missing));
});
