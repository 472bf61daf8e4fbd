import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repositoryRoot } from '../vscode/cacheFolder.ts';

describe('the built command line', function () {
  this.timeout(30_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'kapture-cli-'));
    writeFileSync(path.join(folder, 'a.csv'), 'Name,Mobile\nAsha,9845011111\n');
    writeFileSync(path.join(folder, 'a.kapture-test.json'), '{"cases": []}');
  });
  after(() => rmSync(folder, { recursive: true }));

  // Each file of dist can have its own copy of the class of an error.
  const wrong: readonly (readonly [args: readonly string[], sentence: RegExp])[] = [
    [['import', 'a.csv'], /^One of --url, --connection or --sandbox is required\./],
    [['import', 'a.csv', '--sandbox', '--match-by', 'foo'], /^Option --match-by must be one of/],
    [['import', 'a.csv', '--sandbox', '--dialect', 'foo'], /^Option --dialect must be one of/],
    [['import', 'a.csv', '--url', 'https://kapture.invalid'], /^The environment variable KAPTURE_KEY is not set\./],
    [['import', 'a.csv', '--url', 'http://kapture.invalid'], /^Option --url: Plain http/],
    [['test', '--dialect', 'foo'], /^Option --dialect must be one of/],
    [['test', '--url', 'http://kapture.invalid'], /^Option --url: Plain http/],
    [['sandbox', '--fault', 'foo'], /^./],
    [['sandbox', '--port', 'x'], /^Option --port must be a whole number\./],
  ];
  for (const [args, sentence] of wrong)
    it(`kapture ${args.join(' ')} → one sentence, exit 2`, () => {
      const { KAPTURE_KEY: _none, ...env } = process.env;
      const program = path.join(repositoryRoot, 'dist', 'cli', 'kapture.mjs');
      const { status, stderr } = spawnSync(process.execPath, [program, ...args], {
        cwd: folder,
        env,
        encoding: 'utf8',
      });
      assert.equal(status, 2, stderr);
      assert.match(stderr, sentence);
    });
});
