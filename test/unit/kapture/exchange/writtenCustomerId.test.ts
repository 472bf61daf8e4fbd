import assert from 'node:assert/strict';
import { writtenCustomerId } from '../../../../src/kapture/exchange/writtenCustomerId.ts';
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
