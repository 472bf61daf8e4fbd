import assert from 'node:assert/strict';
import { keyOfUser } from '../../../../src/kapture/connection/authKey.ts';
import type { Exchange } from '../../../../src/kapture/exchange/exchange.ts';
import { redactExchange, unpackedExchange } from '../../../../src/kapture/exchange/redactExchange.ts';
import { redactionMark, redactor } from '../../../../src/kapture/redaction/redact.ts';
import { LongResponse } from '../../../../src/kapture/responses/longResponse.ts';
import { readResponse } from '../../../../src/kapture/responses/readResponse.ts';

const password = 'CANARY "s3cret"/+?é\\';
const classic = keyOfUser('canary-user', password).key ?? assert.fail();

describe('redactExchange', () => {
  const text = `{"message": [{"id": 7, "remarks": "${classic}"}, {"id": 8}], "status": "success"}`;
  const exchange: Exchange = {
    operation: 'pull',
    tenant: 'https://acme.example',
    connection: 'Acme',
    timeZone: 'Asia/Kolkata',
    url: `https://acme.in/pull?key=${encodeURIComponent(classic)}`,
    requestBody: `[{"key": "${password.slice(0, 6)}${classic}"}]`,
    requestHeaders: { 'x-api-type': `TICKET ${classic}` },
    sentAt: 1,
    response: {
      status: 200,
      headers: { 'x-auth': `Basic ${classic}`, [`x-${classic}`]: '', server: 'Kapture' },
      contentType: 'application/json',
      text,
      bytes: text.length,
      milliseconds: 1,
      location: `/?${classic}`,
      reading: readResponse('pull', 200, text),
    },
  };

  it('a key in the URL, request, response, headers of both, location and message → redacted, and the record offsets are correct', () => {
    const redacted = redactExchange(exchange, redactor([classic]));
    assert.doesNotMatch(
      JSON.stringify(redacted),
      new RegExp(`${classic.slice(0, 20)}|${encodeURIComponent(classic).slice(-20)}`),
    );
    assert.deepEqual(redacted.requestHeaders, { 'x-api-type': `TICKET ${redactionMark}` });
    assert.deepEqual(redacted.response.headers, {
      'x-auth': `Basic ${redactionMark}`,
      [`x-${redactionMark}`]: '',
      server: 'Kapture',
    });
    assert.deepEqual(
      redacted.response.reading.records.map(({ start, end }) => redacted.response.text.slice(start, end)),
      [`{"id": 7, "remarks": "${redactionMark}"}`, '{"id": 8}'],
    );
  });
  it('a message with the key → also redacted in the reading', () => {
    const failed = `{"message": "Basic ${classic}", "status": "failed"}`;
    const { response } = redactExchange(
      { ...exchange, response: { ...exchange.response, text: failed, reading: readResponse('pull', 401, failed) } },
      redactor([classic]),
    );
    assert.equal(response.reading.message, `Basic ${redactionMark}`);
  });
  it('a packed response → its message is redacted; unpacked → all of its text is redacted', () => {
    const long = new LongResponse('add', undefined, (unchanged) => unchanged);
    long.push(
      Buffer.from(
        `{"message": "Login with ${password.slice(8, 14)}!", "trace": "${'x'.repeat(1000)} ${password.slice(8, 14)}!", "status": "failed"}`,
      ),
    );
    const packed: Exchange = { ...exchange, response: { ...exchange.response, ...long.end(401) } };
    const redact = redactor([Buffer.from(`someone:${password.slice(8, 14)}!`).toString('base64')]);
    assert.equal(redactExchange(packed, redact).response.reading.message, `Login with ${redactionMark}`);
    const { text, reading } = redactExchange(unpackedExchange(packed), redact).response;
    assert.deepEqual(
      [typeof text, String(text).includes(password.slice(8, 14)), reading.message],
      ['string', false, `Login with ${redactionMark}`],
    );
  });
  it('a truncated response → still truncated', () => {
    const { reading } = redactExchange(
      {
        ...exchange,
        response: { ...exchange.response, reading: { outcome: 'unrecognized', trouble: 'truncated', records: [] } },
      },
      redactor([classic]),
    ).response;
    assert.deepEqual([reading.outcome, reading.trouble], ['unrecognized', 'truncated']);
  });
});
