import assert from 'node:assert/strict';
import type { ConnectionChange } from '../../../../src/kapture/connectionCheck/checkReport.ts';
import { withChange, type Entry } from '../../../../src/kapture/connectionCheck/connectionChange.ts';
import { operations } from '../../../../src/kapture/catalogue/registry.ts';

const nested: ConnectionChange = { kind: 'dialect', operation: 'pull', dialect: 'nested' };
const flat: ConnectionChange = { kind: 'dialect', operation: 'pull', dialect: 'flat' };
const path = '/search-ticket-by-ticket-id.html';

describe('withChange', () => {
  const cases: readonly (readonly [title: string, entry: Entry, change: ConnectionChange, expected: Entry])[] = [
    ['a dialect', {}, nested, { dialects: { pull: 'nested' } }],
    ['a dialect beside others', { dialects: { add: 'array' } }, nested, { dialects: { add: 'array', pull: 'nested' } }],
    ['the dialect of the connection', { dialect: 'nested', dialects: { pull: 'flat' } }, nested, { dialect: 'nested' }],
    ['the default dialect', { dialects: { pull: 'nested' } }, flat, {}],
    ['a tenant ID', { cmId: 1 }, { kind: 'cmId', cmId: '2469' }, { cmId: '2469' }],
    ['a path', {}, { kind: 'path', operation: 'get-ticket', path }, { paths: { 'get-ticket': path } }],
    [
      'the usual path',
      { paths: { get: '/get', 'get-ticket': path } },
      { kind: 'path', operation: 'get-ticket', path: operations['get-ticket'].path },
      { paths: { get: '/get' } },
    ],
    [
      'headers, one of which is there',
      { headers: [{ name: 'X-Api-Key', from: 'secret' }] },
      {
        kind: 'headers',
        headers: [
          { name: 'x-api-key', value: 'auth-key' },
          { name: 'x-api-type', value: { text: 'TICKET' }, operations: ['get-ticket'] },
        ],
      },
      {
        headers: [
          { name: 'X-Api-Key', from: 'secret' },
          { name: 'x-api-type', value: 'TICKET', operations: ['get-ticket'] },
        ],
      },
    ],
  ];
  for (const [title, entry, change, expected] of cases)
    it(`${title} → only that changes`, () => {
      const others = { name: 'Acme', baseUrl: 'https://acme.example', role: 'development', unknown: [1] };
      // As in the settings, which are JSON.
      const written: unknown = JSON.parse(JSON.stringify(withChange({ ...others, ...entry }, change)));
      assert.deepEqual(written, { ...others, ...expected });
    });
});
