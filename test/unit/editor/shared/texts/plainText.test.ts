import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  errorLines,
  inlineCode,
  markdownText,
  oneDetail,
  oneLabel,
  oneLine,
  plainLines,
  withoutLinks,
} from '../../../../../src/editor/shared/texts/plainText.ts';
import { hiddenCharacters, hostileText, markdownLink, messageLink } from '../../hostileText.ts';

describe('oneLine', () => {
  const lines: readonly (readonly [text: string, line: string])[] = [
    ['a\r\nb', 'a b'],
    ['a\0b', 'a b'],
    ['a\u2028b\u2029c\u0085d', 'a b c d'],
    ['\u202Edesrever', 'desrever'],
    ['a\u2066b\u2069', 'a b'],
    ['\x1B[31mred', '[31mred'],
    ['a\u200Bb\uFEFF', 'a b'],
    // Joiners of emoji, Devanagari, Bengali and Persian are visible. In Latin text, they are not.
    ['👩🏽\u200D🔬 👨\u200D👩\u200D👧 🏳️\u200D🌈', '👩🏽\u200D🔬 👨\u200D👩\u200D👧 🏳️\u200D🌈'],
    ['क्\u200Dष र\u200D्य می\u200Cخواهم', 'क्\u200Dष र\u200D्य می\u200Cخواهم'],
    ['ad\u200Dmin\u200D 👩\u200D\u200D👧 👩\u200D x', 'ad min 👩 👧 👩 x'],
    ['  ₹ ä 😀  ', '₹ ä 😀'],
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ];
  for (const [text, line] of lines) it(`${JSON.stringify(text)} → ${line}`, () => assert.equal(oneLine(text), line));
  it('a text over the limit → cut between characters', () => assert.equal(oneLine('😀'.repeat(9), 3), '😀😀…'));
  it('any text → one line without hidden characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => assert.doesNotMatch(oneLine(text), hiddenCharacters)),
    );
  });
});

describe('oneLabel', () => {
  it("an icon in a server's text → escaped", () =>
    assert.equal(oneLabel('$(alert) x\n$(bug)'), '\\$(alert) x \\$(bug)'));
});

describe('oneDetail', () => {
  it('a hostile text → no Markdown link, no image, no icon, and no other visible change', () => {
    const detail = oneDetail(hostileText, 1000);
    assert.doesNotMatch(detail, markdownLink);
    assert.equal(detail.replaceAll('\u2060', ''), oneLine(hostileText, 1000));
    assert.doesNotMatch(detail, /\$\(/);
  });
  it('an ordinary name → unchanged', () => assert.equal(oneDetail('Zoë [1] (Pune): 5'), 'Zoë [1] (Pune): 5'));
});

describe('plainLines', () => {
  it('joiners that are visible → unchanged', () =>
    assert.equal(plainLines('👩🏽\u200D🔬\nक्\u200Dष'), '👩🏽\u200D🔬\nक्\u200Dष'));
  it('indented lines → unchanged', () => assert.equal(plainLines('{\n  "a": 1\n}'), '{\n  "a": 1\n}'));
  it('other line breaks, tabs and hidden characters → line feeds and spaces', () =>
    assert.equal(plainLines('a\r\nb\rc\u2028d\te\u202Ef'), 'a\nb\nc d e f'));
});

describe('withoutLinks', () => {
  it('a hostile text → no message link, and no hidden characters except line breaks', () => {
    const text = withoutLinks(hostileText);
    assert.doesNotMatch(text, messageLink);
    assert.doesNotMatch(text.replaceAll('\n', ''), hiddenCharacters);
  });
  it('hidden characters inside a link → still no link once they are removed', () =>
    assert.doesNotMatch(withoutLinks('[a]\u200B(command:x) [b](\u2060command:x)'), messageLink));
});

describe('inlineCode', () => {
  const texts: readonly (readonly [text: string, code: string])[] = [
    ['"Pune"', '`"Pune"`'],
    ['a `b` c', '`` a `b` c ``'],
    ['``', '``` `` ```'],
    ['a\nb\u202E', '`a b`'],
  ];
  for (const [text, code] of texts) it(`${JSON.stringify(text)} → ${code}`, () => assert.equal(inlineCode(text), code));
  it('any text → one code span, which does not contain its fence', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('`', 'a', ' ', '[', '\n') }), (text) => {
        const [, fence = '', inside = ''] = /^(`+)([^]*)\1$/.exec(inlineCode(`${text}x`)) ?? [];
        assert.ok(fence && !inside.split(/[^`]+/).includes(fence), inlineCode(text));
      }),
    );
  });
});

describe('errorLines', () => {
  const lineBreak = /\r\n|[\n\r\u2028\u2029\u0085]/;
  it("an error with a server's message → the message in one line, then the stack", () => {
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

describe('markdownText', () => {
  it('a picture and a link → text', () =>
    assert.equal(
      markdownText('Unknown type ![x](https://tracker.example/p.png).'),
      'Unknown type \\!\\[x\\]\\(https\\://tracker\\.example/p\\.png\\)\\.',
    ));
});
