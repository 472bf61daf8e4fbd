import assert from 'node:assert/strict';
import { readTestFile } from '../../../../src/kapture/payloadTests/readTestFile.ts';
import { caseOf } from './support.ts';

const add = { operation: 'add', body: { customer_name: 'Asha' } };

describe('readTestFile', () => {
  it('one or several steps, comments and trailing commas → cases', () => {
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

  it('a dialect of the file, of a case and of a step → the nearest one', () => {
    const step = (dialect?: string) => ({ operation: 'add', body: {}, ...(dialect && { dialect }) });
    const { cases, problems } = readTestFile(
      JSON.stringify({
        dialect: 'array',
        cases: [
          { name: 'a', ...step() },
          { name: 'b', ...step('flat') },
          { name: 'c', dialect: 'nested', steps: [step(), step('object-2016')] },
          { name: 'd', steps: [step(), step('nested')] },
        ],
      }),
    );
    assert.deepEqual([problems, cases.flatMap((one) => one.problems)], [[], []]);
    assert.deepEqual(
      cases.map(({ steps }) => steps.map(({ dialect }) => dialect)),
      [['array'], ['flat'], ['nested', 'object-2016'], ['array', 'nested']],
    );
  });

  it('tags of the file and of a case → all of them, each once', () => {
    const cases = [
      { name: 'a', ...add },
      { name: 'b', tags: ['slow', 'smoke'], ...add },
    ];
    assert.deepEqual(
      readTestFile(JSON.stringify({ tags: ['smoke'], cases })).cases.map(({ tags }) => tags),
      [['smoke'], ['smoke', 'slow']],
    );
  });

  it('no dialect → that of the connection', () => assert.equal(caseOf(add).steps[0]!.dialect, undefined));

  it('an unknown dialect of a file, a case or a step → a problem at its place', () => {
    const message = '"dialect" must be one of flat, nested, array, object-2016.';
    const ofFile = readTestFile(JSON.stringify({ dialect: 'x', cases: [{ name: 'a', ...add }] }));
    assert.deepEqual(ofFile.problems, [{ offset: 11, length: 3, message }]);
    for (const raw of [
      { ...add, dialect: 1 },
      { dialect: 'Nested', steps: [add] },
      { steps: [{ ...add, dialect: '' }] },
    ])
      assert.deepEqual(
        caseOf(raw).problems.map((one) => one.message),
        [message],
      );
  });

  it('expectations → their places in the text', () => {
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

  it('no "expect" → success is expected', () => {
    assert.deepEqual(
      caseOf(add).steps[0]!.expectations.map(({ subject, operand }) => [subject, operand.text]),
      [['outcome', '"success"']],
    );
  });

  const files: readonly (readonly [text: string, sentence: RegExp])[] = [
    ['', /This is not JSON|must be an object with an array/],
    ['[]', /must be an object with an array "cases"/],
    ['{"cases": {}}', /must be an object with an array "cases"/],
    ['{"cases": [}', /This is not JSON/],
    [`{"cases": ${'['.repeat(1000)}`, /nested more than 500 levels deep/],
    ['{"cases": [], "case": []}', /Unknown property "case"/],
    ['{"cases": []}', /This file has no cases/],
    ['{"cases": [{}], "cases": [{}]}', /Duplicate property "cases"/],
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
    [{ ...add, tags: 'smoke' }, /"tags" must be an array of words/],
    [{ ...add, tags: ['two words'] }, /"tags" must be an array of words/],
    [{ ...add, data: 'rows.txt' }, /"data" must be the path of a \.csv or \.json file/],
    [{ ...add, data: '/rows.csv' }, /"data" must be the path of a \.csv or \.json file/],
    [{ steps: [{ ...add, data: 'rows.csv' }] }, /Unknown property "data"/],
    [{ ...add, retry: { times: 5 } }, /"retry" is only for reads\. Add Customer is a write, which is sent once\./],
    [{ file: 'a.kapture-update.json', retry: { times: 5 } }, /Update Customer is a write, which is sent once/],
    [{ operation: 'get', body: {}, retry: 5 }, /"retry" must be an object with "times"/],
    [{ operation: 'get', body: {}, retry: {} }, /"times" must be a whole number from 1 to 100/],
    [{ operation: 'get', body: {}, retry: { times: 1, pauseMs: -1 } }, /"pauseMs" must be a whole number from 0/],
    [{ operation: 'get', body: {}, retry: { times: 1, until: [] } }, /Unknown property "until"/],
    [{ steps: [{ operation: 'get', body: {} }], retry: { times: 1 } }, /with "steps" cannot have "retry"/],
    [{ ...add, name: ' ' }, /needs a name/],
    [{ ...add, name: 5 }, /needs a name/],
    [{ steps: [] }, /at least one step/],
    [{ steps: ['x'] }, /A step must be an object/],
    [{ steps: [add], expect: { status: 200 } }, /with "steps" cannot have "expect"/],
    [{ operation: 'delete', body: {} }, /must be one of add, get, update, pull/],
    [{ body: {} }, /needs an "operation"/],
    [{ operation: 'add' }, /must have exactly one of "body", "rawBody" and "file"/],
    [{ ...add, rawBody: '{}' }, /must have exactly one of "body", "rawBody" and "file"/],
    [{ operation: 'add', body: [{}, {}] }, /A body must be a single object/],
    [{ operation: 'add', body: 'text' }, /A body must be a single object/],
    [{ operation: 'add', rawBody: {} }, /"rawBody" must be a string/],
    [{ file: 'secrets.txt' }, /a name such as/],
    [{ file: '/etc/x.kapture-add.json' }, /must be relative to this file/],
    [{ file: 'C:\\x.kapture-add.json' }, /must be relative to this file/],
    [{ operation: 'get', file: 'x.kapture-add.json' }, /the request file, which is for add/],
    [{ ...add, key: 'mine' }, /"key" can only be "wrong"/],
    [{ ...add, expects: {} }, /Unknown property "expects"/],
    [{ ...add, expect: {} }, /"expect" is empty/],
    [{ ...add, expect: { response: {} } }, /"response" is empty/],
    [{ ...add, expect: [] }, /"expect" must be an object/],
    [{ ...add, expect: { state: 'x' } }, /Unknown property "state"/],
    [{ ...add, expect: { status: '200' } }, /"status" must be an HTTP status/],
    [{ ...add, expect: { outcome: 'ok' } }, /"outcome" must be "success"/],
    [{ ...add, expect: { withinMs: 0 } }, /"withinMs" must be a number/],
    [{ ...add, expect: { message: 5 } }, /A message must be a string/],
    [{ ...add, expect: { message: { matches: '(' } } }, /not a valid regular expression/],
    [{ ...add, expect: { response: { Enquiry: 1 } } }, /A JSON pointer starts with a slash/],
    [{ ...add, expect: { response: { '/a': { exists: 'yes' } } } }, /"exists" must be true or false/],
    [
      { ...add, expect: { response: { '/a': { matches: 5 } } } },
      /"matches" must be a string with a regular expression/,
    ],
    [{ ...add, take: { id: 'Enquiry' } }, /must be a JSON pointer/],
    [{ ...add, take: { $id: '/a' } }, /A name can contain letters/],
  ];
  for (const [raw, sentence] of cases) {
    it(`${JSON.stringify(raw)} → ${sentence.source}`, () => {
      const { problems } = caseOf(raw);
      assert.match(problems.map(({ message }) => message).join(' '), sentence);
      assert.ok(
        problems.every(({ length }) => length > 0),
        'every problem has a place',
      );
    });
  }

  for (const [text, sentence] of [
    [
      '"operation": "get", "body": {}, "expect": {"status": 200}, "expect": {"outcome": "failed"}',
      'Duplicate property "expect".',
    ],
    ['"operation": "get", "body": {}, "expect": {"status": 200, "status": 400}', 'Duplicate property "status".'],
    ['"steps": [{"operation": "get", "body": {}, "body": {"phone": ""}}]', 'Duplicate property "body".'],
  ] as const) {
    it(`${text} → ${sentence}`, () => {
      const file = `{"cases": [{"name": "twice", ${text}}]}`;
      const { problems } = readTestFile(file).cases[0]!;
      assert.deepEqual(
        problems.map(({ message }) => message),
        [sentence],
      );
      const [{ offset, length }] = problems as [(typeof problems)[number]];
      assert.equal(offset, file.lastIndexOf(file.slice(offset, offset + length)), 'the place is the second one');
    });
  }
});
