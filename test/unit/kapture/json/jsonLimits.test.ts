import assert from 'node:assert/strict';
import { operations } from '../../../../src/kapture/catalogue/registry.ts';
import { readEnvironment } from '../../../../src/kapture/variables/environment.ts';
import { inEnglish } from '../../../../src/kapture/problem/problem.ts';
import { readMappingFile } from '../../../../src/kapture/bulk/mappings/mappingFile.ts';
import { jsonDepth, maxJsonLength } from '../../../../src/kapture/json/jsonLimits.ts';
import { variablesIn } from '../../../../src/kapture/variables/variables.ts';
import { readTestFile } from '../../../../src/kapture/payloadTests/readTestFile.ts';
import { readRequest } from '../../../../src/kapture/exchange/requestBody.ts';
import { readNamedRequests } from '../../../../src/kapture/namedRequests/readNamedRequests.ts';
import { awkwardJson } from './awkwardJson.ts';

const readers: Readonly<Record<string, (text: string) => { readonly problem: string | undefined }>> = {
  'a file of variables': (text) => {
    const { problem } = readEnvironment(text);
    return { problem: problem && inEnglish(problem) };
  },
  'a test file': (text) => ({ problem: readTestFile(text).problems[0]?.message }),
  'a mapping': (text) => ({ problem: readMappingFile(text).problems[0]?.problem.sentence }),
  'named requests': (text) => ({ problem: readNamedRequests(text).unreadable?.reason }),
  'a request': (text) => ({ problem: readRequest(operations.add, text).problem?.reason }),
};

describe('JSON in a workspace', () => {
  for (const [what, read] of Object.entries(readers)) {
    it(`${what} that is too long or too deep → a problem that says so`, () => {
      assert.match(read(' '.repeat(maxJsonLength + 1)).problem!, /larger than 0\.5 MB|too-long|too long|too large/);
      assert.match(read('['.repeat(100_000)).problem!, /more than 500 levels deep|too-deep|too deeply|too large/);
    });
  }
  for (const [title, text, depth] of [
    ['closing brackets in strings', '["]",'.repeat(90_000), 90_000],
    ['closing brackets of the other kind', '[},'.repeat(90_000), 90_000],
    ['opening brackets in strings', `{"a": "${'['.repeat(1000)}"}`, 1],
    ['opening brackets in comments', `{ /* ${'['.repeat(1000)} */ } // ${'{'.repeat(1000)}`, 1],
    ['lists beside each other', `[${'[],'.repeat(1000)}]`, 2],
    ['a string without an end', '["[[[', 1],
  ] as const) {
    it(`${title} → depth ${depth}`, () => assert.equal(jsonDepth(text), depth));
    for (const [what, read] of Object.entries(readers)) {
      if (depth > 500)
        it(`${what} with ${title} → a problem that says it is too deep`, () =>
          assert.match(read(text).problem!, /more than 500 levels deep|too-deep|too deeply|too large/));
    }
  }
  it('variables behind closing brackets in strings → none are looked for, and nothing throws', () => {
    assert.deepEqual(variablesIn(`${'["]",'.repeat(90_000)}"{{a}}"`), []);
  });
  it('a test file with more than 2,000 steps, in many cases or in one → a problem that says so', () => {
    for (const shape of ['many cases', 'many steps'])
      assert.match(readTestFile(awkwardJson(maxJsonLength)[shape]!).problems[0]!.message, /more than 2000 steps/);
    const step = { operation: 'get', body: {} };
    const cases = Array.from({ length: 1000 }, (_, index) => ({ name: `case ${index}`, steps: [step, step] }));
    assert.deepEqual(readTestFile(JSON.stringify({ cases })).problems, []);
  });
});
