import assert from 'node:assert/strict';
import { operationIds } from '../../../../src/kapture/catalogue/registry.ts';
import {
  findNamedRequest,
  namedRequestAt,
  maxNamedRequests,
  readNamedRequests,
} from '../../../../src/kapture/namedRequests/readNamedRequests.ts';
import { inEnglish } from '../../../../src/kapture/problem/problem.ts';

/** The text at each problem of a file, with its message. */
function problemsOf(text: string): string[] {
  const { requests, problems } = readNamedRequests(text);
  return [...problems, ...requests.flatMap((request) => request.problems)].map(
    ({ offset, length, problem, isError }) =>
      `${isError ? 'error' : 'warning'} at ${text.slice(offset, offset + length)}: ${inEnglish(problem)}`,
  );
}

const file = (...requests: string[]): string => `{"requests": [${requests.join(', ')}]}`;
const get = '{"name": "A", "operation": "get", "body": {"phone": "1"}}';

describe('reading a file with named requests', () => {
  it('comments and trailing commas → names, operations and bodies with their places', () => {
    const text = `// @connection Dev
{
  "$schema": "x",
  "requests": [
    // the first one
    { "name": " Find Asha ", "operation": "get", "body": {"phone": "1"}, },
    { "body": [{"city": "{{city}}"}], "operation": "update", "name": "Move" },
  ],
}`;
    const { requests, problems, unreadable } = readNamedRequests(text);
    assert.deepEqual([problems, unreadable], [[], undefined]);
    const textAt = (place: { offset: number; length: number } | undefined): string | undefined =>
      place && text.slice(place.offset, place.offset + place.length);
    assert.deepEqual(
      requests.map(({ index, name, operation, body, namePlace }) => ({
        index,
        name,
        operation,
        body: textAt(body),
        at: textAt(namePlace),
      })),
      [
        { index: 0, name: 'Find Asha', operation: 'get', body: '{"phone": "1"}', at: '" Find Asha "' },
        { index: 1, name: 'Move', operation: 'update', body: '[{"city": "{{city}}"}]', at: '"Move"' },
      ],
    );
    assert.ok(textAt(requests[1]!.place)!.startsWith('{ "body"'));
  });

  it('duplicate keys in a request → the last one, as JSON.parse reads it', () => {
    const [request] = readNamedRequests(
      file('{"name": "A", "operation": "add", "operation": "get", "body": {}, "body": {"phone": "1"}}'),
    ).requests;
    assert.equal(request!.operation, 'get');
    assert.equal(request!.body!.length, '{"phone": "1"}'.length);
  });

  const operations = operationIds.join(', ');
  for (const [text, expected] of [
    [file(get), []],
    [file(), []],
    ['{}', ['error at {: A file with several requests must be an object with a "requests" array.']],
    ['[]', ['error at [: A file with several requests must be an object with a "requests" array.']],
    ['{"requests": {}}', ['error at {}: A file with several requests must be an object with a "requests" array.']],
    [file('7'), ['error at 7: A request must be an object with "name", "operation" and "body".']],
    [
      file('{"name": "A", "operation": "delete", "body": {}}'),
      [`error at "delete": Unknown operation. Use one of these: ${operations}.`],
    ],
    [
      file('{"name": "A", "body": {}}'),
      [`error at {: This request has no operation. Use one of these: ${operations}.`],
    ],
    [file('{"name": "A", "operation": "get"}'), ['error at {: This request has no body.']],
    [file('{"name": "A", "operation": "get", "body": "x"}'), ['error at "x": A body must be a JSON object.']],
    [file('{"operation": "get", "body": {}}'), ['warning at {: This request has no name.']],
    [file('{"name": "  ", "operation": "get", "body": {}}'), ['warning at "  ": This request has no name.']],
    [file(get, get), ['warning at "A": An earlier request has the same name.']],
    [
      file(...Array<string>(maxNamedRequests + 1).fill('{"name": "", "operation": "get", "body": {}}')).replace(
        /"name": ""/g,
        () => `"name": "${Math.random()}"`,
      ),
      [`error at {: Only the first ${maxNamedRequests} requests in a file can be sent.`],
    ],
  ] as const)
    it(`${text.slice(0, 70)} → ${expected[0]?.slice(0, 60) ?? 'no problem'}`, () => {
      assert.deepEqual(problemsOf(text), expected);
    });

  for (const [text, reason] of [
    ['', 'empty'],
    ['// @connection Dev', 'empty'],
    [`{"requests": [{"name": "A", "body": {}, ${get}]}`, 'syntax'],
    ['['.repeat(600), 'too-deep'],
    [`{"requests": "${'x'.repeat(500_000)}"}`, 'too-long'],
  ] as const)
    it(`${text.slice(0, 40)} → unreadable: ${reason}`, () => {
      const { problems, unreadable } = readNamedRequests(text);
      assert.equal(unreadable?.reason, reason);
      assert.deepEqual(problems, []);
    });

  it('invalid JSON → the requests so far, for the outline, but nothing that can be sent', () => {
    const { requests, unreadable } = readNamedRequests(`{"requests": [${get}, {"name": }]}`);
    assert.equal(requests[0]!.name, 'A');
    assert.equal(unreadable?.detail, 'ValueExpected');
  });
});

describe('finding a named request', () => {
  const text = `{
  "requests": [
    {"name": "A", "operation": "get", "body": {}},

    {
      "name": "B", "operation": "get", "body": {}
    }, // the second
    {"name": "B", "operation": "get", "body": {}}
  ]
}`;
  const { requests } = readNamedRequests(text);
  for (const [at, expected] of [
    ['"requests"', undefined],
    ['    {"name": "A"', 0],
    ['{}},\n\n', 0],
    ['\n    {\n', undefined],
    ['"B", "operation"', 1],
    ['second', 1],
  ] as const)
    it(`the cursor at ${JSON.stringify(at)} → ${expected}`, () => {
      assert.equal(namedRequestAt(requests, text, text.indexOf(at))?.index, expected);
    });

  for (const [id, expected] of [
    [{ index: 0, name: 'A' }, 0],
    // Another request was inserted above this one.
    [{ index: 1, name: 'A' }, 0],
    [{ index: 2, name: 'B' }, 2],
    // Two requests have this name.
    [{ index: 0, name: 'B' }, undefined],
    [{ index: 7, name: 'C' }, undefined],
    [{ index: 0, name: undefined }, undefined],
  ] as const)
    it(`${JSON.stringify(id)} → ${expected}`, () => {
      assert.equal(findNamedRequest(requests, id, text)?.index, expected);
    });
});
