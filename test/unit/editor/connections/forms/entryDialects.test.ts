import assert from 'node:assert/strict';
import {
  dialectIn,
  operationsNotShown,
  shownDialects,
  withDialect,
} from '../../../../../src/editor/connections/forms/entryDialects.ts';

const entry = {
  name: 'Acme',
  paths: {
    add: '/add-update-enquiry',
    update: '/add-update-enquiry',
    pull: '/own-pull',
    get: '/own-get',
    unknown: '/x',
  },
};

describe('the dialects of an entry in the settings', () => {
  it('flat to nested → the paths of Add and Update go, because nested ones are published elsewhere', () =>
    assert.deepEqual(withDialect(entry, 'nested'), {
      name: 'Acme',
      dialect: 'nested',
      paths: { pull: '/own-pull', get: '/own-get', unknown: '/x' },
    }));
  it('flat to array → all paths stay, because both are published at one path', () =>
    assert.deepEqual(withDialect(entry, 'array'), { ...entry, dialect: 'array' }));
  for (const [operation, dialect, shown, unknown] of [
    ['add', 'nested', { dialects: { add: 'nested', update: 'nested' } }, ['pull']],
    ['update', 'array', { dialects: { add: 'array', update: 'array' } }, ['pull']],
    ['pull', 'nested', { dialects: { pull: 'nested' } }, ['add', 'update']],
    ['add', 'flat', {}, ['pull']],
    // Get has the same form in all dialects.
    ['get', 'flat', {}, ['add', 'update', 'pull']],
  ] as const)
    it(`a request of ${operation} in ${dialect} → shows ${JSON.stringify(shown)}, and nothing about ${unknown.join(', ')}`, () =>
      assert.deepEqual([shownDialects(operation, dialect), operationsNotShown(operation)], [shown, unknown]));
  for (const [raw, dialect] of [
    [{}, 'flat'],
    [{ dialect: 'soap', dialects: 3 }, 'flat'],
    [{ dialect: 'array', dialects: { add: 'nested' } }, 'nested'],
  ] as const)
    it(`${JSON.stringify(raw)} → Add in ${dialect}`, () => assert.equal(dialectIn(raw, 'add'), dialect));
});
