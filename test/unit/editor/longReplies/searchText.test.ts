import assert from 'node:assert/strict';
import { hitsOf, indexOfWord, placeOf } from '../../../../src/editor/longReplies/searchText.ts';
import { PackedText } from '../../../../src/kapture/packedText.ts';

const never = new AbortController().signal;

function packed(text: string): PackedText {
  const bytes = Buffer.from(text);
  const one = new PackedText();
  for (let at = 0; at < bytes.length;) at += one.add(bytes.subarray(at));
  return one;
}

describe('a search in a long text', () => {
  it('a word in several cases → each place, in bytes', async () => {
    assert.deepEqual(await hitsOf(packed('ë Zoe, zoe and ZOE'), 'zoe', 10, never), { places: [3, 8, 16], count: 3 });
  });

  it('words at and across the places where the text is packed apart → each once', async () => {
    const { cuts } = packed('.'.repeat(200_000));
    for (const before of [0, 1, 3, 4]) {
      const letters = '.'.repeat(200_000).split('');
      for (const cut of cuts.slice(0, -1)) letters.splice(cut - before, 4, ...'word');
      const places = cuts.slice(0, -1).map((cut) => cut - before);
      assert.deepEqual(await hitsOf(packed(letters.join('')), 'WORD', 10, never), { places, count: places.length });
    }
  });

  it('more than are wanted → as many as are, and how many there would be', async () => {
    assert.deepEqual(await hitsOf(packed('a a a a'), 'a', 2, never), { places: [0, 2], count: 4 });
    assert.deepEqual(await hitsOf(packed(`a${'.'.repeat(200_000)}a`), 'a', 1, never), { places: [0], count: 2 });
  });

  it('signs that mean something to a pattern → themselves', async () => {
    assert.deepEqual((await hitsOf(packed('1+1 is (2)'), '(2)', 10, never))?.places, [7]);
  });

  it('cancelled → nothing', async () => {
    assert.equal(await hitsOf(packed('.a'.repeat(500_000)), 'a', 1_000_000, AbortSignal.abort()), undefined);
  });

  for (const [text, word, place, which] of [
    ['one two one', 'one', 8, 1],
    ['aaaa', 'aa', 1, 0],
    ['aaaa', 'aa', 2, 1],
    ['none', 'two', 1, -1],
  ] as const) {
    it(`"${word}" at ${place} of "${text}" → number ${which}`, () => {
      assert.equal(indexOfWord(text, word, place), which);
      assert.equal(placeOf(text, word, which) >= 0, which >= 0);
    });
  }
});
