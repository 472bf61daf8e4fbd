import assert from 'node:assert/strict';
import type { Dialect } from '../../../../src/kapture/catalogue/dialect.ts';
import { formOf } from '../../../../src/kapture/catalogue/forms.ts';
import type { OperationId } from '../../../../src/kapture/catalogue/registry.ts';
import { inEnglish } from '../../../../src/kapture/problem/problem.ts';
import { fieldsOfWrite, operationOfAct, problemOfAct, writeActOf } from '../../../../src/kapture/catalogue/writeAct.ts';

const actText = (body: string, dialect: Dialect): string => {
  const act = writeActOf(fieldsOfWrite(body), formOf('add', dialect));
  const isUncertain = act.operation === 'update' && act.isUncertain;
  return [act.operation, act.customerId, act.code, isUncertain && '(uncertain)'].filter(Boolean).join(' ');
};

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
    // In the flat form, these are a tenant's own fields.
    ['{"customer_name": "Asha", "customer_code": "C-7"}', 'add'],
    ['[{"customer_id": "C-7", "phone": "9876543210"}]', 'add'],
    // The body is written in another dialect, in which the tenant may read it.
    ['{"customer_info": {"customer_id": "7"}}', 'update 7 (uncertain)'],
    ['[{"name": "Asha", "phone": "9876543210", "customer_code": "C-7"}]', 'add-or-update C-7'],
    ['[{"phone": "9876543210", "customer_code": "C-7"}]', 'add-or-update C-7'],
  ] as const)
    it(`flat: ${body} → ${act}`, () => assert.equal(actText(body, 'flat'), act));

  for (const [dialect, body, act] of [
    ['nested', '{"customer_info": {"customer_id": "7"}}', 'update 7'],
    ['nested', '{"customer_info": {"customer_id": 7}, "contact_info": []}', 'update 7'],
    ['nested', '{"customer_info": {"customer_name": "Asha", "customer_id": ""}}', 'add'],
    ['nested', '{"customer_info": {"customer_name": "Asha", "customer_code": "C-7"}}', 'add'],
    ['nested', '{"customer_info": {"customer_name": "Asha"}, "kapture_customer_id": "7"}', 'update 7 (uncertain)'],
    ['nested', '{"kapture_customer_id": "7", "city": "Pune"}', 'update 7 (uncertain)'],
    ['nested', '[{"name": "Asha", "phone": "9876543210", "customer_code": "C-7"}]', 'add-or-update C-7'],
    ['array', '[{"name": "Asha", "phone": "9876543210"}]', 'add'],
    ['array', '[{"name": "Asha", "phone": "9876543210", "customer_code": "C-7"}]', 'add-or-update C-7'],
    ['array', '[{"name": "Asha", "email": "", "customer_id": "C-7"}]', 'add-or-update C-7'],
    ['array', '[{"customer_id": "C-7", "phone": "9876543210"}]', 'add-or-update C-7'],
    ['array', '[{"customer_code": " ", "customer_id": "C-7", "phone": "9876543210"}]', 'add-or-update C-7'],
    ['array', '{"customer_name": "Asha", "customer_code": "C-7"}', 'add-or-update C-7'],
    ['array', '{"name": "Asha", "phone": "9876543210", "kapture_customer_id": "7"}', 'update 7 (uncertain)'],
    ['object-2016', '{"name": "Asha", "email": "", "customer_code": 12}', 'add-or-update 12'],
    ['object-2016', '{"customer_id": "C-7", "city": "Pune"}', 'add-or-update C-7'],
  ] as const)
    it(`${dialect}: ${body} → ${act}`, () => assert.equal(actText(body, dialect), act));
});

describe('operationOfAct', () => {
  for (const [chosen, dialect, body, operation] of [
    ['add', 'flat', '{"kapture_customer_id": "7"}', 'update'],
    ['update', 'flat', '{"customer_name": "Asha"}', 'add'],
    ['add', 'array', '[{"name": "Asha", "customer_code": "C-7"}]', 'add'],
    ['update', 'array', '[{"name": "Asha", "customer_code": "C-7"}]', 'update'],
    ['add', 'array', '[{"name": "Asha", "kapture_customer_id": "7"}]', 'add'],
  ] as const)
    it(`${chosen} in ${dialect}: ${body} → sent as ${operation}`, () =>
      assert.equal(operationOfAct(chosen, writeActOf(fieldsOfWrite(body), formOf(chosen, dialect))), operation));
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
      const problem = problemOfAct(operation, { kapture_customer_id: id }, formOf(operation, 'flat'));
      assert.equal(problem && inEnglish(problem), sentence);
    });
  }
  for (const [dialect, operation, fields, sentence] of [
    ['nested', 'update', { customer_info: { customer_id: '7' } }, undefined],
    [
      'nested',
      'add',
      { customer_info: { customer_id: '7' } },
      'This body has an ID, so it is an update of customer 7, not an Add request.',
    ],
    ['array', 'update', { customer_code: 'C', phone: '1' }, undefined],
    ['array', 'update', { customer_id: 'C', phone: '1' }, undefined],
    ['nested', 'update', { customer_info: {} }, 'This body has no ID, so it is an Add request, not an update.'],
    ['array', 'update', { name: 'Asha', phone: '1', customer_code: 'C' }, undefined],
    ['array', 'add', { name: 'Asha', phone: '1', customer_code: 'C' }, undefined],
    [
      'array',
      'update',
      { name: 'Asha', phone: '1' },
      'This body has no customer code, so it is an Add request, not an update.',
    ],
  ] as const satisfies readonly (readonly [Dialect, OperationId, object, string | undefined])[])
    it(`${dialect}: ${operation} ${JSON.stringify(fields)} → ${sentence ?? 'no problem'}`, () => {
      const problem = problemOfAct(operation, fields, formOf(operation, dialect));
      assert.equal(problem && inEnglish(problem), sentence);
    });
});
