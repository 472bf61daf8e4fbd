import assert from 'node:assert/strict';
import type { OperationId } from '../../../../src/kapture/catalogue/registry.ts';
import { problemOfId } from '../../../../src/kapture/catalogue/uncertainId.ts';
import { inEnglish } from '../../../../src/kapture/problem/problem.ts';

const several = 'This body has several IDs of a customer. It is unknown which one Kapture uses.';
const type =
  'The ID of the customer in this body is neither text nor a number. It is unknown what Kapture does with it.';

describe('problemOfId', () => {
  for (const [operation, body, sentence] of [
    ['add', '{"kapture_customer_id": "1", "customer_name": "Asha", "kapture_customer_id": ""}', several],
    ['add', '{"kapture_customer_id": null, "kapture_customer_\\u0069d": 1}', several],
    ['update', '[{"kapture_customer_id": "1", "kapture_customer_id": "2"}]', several],
    ['update', '{"kapture_customer_id": " 1", "kapture_customer_id": 1}', undefined],
    ['add', '{"kapture_customer_id": ["1"]}', type],
    ['update', '{"kapture_customer_id": {"id": "1"}}', type],
    ['update', '{"kapture_customer_id": true}', type],
    ['add', '{"kapture_customer_id": null}', undefined],
    ['update', '{"kapture_customer_id": 12345678901234567890}', undefined],
    ['add', '{"customer_name": "Asha", "notes": {"kapture_customer_id": ["1"]}}', undefined],
    ['get', '[{"kapture_customer_id": "1", "kapture_customer_id": "2"}]', undefined],
    ['update', '{"customer_info": {"customer_id": "1", "customer_id": "2"}}', several],
    ['update', '{"customer_info": {"customer_id": ["1"]}}', type],
    ['update', '{"customer_info": {"customer_id": "1"}}', undefined],
    ['add', '[{"name": "A", "phone": "1", "customer_code": "C1", "kapture_customer_id": "5"}]', several],
    ['add', '[{"name": "A", "phone": "1", "customer_code": "C1", "customer_id": "C2"}]', several],
    ['add', '[{"name": "A", "phone": "1", "customer_code": "C1", "customer_id": "C1"}]', undefined],
    ['add', 'not JSON', undefined],
  ] as const satisfies readonly (readonly [OperationId, string, string | undefined])[]) {
    it(`${operation} ${body} → ${sentence ?? 'no problem'}`, () => {
      const problem = problemOfId(operation, body);
      assert.equal(problem && inEnglish(problem), sentence);
    });
  }
});
