import assert from 'node:assert/strict';
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import {
  expectationOf,
  generalExpectations,
  requestOfCase,
  addCase,
  newTestFile,
} from '../../../../src/kapture/payloadTests/newCase.ts';
import { redactionMark } from '../../../../src/kapture/redaction/redact.ts';
import { fillTemplate, readTemplate } from '../../../../src/kapture/payloadTests/testCase.ts';
import { addOfRecord } from '../../../../src/kapture/update/addOfRecord.ts';
import { fillSecrets, secretUse } from '../../../../src/kapture/variables/secretVariables.ts';
import { exchangeOf } from './support.ts';

describe('caseText', () => {
  it('the body of a request → an object, without brackets; as text if it is something else', () => {
    const add = { customer_name: 'Asha', phone: '9845765226' };
    assert.deepEqual(requestOfCase('add', JSON.stringify([add])), { operation: 'add', dialect: 'flat', body: add });
    // The last two bodies leave open which customer they change, so the case could not send them as a body.
    for (const body of [
      'not JSON',
      '[1, 2]',
      '{"kapture_customer_id": "1"}',
      '{"kapture_customer_id": ["1"]}',
      '{"kapture_customer_id": "1", "kapture_customer_id": ""}',
    ])
      assert.deepEqual(requestOfCase('add', body), { operation: 'add', rawBody: body });
  });

  describe('text of a server that looks like a variable', () => {
    const values: Record<string, string> = { '$env:TOKEN': 'ENV-VALUE', '$secret.token': secretUse('token') };
    const sentAgain = (body: string): string => {
      const added = { name: 'it', ...requestOfCase('add', body) };
      const [written, alone] = [addCase('{"cases": [{"name": "{{other}}"}]}', added).text, newTestFile(added)].map(
        (text) => {
          const value = findNodeAtLocation(findNodeAtLocation(parseTree(text)!, ['cases'])!.children!.at(-1)!, [
            added.body ? 'body' : 'rawBody',
          ])!;
          const template = text.slice(value.offset, value.offset + value.length);
          const filled = fillTemplate(readTemplate(template, { offset: 0, length: 0 }), (name) => values[name]).json!;
          return fillSecrets(added.body ? filled : (JSON.parse(filled) as string), { token: 'SECRET' });
        },
      );
      assert.equal(written, alone);
      return alone!;
    };

    for (const [what, body] of [
      ['a clone of a record', addOfRecord('{"name":"{{$secret.token}} {{$env:TOKEN}}"}').body],
      ['a secret that the client escaped', '{"customer_name":"{{\\u0024secret.token}} {\\u007b$env:TOKEN}}"}'],
      ['a value that the save of a record sent', '{"customer_name":"{{{$env:TOKEN}}}","phone":"{{?a}}"}'],
    ] as const)
      it(`${what} → is sent again as text`, () => assert.deepEqual(JSON.parse(sentAgain(body)), JSON.parse(body)));
    for (const body of [
      '{{"customer_name":"x"}',
      '{"customer_name":"x" /* {{$env:TOKEN}} */}',
      '{"customer_name":"{{city}}", "phone":"1", "phone":"2"}',
      '{{{city}}}',
    ])
      it(`${body} → is sent again unchanged`, () => assert.equal(sentAgain(body), body));
    it("the user's own secret, beside it → is filled", () =>
      assert.deepEqual(
        JSON.parse(
          sentAgain('{"customer_name":"{{$env:TOKEN}}","a":"{{{$secret.token}}","b":"{\\u007b$secret.token}}"}'),
        ),
        {
          customer_name: '{{$env:TOKEN}}',
          a: '{SECRET',
          b: '{{$secret.token}}',
        },
      ));
    it("only the user's own secret → an object", () => {
      const body = { customer_name: '{{$secret.token}}', phone: '9845765226' };
      assert.deepEqual(requestOfCase('add', JSON.stringify(body)), { operation: 'add', dialect: 'flat', body });
    });
  });

  it('an operation with one dialect → none is stated', () => {
    assert.deepEqual(requestOfCase('get-ticket', '{"ticket_id":"1"}'), {
      operation: 'get-ticket',
      body: { ticket_id: '1' },
    });
  });

  it('a body of another form → its dialect', () => {
    const body = { customer_info: { customer_name: 'Asha', phone: '9845765226' } };
    assert.deepEqual(requestOfCase('add', JSON.stringify(body)), { operation: 'add', dialect: 'nested', body });
  });

  it('a body of 2016 → its dialect, which is sent without brackets; with brackets, the array dialect', () => {
    const body = { name: 'Asha', phone: '9845765226' };
    assert.deepEqual(requestOfCase('add', JSON.stringify(body)), { operation: 'add', dialect: 'object-2016', body });
    assert.deepEqual(requestOfCase('add', JSON.stringify([body])), { operation: 'add', dialect: 'array', body });
  });

  it('values that a parsed body would change → text, so that the case sends what was sent', () => {
    for (const value of ['1.50', '1e2', '12345678901234567890', '-0'])
      assert.partialDeepStrictEqual(
        requestOfCase('add', `{"customer_name": "Asha", "phone": "1", "budget": ${value}}`),
        {
          rawBody: `{"customer_name": "Asha", "phone": "1", "budget": ${value}}`,
        },
      );
    const twice = '[{"customer_name": "Asha", "phone": "1", "phone": "2"}]';
    assert.deepEqual(requestOfCase('add', twice), { operation: 'add', dialect: 'flat', rawBody: twice });
    const body = { customer_name: 'Asha', phone: 'ü\n', budget: 1.5 };
    const written = String.raw`{ "customer_name": "\u0041sha", "phone": "\u00fc\n", "budget": 1.5 }`;
    assert.deepEqual(requestOfCase('add', written), { operation: 'add', dialect: 'flat', body });
  });

  it('a failed exchange → status, outcome and message; a successful one → status and outcome', () => {
    const failed = exchangeOf('add', '{"status": "failed", "message": "Invalid email id."}', 400);
    assert.deepEqual(generalExpectations(failed), { status: 400, outcome: 'failed', message: 'Invalid email id.' });
    const added = exchangeOf('add', '{"status": "success", "message": "Added", "Enquiry": {}}');
    assert.deepEqual(generalExpectations(added), { status: 200, outcome: 'success' });
  });

  it('a value → itself; one that reads as conditions → equals; one with a secret or braces → exists', () => {
    assert.deepEqual(expectationOf({ a: [1] }), { a: [1] });
    assert.deepEqual(expectationOf({ contains: 'x' }), { equals: { contains: 'x' } });
    assert.deepEqual(expectationOf({}), {});
    assert.deepEqual(expectationOf(`key ${redactionMark}`), { exists: true });
    assert.deepEqual(expectationOf({ a: '{{name}}' }), { exists: true });
  });
});
