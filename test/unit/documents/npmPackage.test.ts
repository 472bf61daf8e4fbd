import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from './pages.ts';

describe('npm', function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'kapture-npm-'));
    for (const name of ['.npmrc', '.npmignore', 'package.json']) cpSync(path.join(root, name), path.join(folder, name));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const npm = (...args: readonly string[]): { stdout: string; stderr: string } => {
    const { npm_config_loglevel: _none, ...env } = process.env;
    const shell = process.platform === 'win32';
    const { stdout, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8', env, shell });
    return { stdout, stderr };
  };

  it('pack → the command line, without the extension and the tests; nothing is installed with it', () => {
    const built = ['dist/cli/ThirdPartyNotices.txt', 'dist/cli/completion/completion.bash', 'dist/cli/kapture.mjs'];
    const omitted = [
      'dist/cli/kapture.mjs.map',
      'dist/extension.mjs',
      'dist/ThirdPartyNotices.txt',
      'build/node/package.json',
      'test/unit/a.test.ts',
    ];
    for (const name of [...built, ...omitted]) {
      mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
      writeFileSync(path.join(folder, name), 'x');
    }
    const [packed] = JSON.parse(npm('pack', '--dry-run', '--json').stdout) as [{ files: { path: string }[] }];
    assert.deepEqual(packed.files.map((file) => file.path).toSorted(), [...built, 'package.json'].toSorted());
    const manifest = JSON.parse(npm('pkg', 'get', 'dependencies', 'optionalDependencies').stdout) as object;
    assert.deepEqual(manifest, {});
  });

  it('a version of Node.js that a package does not support → no warning, because the scripts run on another one', () => {
    writeFileSync(path.join(folder, 'package.json'), '{"engines": {"node": ">=99"}}');
    assert.equal(npm('install', '--offline', '--dry-run').stderr, '');
  });
});
