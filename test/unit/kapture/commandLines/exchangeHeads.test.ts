import assert from 'node:assert/strict';
import type { Exchange } from '../../../../src/kapture/client.ts';
import { exchangeHeads } from '../../../../src/kapture/commandLines/exchangeHeads.ts';
import { redactionMark } from '../../../../src/kapture/redact.ts';

const exchange = (headers: Record<string, string> | undefined): Exchange => ({
  operation: 'get',
  tenant: 'https://acme.example',
  connection: 'Acme',
  timeZone: 'Asia/Kolkata',
  url: 'https://acme.in/a/get.html?x=?',
  requestBody: '[{"phone":"9","n":0.0}]',
  sentAt: 1,
  reply: {
    status: 429,
    headers,
    contentType: '',
    text: '',
    bytes: 0,
    milliseconds: 1,
    location: undefined,
    reading: { outcome: 'unreadable', records: [] },
  },
});

describe('exchangeHeads', () => {
  const sent = [
    'POST /a/get.html?x=? HTTP/1.1',
    'host: acme.in',
    'connection: keep-alive',
    `authorization: Basic ${redactionMark}`,
    'content-type: application/json',
    'accept: application/json, */*;q=0.5',
    'content-length: 23',
    '',
    '[',
    '  {',
    '    "phone": "9",',
    '    "n": 0.0',
    '  }',
    ']',
    '',
    'HTTP/1.1 429',
  ];
  it('an exchange → what was sent, then status and headers, in the order of their coming', () => {
    assert.equal(
      exchangeHeads(exchange({ 'retry-after': '30', 'x-request-id': '7f', date: 'today' }), 'none'),
      [...sent, 'retry-after: 30', 'x-request-id: 7f', 'date: today', ''].join('\n'),
    );
  });
  it('a body that a secret was taken out of → not how long it would be without it', () => {
    const lines = exchangeHeads({ ...exchange({}), requestBody: `{"a":"${redactionMark}"}` }, 'none').split('\n');
    assert.deepEqual(lines.slice(4), [
      'content-type: application/json',
      'accept: application/json, */*;q=0.5',
      '',
      '{',
      `  "a": "${redactionMark}"`,
      '}',
      '',
      'HTTP/1.1 429',
      '',
    ]);
  });
  it('one whose headers were not kept → says so', () =>
    assert.equal(exchangeHeads(exchange(undefined), '(not kept)'), [...sent, '(not kept)', ''].join('\n')));
});
