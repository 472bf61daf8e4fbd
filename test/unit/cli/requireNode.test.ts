import assert from 'node:assert/strict';
import { requireNode } from '../../../src/cli/shared/requireNode.ts';

describe('requireNode', () => {
  for (const version of ['20.20.2', '22.12.0', '22.9.0'])
    it(`${version} → a sentence with both versions`, () =>
      assert.throws(() => requireNode(version), {
        name: 'UsageError',
        message: `This command needs Node.js 22.13 or later, and this is Node.js ${version}. In a clone of the repository, npx runs it on the Node.js that npm ci installed.`,
      }));
  for (const version of ['22.13.0', '23.0.0', '24.18.1'])
    it(`${version} → runs`, () => assert.doesNotThrow(() => requireNode(version)));
});
