import assert from 'node:assert/strict';
import fc from 'fast-check';
import { oneLineJson } from '../../../../src/kapture/json/formatLoose.ts';

describe('oneLineJson', () => {
  it('any white space between values → removed at line breaks, and unchanged elsewhere', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom('1', ',', ' ', '\t', '\r', '\n', '\uFEFF', '\u2028')), (pieces) => {
        const text = pieces.join('');
        assert.equal(oneLineJson(text), text.replace(/\s*[\r\n]\s*/g, ''));
      }),
    ));

  it('a long run of blanks in a string → unchanged, in time', () => {
    const string = `"a${' '.repeat(500_000)}b"`;
    assert.equal(oneLineJson(`[\n  ${string}\n]`), `[${string}]`);
  });
});
