import assert from 'node:assert/strict';
import { systemReason } from '../../../src/cli/shared/cliFiles.ts';
import { ExportError } from '../../../src/kapture/exports/atomicFile.ts';

describe('systemReason', () => {
  const errorOf = (code: string): Error => Object.assign(new Error(`${code}: write`), { code });
  for (const [what, error, reason] of [
    ['an error of the file system', errorOf('EACCES'), 'permission denied'],
    ['an error that wraps one', ExportError.from(errorOf('ENOSPC')), 'the disk is full'],
    ['a code without a sentence', errorOf('EIO'), 'EIO'],
    ['an error of SQLite', Object.assign(new Error('disk I/O error'), { code: 'ERR_SQLITE_ERROR' }), 'disk I/O error'],
    ['another error', new Error('no space'), 'no space'],
  ] as const)
    it(`${what} → ${reason}`, () => assert.equal(systemReason(error), reason));
});
