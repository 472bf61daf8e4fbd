import assert from 'node:assert/strict';
import type { Exchange } from '../../../../src/kapture/exchange/exchange.ts';
import { inEnglish } from '../../../../src/kapture/problem/problem.ts';
import { readRecording, recordingText, type Recording } from '../../../../src/kapture/recordings/recording.ts';
import { recordingFile } from '../../../../src/kapture/recordings/recordingFile.ts';
import { identifyingValues, recordExchange } from '../../../../src/kapture/recordings/recordExchange.ts';
import { Recordings } from '../../../../src/sandbox/recordings.ts';
import { routeOf } from '../../../../src/sandbox/route.ts';
import { sample } from '../../sandbox/support.ts';

const recording: Recording = {
  operation: 'get',
  dialect: 'flat',
  match: { '/0/kapture_customer_id': '61371820', '/0/all': true },
  status: 200,
  response: '{"id": 12345678901234567890,\n  "amount": 0.0}',
};

const exchange = (requestBody: string, text: string): Pick<Exchange, 'operation' | 'requestBody' | 'response'> => ({
  operation: 'get',
  requestBody,
  response: { status: 200, text } as Exchange['response'],
});

describe('recordings', () => {
  it('a recording → a file, and back, with the response as it is written', () => {
    const text = recordingText(recording);
    assert.deepEqual(readRecording(text), { recording });
    assert.deepEqual(Object.keys(JSON.parse(text) as object), ['operation', 'dialect', 'match', 'status', 'response']);
  });

  it('comments and defaults → accepted', () => {
    const { recording: read } = readRecording('{ // by hand\n "operation": "pull", "response": [], }');
    assert.deepEqual(read, { operation: 'pull', dialect: 'flat', match: {}, status: 200, response: '[]' });
  });

  for (const [text, expected] of [
    ['', /must be a JSON object/],
    ['[]', /must be a JSON object/],
    ['{"operation": "get"', /must be a JSON object/],
    ['{"operation": "delete", "response": 1}', /operation must be one of/],
    ['{"operation": "get", "dialect": "soap", "response": 1}', /dialect of get must be one of/],
    ['{"operation": "get", "status": 99, "response": 1}', /status must be/],
    ['{"operation": "get", "status": "200", "response": 1}', /status must be/],
    ['{"operation": "get", "match": ["a"], "response": 1}', /match must be/],
    ['{"operation": "get", "match": {"phone": "1"}, "response": 1}', /match must be/],
    ['{"operation": "get", "match": {"/phone": {}}, "response": 1}', /match must be/],
    ['{"operation": "get"}', /response must be JSON/],
    ['{"operation": "get", "response": {"a": 1 /* no */}}', /response must be JSON/],
    [`${'['.repeat(5000)}${']'.repeat(5000)}`, /too deeply/],
    [' '.repeat(500_001), /too long/],
  ] as const)
    it(`${text.slice(0, 70)} → ${expected.source}`, () =>
      assert.match(inEnglish(readRecording(text).problem!), expected));

  it('an exchange → anonymized, and its request is matched by the replaced value', () => {
    const request = '[{"kapture_customer_id":"61371820"}]';
    const made = recordExchange(exchange(request, sample('get.response.json')), ['/0/kapture_customer_id']);
    assert(typeof made === 'object');
    assert.partialDeepStrictEqual(made, { operation: 'get', dialect: 'flat', status: 200 });
    const id = made.match['/0/kapture_customer_id'];
    assert.match(String(id), /^6\d{7}$/);
    assert.notEqual(id, '61371820');
    assert(!recordingText(made).includes('61371820'));
    assert(made.response.includes(String(id)), 'the ID of the response is replaced in the same way');
    assert.deepEqual(readRecording(recordingText(made)), { recording: made });
  });

  for (const [dialect, request] of [
    ['object-2016', '{"name":"Asha","phone":"9876543210"}'],
    ['array', '[{"name":"Asha","phone":"9876543210"}]'],
  ] as const)
    it(`a request in the dialect ${dialect} → the response to such a request`, () => {
      const recorded = { ...exchange(request, '{"Message":"ok","Status":"Success"}'), operation: 'add' as const };
      const made = recordExchange(recorded, []);
      assert(typeof made === 'object');
      assert.equal(made.dialect, dialect);
      const body: unknown = JSON.parse(request);
      const route = routeOf('/add-update-customer-from-other-source.html', body)!;
      assert.ok(new Recordings([{ name: 'Taught', recording: made }]).responseTo(route, body));
    });

  it('raw line breaks in strings, as Pull has them → strict JSON', () => {
    const made = recordExchange(exchange('{}', sample('pull.response.txt')), []);
    assert(typeof made === 'object');
    JSON.parse(made.response);
    assert.deepEqual(made.match, {});
  });

  for (const [what, request, response, expected] of [
    ['HTML', '{}', '<html>', 'not-json'],
    ['a truncated response', '{}', '{"a": [', 'not-json'],
    ['a request that is not JSON', 'a=b', '{}', 'not-json'],
    ['a long response', '{}', JSON.stringify('x'.repeat(500_000)), 'too-long'],
  ] as const)
    it(`${what} → ${expected}`, () => assert.equal(recordExchange(exchange(request, response), []), expected));

  it('the values of a request → those that are not blank', () => {
    assert.deepEqual(
      identifyingValues({ requestBody: '[{"phone":"98","blank":"","n":1}]' }).map(({ pointer }) => pointer),
      ['/0/phone', '/0/n'],
    );
  });
  it('the values of a request below the name of a customer → none, so that the name does not stay', () => {
    const requestBody = '{"Asha Rao": {"phone": "98"}, "9845765226": "x", "own_field": {"phone": "99"}}';
    const values = identifyingValues({ requestBody });
    assert.deepEqual(
      values.map(({ pointer }) => pointer),
      ['/own_field/phone'],
    );
    const made = recordExchange(exchange(requestBody, '{"Asha Rao": 1}'), ['/own_field/phone']);
    assert(typeof made === 'object' && !recordingText(made).includes('Asha'));
  });

  it('a response that is too long with line breaks → a file without them, which is read again; a longer one → none', () => {
    const recordingOf = (count: number): Recording => ({
      operation: 'pull',
      dialect: 'flat',
      match: {},
      status: 200,
      response: JSON.stringify({
        message: Array.from({ length: count }, (_, id) => ({ id, name: `N${id}`, code: 'x' })),
      }),
    });
    const [short, long] = [recordingOf(10), recordingOf(10_000)];
    assert.match(recordingFile(short)!, /\n {8}"id": 0,\n/);
    assert.ok(long.response.length < 400_000);
    const text = recordingFile(long)!;
    assert.ok(text.includes(long.response));
    assert.deepEqual(readRecording(text).recording, long);
    assert.equal(recordingFile(recordingOf(20_000)), undefined);
  });
});
