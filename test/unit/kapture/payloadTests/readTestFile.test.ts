import assert from 'node:assert/strict';
import { readTestFile } from '../../../../src/kapture/payloadTests/readTestFile.ts';
import { caseOf } from './support.ts';

const add = { operation: 'add', body: { customer_name: 'Asha' } };

describe('readTestFile', () => {
  it('reads cases of one step and of several, with comments and trailing commas', () => {
    const { cases, problems } = readTestFile(`{
      // a comment
      "cases": [
        { "name": "one", "operation": "get", "body": {}, "expect": { "outcome": "failed", }, },
        { "name": "several", "steps": [{ "file": "a.kapture-add.json", "take": { "id": "/Enquiry/contact_id" } }, { "operation": "pull", "rawBody": "x", "key": "wrong" }] },
      ],
    }`);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      cases.flatMap((one) => one.problems),
      [],
    );
    assert.deepEqual(
      cases.map(({ name, steps }) => [
        name,
        ...steps.map(({ operation, source: { kind }, wrongKey }) => `${operation} ${kind} ${wrongKey}`),
      ]),
      [
        ['one', 'get body false'],
        ['several', 'add file false', 'pull rawBody true'],
      ],
    );
  });

  it('knows where each expectation stands', () => {
    const text =
      '{"cases": [{"name": "n", "operation": "get", "body": {}, "expect": {"status": 200, "message": {"contains": "a", "matches": "b"}, "response": {"/x": [1]}}}]}';
    const [
      {
        steps: [step],
        place,
      },
    ] = readTestFile(text).cases as [ReturnType<typeof caseOf>];
    assert.equal(text.slice(place.offset, place.offset + place.length), '"n"');
    assert.deepEqual(
      step!.expectations.map((one) => [
        one.subject,
        one.pointer,
        one.verb,
        text.slice(one.operand.place.offset, one.operand.place.offset + one.operand.place.length),
      ]),
      [
        ['status', '', 'equals', '200'],
        ['message', '', 'contains', '"a"'],
        ['message', '', 'matches', '"b"'],
        ['response', '/x', 'equals', '[1]'],
      ],
    );
  });

  it('expects success where nothing is said', () => {
    assert.deepEqual(
      caseOf(add).steps[0]!.expectations.map(({ subject, operand }) => [subject, operand.text]),
      [['outcome', '"success"']],
    );
  });

  const files: readonly (readonly [text: string, sentence: RegExp])[] = [
    ['', /This is not JSON|is an object with a list/],
    ['[]', /an object with a list of "cases"/],
    ['{"cases": {}}', /an object with a list of "cases"/],
    ['{"cases": [}', /This is not JSON/],
    [`{"cases": ${'['.repeat(1000)}`, /nests deeper than 500 levels/],
    ['{"cases": [], "case": []}', /There is no "case" here/],
    ['{"cases": []}', /There is no case here/],
    ['{"cases": [{}], "cases": [{}]}', /There is a "cases" here already/],
  ];
  for (const [text, sentence] of files) {
    it(`${text.slice(0, 40) || 'an empty file'} → ${sentence.source}`, () =>
      assert.match(
        readTestFile(text)
          .problems.map(({ message }) => message)
          .join(' '),
        sentence,
      ));
  }

  const cases: readonly (readonly [raw: object, sentence: RegExp])[] = [
    [{ ...add, name: ' ' }, /needs a name/],
    [{ ...add, name: 5 }, /needs a name/],
    [{ steps: [] }, /at least one step/],
    [{ steps: ['x'] }, /A step is an object/],
    [{ steps: [add], expect: { status: 200 } }, /With "steps", "expect" stands in a step/],
    [{ operation: 'delete', body: {} }, /one of add, get, update, pull/],
    [{ body: {} }, /needs an "operation"/],
    [{ operation: 'add' }, /sends one of "body", "rawBody" and "file"/],
    [{ ...add, rawBody: '{}' }, /sends one of "body", "rawBody" and "file"/],
    [{ operation: 'add', body: [{}, {}] }, /can be sent as a "rawBody"/],
    [{ operation: 'add', body: 'text' }, /can be sent as a "rawBody"/],
    [{ operation: 'add', rawBody: {} }, /"rawBody" is a text/],
    [{ file: 'secrets.txt' }, /a name such as/],
    [{ file: '/etc/x.kapture-add.json' }, /relative to this file/],
    [{ file: 'C:\\x.kapture-add.json' }, /relative to this file/],
    [{ operation: 'get', file: 'x.kapture-add.json' }, /the request file is for add/],
    [{ ...add, key: 'mine' }, /"key" can be "wrong"/],
    [{ ...add, expects: {} }, /There is no "expects" here/],
    [{ ...add, expect: {} }, /Nothing is expected here/],
    [{ ...add, expect: { response: {} } }, /Nothing is expected here/],
    [{ ...add, expect: [] }, /"expect" is an object/],
    [{ ...add, expect: { state: 'x' } }, /There is no "state" here/],
    [{ ...add, expect: { status: '200' } }, /"status" is an HTTP status/],
    [{ ...add, expect: { outcome: 'ok' } }, /"outcome" is "success"/],
    [{ ...add, expect: { withinMs: 0 } }, /"withinMs" is a number/],
    [{ ...add, expect: { message: 5 } }, /A message is a text/],
    [{ ...add, expect: { message: { matches: '(' } } }, /not a regular expression/],
    [{ ...add, expect: { response: { Enquiry: 1 } } }, /A JSON pointer starts with a slash/],
    [{ ...add, expect: { response: { '/a': { exists: 'yes' } } } }, /"exists" is true or false/],
    [{ ...add, expect: { response: { '/a': { matches: 5 } } } }, /a regular expression as a text/],
    [{ ...add, take: { id: 'Enquiry' } }, /named by a JSON pointer/],
    [{ ...add, take: { $id: '/a' } }, /A name has letters/],
  ];
  for (const [raw, sentence] of cases) {
    it(`${JSON.stringify(raw)} → ${sentence.source}`, () => {
      const { problems } = caseOf(raw);
      assert.match(problems.map(({ message }) => message).join(' '), sentence);
      assert.ok(
        problems.every(({ length }) => length > 0),
        'each stands somewhere',
      );
    });
  }

  for (const [text, sentence] of [
    [
      '"operation": "get", "body": {}, "expect": {"status": 200}, "expect": {"outcome": "failed"}',
      'There is a "expect" here already.',
    ],
    ['"operation": "get", "body": {}, "expect": {"status": 200, "status": 400}', 'There is a "status" here already.'],
    ['"steps": [{"operation": "get", "body": {}, "body": {"phone": ""}}]', 'There is a "body" here already.'],
  ] as const) {
    it(`${text} → ${sentence}`, () => {
      const file = `{"cases": [{"name": "twice", ${text}}]}`;
      const { problems } = readTestFile(file).cases[0]!;
      assert.deepEqual(
        problems.map(({ message }) => message),
        [sentence],
      );
      const [{ offset, length }] = problems as [(typeof problems)[number]];
      assert.equal(offset, file.lastIndexOf(file.slice(offset, offset + length)), 'on the second');
    });
  }
});
