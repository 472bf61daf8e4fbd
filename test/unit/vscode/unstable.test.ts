import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startsWithOneOf, withUnstable, type FailedTests } from '../../vscode/unstable.ts';

describe('withUnstable', () => {
  let folder = '';
  beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'kapture-unstable-'))));
  afterEach(() => rm(folder, { recursive: true }));

  const failedIn = (...suites: string[]): FailedTests => ({
    titles: suites.map((suite) => `${suite} x`),
    again: suites,
  });
  for (const [title, failed, codes, expected] of [
    ['no failure', undefined, [0], { code: 0, runs: [undefined] }],
    ['a failure that does not occur again', failedIn('a'), [1, 0], { code: 0, runs: [undefined, ['a']] }],
    ['a failure that occurs again', failedIn('a'), [1, 1], { code: 1, runs: [undefined, ['a']] }],
    ['four failures of a suite', failedIn('a', 'a', 'a', 'a'), [4, 0], { code: 0, runs: [undefined, ['a']] }],
    ['failures of more than three suites', failedIn('a', 'b', 'c', 'd'), [4], { code: 4, runs: [undefined] }],
    ['a failure outside of suites', failedIn('a', ''), [2], { code: 2, runs: [undefined] }],
    ['no result, such as after a crash', undefined, [1], { code: 1, runs: [undefined] }],
  ] as const)
    it(`${title} → exit code ${expected.code} after ${expected.runs.length} runs`, async () => {
      const file = path.join(folder, 'failures.json');
      const runs: (readonly string[] | undefined)[] = [];
      const code = await withUnstable(file, async (again) => {
        runs.push(again);
        if (failed) await writeFile(file, JSON.stringify(failed));
        return codes[runs.length - 1] ?? assert.fail('Too many runs.');
      });
      assert.deepEqual({ code, runs }, expected);
    });

  it('titles with signs of patterns → a pattern for tests of these suites only', () => {
    const pattern = new RegExp(startsWithOneOf(['a (b)', 'c.d']));
    assert.deepEqual(
      ['a (b) x', 'c.d x', 'cxd x', 'x a (b)'].filter((title) => pattern.test(title)),
      ['a (b) x', 'c.d x'],
    );
  });
});
