import assert from 'node:assert/strict';
import { dialects, type Dialect } from '../../../../src/kapture/catalogue/dialect.ts';
import { dialectsOf, formOf } from '../../../../src/kapture/catalogue/forms.ts';
import { operationIds, type OperationId } from '../../../../src/kapture/catalogue/registry.ts';
import { otherDialect } from '../../../../src/kapture/dialects/convertForConnection.ts';

const other = (operation: OperationId, body: string, dialect: Dialect): Dialect | undefined =>
  otherDialect(operation, body, { dialect, dialects: {} });

describe('otherDialect', () => {
  for (const [operation, body, target, wanted] of [
    ['add', '{"customer_name": "Asha", "phone": "9876543210"}', 'flat', undefined],
    ['add', '{"customer_name": "Asha", "phone": "9876543210"}', 'nested', 'flat'],
    ['add', '{"customer_name": "Asha", "phone": "9876543210"}', 'array', 'flat'],
    ['add', '{"customer_info": {"customer_name": "Asha"}}', 'flat', 'nested'],
    ['add', '{"customer_info": {"customer_name": "Asha"}}', 'nested', undefined],
    ['add', '{"contact_info": [{"gender": "Male"}]}', 'object-2016', 'nested'],
    ['add', '{"name": "Asha", "email": "asha@example.com"}', 'flat', 'array'],
    ['add', '[{"name": "Asha", "phone": "9876543210"}]', 'nested', 'array'],
    ['add', '{"name": "Asha", "phone": "9876543210"}', 'array', undefined],
    ['add', '[{"name": "Asha", "phone": "9876543210"}]', 'object-2016', undefined],
    // The fields make it an Update, whatever the file name says.
    ['add', '{"customer_info": {"customer_id": "65033646"}}', 'flat', 'nested'],
    ['add', '{"customer_info": {"customer_id": "65033646"}}', 'nested', undefined],
    ['update', '{"kapture_customer_id": "65033646", "city": "Goa"}', 'nested', 'flat'],
    ['update', '{"kapture_customer_id": "65033646", "phone": "9876543210"}', 'nested', 'flat'],
    ['update', '{"kapture_customer_id": "65033646", "email_id": "a@example.com"}', 'array', 'flat'],
    ['update', '{"kapture_customer_id": "65033646", "phone": "9876543210"}', 'flat', undefined],
    ['add', '{"kapture_customer_id": "65033646", "phone": "9876543210"}', 'nested', 'flat'],
    ['update', '{"customer_name": "Asha"}', 'nested', 'flat'],
    ['update', '{"customer_name": "Asha"}', 'flat', undefined],
    ['pull', '[{"start_date": "2024-05-01", "end_date": "2024-05-01"}]', 'nested', 'flat'],
    ['pull', '{"cm_id": 1, "createStartDate": "2024-05-01"}', 'flat', 'nested'],
    ['update', '[{"customer_code": "C1", "phone": "9876543210"}]', 'flat', 'array'],
    ['update', '[{"customer_code": "C1", "phone": "9876543210"}]', 'nested', 'array'],
    ['update', '[{"customer_code": "C1", "phone": "9876543210"}]', 'object-2016', undefined],
    ['update', '{"kapture_customer_id": "7", "customer_code": "C1"}', 'flat', undefined],
    // In these bodies nothing shows the dialect: there are no fields, fields of several forms, or fields of the tenant.
    ['add', '{}', 'nested', undefined],
    ['add', '', 'nested', undefined],
    ['add', '{"phone": "9876543210"}', 'nested', undefined],
    ['add', '{"customer_name": "Asha", "customer_info": {}}', 'nested', undefined],
    ['add', '{"our_field": 1}', 'array', undefined],
    // Get has one form for all dialects.
    ['get', '[{"phone": "9876543210"}]', 'nested', undefined],
    ['get', '{"customer_info": {}}', 'flat', undefined],
  ] as const)
    it(`${operation} ${body} to ${target} → ${wanted ?? 'not another dialect'}`, () =>
      assert.equal(other(operation, body, target), wanted));

  for (const operation of operationIds)
    for (const written of dialectsOf(operation))
      for (const target of dialectsOf(operation)) {
        const isSame = formOf(operation, written).fieldMap === formOf(operation, target).fieldMap;
        it(`${operation}: the published sample of ${written} to ${target} → ${isSame ? 'fits' : 'another dialect'}`, () => {
          const found = other(operation, JSON.stringify(formOf(operation, written).sample), target);
          assert.equal(found !== undefined, !isSame);
        });
      }

  it('the dialect of an operation → counts before that of the connection', () =>
    assert.equal(
      otherDialect('add', '{"customer_info": {"customer_name": "Asha"}}', {
        dialect: 'flat',
        dialects: { add: 'nested' },
      }),
      undefined,
    ));

  it('every dialect → is compared', () => assert.deepEqual(dialectsOf('add'), dialects));
});
