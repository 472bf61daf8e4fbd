import assert from 'node:assert/strict';
import type { Exchange } from '../../../../src/kapture/exchange/exchange.ts';
import { exchangeHeads } from '../../../../src/kapture/commandLines/exchangeHeads.ts';
import { redactionMark } from '../../../../src/kapture/redaction/redact.ts';

const exchange = (headers: Record<string, string> | undefined): Exchange => ({
  operation: 'get',
  tenant: 'https://acme.example',
  connection: 'Acme',
  timeZone: 'Asia/Kolkata',
  url: 'https://acme.in/a/get.html?x=?',
  requestBody: '[{"phone":"9","n":0.0}]',
  sentAt: 1,
  response: {
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

const texts = { notKept: '(not kept)', secretReplaced: '(replaced)' };

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
    '[{"phone":"9","n":0.0}]',
    '',
    'HTTP/1.1 429',
  ];
  it('an exchange → what was sent, then status and headers, in the order of their coming', () => {
    assert.equal(
      exchangeHeads(exchange({ 'retry-after': '30', 'x-request-id': '7f', date: 'today' }), texts),
      [...sent, 'retry-after: 30', 'x-request-id: 7f', 'date: today', ''].join('\n'),
    );
  });
  it('a body as it was typed, with blanks and line breaks → the same body, under its length', () => {
    const requestBody = '{ "a":0.0,\n"b" : "é" }';
    const [head, body] = exchangeHeads({ ...exchange({}), requestBody }, texts).split('\n\n');
    assert.equal(body, requestBody);
    assert.match(head!, new RegExp(`\ncontent-length: ${Buffer.byteLength(requestBody)}$`));
  });
  it('a body that a secret was replaced in → says so in place of its length', () => {
    const lines = exchangeHeads({ ...exchange({}), requestBody: `{"a":"${redactionMark}"}` }, texts).split('\n');
    assert.deepEqual(lines.slice(4), [
      'content-type: application/json',
      'accept: application/json, */*;q=0.5',
      '(replaced)',
      '',
      `{"a":"${redactionMark}"}`,
      '',
      'HTTP/1.1 429',
      '',
    ]);
  });
  it('one whose headers were not kept → says so', () =>
    assert.equal(exchangeHeads(exchange(undefined), texts), [...sent, '(not kept)', ''].join('\n')));
});
