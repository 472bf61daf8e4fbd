import assert from 'node:assert/strict';
import { identifierOf } from '../../../../../src/kapture/catalogue/customer/get.ts';

describe('identifierOf', () => {
  for (const [typed, field, value] of [
    ['61371820', 'kapture_customer_id', '61371820'],
    [' 65245 ', 'kapture_customer_id', '65245'],
    ['9845765226', 'phone', '9845765226'],
    ['98457 65226', 'phone', '9845765226'],
    ['+91 98457-65226', 'phone', '9845765226'],
    ['5845765226', 'kapture_customer_id', '5845765226'],
    ['nisch123@gmail.com', 'email_id', 'nisch123@gmail.com'],
    ['CUST-0042', 'customer_id', 'CUST-0042'],
    ['12 34', 'customer_id', '12 34'],
  ] as const) {
    it(`${JSON.stringify(typed)} → ${field}`, () => assert.deepEqual(identifierOf(typed), { field, value }));
  }
  it('blanks → undefined', () => assert.equal(identifierOf('  '), undefined));
});
