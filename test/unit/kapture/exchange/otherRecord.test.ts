import assert from 'node:assert/strict';
import { formOf } from '../../../../src/kapture/catalogue/forms.ts';
import type { OperationId } from '../../../../src/kapture/catalogue/registry.ts';
import { KaptureClient } from '../../../../src/kapture/exchange/client.ts';
import type { Exchange } from '../../../../src/kapture/exchange/exchange.ts';
import {
  isOtherId,
  otherIdOf,
  otherRecordLabel,
  otherRecordProblem,
} from '../../../../src/kapture/exchange/otherRecord.ts';
import { redactExchange } from '../../../../src/kapture/exchange/redactExchange.ts';
import { createTransport } from '../../../../src/kapture/http/transport.ts';
import { inEnglish } from '../../../../src/kapture/problem/problem.ts';
import { redactionMark, redactor } from '../../../../src/kapture/redaction/redact.ts';
import { readResponse } from '../../../../src/kapture/responses/readResponse.ts';
import { closeServers, serveHttp } from '../http/localServer.ts';
import { targetOf } from '../target.ts';

const get = '[{"kapture_customer_id": "65033646"}]';
const update = '{"kapture_customer_id": "65033646", "city": "Pune"}';

function exchangeOf(operation: OperationId, requestBody: string, text: string): Exchange {
  const form = requestBody.includes('customer_info') ? formOf(operation, 'nested') : undefined;
  const reading = readResponse(operation, 200, text, form);
  const facts = { operation, connection: 'Acme', timeZone: 'UTC', requestBody };
  return { ...facts, response: { status: 200, text, reading } } as unknown as Exchange;
}

const customers = (...ids: readonly unknown[]): string => {
  const records = ids.map((id) => ({ id }));
  return JSON.stringify({ 'Customer Details': records.length === 1 ? records[0] : records, status: 'success' });
};
const enquiry = (id: unknown): string => JSON.stringify({ Enquiry: { kapture_customer_id: id }, status: 'success' });
const tickets = (...ids: readonly unknown[]): string =>
  JSON.stringify(ids.map((ticketId) => ({ task_details: { ticketId } })));

describe('otherIdOf', () => {
  for (const [title, operation, body, text, other] of [
    ['the requested customer', 'get', get, customers(65033646), undefined],
    ['another customer', 'get', get, customers(777), '777'],
    ['another customer, as text', 'get', get, customers('777'), '777'],
    ['the requested customer, as text', 'get', '[{"kapture_customer_id": 65033646}]', customers('65033646'), undefined],
    ['the requested customer, with decimals', 'get', get, customers('65033646.0'), undefined],
    ['a request with leading zeros', 'get', '{"kapture_customer_id": "0065033646"}', customers(65033646), undefined],
    ['a response with leading zeros', 'get', get, customers('0065033646'), undefined],
    [
      'long IDs that differ in the last digit',
      'get',
      '[{"kapture_customer_id": "12345678901234567890"}]',
      '{"Customer Details": {"id": 12345678901234567891}, "status": "success"}',
      '12345678901234567891',
    ],
    ['a request for text that is not an ID', 'get', '[{"kapture_customer_id": "CUST-7"}]', customers(777), undefined],
    ['a request for +7', 'get', '[{"kapture_customer_id": "+7"}]', customers(7), undefined],
    [
      'a request for 80,000 zeros and a letter',
      'get',
      `[{"kapture_customer_id": "${'0'.repeat(80_000)}1x"}]`,
      customers(777),
      undefined,
    ],
    ['a masked ID', 'get', get, customers('650****6'), undefined],
    ['a code in place of the ID', 'get', get, customers('CUS-7'), undefined],
    ['a redacted ID', 'get', get, customers(redactionMark), undefined],
    ['a redacted request', 'get', `[{"kapture_customer_id": "${redactionMark}"}]`, customers(777), undefined],
    [
      'a secret variable in the request',
      'get',
      '[{"kapture_customer_id": "{{$secret.id}}"}]',
      customers(777),
      undefined,
    ],
    ['a record without an ID', 'get', get, '{"Customer Details": {"name": "Asha"}, "status": "success"}', undefined],
    [
      'the ID in the contact',
      'get',
      get,
      '{"Customer Details": {"contacts": [{"leadId": 777}]}, "status": "success"}',
      '777',
    ],
    ['several customers, one is requested', 'get', get, customers(777, 65033646), undefined],
    ['several customers, none is requested', 'get', get, customers(777, 778), '777'],
    ['a search by phone', 'get', '[{"phone": "9876543210"}]', customers(777), undefined],
    ['a search by email', 'get', '[{"email_id": "a@example.com"}]', customers(777), undefined],
    ['a search by code', 'get', '[{"customer_id": "65033646"}]', customers(777), undefined],
    ['an ID and a phone', 'get', '[{"kapture_customer_id": "65033646", "phone": "9876543210"}]', customers(777), '777'],
    ['a blank ID', 'get', '[{"kapture_customer_id": " ", "phone": "9876543210"}]', customers(777), undefined],
    ['ID 0, which no customer has', 'get', '[{"kapture_customer_id": "0"}]', customers(777), undefined],
    [
      'a failure',
      'get',
      get,
      '{"Customer Details": "Information given by you does not exist in our sytsem.", "status": "failed"}',
      undefined,
    ],
    ['a failure with another customer', 'get', get, customers(777).replace('success', 'failed'), undefined],
    [
      'a range',
      'pull',
      '[{"start_date": "2026-01-01", "end_date": "2026-01-01"}]',
      '{"message": [{"id": 777}], "status": "success"}',
      undefined,
    ],

    ['the updated customer', 'update', update, enquiry(65033646), undefined],
    ['another updated customer', 'update', update, enquiry('777'), '777'],
    [
      'an update in the nested dialect',
      'update',
      '{"customer_info": {"customer_id": "65033646", "city": "Pune"}}',
      '{"customer_id": 777, "status": "success"}',
      '777',
    ],
    [
      'an update by code',
      'update',
      '[{"customer_code": "A1", "name": "Asha"}]',
      '{"Kapture Customer Id": "777", "Status": "success"}',
      undefined,
    ],
    [
      'an update with the code in the response',
      'update',
      update,
      '{"customer_id": "1001", "status": "success"}',
      undefined,
    ],
    ['an update, and no ID in the response', 'update', update, '{"status": "success"}', undefined],
    ['an update, and ID 0 in the response', 'update', update, enquiry(0), undefined],
    ['an Add', 'add', '{"customer_name": "Asha", "phone": "9876543210"}', enquiry(777), undefined],

    ['the requested ticket', 'get-ticket', '{"ticket_ids": "713516551148"}', tickets('713516551148'), undefined],
    ['another ticket', 'get-ticket', '{"ticket_ids": "713516551148"}', tickets('9'), '9'],
    ['several tickets, also as a number', 'get-ticket', '{"ticket_ids": "1, 2,3"}', tickets(3, '1'), undefined],
    ['a ticket beside requested ones', 'get-ticket', '{"ticket_ids": "1,2"}', tickets('1', '9'), '9'],
    ['tickets without IDs', 'get-ticket', '{"ticket_ids": "1"}', '[{"task_details": {}}, {}, null]', undefined],
    ['no tickets', 'get-ticket', '{"ticket_ids": "1"}', '[]', undefined],
  ] as const)
    it(`${operation}: ${title} → ${other ?? 'nothing to say'}`, () =>
      assert.equal(otherIdOf(exchangeOf(operation, body, text)), other));
});

describe('isOtherId', () => {
  it('a blank, 0 or text in a response → not known to be another', () => {
    for (const returned of ['', ' ', '0', '00', 'A7', '-7', '7**']) assert.ok(!isOtherId(returned, '8'), returned);
    assert.deepEqual([isOtherId('7', '8'), isOtherId('08', '8'), isOtherId('7', '')], [true, false, false]);
  });
});

describe('the texts about another record', () => {
  for (const [operation, body, label, sentence] of [
    ['get', get, 'Customer 777, not 65033646', 'Acme returned customer 777 when customer 65033646 was requested.'],
    [
      'update',
      update,
      'Customer 777, not 65033646',
      'Check both customers: you updated 65033646, but the response names 777.',
    ],
    [
      'get-ticket',
      '{"ticket_ids": "1,2"}',
      'ID 777, not requested',
      'Acme returned a record with the ID 777, which was not requested.',
    ],
  ] as const)
    it(operation, () => {
      const exchange = exchangeOf(operation, body, '');
      assert.equal(inEnglish(otherRecordLabel(exchange, '777')), label);
      assert.equal(inEnglish(otherRecordProblem(exchange, '777')), sentence);
    });

  it('a very long ID → shortened', () =>
    assert.ok(inEnglish(otherRecordLabel(exchangeOf('get', get, ''), '7'.repeat(1000))).length < 100));
});

describe('a sent request', () => {
  const transport = createTransport();
  after(() => transport.close());
  afterEach(closeServers);

  it('a response with another customer → its reading says so, also after it is redacted again', async () => {
    const server = await serveHttp((response) =>
      response.end(customers(777).replace('}', ', "pin": "Canary-secret"}')),
    );
    const client = new KaptureClient(transport, { maxBytes: 1e6 });
    const exchange = await client.send('get', get, targetOf(server.origin));
    assert.deepEqual([exchange.response.reading.outcome, exchange.response.reading.otherId], ['success', '777']);
    const redacted = redactExchange(exchange, redactor(['Canary-secret']));
    assert.ok(!String(redacted.response.text).includes('Canary'));
    assert.equal(redacted.response.reading.otherId, '777');
  });

  it('a response with the requested customer → its reading says nothing', async () => {
    const server = await serveHttp((response) => response.end(customers(65033646)));
    const client = new KaptureClient(transport, { maxBytes: 1e6 });
    const { reading } = (await client.send('get', get, targetOf(server.origin))).response;
    assert.equal(reading.otherId, undefined);
  });
});
