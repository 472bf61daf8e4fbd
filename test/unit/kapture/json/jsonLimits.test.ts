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
import { awkwardJson, flatJson } from './awkwardJson.ts';

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

/**
 * Whether reading takes less than `factor` times as long as parsing. The shortest of several measurements counts,
 * because other load on the machine only makes one longer.
 */
function isWithin(
  factor: number,
  read: () => void,
  parse: () => void,
): { readonly isWithin: boolean; readonly note: string } {
  let [reading, parsing] = [Infinity, Infinity];
  for (let round = 0; round < 10 && !(reading < factor * parsing); round++) {
    parsing = Math.min(parsing, timeOf(parse));
    reading = Math.min(reading, timeOf(read));
  }
  return { isWithin: reading < factor * parsing, note: `${reading} ms, JSON.parse ${parsing} ms` };
}

function timeOf(run: () => void): number {
  const started = performance.now();
  run();
  return performance.now() - started;
}

describe('JSON in a workspace', function () {
  this.timeout(60_000);

  for (const [title, length, factor] of [
    ['6 MB → not read, and faster than JSON.parse', 6_000_000, 1],
    ['the maximum length → read in at most 40 times the time of JSON.parse', maxJsonLength, 40],
  ] as const) {
    describe(title, () => {
      let texts: Readonly<Record<string, string>> = {};
      let flat = '';
      before(() => {
        texts = awkwardJson(length);
        flat = flatJson(length);
      });
      after(() => {
        texts = {};
      });
      for (const [what, read] of Object.entries(readers)) {
        for (const shape of Object.keys(awkwardJson(1000))) {
          it(`${what} with ${shape} → read or refused in time`, () => {
            const text = texts[shape]!;
            if (length > maxJsonLength) assert.ok(read(text).problem);
            const result = isWithin(
              factor,
              () => read(text),
              () => void JSON.parse(flat),
            );
            assert.ok(result.isWithin, result.note);
          });
        }
      }
    });
  }

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
