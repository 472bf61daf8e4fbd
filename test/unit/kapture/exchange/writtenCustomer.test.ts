import assert from 'node:assert/strict';
import { failures } from '../../../../src/kapture/catalogue/failures.ts';
import type { OperationId } from '../../../../src/kapture/catalogue/registry.ts';
import {
  isUncertainWrite,
  writtenCustomerFields,
  writtenCustomerId,
} from '../../../../src/kapture/exchange/writtenCustomer.ts';
import { readResponse } from '../../../../src/kapture/responses/readResponse.ts';
import { exchangeOf } from '../payloadTests/support.ts';

describe('writtenCustomerId', () => {
  for (const [response, body, expected] of [
    ['{"status": "success", "Enquiry": {"kapture_customer_id": "72"}}', '{"phone": "9000000001"}', '72'],
    ['{"status": "success"}', '{"kapture_customer_id": 7, "city": "Goa"}', '7'],
    ['{"status": "success"}', '{"phone": "9000000001"}', undefined],
  ] as const)
    it(`${response} to ${body} → ${expected}`, () =>
      assert.equal(writtenCustomerId({ ...exchangeOf('update', response), requestBody: body }), expected));
});

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

const phoneTaken = JSON.stringify({ message: failures['phone-taken'].message, status: 'failed' });

describe('isUncertainWrite', () => {
  for (const [status, text, isUncertain] of [
    [200, '{"Enquiry": {}, "message": "validation successfull", "status": "success"}', false],
    [400, phoneTaken, false],
    [200, phoneTaken, false],
    [401, '{"message": "Invalid Auth Key", "status": "failed"}', false],
    [401, '<html>', false],
    [200, '<html>Sign in</html>', true],
    [200, '', true],
    [204, '', true],
    [202, '{"status": "pending"}', true],
    [200, '{}', true],
    [200, '{"status": "success", "message": "val', true],
    [200, '{"status": "failed", "message": "Timeout"}', true],
    [200, '{"status": "failed"}', true],
    [400, '{"status": "success"}', true],
    [500, phoneTaken, true],
    [429, '{"status": "failed", "message": "too many requests"}', true],
    [302, '', true],
  ] as const) {
    it(`HTTP ${status} ${text} → ${isUncertain ? 'uncertain' : 'certain'}`, () => {
      for (const operation of ['add', 'update'] as const)
        assert.equal(isUncertainWrite(operation, readResponse(operation, status, text)), isUncertain);
      assert.equal(isUncertainWrite('get', readResponse('get', status, text)), false);
    });
  }
});
