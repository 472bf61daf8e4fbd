import assert from 'node:assert/strict';
import type { Dialect } from '../../../../src/kapture/catalogue/dialect.ts';
import { dialectOf, inDialect, urlOf } from '../../../../src/kapture/connection/connection.ts';
import { connectionTo } from '../target.ts';

describe('inDialect', () => {
  const connection = connectionTo('https://acme.example', { dialect: 'array', paths: { add: '/own', get: '/get' } });
  for (const [wanted, dialect, path] of [
    [undefined, 'array', '/own'],
    ['array', 'array', '/own'],
    // Both forms are published at the same path.
    ['object-2016', 'object-2016', '/own'],
    ['nested', 'nested', '/ms/customer/customer/api/v1/add-update'],
  ] as const satisfies readonly (readonly [Dialect | undefined, Dialect, string])[])
    it(`a connection in the dialect array with its own path, ${wanted ?? 'no dialect'} → ${dialect} at ${path}`, () => {
      const used = inDialect(connection, 'add', wanted);
      assert.deepEqual(
        [dialectOf(used, 'add'), urlOf(used, 'add'), urlOf(used, 'get'), dialectOf(used, 'update')],
        [dialect, `https://acme.example${path}`, 'https://acme.example/get', 'array'],
      );
    });

  it('Pull in another dialect, published at the same path → the path of the tenant', () => {
    const flat = connectionTo('https://acme.example', { paths: { pull: '/acme/select.html' } });
    assert.equal(urlOf(inDialect(flat, 'pull', 'nested'), 'pull'), 'https://acme.example/acme/select.html');
  });
});
