import assert from 'node:assert/strict';
import { tenantIdOf } from '../../../../src/kapture/connection/tenant.ts';

describe('tenantIdOf', () => {
  for (const [value, id] of [
    [1000298, '1000298'],
    [' 1000298 ', '1000298'],
    ['12345678901234567890', '12345678901234567890'],
    ['123456789012345678901', undefined],
    [0, undefined],
    ['000', undefined],
    [-1, undefined],
    [1.5, undefined],
    [1e21, undefined],
    ['', undefined],
    ['{{cmId}}', undefined],
    [null, undefined],
    [['1'], undefined],
  ] as const)
    it(`${JSON.stringify(value)} → ${String(id)}`, () => assert.equal(tenantIdOf(value), id));
});
