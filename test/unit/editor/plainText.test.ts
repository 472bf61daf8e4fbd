import assert from 'node:assert/strict';
import fc from 'fast-check';
import { errorLines, oneLabel, oneLine } from '../../../src/editor/plainText.ts';

/** What would break a line, steer a terminal, or hide and reorder text. */
const harmful = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

describe('oneLine', () => {
  const lines: readonly (readonly [text: string, line: string])[] = [
    ['a\r\nb', 'a b'],
    ['a\0b', 'a b'],
    ['a\u2028b\u2029c\u0085d', 'a b c d'],
    ['\u202Edesrever', 'desrever'],
    ['a\u2066b\u2069', 'a b'],
    ['\x1B[31mred', '[31mred'],
    ['a\u200Bb\uFEFF', 'a b'],
    ['  ₹ ä 😀  ', '₹ ä 😀'],
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ];
  for (const [text, line] of lines) it(`${JSON.stringify(text)} → ${line}`, () => assert.equal(oneLine(text), line));
  it('longer than wanted → cut between characters', () => assert.equal(oneLine('😀'.repeat(9), 3), '😀😀…'));
  it('any text → one line of harmless characters', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => assert.doesNotMatch(oneLine(text), harmful)));
  });
});

describe('oneLabel', () => {
  it("an icon in a server's text → not drawn", () =>
    assert.equal(oneLabel('$(alert) x\n$(bug)'), '\\$(alert) x \\$(bug)'));
});

describe('errorLines', () => {
  const lineBreak = /\r\n|[\n\r\u2028\u2029\u0085]/;
  it("an error with a server's words → those in one line, then where it arose", () => {
    const [first, ...rest] = errorLines(
      new TypeError('gone\r\n2026-01-01 00:00:00.000 [info] all is well\0\u202E'),
    ).split(lineBreak);
    assert.equal(first, 'TypeError: gone 2026-01-01 00:00:00.000 [info] all is well');
    assert(rest.length > 0);
    for (const line of rest) assert.match(line, /^ {4}at /);
  });
  it('any message → no line that could be an entry of the log', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (message) => {
        const [first = '', ...rest] = errorLines(new Error(message)).split(lineBreak);
        assert(first.startsWith('Error:'));
        for (const line of rest) assert(line.startsWith('    at '), line);
      }),
    );
  });
});
