import assert from 'node:assert/strict';
import type { Dialect } from '../../../../src/kapture/catalogue/dialect.ts';
import { formOf } from '../../../../src/kapture/catalogue/forms.ts';
import type { OperationId } from '../../../../src/kapture/catalogue/registry.ts';
import { problemOfId } from '../../../../src/kapture/catalogue/writeAct.ts';
import { inEnglish } from '../../../../src/kapture/problem/problem.ts';

const several = 'This body has several IDs of a customer. It is unknown which one Kapture uses.';
const type =
  'The ID of the customer in this body is neither text nor a number. It is unknown what Kapture does with it.';

const codeType =
  'The code or ID of the customer in this body is neither text nor a number. It is unknown what Kapture does with it.';
const foreign =
  'This body has a customer ID in a field that its dialect does not use for it. It is unknown what Kapture does with it.';
const zero =
  'The ID of the customer in this body is 0, which means no customer in responses. It is unknown whether Kapture updates or adds a customer.';

describe('problemOfId', () => {
  for (const [operation, body, sentence, dialect = 'flat'] of [
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
    ['update', '{"customer_info": {"customer_id": "1", "customer_id": "2"}}', several, 'nested'],
    ['update', '{"customer_info": {"customer_id": ["1"]}}', type, 'nested'],
    ['update', '{"customer_info": [{"customer_id": "1"}]}', type, 'nested'],
    ['update', '{"customer_info": {"customer_id": "1"}}', undefined, 'nested'],
    ['update', '{"customer_info": {"customer_id": "1"}, "customer_info": {"customer_id": "2"}}', several, 'nested'],
    ['update', '{"customer_info": {"customer_id": "1"}, "customer_info": {"city": "Pune"}}', several, 'nested'],
    ['update', '{"customer_info": {"customer_id": "1"}, "customer_info": null}', several, 'nested'],
    ['update', '{"customer_info": {"customer_id": "1"}, "customer_info": {"customer_id": 1}}', undefined, 'nested'],
    ['update', '{"customer_info": {"customer_id": "1"}, "kapture_customer_id": "2"}', several, 'nested'],
    ['update', '{"customer_info": {"customer_id": "1"}, "kapture_customer_id": "1"}', undefined, 'nested'],
    ['update', '{"customer_info": {"customer_id": ""}, "kapture_customer_id": "2"}', foreign, 'nested'],
    ['update', '{"kapture_customer_id": "2", "city": "Pune"}', foreign, 'nested'],
    ['add', '{"customer_info": {"customer_id": "1"}}', foreign, 'flat'],
    ['add', '[{"name": "A", "phone": "1", "customer_code": "C1", "kapture_customer_id": "5"}]', several, 'array'],
    ['add', '[{"name": "A", "phone": "1", "kapture_customer_id": "5"}]', foreign, 'array'],
    ['update', '[{"name": "A", "phone": "1", "kapture_customer_id": "5"}]', foreign, 'array'],
    ['add', '{"name": "A", "phone": "1", "kapture_customer_id": 5}', foreign, 'object-2016'],
    ['add', '[{"name": "A", "phone": "1", "kapture_customer_id": ""}]', undefined, 'array'],
    ['add', '[{"name": "A", "phone": "1", "customer_code": "C1", "customer_id": "C2"}]', several, 'array'],
    ['add', '[{"name": "A", "phone": "1", "customer_code": "C1", "customer_id": "C1"}]', undefined, 'array'],
    ['add', '[{"name": "A", "phone": "1", "customer_code": "C1", "customer_id": ""}]', undefined, 'array'],
    ['add', '[{"customer_code": "C1", "customer_code": "", "phone": "1"}]', several, 'array'],
    ['add', '[{"customer_code": "C1", "customer_code": null, "phone": "1"}]', several, 'array'],
    ['add', '[{"customer_code": "C1", "customer_code": "C1", "phone": "1"}]', undefined, 'array'],
    ['add', '[{"customer_id": "C1", "customer_id": "C2", "phone": "1"}]', several, 'array'],
    ['add', '[{"name": "A", "phone": "1", "customer_code": ["C1"]}]', codeType, 'array'],
    ['add', '[{"name": "A", "phone": "1", "customer_id": {"code": "C1"}}]', codeType, 'array'],
    ['add', '{"customer_name": "A", "customer_code": ["C1"]}', undefined, 'flat'],
    ['update', '{"kapture_customer_id": 0, "city": "Pune"}', zero],
    ['update', '{"kapture_customer_id": "00", "city": "Pune"}', zero],
    ['update', '{"kapture_customer_id": 0.0, "city": "Pune"}', zero],
    ['add', '{"kapture_customer_id": 0, "customer_name": "Asha"}', zero],
    ['update', '{"customer_info": {"customer_id": 0, "city": "Pune"}}', zero, 'nested'],
    ['add', '[{"name": "A", "phone": "1", "kapture_customer_id": 0}]', zero, 'array'],
    ['update', '[{"name": "A", "phone": "1", "customer_code": "0"}]', undefined, 'array'],
    ['get', '[{"kapture_customer_id": "0"}]', undefined],
    ['update', '{"kapture_customer_id": 10, "city": "Pune"}', undefined],
    ['add', 'not JSON', undefined],
  ] as const satisfies readonly (readonly [OperationId, string, string | undefined, Dialect?])[]) {
    it(`${dialect}: ${operation} ${body} → ${sentence ?? 'no problem'}`, () => {
      const problem = problemOfId(operation, body, formOf(operation, dialect));
      assert.equal(problem && inEnglish(problem), sentence);
    });
  }
});
