import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createSessionFolder, removeStaleFolders } from '../../../../src/editor/customers/storage/sessionFolders.ts';

describe('removeStaleFolders', () => {
  let parent: string;
  beforeEach(() => {
    parent = mkdtempSync(path.join(tmpdir(), 'kapture-folders-'));
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  const { pid: ended } = spawnSync(process.execPath, ['--version']);
  const day = 24 * 3600_000;

  /** Creates a folder that last changed some days ago, removes stale ones, and returns whether it is still there. */
  function stays(name: string, days = 0): boolean {
    mkdirSync(path.join(parent, name));
    const changedAt = new Date(Date.now() - days * day);
    utimesSync(path.join(parent, name), changedAt, changedAt);
    removeStaleFolders(parent);
    return readdirSync(parent).includes(name);
  }

  it('the folder of this window → stays', () => {
    const name = path.basename(createSessionFolder(parent));
    removeStaleFolders(parent);
    assert.deepEqual(readdirSync(parent), [name]);
  });
  it('the folder of a window that has ended → deleted', () => {
    const own = path.basename(createSessionFolder(parent));
    assert.equal(stays(own.replace(`-${process.pid}-`, `-${ended}-`)), false);
  });
  it('the folder of a window of version 0.1 that has ended → deleted', () =>
    assert.equal(stays(`kapture-customers-${ended}-Ab3dEf`), false));
  it('the folder of a window in another container, whose process ID means nothing here → stays', () =>
    assert.equal(stays(`kapture-customers-${ended}-1-Ab3dEf`), true));
  it('the same after 31 days → deleted', () => assert.equal(stays(`kapture-customers-${ended}-1-Ab3dEf`, 31), false));
  it('another folder → stays', () => assert.equal(stays('kapture-customers-none-Ab3dEf', 31), true));
});
