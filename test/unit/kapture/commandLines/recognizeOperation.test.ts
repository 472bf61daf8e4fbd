import assert from 'node:assert/strict';
import { recognizeOperation, type KnownPath } from '../../../../src/kapture/commandLines/recognizeOperation.ts';
import { operationIds, operations, type OperationId } from '../../../../src/kapture/catalogue/registry.ts';
import { objectOf } from '../../../../src/kapture/catalogue/forms.ts';
import { routeOf } from '../../../../src/sandbox/route.ts';
import { sample } from '../../../samples.ts';

describe('recognizeOperation', () => {
  for (const id of operationIds) {
    const body = sample(`${id}.request.json`);
    it(`the sample of ${id} at its path → ${id}`, () =>
      assert.equal(recognizeOperation({ path: operations[id].path, body }), id));
    if (operations[id].module !== 'customer') continue;
    it(`the sample of ${id} at an unknown path → ${id}`, () =>
      assert.equal(recognizeOperation({ path: '/elsewhere', body }), id));
  }

  for (const id of operationIds.filter((each) => operations[each].module !== 'customer')) {
    it(`a new request of ${id} with its blanks filled in, at its path → ${id}`, () => {
      const form = operations[id];
      const filled = Object.fromEntries(Object.entries(form.draft).map(([name, value]) => [name, value || '7']));
      const object = objectOf(form, filled);
      const body = JSON.stringify(form.shape === 'object' ? object : [object]);
      assert.equal(recognizeOperation({ path: form.path, body }), id);
      assert.equal(routeOf(form.path, JSON.parse(body))?.operation, id);
    });
  }

  const own: readonly KnownPath[] = [
    { operation: 'get', path: '/tenant/find' },
    { operation: 'add', path: '/tenant/write' },
    { operation: 'update', path: '/tenant/write' },
    { operation: 'update', path: '/tenant/update?auth_key=a1b2c3&v=2' },
  ];
  const cases: readonly [path: string, body: string, operation: OperationId | undefined][] = [
    ['/tenant/find', '{}', 'get'],
    ['/tenant/write', '{}', 'add'],
    ['/tenant/write', '{"kapture_customer_id": 5}', 'update'],
    ['/tenant/update?v=2', '{}', 'update'],
    ['/tenant/update?auth_key=a1b2c3&v=2', '{}', 'update'],
    ['/tenant/update', '{}', undefined],
    ['/api/select-customer-between-start-and-end-dates.html/v.2.0', '[]', 'pull'],
    ['/search-customer-by-customer-id.html?=', '{"customer_name": "A"}', 'get'],
    ['/add-update-enquiry-from-other-source.html', '{"customer_name": "A"}', 'add'],
    ['/ms/customer/customer/api/v1/add-update', '{"kapture_customer_id": "5"}', 'update'],
    ['/add-update-customer-from-other-source.html', '{"customer_name": "A", "kapture_customer_id": " "}', 'add'],
    ['/x', '{"start_date": "2021-03-14"}', 'pull'],
    ['/x', '[{"phone": "9874563725"}]', 'get'],
    ['/x', '{"phone": "9874563725"}', undefined],
    ['/x', '{"kapture_customer_id": 12345678901234567890, "city": "Pune"}', 'update'],
    ['/x', '{"customer_name": "A"}', 'add'],
    ['/x', '{"color": "red"}', undefined],
    // A tenant's own field can have the name of a field of another module.
    ['/x', '{"customer_name": "A", "phone": "1", "title": "Dr"}', undefined],
    ['/x', '{"kapture_customer_id": 1, "title": "Dr"}', undefined],
    ['/x', '{"ticket_id": "1", "sub_status": "CL"}', 'update-ticket'],
    ['/x', '[]', undefined],
    ['/x', '{"customer_name": ', undefined],
  ];
  for (const [path, body, operation] of cases) {
    it(`${path} ${body} → ${operation ?? 'undefined'}`, () =>
      assert.equal(recognizeOperation({ path, body }, own), operation));
  }
});
