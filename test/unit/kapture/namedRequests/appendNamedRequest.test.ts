import assert from 'node:assert/strict';
import {
  appendNamedRequest,
  maxNamedRequests,
  readNamedRequests,
} from '../../../../src/kapture/namedRequests/readNamedRequests.ts';

const added = { name: 'Get Customer', operation: 'get', body: { phone: '' } } as const;

describe('adding a named request', () => {
  for (const [text, names] of [
    ['', ['Get Customer']],
    ['// @connection Dev', ['Get Customer']],
    ['{}', ['Get Customer']],
    ['{"requests": []}', ['Get Customer']],
    ['{\n  "requests": [\n    {"name": "A"}, // comment\n  ],\n}\n', ['A', 'Get Customer']],
    [
      '{"requests": [{"name": "Get Customer"}, {"name": "Get Customer 2"}]}',
      ['Get Customer', 'Get Customer 2', 'Get Customer 3'],
    ],
  ] as const)
    it(`${JSON.stringify(text)} → ${names.join(', ')}; its name is selected`, () => {
      const { text: changed, place } = appendNamedRequest(text, added);
      const { requests, unreadable } = readNamedRequests(changed);
      assert.equal(unreadable, undefined);
      assert.deepEqual(
        requests.map(({ name }) => name),
        names,
      );
      assert.deepEqual(requests.at(-1)!.problems, []);
      assert.equal(changed.slice(place.offset, place.offset + place.length), JSON.stringify(names.at(-1)));
      for (const comment of text.match(/\/\/.*/g) ?? []) assert.ok(changed.includes(comment));
    });

  it('a file with more requests than can be sent → all of them stay', () => {
    const names = Array.from({ length: maxNamedRequests + 1 }, (_, index) => `Request ${index}`);
    const text = JSON.stringify({ requests: names.map((name) => ({ name, operation: 'get', body: {} })) });
    const { requests } = readNamedRequests(appendNamedRequest(text, added).text);
    assert.deepEqual(
      requests.map(({ name }) => name),
      [...names, 'Get Customer'],
    );
  });
});
