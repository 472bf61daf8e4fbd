import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dialectOfBody } from '../../../../src/kapture/catalogue/forms.ts';
import type { Dialect } from '../../../../src/kapture/catalogue/dialect.ts';
import { operationIds, operations, type OperationId } from '../../../../src/kapture/catalogue/registry.ts';
import { recognizeOperation } from '../../../../src/kapture/commandLines/recognizeOperation.ts';

const folder = new URL('../../../samples/modules/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));

/** What the name of a sample begins with, the path at which its request is sent, and what it is. */
const table: readonly (readonly [start: string, path: string, operation?: OperationId, dialect?: Dialect])[] = [
  ['customer-add-array', '/add-update-customer-from-other-source.html', 'add', 'array'],
  ['customer-add-object2016', '/add-update-customer-from-other-source.html', 'add', 'object-2016'],
  ['customer-add-nested', '/ms/customer/customer/api/v1/add-update', 'add', 'nested'],
  ['customer-update-nested', '/ms/customer/customer/api/v1/add-update', 'update', 'nested'],
  ['customer-get', '/search-customer-by-customer-id.html', 'get', 'flat'],
  ['customer-pull-search', '/select-customer-between-start-and-end-dates.html', 'pull', 'nested'],
  ['ticket-get', '/search-ticket-by-ticket-id.html/v.2.0', 'get-ticket', 'flat'],
  ['ticket-add', '/add-ticket-from-other-source.html/v.2.0'],
  ['ticket-update', '/update-ticket-from-other-source.html/v.2.0'],
  ['ticket-pull', '/select-ticket-between-start-and-end-dates.html/v.2.0'],
  ['order-push', '/add-update-order-from-other-source.html'],
  ['order-pull', '/ms/customer-search/order-search/api/v1/pull-internal'],
  ['order-', '/ms/customer/order/api/v1/add-update'],
  ['enquiry-push', '/add-update-enquiry-from-other-source.html'],
  ['product-push', '/add-update-product-from-other-source.html'],
  ['faq-get', '/get-faq-contents.html'],
];
/** The samples that look like a Pull of customers by dates at an unknown path. */
const lookLikePulls = ['ticket-pull.request.json', 'ticket-pull-legacy.request.json'];

/** The operation of another module that the catalogue has at a path. */
const furtherAt = (path: string): OperationId | undefined =>
  operationIds.find((id) => operations[id].module !== 'customer' && operations[id].path === path);

describe('recognizeOperation of every sample', () => {
  it('the samples → 72 files', () => assert.equal(names.length, 72));
  for (const name of names.filter((file) => file.endsWith('.request.json'))) {
    const [, path, listed, dialect] = table.find(([start]) => name.startsWith(start))!;
    const operation = listed ?? furtherAt(path);
    const body = readFileSync(new URL(name, folder), 'utf8');
    it(`${name} at ${path} → ${operation ? `${operation}, ${dialect}` : 'no operation of the catalogue'}`, () => {
      assert.equal(recognizeOperation({ path, body }), operation);
      if (operation && dialect) assert.equal(dialectOfBody(operation, JSON.parse(body), dialect), dialect);
    });
    const atUnknown = lookLikePulls.includes(name) ? 'pull' : operation;
    it(`${name} at an unknown path → ${atUnknown ?? 'no operation'}`, () =>
      assert.equal(recognizeOperation({ path: '/x', body }), atUnknown));
  }
  for (const name of names.filter((file) => file.endsWith('.response.json')))
    it(`${name} → no operation`, () =>
      assert.equal(recognizeOperation({ path: '', body: readFileSync(new URL(name, folder), 'utf8') }), undefined));
});
