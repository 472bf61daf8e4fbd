import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatLoose } from '../../../../src/kapture/json/formatLoose.ts';
import { readLoose, strictText } from '../../../../src/kapture/json/looseJson.ts';
import { pathAt } from '../../../../src/kapture/json/locateValue.ts';
import { elementSpans, propertySpans, valueSpan } from '../../../../src/kapture/json/spans.ts';
import { tokenAt, type Token } from '../../../../src/kapture/json/tokens.ts';
import { sampleFiles } from '../../../sampleFiles.ts';
import { sample } from '../../../samples.ts';

const texts = Object.values(sampleFiles)
  .flatMap(({ request, response }) => [request, response])
  .map((name) => [name, sample(name)] as const);

function tokens(text: string): Token[] {
  const found: Token[] = [];
  for (let token = tokenAt(text, 0); token; token = tokenAt(text, token.end)) found.push(token);
  return found;
}

const tokenTexts = (text: string): string[] => tokens(text).map(({ start, end }) => text.slice(start, end));

/** Any JSON value with any blanks between its tokens. */
const spacedJson = fc
  .tuple(fc.jsonValue({ maxDepth: 4 }), fc.infiniteStream(fc.constantFrom('', '', '', ' ', '\n', '\t', '\r\n', '  \n')))
  .map(([value, blanks]) => {
    const pieces = JSON.stringify(value).match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^{}[\],:"]+/g) ?? [];
    const blank = (): string => String(blanks.next().value);
    return blank() + pieces.map((piece) => piece + blank()).join('');
  });

/** The result of JSON.parse, but with integers of 16 or more digits and infinite numbers as text. */
function parsed(json: string): unknown {
  const reviver = (_key: string, value: unknown, { source }: { source?: string }): unknown =>
    typeof value === 'number' && (/^-?\d{16,}$/.test(source ?? '') || !Number.isFinite(value)) ? source : value;
  return JSON.parse(json, reviver as Parameters<typeof JSON.parse>[1]);
}

/** Not JSON, even if raw control characters are allowed. */
const invalid: readonly string[] = [
  '',
  ' ',
  '\0',
  '\uFEFF',
  'undefined',
  'NaN',
  'Infinity',
  '-',
  '+1',
  '.5',
  '1.',
  '01',
  '0x10',
  '1e',
  "'a'",
  '"',
  '"a',
  "{'a': 1}",
  '{a: 1}',
  '{"a": 1,}',
  '[1,]',
  '[,1]',
  '[1,,2]',
  '{"a" 1}',
  '{"a": }',
  '{"a": 1 "b": 2}',
  '{"a": NaN}',
  '{"a": undefined}',
  '{"a": 0x10}',
  '{"a": 01}',
  '{"a": .5}',
  '{"a": True}',
  '// c\n{}',
  '/* c */ {}',
  '{} // c',
  '{"a": 1 /* c */}',
  '# c\n{}',
  '{} {}',
  '[] []',
  '{}]',
  '[}',
  '{]',
  '{"a": 1',
  '[1',
  '[[1]',
  '"\\x"',
  '"\\u12"',
  '["\\"]',
  '{"a": "\\',
  '\0{}',
  '{\0}',
  '{"a":\0 1}',
  '<html></html>',
  '<!doctype html>',
  'callback({"a": 1})',
  ")]}',\n{}",
  'data: {"a": 1}',
  '\u2028{}',
  '{"a":\u00A01}',
  '\uD800',
];

describe('readLoose', function () {
  this.timeout(20_000);
  it('any JSON with any blanks → the result of JSON.parse', () => {
    fc.assert(
      fc.property(spacedJson, (json) => assert.deepEqual(readLoose(json), { value: parsed(json) })),
      { numRuns: 500 },
    );
  });

  it('any JSON with raw control characters in its strings → the same value', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ stringUnit: fc.constantFrom('\n', '\r', '\t', '\0', '\x1F', '\\', '"', 'n', 'u', '0', 'a') }),
        (value) => {
          const json = JSON.stringify(value);
          const raw = json.replace(/\\(?:\\|"|n|r|t|u00(..))/g, (escape, hex?: string) => {
            if (escape === '\\\\' || escape === '\\"') return escape;
            return hex ? String.fromCharCode(parseInt(hex, 16)) : { n: '\n', r: '\r', t: '\t' }[escape[1]!]!;
          });
          assert.deepEqual(readLoose(raw), { value: parsed(json) });
          assert.deepEqual(JSON.parse(strictText(raw)), JSON.parse(json));
        },
      ),
      { numRuns: 500 },
    );
  });

  const values: readonly (readonly [text: string, value: unknown])[] = [
    ['\uFEFF{"a": 1}', { a: 1 }],
    ['{"a": "x\ny"}', { a: 'x\ny' }],
    ['{"a": "x\\\ny"}', { a: 'x\\\ny' }],
    ['{"a": "x\\\\\ny"}', { a: 'x\\\ny' }],
    ['{"a\tb": 1}', { 'a\tb': 1 }],
    ['"\uD800"', '\uD800'],
    ['"\\ud800"', '\uD800'],
    ['"\uFEFF\n"', '\uFEFF\n'],
    ['"\x7F\u2028"', '\x7F\u2028'],
    ['0.0', 0],
    ['-0', -0],
    ['1e5', 100_000],
    ['1E+2', 100],
    ['123456789012345', 123_456_789_012_345],
    ['12345678901234567890', '12345678901234567890'],
    ['-12345678901234567890', '-12345678901234567890'],
    ['[1e400, -1E+999, 1e308, 1e-400, 12345e310, "1e400"]', ['1e400', '-1E+999', 1e308, 0, '12345e310', '1e400']],
    [`[${'9'.repeat(400)}.5]`, [`${'9'.repeat(400)}.5`]],
    ['["x\n", 12345678901234567890]', ['x\n', '12345678901234567890']],
    ['{"a": "1234567890123456 , \\" 1234567890123456"}', { a: '1234567890123456 , " 1234567890123456' }],
    ['{"1234567890123456": 0.12345678901234567}', { '1234567890123456': 0.12345678901234567 }],
    ['1e1234567890123456', '1e1234567890123456'],
    ['{"a": 1, "a": 2}', { a: 2 }],
  ];
  for (const [text, value] of values) {
    it(`${JSON.stringify(text)} → ${JSON.stringify(value)}`, () => assert.deepEqual(readLoose(text), { value }));
  }
  it('__proto__ → a key like any other', () => {
    const { value } = readLoose('{"__proto__": {"polluted": true}, "x": "\n", "id": 12345678901234567890}');
    assert.deepEqual(Object.keys(value as object), ['__proto__', 'x', 'id']);
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  });

  for (const text of invalid) {
    it(`${JSON.stringify(text)} → no value`, () => {
      assert.throws(() => void JSON.parse(text), SyntaxError);
      const { value, problem } = readLoose(text);
      assert.equal(value, undefined);
      assert(problem === 'truncated' || problem === 'not-json');
    });
  }
  it('a text that ends before its brackets are closed → truncated', () => {
    for (const text of [
      '{',
      '[',
      '{"',
      '{"a',
      '{"a"',
      '{"a":',
      '{"a": "x',
      '{"a": "x\\',
      '{"a": tr',
      '{"a": -',
      '{"a": 1,',
      '[1, [2',
      '\uFEFF{',
      '{"a": "x\ny',
    ]) {
      assert.deepEqual(readLoose(text), { problem: 'truncated' }, text);
    }
  });
  it('a text that is not JSON from the start → not-json', () => {
    for (const text of [
      '',
      ' ',
      'null{',
      '"a',
      '<html>{',
      '{"a": 1}}',
      '{}{',
      "{'a': 1",
      '{a: [',
      '{"a": 0x10, "b": {',
      '[1}',
      ")]}'\n{",
    ]) {
      assert.deepEqual(readLoose(text), { problem: 'not-json' }, text);
    }
  });

  for (const [name, text] of texts) {
    it(`${name} truncated anywhere → truncated`, () => {
      const end = text.trimEnd().length;
      for (let length = 0; length <= text.length; length++) {
        const prefix = text.slice(0, length);
        let expected: string | undefined;
        if (length === 0) expected = 'not-json';
        else if (length < end) expected = 'truncated';
        assert.equal(readLoose(prefix).problem, expected, `after ${length}`);
      }
    });
    it(`${name} truncated anywhere → formatted with all its tokens, and its properties are inside the text`, () => {
      for (let length = 0; length <= text.length; length++) {
        const prefix = text.slice(0, length);
        assert.deepEqual(tokenTexts(formatLoose(prefix)), tokenTexts(prefix), `after ${length}`);
        pathAt(prefix, length >> 1);
        for (const { valueStart } of propertySpans(prefix, 0)) assert(valueStart < length);
      }
    });
  }

  it('any text → a value or a problem', () => {
    const jsonish = fc.string({
      unit: fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"',
        '\\',
        '\n',
        '\0',
        ' ',
        '1',
        '-',
        'e',
        '.',
        'u',
        'true',
        'null',
        '\uFEFF',
        '\u00A0',
        '\uD800',
        '/',
      ),
      maxLength: 40,
    });
    fc.assert(
      fc.property(fc.oneof(jsonish, fc.string({ unit: 'binary' })), fc.nat(40), (text, offset) => {
        const { problem } = readLoose(text);
        assert([undefined, 'truncated', 'not-json'].includes(problem));
        strictText(text);
        pathAt(text, offset);
        valueSpan(text, offset);
        elementSpans(text, offset);
        propertySpans(text, offset);
        const formatted = formatLoose(text);
        assert.deepEqual(tokenTexts(formatted), tokenTexts(text));
        assert.equal(formatLoose(formatted), formatted);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('strictText', function () {
  this.timeout(20_000);
  it('strict JSON → unchanged', () => {
    fc.assert(
      fc.property(
        spacedJson.filter((json) => !json.includes('\uFEFF')),
        (json) => assert.equal(strictText(json), json),
      ),
    );
  });
  it('the published response of Pull → strict JSON', () => {
    const text = sample('pull.response.txt');
    assert.throws(() => void JSON.parse(text), SyntaxError);
    assert.deepEqual(JSON.parse(strictText(text)), readLoose(text).value);
  });
});

describe('formatLoose', function () {
  this.timeout(20_000);
  it('any JSON → the same tokens and the same value, and unchanged when formatted again', () => {
    fc.assert(
      fc.property(spacedJson, (json) => {
        const formatted = formatLoose(json);
        assert.deepEqual(tokenTexts(formatted), tokenTexts(json));
        assert.equal(formatLoose(formatted), formatted);
        assert.deepEqual(JSON.parse(formatted), JSON.parse(json));
      }),
      { numRuns: 500 },
    );
  });
  it('a value of any depth up to 20 → formatted like JSON.stringify', () => {
    const container = fc.jsonValue({ maxDepth: 20 }).filter((value) => typeof value === 'object' && value !== null);
    fc.assert(
      fc.property(container, (value) =>
        assert.equal(formatLoose(JSON.stringify(value)), JSON.stringify(value, undefined, 2)),
      ),
    );
  });
  it('numbers, ids, the order of keys and duplicate keys → unchanged', () => {
    assert.equal(
      formatLoose('{"b":0.0,"a":1e5,"a":12345678901234567890,"c":[1.50,-0]}'),
      '{\n  "b": 0.0,\n  "a": 1e5,\n  "a": 12345678901234567890,\n  "c": [\n    1.50,\n    -0\n  ]\n}',
    );
  });
  it('raw line breaks in a string → unchanged', () => {
    assert.equal(formatLoose('{"a":"x\r\ny"}'), '{\n  "a": "x\r\ny"\n}');
  });
  it('empty brackets → on one line', () => {
    assert.equal(formatLoose('{"a":{ },"b":[\n]}'), '{\n  "a": {},\n  "b": []\n}');
  });
  it('a truncated text → formatted as far as it goes', () => {
    assert.equal(formatLoose('{"a":[1,{"b":"x'), '{\n  "a": [\n    1,\n    {\n      "b": "x');
  });
  for (const text of ['', '  ', 'hello {', '<html>\n  <p>', '"a"', '12', '"']) {
    it(`${JSON.stringify(text)} → unchanged`, () => assert.equal(formatLoose(text), text));
  }
});

describe('tokenAt', function () {
  this.timeout(20_000);
  it('a text → its tokens', () => {
    assert.deepEqual(tokens('\uFEFF{"a\\"": tru,-1]"x'), [
      { kind: '{', start: 1, end: 2 },
      { kind: 'string', start: 2, end: 7 },
      { kind: ':', start: 7, end: 8 },
      { kind: 'literal', start: 9, end: 12 },
      { kind: ',', start: 12, end: 13 },
      { kind: 'literal', start: 13, end: 15 },
      { kind: ']', start: 15, end: 16 },
      { kind: 'string', start: 16, end: 18, cut: true },
    ]);
  });
  it('any text → consecutive tokens with only blanks between them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        let end = 0;
        for (const token of tokens(text)) {
          assert.equal(text.slice(end, token.start).trim(), '');
          assert(token.end > token.start);
          end = token.end;
        }
        assert.equal(text.slice(end).trim(), '');
      }),
    );
  });
});

describe('spans', function () {
  this.timeout(20_000);
  const at = (text: string, { start, end }: { start: number; end: number }): string => text.slice(start, end);

  it('elements of an array → their texts', () => {
    const text = ' [ {"a": [1]} , "x]" ,2, null ] ';
    assert.deepEqual(
      elementSpans(text, 0).map((span) => at(text, span)),
      ['{"a": [1]}', '"x]"', '2', 'null'],
    );
  });
  it('a truncated array → its complete elements', () => {
    const complete = (text: string): string[] => elementSpans(text, 0).map((span) => at(text, span));
    assert.deepEqual(complete('[{"a": 1}, {"b": '), ['{"a": 1}']);
    assert.deepEqual(complete('[{"a": 1}'), ['{"a": 1}']);
    assert.deepEqual(complete('["x", "y'), ['"x"']);
    assert.deepEqual(complete('[12, 34'), ['12']);
    assert.deepEqual(complete('[12'), []);
    assert.deepEqual(complete('[true, fal'), ['true']);
    assert.deepEqual(complete('['), []);
  });
  it('a text that is not an array → no elements', () => {
    for (const text of ['', '{}', '1', '"[1]"']) assert.deepEqual(elementSpans(text, 0), []);
  });
  it('properties of an object → their keys and the offsets of their values, including duplicates', () => {
    const text = '{"a": 1, "b\\n": {"c": 2}, "a" : [3]}';
    assert.deepEqual(
      propertySpans(text, 0).map(({ key, keyStart, valueStart }) => [key, text[keyStart], text[valueStart]]),
      [
        ['a', '"', '1'],
        ['b\n', '"', '{'],
        ['a', '"', '['],
      ],
    );
  });
  it('a truncated object → its properties as far as it goes', () => {
    assert.deepEqual(
      propertySpans('{"a": 1, "b": {"c"', 0).map(({ key }) => key),
      ['a', 'b'],
    );
    assert.deepEqual(
      propertySpans('{"a": 1, "b":', 0).map(({ key }) => key),
      ['a'],
    );
    assert.deepEqual(
      propertySpans('{"a": 1, "b', 0).map(({ key }) => key),
      ['a'],
    );
    assert.deepEqual(
      propertySpans('{"a": 1, "b": {"c"', 0).map(({ value }) => value?.end),
      [7, undefined],
    );
  });
  it('any object with escapes and raw control characters → the keys and values of JSON.parse', () => {
    const words = fc.string({
      unit: fc.constantFrom('\n', '\\', '"', '\uFEFF', ' ', ',', ':', '{', '}', 'a', 'é'),
      maxLength: 6,
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(words, fc.oneof(words, fc.integer(), fc.array(words))), { selector: ([key]) => key }),
        (entries) => {
          const text = `{${entries.map(([key, value]) => `${JSON.stringify(key)} : ${JSON.stringify(value)} `).join(',\n')}}`;
          const raw = text.replaceAll('\\\\', '\uE000').replaceAll('\\n', '\n').replaceAll('\uE000', '\\\\');
          assert.deepEqual(
            propertySpans(raw, 0).map(({ key, value }) => [key, readLoose(at(raw, value!)).value]),
            entries,
          );
        },
      ),
    );
  });
  it('a value → its text; a truncated value → undefined', () => {
    const text = '{"a": {"b": "}"}}';
    const span = valueSpan(text, text.indexOf('{"b"'));
    assert.equal(span && at(text, span), '{"b": "}"}');
    for (const cut of ['{"a": 1', '[', '"x', '', ' ', '}']) assert.equal(valueSpan(cut, 0), undefined, cut);
  });
  it('any array → the same elements as JSON.parse', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 5 }), (values) => {
        const json = JSON.stringify(values);
        assert.deepEqual(
          elementSpans(json, 0).map((span) => at(json, span)),
          values.map((value) => JSON.stringify(value)),
        );
      }),
    );
  });
});

describe('pathAt', () => {
  const pull = sample('pull.response.txt');
  const get = sample('get.response.json');
  const cases: readonly (readonly [text: string, piece: string, path: (string | number)[] | undefined])[] = [
    [pull, '"message": [', ['message']],
    [pull, '"name"', ['message', 0, 'name']],
    [pull, '"Ker"', ['message', 0, 'name']],
    [pull, 'PRIMARY_SOURCE', ['message', 0, 'remarks']],
    [pull, '"leadId"', ['message', 0, 'contacts', 0, 'leadId']],
    [pull, '"63582"', ['message', 0, 'contacts', 0, 'phone']],
    [pull, '"month"', ['message', 0, 'contacts', 0, 'generationDate', 'month']],
    [pull, '"imageReferenceId"', ['message', 0, 'imageReferenceId']],
    [pull, '"status"', ['status']],
    [pull, '"success"', ['status']],
    [get, '"Customer Details"', ['Customer Details']],
    [get, '"Nishchal"', ['Customer Details', 'name']],
    [get, '0.0', ['Customer Details', 'maxCreditAmt']],
    [get, '"dayOfMonth"', ['Customer Details', 'contacts', 0, 'generationDate', 'dayOfMonth']],
    [get, '"companyName"', ['Customer Details', 'contacts', 0, 'companyName']],
    ['{"a": 1, "a": {"b": [10, 20]}}', '20', ['a', 'b', 1]],
    ['{"a": [{"x": 1}, {"y": 2}]}', '"y"', ['a', 1, 'y']],
    ['{"a": [[], [5]]}', '5', ['a', 1, 0]],
    ['{"a": {"b": 1}, "c": 2}', ', "c"', ['a']],
    ['{"a": "x\ny", "b": "z', 'z', ['b']],
    ['{"a": ["x", "y"]}', ', "y"', ['a', 0]],
    ['{"a": {"b": 1} }', ' }', ['a']],
    [' {"a": 1}', ' {', undefined],
    ['{"a": 1}', '{', undefined],
    ['<html>', 'html', undefined],
    ['"a"', 'a', undefined],
  ];
  for (const [text, piece, path] of cases) {
    it(`${JSON.stringify(piece)} of ${JSON.stringify(text.slice(0, 40))} → ${JSON.stringify(path) ?? 'undefined'}`, () => {
      const offset = text.indexOf(piece);
      assert(offset >= 0);
      assert.deepEqual(pathAt(text, offset), path);
    });
  }
  it('an offset after the end → undefined', () => assert.equal(pathAt('{"a": 1} ', 8), undefined));

  it('every key of every sample → a path that leads to its value', () => {
    for (const [name, text] of texts) {
      const { value } = readLoose(text);
      for (const match of text.matchAll(/"(\w[\w ]*)"\s*:/g)) {
        const path = pathAt(text, match.index);
        assert.equal(path?.at(-1), match[1], `${name} at ${match.index}`);
        const found = path?.reduce((at: unknown, step) => (at as Record<string | number, unknown>)[step], value);
        assert.notEqual(found, undefined, `${name}: ${path?.join('.')}`);
      }
    }
  });
});

// An implementation that walks the text again on each level takes minutes for the largest of these.
describe('extreme depth and size', function () {
  this.timeout(20_000);
  const depth = 10_000;
  const deeper = 100_000;
  const deepArray = '['.repeat(depth) + ']'.repeat(depth);
  const deepObject = '{"a":'.repeat(depth) + '12345678901234567890' + '}'.repeat(depth);

  it('10,000 levels → read', () => {
    assert.equal(readLoose(deepArray).problem, undefined);
    assert.equal(readLoose(deepObject).problem, undefined);
    assert.equal(readLoose(deepObject.replace('{"a"', '{"a\n"')).problem, undefined);
  });
  it('10,000 levels, truncated → truncated', () => {
    assert.equal(readLoose(deepArray.slice(0, -1)).problem, 'truncated');
    assert.equal(readLoose('{"a":'.repeat(depth)).problem, 'truncated');
  });
  it('10,000 levels → formatted in less than 2 MB', () => {
    const formatted = formatLoose(deepObject);
    assert(formatted.length < 2_000_000);
    assert.equal(formatted.replace(/\s/g, ''), deepObject);
  });
  it('100,000 levels → the path to the innermost value', () => {
    assert.equal(pathAt('{"a":'.repeat(deeper) + '1', deeper * 5)?.length, deeper);
    assert.equal(pathAt('['.repeat(deeper) + '1', deeper)?.length, deeper);
  });
  it('100,000 levels → the spans of the outermost', () => {
    assert.equal(elementSpans('['.repeat(deeper) + ']'.repeat(deeper), 0).length, 1);
    assert.equal(propertySpans('{"a":'.repeat(deeper) + '1' + '}'.repeat(deeper), 0).length, 1);
  });
  it('one string of 5 MB, complete or truncated → read', () => {
    const long = '\\n\n'.repeat(1_700_000);
    assert.equal(readLoose(`{"a": "${long}"}`).problem, undefined);
    assert.equal(readLoose(`{"a": "${long}`).problem, 'truncated');
    assert.equal(readLoose(`{"a": ${'9'.repeat(5_000_000)}x`).problem, 'truncated');
  });
});
