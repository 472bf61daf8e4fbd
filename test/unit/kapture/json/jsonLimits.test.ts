import assert from 'node:assert/strict';
import { readEnvironment } from '../../../../src/kapture/variables/environment.ts';
import { longestJson } from '../../../../src/kapture/json/jsonLimits.ts';
import { readTestFile } from '../../../../src/kapture/payloadTests/readTestFile.ts';
import { readRequest } from '../../../../src/kapture/exchange/requestBody.ts';
import { awkwardJson, flatJson } from './awkwardJson.ts';

const readers: Readonly<Record<string, (text: string) => { readonly problem: string | undefined }>> = {
  'a file of variables': readEnvironment,
  'a file of tests': (text) => ({ problem: readTestFile(text).problems[0]?.message }),
  'a request': (text) => ({ problem: readRequest('add', text).problem?.reason }),
};

/** Whether reading takes less than so many times what parsing takes. The shortest of some times counts: what else the machine does only adds to one. */
function isWithin(
  share: number,
  read: () => void,
  parse: () => void,
): { readonly isWithin: boolean; readonly note: string } {
  let [reading, parsing] = [Infinity, Infinity];
  for (let round = 0; round < 10 && !(reading < share * parsing); round++) {
    parsing = Math.min(parsing, timeOf(parse));
    reading = Math.min(reading, timeOf(read));
  }
  return { isWithin: reading < share * parsing, note: `${reading} ms, JSON.parse ${parsing} ms` };
}

function timeOf(run: () => void): number {
  const started = performance.now();
  run();
  return performance.now() - started;
}

describe('JSON of a workspace', function () {
  this.timeout(60_000);

  for (const [length, most, share] of [
    ['of 6 MB → is not read, in less time than JSON.parse takes', 6_000_000, 1],
    ['as long as it may be → is read in at most 40 times the time of JSON.parse', longestJson, 40],
  ] as const) {
    describe(length, () => {
      let texts: Readonly<Record<string, string>> = {};
      let flat = '';
      before(() => {
        texts = awkwardJson(most);
        flat = flatJson(most);
      });
      after(() => {
        texts = {};
      });
      for (const [what, read] of Object.entries(readers)) {
        for (const shape of Object.keys(awkwardJson(1000))) {
          it(`${what} with ${shape}`, () => {
            const text = texts[shape]!;
            if (most > longestJson) assert.ok(read(text).problem);
            const found = isWithin(
              share,
              () => read(text),
              () => void JSON.parse(flat),
            );
            assert.ok(found.isWithin, found.note);
          });
        }
      }
    });
  }

  for (const [what, read] of Object.entries(readers)) {
    it(`${what} that is too long or too deep → its problem says so`, () => {
      assert.match(read(' '.repeat(longestJson + 1)).problem!, /larger than 0\.5 MB|too-long/);
      assert.match(read('['.repeat(100_000)).problem!, /deeper than 500 levels|too-deep/);
    });
  }
  it('a file of tests with more than 2,000 steps, in as many cases or in one → its problem says so', () => {
    for (const shape of ['many cases', 'many steps'])
      assert.match(readTestFile(awkwardJson(longestJson)[shape]!).problems[0]!.message, /more than 2000 steps/);
    const step = { operation: 'get', body: {} };
    const cases = Array.from({ length: 1000 }, (_, index) => ({ name: `case ${index}`, steps: [step, step] }));
    assert.deepEqual(readTestFile(JSON.stringify({ cases })).problems, []);
  });
});
