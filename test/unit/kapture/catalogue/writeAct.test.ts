import assert from 'node:assert/strict';
import type { OperationId } from '../../../../src/kapture/catalogue/registry.ts';
import { inEnglish } from '../../../../src/kapture/problem/problem.ts';
import { fieldsOfWrite, problemOfAct, writeActOf } from '../../../../src/kapture/catalogue/writeAct.ts';

describe('writeActOf', () => {
  for (const [body, act] of [
    ['{"kapture_customer_id": "76450002", "city": "Pune"}', 'update 76450002'],
    ['{"kapture_customer_id": 76450002}', 'update 76450002'],
    ['{"kapture_customer_id": " 76450002 "}', 'update 76450002'],
    ['{"kapture_customer_id": 12345678901234567890}', 'update 12345678901234567890'],
    ['[{"kapture_customer_id": "7"}]', 'update 7'],
    ['{"kapture_customer_id": "1", "kapture_customer_id": "2"}', 'update 2'],
    ['{"customer_name": "Asha"}', 'add'],
    ['{"kapture_customer_id": ""}', 'add'],
    ['{"kapture_customer_id": " \\t"}', 'add'],
    ['{"kapture_customer_id": null}', 'add'],
    ['{"contact_id": "1"}', 'add'],
    ['[]', 'add'],
    ['not JSON', 'add'],
    ['{"customer_info": {"customer_id": "7"}}', 'update 7'],
    ['{"customer_info": {"customer_id": 7}, "contact_info": []}', 'update 7'],
    ['{"customer_info": {"customer_name": "Asha", "customer_id": ""}}', 'add'],
    ['{"customer_info": {"customer_name": "Asha", "customer_code": "C-7"}}', 'add'],
    ['[{"name": "Asha", "phone": "9876543210"}]', 'add'],
    ['[{"name": "Asha", "phone": "9876543210", "customer_code": "C-7"}]', 'add-or-update C-7'],
    ['[{"name": "Asha", "email": "", "customer_id": "C-7"}]', 'add-or-update C-7'],
    ['{"name": "Asha", "email": "", "customer_code": 12}', 'add-or-update 12'],
    ['{"name": "Asha", "phone": "9876543210", "kapture_customer_id": "7"}', 'update 7'],
    ['{"customer_info": {"customer_name": "Asha"}, "kapture_customer_id": "7"}', 'update 7'],
  ] as const) {
    it(`${body} → ${act}`, () => {
      const { operation, customerId, code } = writeActOf(fieldsOfWrite(body));
      assert.equal([operation, customerId, code].filter(Boolean).join(' '), act);
    });
  }
});

describe('problemOfAct', () => {
  for (const [operation, id, sentence] of [
    ['add', '76450002', 'This body has an ID, so it is an update of customer 76450002, not an Add request.'],
    ['add', '', undefined],
    ['update', '76450002', undefined],
    ['update', ' ', 'This body has no ID, so it is an Add request, not an update.'],
    ['get', '76450002', undefined],
    ['pull', '', undefined],
  ] as const satisfies readonly (readonly [OperationId, string, string | undefined])[]) {
    it(`${operation} with the id ${JSON.stringify(id)} → ${sentence ?? 'no problem'}`, () => {
      const problem = problemOfAct(operation, { kapture_customer_id: id });
      assert.equal(problem && inEnglish(problem), sentence);
    });
  }
  for (const [operation, fields, sentence] of [
    ['update', { customer_info: { customer_id: '7' } }, undefined],
    [
      'add',
      { customer_info: { customer_id: '7' } },
      'This body has an ID, so it is an update of customer 7, not an Add request.',
    ],
    ['update', { customer_code: 'C', phone: '1' }, undefined],
    ['update', { customer_info: {} }, 'This body has no ID, so it is an Add request, not an update.'],
    ['update', { name: 'Asha', phone: '1', customer_code: 'C' }, undefined],
    ['add', { name: 'Asha', phone: '1', customer_code: 'C' }, undefined],
    ['update', { name: 'Asha', phone: '1' }, 'This body has no customer code, so it is an Add request, not an update.'],
  ] as const satisfies readonly (readonly [OperationId, object, string | undefined])[])
    it(`${operation} ${JSON.stringify(fields)} → ${sentence ?? 'no problem'}`, () => {
      const problem = problemOfAct(operation, fields);
      assert.equal(problem && inEnglish(problem), sentence);
    });
});
