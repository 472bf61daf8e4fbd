import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
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

  it('the process of a save is gone → the next has its turn', async () => {
    await save(one);
    const [name] = files('.saved');
    const { pid } = spawnSync(process.execPath, ['--version']);
    const left = join(folder, name!.replace('.saved', '.saving'));
    writeFileSync(left, String(pid));
    assert.equal(await save(other), 'saved');
    // Another process has its number by now.
    writeFileSync(left, String(process.ppid));
    await assert.rejects(save(other), /busy/);
    const longAgo = Date.now() / 1000 - 61;
    utimesSync(left, longAgo, longAgo);
    assert.equal(await save(other), 'saved');
  });

  it('a save that takes long, as with a question open → keeps its turn', async () => {
    mock.timers.enable({ apis: ['setInterval'] });
    try {
      await one.alone('tenant/7', busy, async () => {
        const longAgo = Date.now() / 1000 - 61;
        utimesSync(join(folder, files('.saving')[0]!), longAgo, longAgo);
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
