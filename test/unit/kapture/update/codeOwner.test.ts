import assert from 'node:assert/strict';
import { failures } from '../../../../src/kapture/catalogue/failures.ts';
import type { Exchange } from '../../../../src/kapture/exchange/exchange.ts';
import { readResponse } from '../../../../src/kapture/responses/readResponse.ts';
import { codeOwner } from '../../../../src/kapture/update/codeOwner.ts';

const notFound = JSON.stringify({ message: failures['customer-not-found'].message, status: 'failed' });
const details = (record: unknown): string => JSON.stringify({ 'Customer Details': record, status: 'success' });

describe('codeOwner', () => {
  for (const [what, status, text, expected] of [
    ['this customer', 200, details({ id: 7 }), { kind: 'this' }],
    ['another customer', 200, details({ id: 8 }), { kind: 'other', id: '8' }],
    ['this customer and another', 200, details([{ id: 7 }, { id: 8 }]), { kind: 'several' }],
    ['this customer and one without an ID', 200, details([{ id: 7 }, { name: 'x' }]), { kind: 'several' }],
    ['a customer without an ID', 200, details({ name: 'x' }), { kind: 'unknown' }],
    ['no customer', 200, details([]), { kind: 'none' }],
    ['the documented failure', 200, notFound, { kind: 'none' }],
    ['the documented failure and a server error', 503, notFound, { kind: 'unknown' }],
    ['the documented failure and a rejected key', 401, notFound, { kind: 'unknown' }],
    ['no customer and a redirection', 302, details([]), { kind: 'unknown' }],
    ['a success without a customer', 200, JSON.stringify({ status: 'success' }), { kind: 'unknown' }],
    ['another failure', 200, JSON.stringify({ message: 'Invalid Json.', status: 'failed' }), { kind: 'unknown' }],
    ['a server error', 500, '<html></html>', { kind: 'unknown' }],
  ] as const)
    it(`${what} in the response → ${JSON.stringify(expected)}`, () => {
      const response = { text, reading: readResponse('get', status, text) };
      assert.deepEqual(codeOwner({ timeZone: 'UTC', response } as Exchange, '7'), expected);
    });
});
