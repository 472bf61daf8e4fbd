import assert from 'node:assert/strict';
import { operationIds } from '../../../../src/kapture/catalogue/registry.ts';
import { withCurlHeaders, type CurlHeader } from '../../../../src/kapture/commandLines/curlHeaders.ts';
import { readExtraHeaders } from '../../../../src/kapture/connection/extraHeaders.ts';

describe('the headers of a connection with those of a curl command', () => {
  const secret: CurlHeader = { name: 'x-api-key', value: 'value', source: 'secret' };
  const text: CurlHeader = { name: 'x-api-type', value: 'TICKET', source: 'text' };
  const copy: CurlHeader = { name: 'x-copy', value: 'Basic key', source: 'auth-key' };

  for (const [title, present, found, operations, headers, added] of [
    [
      'new headers → for the operation only',
      [],
      [secret, text, copy],
      ['get'],
      [
        { name: 'x-api-key', from: 'secret', operations: ['get'] },
        { name: 'x-api-type', value: 'TICKET', operations: ['get'] },
        { name: 'x-copy', from: 'auth-key', operations: ['get'] },
      ],
      ['x-api-key', 'x-api-type', 'x-copy'],
    ],
    [
      'all operations → no list of them',
      [],
      [text],
      operationIds,
      [{ name: 'x-api-type', value: 'TICKET' }],
      [text.name],
    ],
    [
      'a header that the operation has → unchanged, whatever its value',
      [{ name: 'X-API-Type', value: 'LEAD' }],
      [text],
      ['get'],
      [{ name: 'X-API-Type', value: 'LEAD' }],
      [],
    ],
    [
      'a secret that another operation has → extended, in the order of the catalogue',
      [{ name: 'X-Api-Key', from: 'secret', operations: ['pull'] }],
      [secret],
      ['get'],
      [{ name: 'X-Api-Key', from: 'secret', operations: ['get', 'pull'] }],
      ['x-api-key'],
    ],
    [
      'a text that another operation has with another value → listed separately',
      [{ name: 'x-api-type', value: 'LEAD', operations: ['pull'] }],
      [text],
      ['get', 'pull'],
      [
        { name: 'x-api-type', value: 'LEAD', operations: ['pull'] },
        { name: 'x-api-type', value: 'TICKET', operations: ['get'] },
      ],
      ['x-api-type'],
    ],
    [
      'the last missing operations → no list of them',
      [{ name: 'x-api-type', value: 'TICKET', operations: ['get'] }],
      [text],
      operationIds,
      [{ name: 'x-api-type', value: 'TICKET' }],
      ['x-api-type'],
    ],
  ] as const)
    it(title, () => {
      const result = withCurlHeaders(present, found, operations);
      assert.deepEqual([result.headers, result.added.map(({ name }) => name)], [headers, added]);
      assert.ok('headers' in readExtraHeaders(result.headers));
    });
});
