import assert from 'node:assert/strict';
import { knownCustomer } from '../../../../src/kapture/connectionCheck/knownCustomer.ts';

describe('knownCustomer', () => {
  for (const [typed, customer] of [
    ['61371820', { kapture_customer_id: '61371820' }],
    [' 6137-1820 ', { kapture_customer_id: '61371820' }],
    ['9845012345', { phone: '9845012345' }],
    ['+91 98450 12345', { phone: '9845012345' }],
    ['+91-98450-12345', { phone: '9845012345' }],
    ['919876543210', { phone: '9876543210' }],
    ['0 98765 43210', { phone: '9876543210' }],
    ['1234567890', { phone: '1234567890' }],
    ['+911234567890', { phone: '1234567890' }],
    ['15551234567', { phone: '15551234567' }],
    ['+1 (555) 123-4567', { phone: '+15551234567' }],
    ['', undefined],
    ['Asha', undefined],
    ['asha@example.com', undefined],
    ['98450x12345', undefined],
    ['+', undefined],
  ] as const)
    it(`${JSON.stringify(typed)} → ${JSON.stringify(customer)}`, () =>
      assert.deepEqual(knownCustomer(typed), customer));
});
