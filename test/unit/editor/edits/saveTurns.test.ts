import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs, { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock } from 'node:test';
import { SaveTurns, type SaveTurn } from '../../../../src/editor/edits/saveTurns.ts';

const busy = (): Error => new Error('busy');

describe('the turns of saves', () => {
  let folder: string;
  /** Two windows. */
  let one: SaveTurns;
  let other: SaveTurns;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'kapture-turns-')), 'saves');
    [one, other] = [new SaveTurns(folder), new SaveTurns(folder)];
  });
  afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

  const save = (turns: SaveTurns, customer = 'tenant/7'): Promise<string> =>
    turns.alone(customer, busy, () => Promise.resolve('saved'));
  const files = (suffix: string): string[] => readdirSync(folder).filter((name) => name.endsWith(suffix));

  it('one save after the other → both', async () => {
    assert.equal(await save(one), 'saved');
    assert.equal(await save(other), 'saved');
    assert.deepEqual(files('.saving'), []);
  });

  it('two of one customer at once → the second is busy; of two customers → both', () =>
    one.alone('tenant/7', busy, async () => {
      await assert.rejects(save(other), /busy/);
      await assert.rejects(save(one), /busy/);
      assert.equal(await save(other, 'tenant/8'), 'saved');
    }));

  it('a save that fails → the next has its turn', async () => {
    await assert.rejects(
      one.alone('tenant/7', busy, () => Promise.reject(new Error('refused'))),
      /refused/,
    );
    assert.equal(await save(other), 'saved');
  });

  it('a save that has ended since a moment → known to the next, of that customer alone', async () => {
    const before = Date.now() - 1;
    const since = (customer: string, moment: number): Promise<boolean> =>
      other.alone(customer, busy, (turn: SaveTurn) => Promise.resolve(turn.hasSavedSince(moment)));
    assert.equal(await since('tenant/7', before), false);
    await save(one);
    assert.equal(await since('tenant/7', before), true);
    assert.equal(await since('tenant/8', before), false);
    assert.equal(await since('tenant/7', Date.now() + 1000), false);
  });

  /** The file of a save that another process left. */
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
  /** Puts another function in the place of one of `node:fs` while something is done. */
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

  it('the process of a save is gone → the next has its turn', async () => {
    await leave(spawnSync(process.execPath, ['--version']).pid);
    assert.equal(await save(other), 'saved');
    assert.deepEqual(files('.saving'), []);
    // Another process has its number by now.
    const left = await leave(process.ppid);
    await assert.rejects(save(other), /busy/);
    makeOld(left);
    assert.equal(await save(other), 'saved');
  });

  it('two windows take over the turn of a process that is gone at once → one of them has it', async () => {
    await leave(spawnSync(process.execPath, ['--version']).pid);
    const { promise, resolve: end } = Promise.withResolvers<void>();
    const running: string[] = [];
    const start = (turns: SaveTurns, window: string): Promise<unknown> =>
      turns.alone('tenant/7', busy, () => {
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
        assert.equal(running.length, 1);
        end();
        await Promise.all([first, second]);
      },
    );
  });

  it('a save ends whose turn was taken over → the turn of the other stays', async () => {
    const third = new SaveTurns(folder);
    const { promise, resolve: endOther } = Promise.withResolvers<string>();
    let taken: Promise<string> | undefined;
    await one.alone('tenant/7', busy, () => {
      makeOld(join(folder, files('.saving')[0]!));
      taken = other.alone('tenant/7', busy, () => promise);
      return Promise.resolve();
    });
    await assert.rejects(save(third), /busy/);
    endOther('saved');
    assert.equal(await taken, 'saved');
    assert.equal(await save(third), 'saved');
  });

  it('a full disk → saves go on one at a time, and a read from before one is outdated', () =>
    replacing(
      'writeFileSync',
      (path: string, text: string, { flag = 'w' }: { flag?: string }) => {
        fs.closeSync(fs.openSync(path, flag));
        if (text) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
      },
      async () => {
        await one.alone('tenant/7', busy, () => assert.rejects(save(other), /busy/));
        await other.alone('tenant/7', busy, (turn) => Promise.resolve(assert(turn.hasSavedSince(Date.now()))));
      },
    ));

  it('a folder that cannot be made → saves go on', async () => {
    writeFileSync(folder, '');
    assert.equal(await save(one), 'saved');
    assert.equal(await save(other), 'saved');
  });

  it('a save that takes long, as with a question open → keeps its turn', async () => {
    mock.timers.enable({ apis: ['setInterval'] });
    try {
      await one.alone('tenant/7', busy, async () => {
        makeOld(join(folder, files('.saving')[0]!));
        mock.timers.tick(10_000);
        await assert.rejects(save(other), /busy/);
      });
    } finally {
      mock.timers.reset();
    }
  });

  it('what was saved long ago → leaves no file', async () => {
    await save(one);
    const longAgo = Date.now() / 1000 - 2 * 24 * 3600;
    utimesSync(join(folder, files('.saved')[0]!), longAgo, longAgo);
    await save(one, 'tenant/8');
    assert.equal(files('.saved').length, 1);
  });
});
