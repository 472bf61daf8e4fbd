import assert from 'node:assert/strict';
import fc from 'fast-check';
import { emailPattern, phonePattern } from '../../../../../src/kapture/catalogue/customer/customerFields.ts';

describe('formats of contacts', () => {
  for (const [name, pattern, plain] of [
    ['email', emailPattern, /^(|[^\s@]+@[^\s@]+\.[^\s@]+)$/],
    ['phone', phonePattern, /^(|[6-9]\d{9})$/],
  ] as const) {
    it(`${name}: any value → as the plain pattern says of the trimmed value`, () => {
      const value = fc.oneof(
        fc.array(fc.constantFrom('a', '@', '.', ' ', '\n')),
        fc.tuple(fc.constantFrom('', ' '), fc.stringMatching(/^[5-9]\d{8,10}$/), fc.constantFrom('', ' ', 'x')),
      );
      fc.assert(
        fc.property(value, (pieces) => {
          const text = pieces.join('');
          assert.equal(new RegExp(pattern).test(text), plain.test(text.trim()));
        }),
      );
    });

    it(`${name}: 500 kB of any character → does not match, in time`, () => {
      for (const [before, character] of [
        ['a@', '.'],
        ['a@b.', 'c'],
        ['', ' '],
        ['', 'a'],
        ['9876543210', ' '],
      ] as const)
        assert.equal(new RegExp(pattern).test(`${before}${character.repeat(500_000)}@!`), false);
    });
  }
});
