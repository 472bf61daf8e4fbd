import assert from 'node:assert/strict';
import { findHits, rangeInFormatted } from '../../../../../src/editor/responses/longResponses/searchText.ts';
import { formatLoose } from '../../../../../src/kapture/json/formatLoose.ts';
import { PackedText } from '../../../../../src/kapture/responses/packedText.ts';

const never = new AbortController().signal;

function packed(text: string): PackedText {
  const bytes = Buffer.from(text);
  const one = new PackedText();
  for (let at = 0; at < bytes.length;) at += one.add(bytes.subarray(at));
  return one;
}

describe('a search in a long text', () => {
  it('a word in upper and lower case → the byte offset of each hit', async () => {
    assert.deepEqual(await findHits(packed('ë Zoe, zoe and ZOE'), 'zoe', 10, never), { offsets: [3, 8, 16], count: 3 });
  });

  it('words at and across chunk boundaries → one hit each', async () => {
    const { cuts } = packed('.'.repeat(200_000));
    for (const before of [0, 1, 3, 4]) {
      const letters = '.'.repeat(200_000).split('');
      for (const cut of cuts.slice(0, -1)) letters.splice(cut - before, 4, ...'word');
      const offsets = cuts.slice(0, -1).map((cut) => cut - before);
      assert.deepEqual(await findHits(packed(letters.join('')), 'WORD', 10, never), { offsets, count: offsets.length });
    }
  });

  it('more hits than the maximum → the maximum, and the total count', async () => {
    assert.deepEqual(await findHits(packed('a a a a'), 'a', 2, never), { offsets: [0, 2], count: 4 });
    assert.deepEqual(await findHits(packed(`a${'.'.repeat(200_000)}a`), 'a', 1, never), { offsets: [0], count: 2 });
  });

  it('special characters of regular expressions → found literally', async () => {
    assert.deepEqual((await findHits(packed('1+1 is (2)'), '(2)', 10, never))?.offsets, [7]);
  });

  it('canceled → undefined', async () => {
    assert.equal(await findHits(packed('.a'.repeat(500_000)), 'a', 1_000_000, AbortSignal.abort()), undefined);
  });

  const spread = '{ "city"\t:\n"Pune" ,\r\n "tags":[ ] }',
    compact = '{"city":"Pune","tags":[]}';
  for (const word of [
    '"city": "Pune"',
    '"city":"Pune"',
    '"city" : "Pune" ,',
    '  "city": "Pune",',
    '"pune",    "TAGS": []',
    '{  "city"',
    '[]',
    ': "Pune"',
  ]) {
    it(`${JSON.stringify(word)} → one hit, whatever white space the response has around punctuation`, async () => {
      for (const text of [spread, compact, formatLoose(compact)])
        assert.equal((await findHits(packed(text), word, 10, never))?.count, 1, text);
    });
  }

  it('spaces inside values → must match exactly', async () => {
    assert.deepEqual(await findHits(packed('"New  Delhi", "New Delhi", "NewDelhi"'), 'new delhi', 10, never), {
      offsets: [15],
      count: 1,
    });
  });

  it('punctuation with spaces around it, across chunk boundaries → one hit each', async () => {
    const { cuts } = packed('.'.repeat(200_000));
    const hit = `"a"${' '.repeat(250)}:${' '.repeat(250)}"b"`;
    for (const before of [1, 100, 253, 400, hit.length - 1]) {
      const letters = '.'.repeat(200_000).split('');
      const offsets = cuts.slice(0, -1).map((cut) => cut - before);
      for (const offset of offsets) letters.splice(offset, hit.length, ...hit);
      assert.deepEqual(await findHits(packed(letters.join('')), '"a": "b"', 10, never), {
        offsets,
        count: offsets.length,
      });
    }
  });

  it('a megabyte of spaces around punctuation → searched within the time limit', async function () {
    this.timeout(2000);
    assert.equal((await findHits(packed(`:${' '.repeat(500_000)}`.repeat(2)), ': : : "x"', 10, never))?.count, 0);
  });
});

describe('a hit in the formatted text', () => {
  for (const [raw, word, selected] of [
    ['{"city":"Pune","n":1}', '"city":"Pune"', '"city": "Pune"'],
    ['{"n":1,"city":"Pune"}', '"city": "pune"', '"city": "Pune"'],
    ['[{"city" : "Pune" } , {"a":[ ]}]', '},{"a":[]', '},\n  {\n    "a": []'],
    ['{"a":"New Delhi","b":"New Delhi"}', 'New Delhi","b', 'New Delhi",\n  "b'],
    ['no JSON:  x', ':  x', ':  x'],
  ] as const) {
    it(`${word} of ${raw} → ${JSON.stringify(selected)}`, async () => {
      const [offset] = (await findHits(packed(raw), word, 1, never))!.offsets;
      const formatted = formatLoose(raw);
      const { start, end } = rangeInFormatted(raw.slice(0, offset), word, formatted);
      assert.equal(formatted.slice(start, end), selected);
    });
  }

  it('the second of two equal values → the second range', () => {
    const formatted = formatLoose('{"a":"x","b":"x"}');
    assert.deepEqual(rangeInFormatted('{"a":"x","b":"', 'x', formatted), {
      start: formatted.lastIndexOf('x'),
      end: formatted.lastIndexOf('x') + 1,
    });
  });
  it('a hit that continues in the next part → its range in this part', () =>
    assert.deepEqual(rangeInFormatted('{"a":', '"x","b', '{\n  "a": "x"'), { start: 9, end: 12 }));
});
