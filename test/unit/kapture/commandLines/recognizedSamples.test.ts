import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dialectOfBody } from '../../../../src/kapture/catalogue/forms.ts';
import type { Dialect } from '../../../../src/kapture/catalogue/dialect.ts';
import type { OperationId } from '../../../../src/kapture/catalogue/registry.ts';
import { recognizeOperation } from '../../../../src/kapture/commandLines/recognizeOperation.ts';

const folder = new URL('../../../samples/modules/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));

/** What the name of a sample begins with, the path at which its request is sent, and what it is. */
const table: readonly (readonly [start: string, path: string, operation: OperationId, dialect?: Dialect])[] = [
  ['customer-add-array', '/add-update-customer-from-other-source.html', 'add', 'array'],
  ['customer-add-object2016', '/add-update-customer-from-other-source.html', 'add', 'object-2016'],
  ['customer-add-nested', '/ms/customer/customer/api/v1/add-update', 'add', 'nested'],
  ['customer-update-nested', '/ms/customer/customer/api/v1/add-update', 'update', 'nested'],
  ['customer-get', '/search-customer-by-customer-id.html', 'get', 'flat'],
  ['customer-pull-search', '/select-customer-between-start-and-end-dates.html', 'pull', 'nested'],
  ['ticket-get', '/search-ticket-by-ticket-id.html/v.2.0', 'get-ticket', 'flat'],
  ['ticket-add-legacy', '/add-ticket-from-other-source.html', 'add-ticket', 'array'],
  ['ticket-add', '/add-ticket-from-other-source.html/v.2.0', 'add-ticket'],
  ['ticket-update', '/update-ticket-from-other-source.html/v.2.0', 'update-ticket'],
  ['ticket-pull-bycustomer', '/select-ticket-between-start-and-end-dates.html/v.2.0', 'customer-tickets'],
  ['ticket-pull', '/select-ticket-between-start-and-end-dates.html/v.2.0', 'pull-tickets'],
  ['order-push', '/add-update-order-from-other-source.html', 'push-order'],
  ['order-pull', '/ms/customer-search/order-search/api/v1/pull-internal', 'pull-orders'],
  ['order-add', '/ms/customer/order/api/v1/add-update', 'add-order'],
  ['order-update', '/ms/customer/order/api/v1/add-update', 'update-order'],
  ['enquiry-push', '/add-update-enquiry-from-other-source.html', 'push-enquiry'],
  ['product-push', '/add-update-product-from-other-source.html', 'push-product'],
  ['faq-get', '/get-faq-contents.html', 'get-faq'],
];
describe('recognizeOperation of every sample', () => {
  it('the samples → 72 files', () => assert.equal(names.length, 72));
  for (const name of names.filter((file) => file.endsWith('.request.json'))) {
    const [, path, operation, dialect] = table.find(([start]) => name.startsWith(start))!;
    const body = readFileSync(new URL(name, folder), 'utf8');
    it(`${name} at ${path} → ${operation}`, () => {
      assert.equal(recognizeOperation({ path, body }), operation);
      if (dialect) assert.equal(dialectOfBody(operation, JSON.parse(body), dialect), dialect);
    });
    // Tenants name their own fields as they like, so a body that fits several modules is not guessed. A pull of tickets
    // by date has the body of one of customers.
    it(`${name} at an unknown path → ${operation}, or the user is asked`, () => {
      const found = recognizeOperation({ path: '/x', body });
      const asCustomer = /^ticket-pull(-legacy)?\.request/.test(name) ? 'pull' : operation;
      if (name.startsWith('customer-') || found !== undefined) assert.equal(found, asCustomer);
    });
  }
  for (const name of names.filter((file) => file.endsWith('.response.json')))
    it(`${name} → no operation`, () =>
      assert.equal(recognizeOperation({ path: '', body: readFileSync(new URL(name, folder), 'utf8') }), undefined));
});
