import assert from 'node:assert/strict';
import { checkExchange } from '../../../../src/kapture/payloadTests/assertions.ts';
import { readTestFile } from '../../../../src/kapture/payloadTests/readTestFile.ts';
import { caseOf, exchangeOf, patterns } from './support.ts';

const success =
  '{"Enquiry": {"kapture_customer_id": 71234567, "zip": 0.0, "big": 12345678901234567890, "tags": ["a", {"b": 1}], "none": null, "name": "Asha"}, "message": "validation successfull", "status": "success"}';
const taken = '{"message": "This mobile number already exists. Please enter a new one.", "status": "failed"}';

interface Row {
  readonly expect: object;
  readonly text?: string;
  readonly status?: number;
  readonly milliseconds?: number;
  /** The message of the finding; undefined if the expectation is met. */
  readonly finding?: RegExp;
  readonly diff?: readonly [expected: string, actual: string];
}

const rows: readonly Row[] = [
  { expect: { status: 200, outcome: 'success', message: 'validation successfull' } },
  {
    expect: { status: 400 },
    finding: /^HTTP status: expected 400, was 200\. The server says: "validation successfull"\.$/,
    diff: ['400', '200'],
  },
  {
    expect: { outcome: 'failed' },
    finding: /^Outcome: expected "failed", was "success"\./,
    diff: ['failed', 'success'],
  },
  {
    expect: { outcome: 'success' },
    text: taken,
    status: 400,
    finding: /was "failed"\. The server says: "This mobile number already exists\. Please enter a new one\."$/,
  },
  { expect: { outcome: 'unrecognized' }, text: '<html>', status: 502 },
  { expect: { outcome: 'success' }, text: '<html>', status: 502, finding: /was "unrecognized"\. \(HTTP 502\)/ },
  { expect: { withinMs: 5 }, milliseconds: 5 },
  {
    expect: { withinMs: 5 },
    milliseconds: 5.4,
    finding: /^The response took 6 ms\. The limit is 5 ms\.$/,
    diff: ['at most 5 ms', '6 ms'],
  },
  { expect: { message: { equals: 'validation successfull', contains: 'success', matches: '^valid' } } },
  {
    expect: { message: 'Validation successfull' },
    finding: /^Message: expected "Validation/,
    diff: ['Validation successfull', 'validation successfull'],
  },
  {
    expect: { message: { contains: 'failed' } },
    finding: /^Message: expected to contain "failed"/,
    diff: ['contains: "failed"', '"validation successfull"'],
  },
  { expect: { message: { matches: '^x' } }, finding: /^Message: expected to match \/\^x\/u/ },
  {
    expect: { message: 'x' },
    text: '{"status": "success"}',
    finding: /^Message: not found\.$/,
    diff: ['"x"', '(no value)'],
  },
  { expect: { message: { exists: false } }, text: '{"status": "success"}' },
  {
    expect: {
      response: {
        '/Enquiry/kapture_customer_id': 71234567,
        '/Enquiry/zip': 0,
        '/Enquiry/none': null,
        '/status': 'success',
      },
    },
  },
  {
    expect: { response: { '/Enquiry/kapture_customer_id': '71234567' } },
    finding: /^\/Enquiry\/kapture_customer_id: expected the string "71234567", was the number 71234567\.$/,
    diff: ['"71234567"', '71234567'],
  },
  {
    expect: { response: { '/Enquiry/kapture_customer_id': 71234567 } },
    text: '{"Enquiry": {"kapture_customer_id": "71234567"}, "status": "success"}',
    finding: /expected the number 71234567, was the string "71234567"\.$/,
    diff: ['71234567', '"71234567"'],
  },
  {
    expect: { response: { '/Enquiry/big': '12345678901234567890' } },
    finding: /expected the string "12345678901234567890", was the number 12345678901234567890\.$/,
    diff: ['"12345678901234567890"', '12345678901234567890'],
  },
  { expect: { response: { '/Enquiry/none': 'null' } }, finding: /expected the string "null", was null\.$/ },
  { expect: { response: { '/Enquiry/big': { matches: '^\\d{20}$' } } } },
  { expect: { response: { '/Enquiry/big': { contains: '123' } } }, finding: /was 12345678901234567890\.$/ },
  { expect: { response: { '/Enquiry/tags': ['a', { b: 1 }] } } },
  { expect: { response: { '/Enquiry/tags': { contains: { b: 1 } } } } },
  { expect: { response: { '/Enquiry/tags': { contains: 'b' } } }, finding: /expected to contain "b"/ },
  { expect: { response: { '/Enquiry/tags/1': { b: 1 } } } },
  {
    expect: { response: { '/Enquiry/tags/1': { equals: { b: 2 } } } },
    finding: /expected {"b":2}, was {"b":1}/,
    diff: ['{\n  "b": 2\n}', '{\n  "b": 1\n}'],
  },
  {
    expect: {
      response: {
        '/Enquiry/kapture_customer_id': { matches: '^\\d{8}$' },
        '/Enquiry/none': { exists: true },
        '/Enquiry/more': { exists: false },
      },
    },
  },
  {
    expect: { response: { '/Enquiry/more': { exists: true } } },
    finding: /^\/Enquiry\/more: not found\.$/,
    diff: ['a value', '(no value)'],
  },
  {
    expect: { response: { '/Enquiry/name': { exists: false } } },
    finding: /expected no value, was "Asha"/,
    diff: ['(no value)', '"Asha"'],
  },
  { expect: { response: { '/Enquiry/more': 1 } }, finding: /not found\.$/, diff: ['1', '(no value)'] },
  { expect: { response: { '/Enquiry/tags': { matches: 'a' } } }, finding: /expected to match/ },
  { expect: { response: { '': { exists: true } } } },
  {
    expect: { response: { '/status': 'success' } },
    text: '<html>',
    finding: /not found \(the response is not JSON\)/,
  },
  {
    expect: { response: { '/error': { exists: false } } },
    text: '<html>',
    finding: /^\/error: expected no value, but the response is not JSON\.$/,
  },
  {
    expect: { response: { '/message/0/remarks': { contains: 'line\nbreak' } } },
    text: '{"message": [{"remarks": "line\nbreak"}], "status": "success"}',
  },
  { expect: { response: { '/n': 0, '/list': [0] } }, text: '{"n": -0.0, "list": [-0], "status": "success"}' },
  { expect: { response: { '/Enquiry/name': '{{name}}', '/Enquiry/kapture_customer_id': '{{id}}' } } },
  { expect: { response: { '/Enquiry/name': '{{name}}!' } }, finding: /expected "Asha!", was "Asha"/ },
  { expect: { response: { '/Enquiry/name': '{{unknown}}' } }, finding: /^The variable {{unknown}} has no value\.$/ },
  { expect: { message: { matches: '{{bad}}' } }, finding: /is not a valid regular expression/ },
];

describe('checkExchange', () => {
  const lookup = (name: string): string | number | undefined => ({ name: 'Asha', id: 71234567, bad: '(' })[name];
  for (const { expect, text = success, status = 200, milliseconds = 5, finding, diff } of rows) {
    it(`${JSON.stringify(expect)} of ${text.slice(0, 30)}… → ${finding?.source ?? 'met'}`, async () => {
      const testCase = caseOf({ operation: 'add', body: {}, expect });
      assert.deepEqual(testCase.problems, []);
      const findings = await checkExchange(testCase.steps[0]!, exchangeOf('add', text, status, milliseconds), {
        lookup,
        patterns,
      });
      if (!finding) return assert.deepEqual(findings, []);
      assert.equal(findings.length, 1);
      assert.match(findings[0]!.message, finding);
      if (diff) assert.deepEqual([findings[0]!.expected, findings[0]!.actual], diff);
    });
  }

  for (const [result, sentence] of [
    ['too-slow', 'Message: the pattern took longer than 1 s.'],
    ['failed', 'Message: the pattern could not be evaluated.'],
  ] as const) {
    it(`a pattern with the result ${result} → ${sentence}`, async () => {
      const { steps } = caseOf({ operation: 'add', body: {}, expect: { message: { matches: 'a' } } });
      const findings = await checkExchange(steps[0]!, exchangeOf('add', success), {
        lookup,
        patterns: { test: () => Promise.resolve(result) },
      });
      assert.deepEqual(
        findings.map(({ message }) => message),
        [sentence],
      );
    });
  }

  const long = '{"id": 12345678901234567890, "status": "success"}';
  for (const [id, isMet] of [
    ['12345678901234567890', true],
    ['12345678901234567891', false],
    ['"12345678901234567890"', false],
    ['{"contains": "1234"}', false],
    ['{"matches": "^1234"}', true],
  ] as const) {
    it(`${id} expected for an id with 20 digits → ${isMet ? 'met' : 'not met'}`, async () => {
      const [testCase] = readTestFile(
        `{"cases": [{"name": "long", "operation": "get", "body": {}, "expect": {"response": {"/id": ${id}}}}]}`,
      ).cases;
      const findings = await checkExchange(testCase!.steps[0]!, exchangeOf('get', long), {
        lookup,
        patterns,
      });
      assert.equal(findings.length === 0, isMet);
    });
  }
});
