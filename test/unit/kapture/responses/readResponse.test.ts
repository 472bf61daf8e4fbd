import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Failure } from '../../../../src/kapture/catalogue/form.ts';
import { failureReasons, failures, operationsOf } from '../../../../src/kapture/catalogue/failures.ts';
import { formOf } from '../../../../src/kapture/catalogue/forms.ts';
import { operationIds } from '../../../../src/kapture/catalogue/registry.ts';
import {
  isNothingFound,
  readResponse,
  writtenResultAt,
  type ResponseReading,
} from '../../../../src/kapture/responses/readResponse.ts';
import { sampleFiles } from '../../../sampleFiles.ts';
import { sample } from '../../../samples.ts';

const json = (value: unknown): string => JSON.stringify(value);
const details = (value: unknown): string => json({ 'Customer Details': value, status: 'success' });
const recordsOf = (text: string, { records }: ResponseReading): string[] =>
  records.map(({ start, end }) => text.slice(start, end));

describe('readResponse: the published samples', function () {
  this.timeout(20_000);
  for (const operation of ['add', 'update'] as const) {
    const ids = { add: { customerId: '65033646', contactId: '71186613' }, update: { customerId: '65033646' } }[
      operation
    ];
    it(`${operation} → success with ${Object.values(ids).join(' and ')}`, () => {
      assert.deepEqual(readResponse(operation, 200, sample(sampleFiles[operation].response)), {
        outcome: 'success',
        message: 'validation successfull',
        records: [],
        ...ids,
      });
    });
  }
  it('get → success with the complete record', () => {
    const text = sample('get.response.json');
    const reading = readResponse('get', 200, text);
    assert.deepEqual({ ...reading, records: reading.records.length }, { outcome: 'success', records: 1 });
    const [record = ''] = recordsOf(text, reading);
    assert.match(record, /^\{\s+"id": 61371820,[^]*"maxCreditAmt": 0\.0,[^]*"isApi": false\s+\}$/);
  });
  it('pull, with raw line breaks → success with the record unchanged', () => {
    const text = sample('pull.response.txt');
    const reading = readResponse('pull', 200, text);
    assert.deepEqual({ ...reading, records: reading.records.length }, { outcome: 'success', records: 1 });
    const [record = ''] = recordsOf(text, reading);
    assert.match(record, /^\{\s+"id": 65245,[^]*NAME {4}Ker\n[^]*"isApi": false\s+\}$/);
  });
  it('every sample truncated anywhere → unreadable and truncated, with complete records only', () => {
    for (const operation of operationIds) {
      const text = sample(sampleFiles[operation].response);
      const end = text.trimEnd().length;
      const [complete] = readResponse(operation, 200, text).records;
      for (let length = 1; length < end; length++) {
        const reading = readResponse(operation, 200, text.slice(0, length));
        assert.equal(reading.outcome, 'unrecognized', `${operation} after ${length}`);
        assert.equal(reading.trouble, 'truncated', `${operation} after ${length}`);
        assert.deepEqual(
          reading.records,
          complete && length >= complete.end ? [complete] : [],
          `${operation} after ${length}`,
        );
      }
    }
  });
});

describe('readResponse: the documented failures', () => {
  for (const reason of failureReasons) {
    const failure: Failure = failures[reason];
    const documented = failure.message;
    const variants: Record<string, string> = {
      'as documented': json({ message: documented, status: 'failed' }),
      'capitalized keys': json({ Message: documented, Status: 'Failed' }),
      'keys in upper case': json({ MESSAGE: documented, STATUS: 'FAILED' }),
      'success: false': json({ message: documented, Success: false }),
      'success: "False"': json({ message: documented, success: 'False' }),
      'status: failure': json({ message: documented, status: ' failure ' }),
      'status: error': json({ message: documented, status: 'error' }),
      'no status': json({ message: documented }),
      'wrapped in an array': json([{ message: documented, status: 'failed' }]),
      'the message in lower case': json({ message: documented.toLowerCase(), status: 'failed' }),
      'the message in upper case with blanks around it': json({
        message: `  ${documented.toUpperCase()}\n`,
        status: 'failed',
      }),
      'the message without its full stop': json({ message: documented.replace(/\.$/, ''), status: 'failed' }),
      'doubled blanks': json({ message: documented.replaceAll(' ', '  '), status: 'failed' }),
      'raw line breaks between words': `{"message": "${documented.replaceAll(' ', '\n')}", "status": "failed"}`,
    };
    for (const operation of operationsOf(reason)) {
      for (const status of new Set([failure.status ?? 200, 200, 400])) {
        for (const [what, text] of Object.entries(variants)) {
          it(`${operation}, ${status}, ${reason}, ${what} → failed`, () => {
            const { outcome, failure: found, records, message } = readResponse(operation, status, text);
            assert.deepEqual({ outcome, found, records }, { outcome: 'failed', found: reason, records: [] });
            assert.equal(
              message?.trim().split(/\s+/)[0]?.toLowerCase(),
              documented.trim().split(/\s+/)[0]?.toLowerCase(),
            );
          });
        }
      }
    }
  }
  it("a Get without a result, with the message in the result key → customer-not-found, and the server's message", () => {
    const text = json({
      'Customer Details': 'Information given by you does not exist in our sytsem.',
      status: 'failed',
    });
    assert.deepEqual(readResponse('get', 200, text), {
      outcome: 'failed',
      failure: 'customer-not-found',
      message: 'Information given by you does not exist in our sytsem.',
      records: [],
    });
  });
  for (const operation of operationIds)
    for (const [message, reason] of [
      ['Message Key Expired', 'message-key-expired'],
      ['Auth Key Expired', 'auth-key-expired'],
    ] as const)
      it(`${message} with 200 from ${operation} → unauthorized: a key is refused by any operation`, () =>
        assert.deepEqual(readResponse(operation, 200, json({ Message: message, Status: 'Fail' })), {
          outcome: 'failed',
          failure: reason,
          trouble: 'unauthorized',
          message,
          records: [],
        }));
  it('a documented failure of another operation → its message, without a failure', () => {
    const reading = readResponse('get', 200, json({ message: failures['phone-taken'].message, status: 'failed' }));
    assert.equal(reading.outcome, 'failed');
    assert.equal(reading.failure, undefined);
    assert.equal(reading.message, failures['phone-taken'].message);
  });
  it('an undocumented failure → failed, with its message', () => {
    assert.deepEqual(readResponse('update', 400, json({ message: 'No such customer', status: 'failed' })), {
      outcome: 'failed',
      message: 'No such customer',
      records: [],
    });
  });
  it('isNothingFound → true for an empty Pull, false for other failures and a success', () => {
    assert.equal(
      isNothingFound(
        'pull',
        readResponse('pull', 200, json({ message: failures['no-customer-between-dates'].message, status: 'failed' })),
      ),
      true,
    );
    assert.equal(
      isNothingFound(
        'pull',
        readResponse('pull', 401, json({ message: failures['invalid-auth-key'].message, status: 'failed' })),
      ),
      false,
    );
    assert.equal(isNothingFound('pull', readResponse('pull', 200, sample('pull.response.txt'))), false);
  });
});

describe('readResponse: envelopes', function () {
  this.timeout(20_000);
  const cases: readonly (readonly [
    what: string,
    response: Parameters<typeof readResponse>,
    expected: ResponseReading,
  ])[] = [
    [
      'the older dialect of Add',
      [
        'add',
        200,
        json({ Message: 'Customer Added Successfully', 'Kapture Customer Id': '48338968', Status: 'Success' }),
      ],
      { outcome: 'success', message: 'Customer Added Successfully', records: [], customerId: '48338968' },
    ],
    [
      'ids in keys with another case',
      ['add', 200, json({ enquiry: { Kapture_Customer_Id: 5, 'CONTACT ID': 6 }, status: 'success' })],
      { outcome: 'success', records: [], customerId: '5', contactId: '6' },
    ],
    [
      'an id of 20 digits',
      [
        'add',
        200,
        '{"Enquiry": {"kapture_customer_id": 12345678901234567890, "contact_id": "09876543210987654321"}, "status": "success"}',
      ],
      { outcome: 'success', records: [], customerId: '12345678901234567890', contactId: '09876543210987654321' },
    ],
    [
      'customer_id, which is the own code in most dialects',
      ['update', 200, json({ customer_id: '1001', status: 'success' })],
      { outcome: 'success', records: [] },
    ],
    [
      'customer_id in the nested dialect',
      ['update', 200, json({ customer_id: '1001', status: 'success' }), formOf('update', 'nested')],
      { outcome: 'success', records: [], customerId: '1001' },
    ],
    [
      'ids of 0, blank or null',
      ['update', 200, json({ Enquiry: { kapture_customer_id: 0, contact_id: '' }, status: 'success' })],
      { outcome: 'success', records: [] },
    ],
    [
      'an Enquiry that is not an object',
      ['add', 200, json({ Enquiry: null, status: 'success' })],
      { outcome: 'success', records: [] },
    ],
    [
      'success with status 500',
      ['add', 500, json({ status: 'success' })],
      { outcome: 'failed', trouble: 'server-error', records: [] },
    ],
    ['success with status 404', ['add', 404, json({ status: 'success' })], { outcome: 'failed', records: [] }],
    [
      'success in upper case in an array',
      ['add', 200, json([{ STATUS: ' SUCCESS ' }])],
      { outcome: 'success', records: [] },
    ],
    ['success: true', ['add', 200, json({ success: true })], { outcome: 'success', records: [] }],
    [
      'success with the message of a failure',
      ['add', 200, json({ message: 'Invalid email id.', status: 'success' })],
      { outcome: 'success', message: 'Invalid email id.', records: [] },
    ],
    [
      'a duplicate status',
      ['add', 200, '{"status": "success", "status": "failed"}'],
      { outcome: 'failed', records: [] },
    ],
    [
      '401 without JSON',
      ['get', 401, '<h1>Unauthorized</h1>'],
      { outcome: 'unrecognized', trouble: 'unauthorized', records: [] },
    ],
    [
      '401 with an undocumented message',
      ['get', 401, json({ message: 'Expired', status: 'failed' })],
      { outcome: 'failed', trouble: 'unauthorized', message: 'Expired', records: [] },
    ],
    [
      'Invalid Auth Key with 200',
      ['get', 200, json({ message: 'Invalid Auth Key', status: 'failed' })],
      {
        outcome: 'failed',
        trouble: 'unauthorized',
        failure: 'invalid-auth-key',
        message: 'Invalid Auth Key',
        records: [],
      },
    ],
    ['a Get without a customer, as an empty array', ['get', 200, details([])], { outcome: 'success', records: [] }],
    [
      'a Get with an empty array, and customers under another key',
      ['get', 200, json({ 'Customer Details': [], customers: [{ id: 1 }], status: 'success' })],
      { outcome: 'unrecognized', trouble: 'no-record', records: [] },
    ],
    [
      'a Get with the customer under another key',
      ['get', 200, json({ data: { id: 1 }, status: 'success' })],
      { outcome: 'unrecognized', trouble: 'no-record', records: [] },
    ],
    [
      'a Get that only reports success',
      ['get', 200, json({ status: 'success' })],
      { outcome: 'unrecognized', trouble: 'no-record', records: [] },
    ],
    [
      'a Get with a text for the customer',
      ['get', 200, details('Request accepted')],
      { outcome: 'unrecognized', trouble: 'no-record', message: 'Request accepted', records: [] },
    ],
    [
      'a Get with null for the customer',
      ['get', 200, details(null)],
      { outcome: 'unrecognized', trouble: 'no-record', records: [] },
    ],
    [
      'a Get with an array of anything else',
      ['get', 200, details(['A-1'])],
      { outcome: 'unrecognized', trouble: 'no-record', records: [] },
    ],
    ['429', ['pull', 429, ''], { outcome: 'unrecognized', trouble: 'rate-limited', records: [] }],
    ['503 with a page', ['pull', 503, '<html>'], { outcome: 'unrecognized', trouble: 'server-error', records: [] }],
    ['302', ['pull', 302, ''], { outcome: 'unrecognized', trouble: 'redirected', records: [] }],
    [
      '404 with a page',
      ['pull', 404, '<html>Not found</html>'],
      { outcome: 'unrecognized', trouble: 'not-json', records: [] },
    ],
    [
      'a login page with 200',
      ['pull', 200, '<!doctype html><html></html>'],
      { outcome: 'unrecognized', trouble: 'not-json', records: [] },
    ],
    ['an empty body', ['pull', 200, ''], { outcome: 'unrecognized', trouble: 'not-json', records: [] }],
    ['blanks', ['pull', 200, ' \r\n'], { outcome: 'unrecognized', trouble: 'not-json', records: [] }],
    [
      'a truncated body',
      ['add', 200, '{"status": "succ'],
      { outcome: 'unrecognized', trouble: 'truncated', records: [] },
    ],
    [
      'another envelope',
      ['add', 200, json({ ok: 1 })],
      { outcome: 'unrecognized', trouble: 'unknown-envelope', records: [] },
    ],
    [
      'an unknown status',
      ['add', 200, json({ status: 'pending' })],
      { outcome: 'unrecognized', trouble: 'unknown-envelope', records: [] },
    ],
    [
      'two envelopes',
      ['add', 200, json([{ status: 'success' }, { status: 'failed' }])],
      { outcome: 'unrecognized', trouble: 'unknown-envelope', records: [] },
    ],
    ['an empty object', ['add', 200, '{}'], { outcome: 'unrecognized', trouble: 'unknown-envelope', records: [] }],
    ['an empty array', ['add', 200, '[]'], { outcome: 'unrecognized', trouble: 'unknown-envelope', records: [] }],
    ['null', ['add', 200, 'null'], { outcome: 'unrecognized', trouble: 'unknown-envelope', records: [] }],
    ['a string', ['add', 200, '"success"'], { outcome: 'unrecognized', trouble: 'unknown-envelope', records: [] }],
  ];
  for (const [what, response, expected] of cases) {
    it(`${what} → ${expected.outcome}${expected.trouble ? `, ${expected.trouble}` : ''}`, () =>
      assert.deepEqual(readResponse(...response), expected));
  }

  it('any text with any status → records that are objects inside the text', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"message":',
      '"Customer Details":',
      '"status":"success"',
      '"x"',
      '1',
      '\n',
      '\\',
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...operationIds),
        fc.integer({ min: 200, max: 599 }),
        fc.string({ unit: pieces, maxLength: 30 }),
        (operation, status, text) => {
          for (const { start, end } of readResponse(operation, status, text).records) {
            assert.equal(text[start], '{');
            assert.match(text[end - 1]!, /[}\]]/);
            assert(end <= text.length);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('readResponse: records', () => {
  const cases: readonly (readonly [
    what: string,
    operation: 'get' | 'pull',
    text: string,
    records: readonly string[],
  ])[] = [
    [
      'several customers',
      'pull',
      '{"message": [{"id": 1}, {"id": 2}], "status": "success"}',
      ['{"id": 1}', '{"id": 2}'],
    ],
    ['an envelope in an array', 'pull', '[{"Message": [{"id": 1}], "Status": "Success"}]', ['{"id": 1}']],
    ['no customers', 'pull', '{"message": [], "status": "success"}', []],
    [
      'elements that are not objects',
      'pull',
      '{"message": [1, null, "x", [], {"id": 1}], "status": "success"}',
      ['{"id": 1}'],
    ],
    [
      'a Get that matches several',
      'get',
      '{"Customer Details": [{"id": 1}, {"id": 2}], "status": "success"}',
      ['{"id": 1}', '{"id": 2}'],
    ],
    [
      'a Get with another spelling of the key',
      'get',
      '{"customer_details": {"id": 1}, "status": "success"}',
      ['{"id": 1}'],
    ],
    [
      'numbers and duplicate keys, unchanged',
      'pull',
      '{"message": [{"id":1,"a":0.0,"a":12345678901234567890}], "status": "success"}',
      ['{"id":1,"a":0.0,"a":12345678901234567890}'],
    ],
    ['the status before the records', 'pull', '{"status": "success", "message": [{"id": 1}]}', ['{"id": 1}']],
    ['records in a failure', 'pull', '{"message": [{"id": 1}], "status": "failed"}', []],
    ['a text instead of records', 'get', '{"Customer Details": "x", "status": "success"}', []],
    ['brackets in strings', 'pull', '{"message": [{"a": "}]"}], "status": "success"}', ['{"a": "}]"}']],
    ['a truncated third record', 'pull', '{"message": [{"id": 1}, {"id": 2}, {"id": 3', ['{"id": 1}', '{"id": 2}']],
  ];
  for (const [what, operation, text, records] of cases) {
    it(`${what} → ${records.length} records`, () =>
      assert.deepEqual(recordsOf(text, readResponse(operation, 200, text)), records));
  }
  it('any response to Add and Update → no records', () => {
    for (const operation of ['add', 'update'] as const)
      assert.deepEqual(
        readResponse(operation, 200, '{"Enquiry": {"id": 1}, "message": [{"id": 1}], "status": "success"}').records,
        [],
      );
  });
});

describe('writtenResultAt', () => {
  for (const [operation, text, path, json] of [
    ['add', '{"Enquiry": {"id": 12345678901234567890}}', 'id', '12345678901234567890'],
    ['add', '[{"enquiry": {"id": 1.50}}]', 'id', '1.50'],
    ['pull', '{"message": [{"id": 1}, {"id": "2"}], "status": "success"}', '1.id', '"2"'],
    ['get-ticket', '[{"ticket_id": 1234567890123456}]', '0.ticket_id', '1234567890123456'],
    ['add', '{"status": "success"}', 'status', undefined],
  ] as const)
    it(`${operation}, ${path} of ${text} → ${json ?? 'nothing'}`, () => {
      const value = writtenResultAt(operation, text, path.split('.'));
      assert.equal(value === undefined ? undefined : JSON.stringify(value), json);
    });
});
