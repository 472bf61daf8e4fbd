import assert from 'node:assert/strict';
import { contentsOf } from '../../../../src/kapture/namedRequests/contentsOfRequest.ts';
import { findNamedRequest } from '../../../../src/kapture/namedRequests/findNamedRequest.ts';
import { readNamedRequests } from '../../../../src/kapture/namedRequests/readNamedRequests.ts';
import { relocateRequests, type RequestThen } from '../../../../src/kapture/namedRequests/relocateRequests.ts';

/** `A` has no name, `a:A` has. What follows is what it sends. */
const requests = (texts: string): RequestThen[] =>
  texts.split(' ').map((text) => {
    const [contents = '', name] = text.split(':').toReversed();
    return { name, contents };
  });

describe('finding the requests of a changed file', () => {
  for (const [what, before, now, expected] of [
    ['unchanged', 'A B C', 'A B C', [0, 1, 2]],
    ['inserted above', 'A B C', 'X A B C', [1, 2, 3]],
    ['inserted above, and one corrected', 'A B C', 'X A b C', [1, 2, 3]],
    ['corrected', 'A B C', 'A b C', [0, 1, 2]],
    ['two corrected', 'A B C', 'A b c', [0, 1, 2]],
    ['corrected, and one inserted beside it', 'A B C', 'A X b C', [0, undefined, 3]],
    ['deleted', 'A B C', 'A C', [0, undefined, 1]],
    ['reordered', 'A B C', 'C A B', [1, 2, 0]],
    ['equal ones', 'A A B', 'X A A B', [1, 2, 3]],
    ['one of equal ones deleted', 'A A B', 'A B', [0, undefined, 1]],
    ['corrected so that it equals an earlier one', 'A B', 'A A', [0, 1]],
    ['a name, moved and corrected', 'a:A b:B', 'x:X b:b a:A', [2, 1]],
    ['a name was added', 'A B', 'X A b:B', [1, 2]],
    ['equal names, inserted above', 'n:A n:B', 'n:X n:A n:B', [1, 2]],
    ['equal names, one corrected', 'n:A n:B', 'n:A n:b', [0, 1]],
    ['renamed and corrected', 'a:A b:B', 'a:A c:C', [0, 1]],
  ] as const)
    it(`${what}: ${before} → ${now}`, () => {
      assert.deepEqual(relocateRequests(requests(before), requests(now), 0), expected);
    });
  for (const [what, before, now, sent, expected] of [
    ['the sent one and the next changed, and perhaps swapped', 'A B', 'b a', 1, [undefined, undefined]],
    ['the sent one changed, and others after an unchanged one', 'A B C D', 'a B c d', 1, [undefined, 1, 2, 3]],
    ['only the others changed', 'A B C', 'A b c', 1, [0, 1, 2]],
    ['the sent one changed and the next did not', 'A B', 'a B', 1, [undefined, 1]],
  ] as const)
    it(`${sent} sent, ${what}: ${before} → ${now}`, () => {
      assert.deepEqual(relocateRequests(requests(before), requests(now), sent), expected);
    });
});

describe('a request without a name, by what it sends', () => {
  const read = (...bodies: string[]): string =>
    `{"requests": [${bodies.map((body) => `{"operation": "add", "body": ${body}}`).join(',\n')}]}`;
  const before = read('{"customer_name": "A"}', '{"customer_name": "B"}');
  const second = readNamedRequests(before).requests[1]!;
  const id = { index: 1, name: undefined, contents: contentsOf(second, before) };
  for (const [what, text, expected] of [
    ['unchanged', before, 1],
    ['moved', read('{}', '{"customer_name": "A"}', '{"customer_name": "B"}'), 2],
    ['formatted', read('{}', '{ // the second\n"customer_name":"B" }'), 1],
    ['another in its place', read('{}', '{"customer_name": "A"}'), undefined],
    ['another type', read('{"customer_name": "A"}', '{"customer_name": B}'), undefined],
  ] as const)
    it(`${what} → ${expected}`, () => {
      assert.equal(findNamedRequest(readNamedRequests(text).requests, id, text)?.index, expected);
    });
});
