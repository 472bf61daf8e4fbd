import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import path from 'node:path';
import { stateFolder, systemReason } from '../../../src/cli/shared/cliFiles.ts';
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

describe('stateFolder', () => {
  const home = homedir();
  for (const [env, platform, folder] of [
    [{ XDG_STATE_HOME: path.resolve('/xdg') }, 'linux', path.resolve('/xdg/kapture')],
    [{ XDG_STATE_HOME: 'relative' }, 'linux', path.join(home, '.local', 'state', 'kapture')],
    [{}, 'darwin', path.join(home, 'Library', 'Application Support', 'kapture')],
    [{ LOCALAPPDATA: 'local' }, 'win32', path.join('local', 'kapture')],
    [{}, 'win32', path.join(home, 'AppData', 'Local', 'kapture')],
  ] as const)
    it(`${platform} with ${JSON.stringify(env)} → ${folder}`, () => assert.equal(stateFolder(env, platform), folder));
});
