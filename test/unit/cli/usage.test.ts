import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { requireNode } from '../../../src/cli/requireNode.ts';

describe('requireNode', () => {
  for (const version of ['20.20.2', '22.12.0', '22.9.0'])
    it(`${version} → a sentence with both versions`, () =>
      assert.throws(() => requireNode(version), {
        message: `This command needs Node.js 22.13 or later, and this is Node.js ${version}. In a clone of the repository, npx runs it on the Node.js that npm ci installed.`,
      }));
  for (const version of ['22.13.0', '23.0.0', '24.18.1'])
    it(`${version} → runs`, () => assert.doesNotThrow(() => requireNode(version)));

  // Node.js 20 is like this, which modules of the command line do not support.
  const older = "Object.defineProperty(process, 'versions', { value: { node: '20.20.2' } }); delete Map.groupBy;";
  for (const args of [['import', 'a.csv', '--sandbox'], ['test'], ['sandbox'], ['--help']])
    it(`kapture ${args.join(' ')} on an older Node.js → one line; exit 2`, function () {
      this.timeout(20_000);
      const program = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
      const preload = `data:text/javascript,${encodeURIComponent(older)}`;
      const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', preload, program, ...args], {
        encoding: 'utf8',
      });
      assert.match(stderr, /^This command needs Node\.js 22\.13 or later, and this is Node\.js 20\.20\.2\. [^\n]*\n$/);
      assert.deepEqual([status, stdout], [2, '']);
    });
});
