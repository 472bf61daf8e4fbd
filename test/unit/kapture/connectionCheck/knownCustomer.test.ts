import assert from 'node:assert/strict';
import { knownCustomer } from '../../../../src/kapture/connectionCheck/knownCustomer.ts';

describe('knownCustomer', () => {
  for (const [typed, customer] of [
    ['61371820', { kapture_customer_id: '61371820' }],
    [' 6137-1820 ', { kapture_customer_id: '61371820' }],
    ['9845012345', { phone: '9845012345' }],
    ['+91 98450 12345', { phone: '9845012345' }],
    ['+91-98450-12345', { phone: '9845012345' }],
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
