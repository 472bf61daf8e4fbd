import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs, { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock } from 'node:test';
import { SaveLocks, type SaveLock } from '../../../../src/editor/edits/saveLocks.ts';

const busy = (): Error => new Error('busy');

describe('SaveLocks', () => {
  let folder: string;
  /** `one` and `other` stand for two windows. */
  let one: SaveLocks;
  let other: SaveLocks;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'kapture-turns-')), 'saves');
    [one, other] = [new SaveLocks(folder), new SaveLocks(folder)];
  });
  afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

  const save = (turns: SaveLocks, customer = 'tenant/7'): Promise<string> =>
    turns.runExclusive(customer, busy, () => Promise.resolve('saved'));
  const files = (suffix: string): string[] => readdirSync(folder).filter((name) => name.endsWith(suffix));

  it('two saves of one customer at once → the second is rejected; of two customers → both run', () =>
    one.runExclusive('tenant/7', busy, async () => {
      await assert.rejects(save(other), /busy/);
      await assert.rejects(save(one), /busy/);
      assert.equal(await save(other, 'tenant/8'), 'saved');
    }));

  it('a save has ended → hasSavedSince is true for earlier times and the same customer only', async () => {
    const before = Date.now() - 1;
    const since = (customer: string, moment: number): Promise<boolean> =>
      other.runExclusive(customer, busy, (lock: SaveLock) => Promise.resolve(lock.hasSavedSince(moment)));
    assert.equal(await since('tenant/7', before), false);
    await save(one);
    assert.equal(await since('tenant/7', before), true);
    assert.equal(await since('tenant/8', before), false);
    assert.equal(await since('tenant/7', Date.now() + 1000), false);
  });

  /** Creates the file of a save that another process left over. */
  const leave = async (pid: number): Promise<string> => {
    await save(one);
    const left = join(folder, files('.saved')[0]!.replace('.saved', `.${pid}.left.saving`));
    writeFileSync(left, '');
    return left;
  };
  const makeOld = (file: string): void => {
    const longAgo = Date.now() / 1000 - 61;
    utimesSync(file, longAgo, longAgo);
  };
  /** Replaces a function of `node:fs` during some work. */
  const replacing = async (
    name: 'rmSync' | 'writeFileSync',
    replacement: (...given: never[]) => void,
    work: () => Promise<void>,
  ): Promise<void> => {
    const replaced = mock.method(fs, name, replacement);
    syncBuiltinESMExports();
    try {
      await work();
    } finally {
      replaced.mock.restore();
      syncBuiltinESMExports();
    }
  };

  it('the process of a save has ended → the next one runs', async () => {
    await leave(spawnSync(process.execPath, ['--version']).pid);
    assert.equal(await save(other), 'saved');
    assert.deepEqual(files('.saving'), []);
    // Another process has the same process ID.
    const left = await leave(process.ppid);
    await assert.rejects(save(other), /busy/);
    makeOld(left);
    assert.equal(await save(other), 'saved');
  });

  it('two windows remove the lock of an ended process at once → only one of them runs', async () => {
    await leave(spawnSync(process.execPath, ['--version']).pid);
    const { promise, resolve: end } = Promise.withResolvers<void>();
    const running: string[] = [];
    const start = (turns: SaveLocks, window: string): Promise<unknown> =>
      turns.runExclusive('tenant/7', busy, () => {
        running.push(window);
        return promise;
      });
    let second: Promise<unknown> | undefined;
    let isFirst = true;
    await replacing(
      'rmSync',
      (path: string) => {
        if (isFirst) {
          isFirst = false;
          second = start(other, 'other').catch(() => undefined);
        }
        if (fs.existsSync(path)) fs.unlinkSync(path);
      },
      async () => {
        const first = start(one, 'one').catch(() => undefined);
        assert.ok(second, 'the other window has started');
        assert.equal(running.length, 1);
        end();
        await Promise.all([first, second]);
      },
    );
  });

  it('a save ends after its lock expired and another save took it → the other lock stays', async () => {
    const third = new SaveLocks(folder);
    const { promise, resolve: endOther } = Promise.withResolvers<string>();
    let taken: Promise<string> | undefined;
    await one.runExclusive('tenant/7', busy, () => {
      makeOld(join(folder, files('.saving')[0]!));
      taken = other.runExclusive('tenant/7', busy, () => promise);
      return Promise.resolve();
    });
    await assert.rejects(save(third), /busy/);
    endOther('saved');
    assert.equal(await taken, 'saved');
    assert.equal(await save(third), 'saved');
  });

  it('a full disk → saves still run one at a time, and earlier reads are outdated', () =>
    replacing(
      'writeFileSync',
      (path: string, text: string, { flag = 'w' }: { flag?: string }) => {
        fs.closeSync(fs.openSync(path, flag));
        if (text) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
      },
      async () => {
        await one.runExclusive('tenant/7', busy, () => assert.rejects(save(other), /busy/));
        await other.runExclusive('tenant/7', busy, (lock) => Promise.resolve(assert(lock.hasSavedSince(Date.now()))));
      },
    ));

  it('a long save, for example with a question open → keeps its lock', async () => {
    mock.timers.enable({ apis: ['setInterval'] });
    try {
      await one.runExclusive('tenant/7', busy, async () => {
        makeOld(join(folder, files('.saving')[0]!));
        mock.timers.tick(10_000);
        await assert.rejects(save(other), /busy/);
      });
    } finally {
      mock.timers.reset();
    }
  });

  it('the end of a save two days ago → its file is removed', async () => {
    await save(one);
    const longAgo = Date.now() / 1000 - 2 * 24 * 3600;
    utimesSync(join(folder, files('.saved')[0]!), longAgo, longAgo);
    await save(one, 'tenant/8');
    assert.equal(files('.saved').length, 1);
  });
});
