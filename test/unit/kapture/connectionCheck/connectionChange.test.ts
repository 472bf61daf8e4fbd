import assert from 'node:assert/strict';
import type { ConnectionChange } from '../../../../src/kapture/connectionCheck/checkReport.ts';
import { isApplied, withChange, type Entry } from '../../../../src/kapture/connectionCheck/connectionChange.ts';
import type { Connection } from '../../../../src/kapture/connection/connection.ts';
import { operations } from '../../../../src/kapture/catalogue/registry.ts';
import { connectionTo } from '../target.ts';

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
          { name: 'x-api-key', value: 'auth-key', operations: ['get', 'get-ticket'] },
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
    [
      'a header, which is there for one of its operations',
      { headers: [{ name: 'X-Api-Key', from: 'secret', operations: ['add', 'get'] }] },
      { kind: 'headers', headers: [{ name: 'x-api-key', value: 'auth-key', operations: ['get', 'pull'] }] },
      {
        headers: [
          { name: 'X-Api-Key', from: 'secret', operations: ['add', 'get'] },
          { name: 'x-api-key', from: 'auth-key', operations: ['pull'] },
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

describe('isApplied', () => {
  const change: ConnectionChange = {
    kind: 'headers',
    headers: [{ name: 'x-api-type', value: { text: 'TICKET' }, operations: ['get', 'pull'] }],
  };
  for (const [title, headers, expected] of [
    ['the header', [{ name: 'X-Api-Type', value: { text: 'TICKET' }, operations: ['get', 'pull'] }], true],
    ['the header for all operations', [{ name: 'x-api-type', value: { text: 'TICKET' } }], true],
    ['another value', [{ name: 'x-api-type', value: { text: 'CUSTOMER' } }], false],
    ['a secret value', [{ name: 'x-api-type', value: 'secret' }], false],
    ['only one of the operations', [{ name: 'x-api-type', value: { text: 'TICKET' }, operations: ['get'] }], false],
    ['no header', [], false],
  ] as const satisfies readonly (readonly [string, Connection['headers'], boolean])[])
    it(`${title} → ${expected ? 'applied' : 'not applied'}`, () =>
      assert.equal(isApplied({ ...connectionTo('https://acme.example'), headers }, change), expected));
});
