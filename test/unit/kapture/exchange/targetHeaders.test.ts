import assert from 'node:assert/strict';
import type { AuthKey } from '../../../../src/kapture/connection/authKey.ts';
import type { ExtraHeader } from '../../../../src/kapture/connection/extraHeaders.ts';
import { secretsOf, targetHeaders } from '../../../../src/kapture/exchange/exchange.ts';
import { connectionTo } from '../target.ts';

const key = 'a2FwZGVtbzprYXAxMjM=' as AuthKey;
const ours = {
  authorization: `Basic ${key}`,
  'content-type': 'application/json',
  accept: 'application/json, */*;q=0.5',
};

function headersWith(headers: readonly ExtraHeader[], secrets?: Record<string, string>): object {
  const connection = { ...connectionTo('https://acme.kapturecrm.com'), headers };
  return targetHeaders({ connection, key, ...(secrets && { secrets }) }, 'get');
}

describe('targetHeaders', () => {
  it('no extra headers → those of every request', () => assert.deepEqual(headersWith([]), ours));
  it('a plain value → the header in lower case', () =>
    assert.deepEqual(headersWith([{ name: 'X-Api-Type', value: { text: 'TICKET' } }]), {
      ...ours,
      'x-api-type': 'TICKET',
    }));
  it('the auth key → the value of Authorization', () =>
    assert.deepEqual(headersWith([{ name: 'x-api-key', value: 'auth-key' }]), {
      ...ours,
      'x-api-key': `Basic ${key}`,
    }));
  it('a secret → its stored value', () =>
    assert.deepEqual(headersWith([{ name: 'X-Api-Key', value: 'secret' }], { 'x-api-key': 's3cret' }), {
      ...ours,
      'x-api-key': 's3cret',
    }));
  it('a secret without a stored value → not sent', () =>
    assert.deepEqual(headersWith([{ name: 'x-api-key', value: 'secret' }]), ours));
  it('a header of another operation → not sent', () =>
    assert.deepEqual(headersWith([{ name: 'x-a', value: { text: '1' }, operations: ['add'] }]), ours));
});

describe('secretsOf', () => {
  it('a target with secret headers → the key and their values', () =>
    assert.deepEqual(
      secretsOf({ connection: connectionTo('https://acme.kapturecrm.com'), key, secrets: { 'x-api-key': 's3cret' } }),
      [key, 's3cret'],
    ));
});
