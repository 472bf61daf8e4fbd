import assert from 'node:assert/strict';
import { hitsOf, placeInLayout } from '../../../../../src/editor/responses/longResponses/searchText.ts';
import { formatLoose } from '../../../../../src/kapture/json/looseJson.ts';
import { PackedText } from '../../../../../src/kapture/exchange/packedText.ts';

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
    it(`${JSON.stringify(word)} → once, however the response has blanks between its signs`, async () => {
      for (const text of [spread, compact, formatLoose(compact)])
        assert.equal((await hitsOf(packed(text), word, 10, never))?.count, 1, text);
    });
  }

  it('blanks inside of values → as they are', async () => {
    assert.deepEqual(await hitsOf(packed('"New  Delhi", "New Delhi", "NewDelhi"'), 'new delhi', 10, never), {
      places: [15],
      count: 1,
    });
  });

  it('a sign with blanks around it, across the places where the text is packed apart → each once', async () => {
    const { cuts } = packed('.'.repeat(200_000));
    const hit = `"a"${' '.repeat(250)}:${' '.repeat(250)}"b"`;
    for (const before of [1, 100, 253, 400, hit.length - 1]) {
      const letters = '.'.repeat(200_000).split('');
      const places = cuts.slice(0, -1).map((cut) => cut - before);
      for (const place of places) letters.splice(place, hit.length, ...hit);
      assert.deepEqual(await hitsOf(packed(letters.join('')), '"a": "b"', 10, never), { places, count: places.length });
    }
  });

  it('a megabyte of blanks around signs → looked through in passing', async function () {
    this.timeout(2000);
    assert.equal((await hitsOf(packed(`:${' '.repeat(500_000)}`.repeat(2)), ': : : "x"', 10, never))?.count, 0);
  });
});

describe('a hit in the text that is laid out', () => {
  for (const [raw, word, selected] of [
    ['{"city":"Pune","n":1}', '"city":"Pune"', '"city": "Pune"'],
    ['{"n":1,"city":"Pune"}', '"city": "pune"', '"city": "Pune"'],
    ['[{"city" : "Pune" } , {"a":[ ]}]', '},{"a":[]', '},\n  {\n    "a": []'],
    ['{"a":"New Delhi","b":"New Delhi"}', 'New Delhi","b', 'New Delhi",\n  "b'],
    ['no JSON:  x', ':  x', ':  x'],
  ] as const) {
    it(`${word} of ${raw} → ${JSON.stringify(selected)}`, async () => {
      const [place] = (await hitsOf(packed(raw), word, 1, never))!.places;
      const laidOut = formatLoose(raw);
      const { start, end } = placeInLayout(raw.slice(0, place), word, laidOut);
      assert.equal(laidOut.slice(start, end), selected);
    });
  }

  it('the second of two alike → that one', () => {
    const laidOut = formatLoose('{"a":"x","b":"x"}');
    assert.deepEqual(placeInLayout('{"a":"x","b":"', 'x', laidOut), {
      start: laidOut.lastIndexOf('x'),
      end: laidOut.lastIndexOf('x') + 1,
    });
  });
  it('one that goes on in the next part → as far as it is here', () =>
    assert.deepEqual(placeInLayout('{"a":', '"x","b', '{\n  "a": "x"'), { start: 9, end: 12 }));
});
