import assert from 'node:assert/strict';
import { PackedText } from '../../../../src/kapture/responses/packedText.ts';

function packed(bytes: Buffer): PackedText {
  const text = new PackedText();
  for (let added = 0; added < bytes.length;) added += text.add(bytes.subarray(added));
  return text;
}

describe('PackedText', () => {
  const text = Array.from({ length: 20_000 }, (_, index) => `Line ${index}: आशा, Zoë and 𝒵`).join('\n');
  const bytes = Buffer.from(text);

  it('the complete text → unchanged', () => {
    assert.equal(String(packed(bytes)), text);
    assert.equal(packed(bytes).length, bytes.length);
  });

  it('any range → its bytes', () => {
    const one = packed(bytes);
    const offsets = [
      0,
      1,
      65_535,
      65_536,
      65_537,
      200_000,
      bytes.length - 1,
      bytes.length,
      ...one.cuts.flatMap((cut) => [cut - 1, cut, cut + 1]),
    ];
    for (const start of offsets) {
      for (const length of [0, 1, 10, 70_000, bytes.length])
        assert.deepEqual(
          one.bytes(start, start + length),
          bytes.subarray(start, start + length),
          `${length} from ${start}`,
        );
    }
  });

  it('a start before the text and an end after it → the text', () => {
    assert.deepEqual(packed(bytes).bytes(-5, bytes.length + 5), bytes);
  });

  it('cuts → after line breaks, at most 64 kB apart, the last one at the end', () => {
    const { cuts } = packed(bytes);
    assert.equal(cuts.at(-1), bytes.length);
    assert.ok(cuts.slice(0, -1).every((cut) => bytes[cut - 1] === 0x0a));
    assert.ok(cuts.every((cut, index) => cut - (cuts[index - 1] ?? 0) <= 65_536));
  });

  for (const letter of ['x', 'ë', 'आ', '𝒵']) {
    it(`one line of "${letter}" → cut between characters`, () => {
      const one = packed(Buffer.from(letter.repeat(100_000)));
      let start = 0;
      for (const cut of one.cuts) {
        assert.match(one.slice(start, cut), new RegExp(`^(${letter})+$`, 'u'));
        start = cut;
      }
    });
  }

  it('bytes that are not text → unchanged', () => {
    const noise = Buffer.alloc(300_000, 0x80);
    assert.deepEqual(packed(noise).bytes(0, noise.length), noise);
  });

  it('a list of customers → the same bytes in less than a quarter of the memory', () => {
    const list = Buffer.from(
      Array.from({ length: 2000 }, (_, id) =>
        JSON.stringify({
          id,
          name: `Customer ${id}`,
          city: 'Pune',
          status: 'open',
          remarks: '',
          customerCode: String(id * 7919),
        }),
      ).join(),
    );
    const text = packed(list);
    assert.deepEqual(text.bytes(0, list.length), list);
    assert.ok(text.heldBytes < list.length / 4, `${text.heldBytes} of ${list.length}`);
  });

  it('no bytes → an empty text', () => {
    assert.deepEqual([String(new PackedText()), new PackedText().length, new PackedText().cuts], ['', 0, [0]]);
  });
});
