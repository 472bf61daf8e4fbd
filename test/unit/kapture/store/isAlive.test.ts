import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { isAlive, thisOwner } from '../../../../src/kapture/store/isAlive.ts';
import { processStart } from '../../../../src/kapture/store/isAlive.ts';

describe('isAlive', () => {
  const here = hostname();
  /** A process ID that no process has. */
  const ended = 2 ** 30;
  const cases: readonly (readonly [what: string, pid: number, host: string, silentSeconds: number, alive: boolean])[] =
    [
      ['a process that exists, silent for a minute', process.ppid, here, 60, true],
      ['a process that exists, silent for 11 minutes', process.ppid, here, 660, false],
      ['a process that has ended', ended, here, 1, false],
      ['this process, silent for a minute', process.pid, here, 60, false],
      ['another machine, silent for 10 seconds', ended, 'other.example', 10, true],
      ['another machine, silent for a minute', ended, 'other.example', 60, false],
    ];
  for (const [what, pid, host, silent, alive] of cases)
    it(`${what} → ${alive ? 'alive' : 'ended'}`, () => {
      const now = Date.now();
      assert.equal(isAlive({ pid, host, beatAt: now - silent * 1000 }, now), alive);
    });

  it('a silent process that exists, and another one had its ID → alive only with its start', function () {
    if (process.platform !== 'linux') return this.skip();
    const now = Date.now();
    const starts = [processStart(process.ppid), undefined, `${processStart(process.ppid)}0`];
    const areAlive = (silent: number): boolean[] =>
      starts.map((started) => isAlive({ pid: process.ppid, host: here, beatAt: now - silent * 1000, started }, now));
    assert.deepEqual(areAlive(16), [true, true, false]);
    // Two containers can have the same host name. The process ID and start time say nothing about a process in another
    // container, but its beat does.
    assert.deepEqual(areAlive(1), [true, true, true]);
    assert.equal(processStart(ended), undefined);
    assert.equal(thisOwner().started, processStart(process.pid));
  });
});
