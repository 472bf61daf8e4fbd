import assert from 'node:assert/strict';
import { writtenCustomerFields } from '../../../../src/kapture/exchange/writtenCustomerFields.ts';
import type { OperationId } from '../../../../src/kapture/catalogue/registry.ts';

describe('writtenCustomerFields', () => {
  for (const [operation, body, expected] of [
    ['update', '{"kapture_customer_id": 7, "phone": "9000000001"}', { kapture_customer_id: '7' }],
    ['add', '[{"customer_name": "Asha", "phone": "9000000001"}]', { phone: '9000000001' }],
    ['add', '{"customer_name": "Asha", "email_id": "asha@example.com"}', { email_id: 'asha@example.com' }],
    ['add', '{"customer_info": {"name": "Asha", "phone": "9000000001"}}', { phone: '9000000001' }],
    ['add', '[{"name": "Asha", "customer_code": "C-7", "phone": "9000000001"}]', { customer_id: 'C-7' }],
    ['add', '{"customer_name": "Asha"}', undefined],
    ['add', '{"phone": "{{$secret.phone}}"}', undefined],
    ['add', 'no JSON', undefined],
    ['get', '{"kapture_customer_id": 7}', undefined],
  ] as const satisfies readonly (readonly [OperationId, string, Record<string, string> | undefined])[])
    it(`${operation} ${body} → ${JSON.stringify(expected)}`, () =>
      assert.deepEqual(writtenCustomerFields({ operation, requestBody: body }), expected));
});
