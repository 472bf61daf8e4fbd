import assert from 'node:assert/strict';
import type { Exchange } from '../../../../src/kapture/exchange/exchange.ts';
import { exchangeHeads } from '../../../../src/kapture/commandLines/requestHead.ts';
import { redactionMark } from '../../../../src/kapture/redaction/redact.ts';

const exchange = (headers: Record<string, string> | undefined): Exchange => ({
  operation: 'get',
  tenant: 'https://acme.example',
  connection: 'Acme',
  timeZone: 'Asia/Kolkata',
  url: 'https://acme.in/a/get.html?x=?',
  requestBody: '[{"phone":"9","n":0.0}]',
  requestHeaders: {},
  sentAt: 1,
  response: {
    status: 429,
    headers,
    contentType: '',
    text: '',
    bytes: 0,
    milliseconds: 1,
    location: undefined,
    reading: { outcome: 'unrecognized', records: [] },
  },
});

const texts = { notStored: '(not stored)', secretReplaced: '(replaced)' };

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
  it('an exchange → the request, then status and headers in the order received', () => {
    assert.equal(
      exchangeHeads(exchange({ 'retry-after': '30', 'x-request-id': '7f', date: 'today' }), texts),
      [...sent, 'retry-after: 30', 'x-request-id: 7f', 'date: today', ''].join('\n'),
    );
  });
  it('a body with blanks and line breaks → the body unchanged, and its length', () => {
    const requestBody = '{ "a":0.0,\n"b" : "é" }';
    const [head, body] = exchangeHeads({ ...exchange({}), requestBody }, texts).split('\n\n');
    assert.equal(body, requestBody);
    assert.match(head!, new RegExp(`\ncontent-length: ${Buffer.byteLength(requestBody)}$`));
  });
  it('a body with a redacted secret → a note instead of its length', () => {
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
  it('headers of the connection → after those of every request, with their marks', () => {
    const requestHeaders = { 'x-api-key': redactionMark, 'x-api-type': 'TICKET' };
    assert.equal(
      exchangeHeads({ ...exchange({}), requestHeaders }, texts),
      [...sent.slice(0, 6), `x-api-key: ${redactionMark}`, 'x-api-type: TICKET', ...sent.slice(6), ''].join('\n'),
    );
  });
  it('a response whose headers were not stored → a note instead of them', () =>
    assert.equal(exchangeHeads(exchange(undefined), texts), [...sent, '(not stored)', ''].join('\n')));
});
