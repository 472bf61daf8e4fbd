import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Check } from 'typebox/schema';
import { problemOfMoment } from '../../../../src/kapture/dates/calendar.ts';
import { failures } from '../../../../src/kapture/catalogue/failures.ts';
import { operations, type OperationId } from '../../../../src/kapture/catalogue/registry.ts';

/** A body, and whether it is valid by its schema. Rules that concern several fields are in `requestRules.test.ts`. */
const cases: readonly (readonly [operation: OperationId, body: unknown, valid: boolean])[] = [
  ['add', {}, true],
  ['add', { customer_name: 'Q', field_of_the_tenant: [1] }, true],
  ['add', { customer_name: 5 }, false],
  ['add', [], false],
  ['add', { phone: '9874563725' }, true],
  ['add', { phone: 9_874_563_725 }, true],
  ['add', { phone: ' ' }, true],
  ['add', { phone: '5874563725' }, false],
  ['add', { phone: 5_874_563_725 }, false],
  ['add', { phone: 98_745_637_250 }, false],
  ['add', { phone: null }, false],
  ['add', { email_id: 'q@x.in' }, true],
  ['add', { email_id: 'q' }, false],
  ['add', { gender: 'M' }, true],
  ['add', { gender: 'X' }, false],
  ['add', { kapture_customer_id: '' }, true],
  ['add', { kapture_customer_id: '65033646' }, false],
  ['add', { contact_id: '1' }, false],
  ['update', { kapture_customer_id: '65033646' }, true],
  ['update', { kapture_customer_id: 65_033_646 }, true],
  ['update', { kapture_customer_id: 'x' }, false],
  ['update', { kapture_customer_id: '' }, false],
  ['update', { customer_name: 'Q' }, false],
  ['update', { kapture_customer_id: '1', phone: '1' }, false],
  ['get', { kapture_customer_id: 1 }, true],
  ['get', { email_id: 5 }, false],
  ['pull', { start_date: '2021-03-14', end_date: '2021-03-14 10:00:00' }, true],
  ['pull', { start_date: '2021-03-14' }, false],
  ['pull', { start_date: '14-03-2021', end_date: '2021-03-14' }, false],
  ['pull', { start_date: '2021-03-14', end_date: '2021-03-14', limit: 5, offset: 0 }, true],
  ['pull', { start_date: '2021-03-14', end_date: '2021-03-14', limit: '5' }, false],
];

describe('request schemas', function () {
  this.timeout(20_000);
  for (const [operation, body, valid] of cases) {
    it(`${operation} ${JSON.stringify(body)} → ${valid ? 'valid' : 'invalid'}`, () =>
      assert.equal(Check(operations[operation].request(), body), valid));
  }
  it("a malformed phone or email → the server's message", () => {
    const { phone, email_id } = operations.add.request().properties;
    assert.equal(phone?.patternErrorMessage, failures['invalid-phone'].message);
    assert.equal(email_id?.patternErrorMessage, failures['invalid-email'].message);
  });
  it('any valid moment → matches the pattern of the schema', () => {
    const moments = fc
      .date({ min: new Date('1000-01-01T00:00:00Z'), max: new Date('9998-12-31T00:00:00Z'), noInvalidDate: true })
      .map((date) => date.toISOString().replace('T', ' '));
    fc.assert(
      fc.property(moments, fc.constantFrom(10, 19), (text, length) => {
        const moment = text.slice(0, length);
        assert.equal(problemOfMoment(moment), undefined);
        assert.match(moment, new RegExp(operations.pull.formats['start_date']!.pattern));
      }),
    );
  });
});
