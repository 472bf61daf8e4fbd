import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PatternThread } from '../../../../src/kapture/payloadTests/patternThread.ts';

/** Patterns that backtrack catastrophically, with a text that triggers it. */
const endless: readonly (readonly [pattern: string, text: string])[] = [
  ['^(\\w+\\s?)*$', 'Annapurna Venkatasubramanian of Chennai!'],
  ['^(([a-z])+)+[0-9]$', 'a'.repeat(40)],
  ['^(a|a)*$', `${'a'.repeat(40)}b`],
];

describe('PatternThread', function () {
  this.timeout(20_000);
  let thread: PatternThread;
  beforeEach(() => {
    thread = new PatternThread(new URL('../../../../src/kapture/payloadTests/patternWorker.ts', import.meta.url));
  });
  afterEach(() => thread.close());

  it('a text that matches, and one that does not → match and no-match, also for characters outside the BMP', async () => {
    for (const quantifier of ['', '+']) {
      assert.equal(await thread.test(`^.${quantifier}$`, '😀'), 'match');
      assert.equal(await thread.test(`^b${quantifier}`, 'ab'), 'no-match');
    }
  });
  for (const [pattern, text] of endless) {
    it(`${pattern} → too slow, without blocking this thread, and the next pattern works`, async () => {
      let turns = 0;
      const counting = setInterval(() => turns++, 20);
      const started = performance.now();
      assert.equal(await thread.test(pattern, text), 'too-slow');
      assert.ok(performance.now() - started >= 1000);
      clearInterval(counting);
      assert.ok(turns > 1, `${turns} turns of this thread`);
      assert.equal(await thread.test('^a+', 'a'), 'match');
    });
  }
  it('canceled → rejects immediately, and the next pattern works', async () => {
    const abort = new AbortController();
    await thread.test('a+', 'a');
    const testing = thread.test(endless[0]![0], endless[0]![1], abort.signal);
    setImmediate(() => abort.abort(new Error('enough')));
    await assert.rejects(testing, /enough/);
    await assert.rejects(thread.test('a+', 'a', abort.signal), /enough/);
    assert.equal(await thread.test('a+', 'a'), 'match');
  });
  it('a pattern that is too large → failed, and the next pattern works', async () => {
    assert.equal(await thread.test('a'.repeat(3_000_000), 'aaa'), 'failed');
    assert.equal(await thread.test('a+', 'a'), 'match');
  });
  it('a missing script → rejects, and the next pattern works once the script exists', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kapture-patterns-'));
    const script = join(folder, 'worker.cjs');
    const late = new PatternThread(script);
    await assert.rejects(late.test('a+', 'a'));
    writeFileSync(
      script,
      `const { parentPort } = require('node:worker_threads');
       parentPort.on('message', ({ pattern, text }) => parentPort.postMessage(new RegExp(pattern).test(text) ? 'match' : 'no-match'));
       parentPort.postMessage('ready');`,
    );
    assert.equal(await late.test('a+', 'a'), 'match');
    await late.close();
    rmSync(folder, { recursive: true });
  });
  it('a thread that ended while idle → a new one is started', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kapture-patterns-'));
    const script = join(folder, 'worker.cjs');
    writeFileSync(
      script,
      `const { parentPort } = require('node:worker_threads');
       parentPort.once('message', () => {
         parentPort.postMessage('match');
         parentPort.close();
       });
       parentPort.postMessage('ready');`,
    );
    const shortLived = new PatternThread(script);
    assert.equal(await shortLived.test('a+', 'a'), 'match');
    await shortLived.ended;
    assert.equal(await shortLived.test('a+', 'a'), 'match');
    await shortLived.close();
    rmSync(folder, { recursive: true });
  });
  it('a missing script → rejects, except for patterns that need no thread', async () => {
    const broken = new PatternThread(new URL('nowhere.ts', import.meta.url));
    await assert.rejects(broken.test('a+', 'a'));
    assert.equal(await broken.test('^a$', 'a'), 'match');
    await broken.close();
  });
});
