import assert from 'node:assert/strict';
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
    thread = new PatternThread();
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
});
