import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type OperationId, operationIds, operations } from '../../../../src/kapture/catalogue/registry.ts';
import {
  type RequestProblem,
  bodyInShape,
  fieldSpan,
  readRequest,
  readToSend,
} from '../../../../src/kapture/exchange/requestBody.ts';
import { sampleFiles } from '../../../sampleFiles.ts';
import { sample } from '../../../samples.ts';

function read(operation: OperationId, text: string): { body: string; fields: Readonly<Record<string, unknown>> } {
  const reading = readRequest(operations[operation], text);
  assert(!reading.problem, JSON.stringify(reading.problem));
  return reading;
}

describe('readRequest: the published samples', () => {
  for (const operation of operationIds) {
    it(`${operation} → the values of the sample, in the shape that it expects`, () => {
      const text = sample(sampleFiles[operation].request);
      const { body, fields } = read(operation, text);
      assert.deepEqual(JSON.parse(body), JSON.parse(text));
      assert.deepEqual(Object.entries(fields), Object.entries(([JSON.parse(text)] as object[]).flat()[0]!));
    });
  }
});

describe('readRequest', function () {
  this.timeout(20_000);
  const bodies: readonly (readonly [what: string, operation: OperationId, text: string, body: string])[] = [
    ['an object for an operation that expects an object', 'add', ' { "a" : 1 } ', '{"a":1}'],
    ['an object for an operation that expects an array', 'get', '{"a": 1}', '[{"a":1}]'],
    ['an array for an operation that expects an object', 'update', '[{"a": 1}]', '{"a":1}'],
    ['an array for an operation that expects an array', 'pull', '[\n{"a": 1}\n]', '[{"a":1}]'],
    ['an empty object', 'add', '{}', '{}'],
    ['line comments', 'add', '// first\n{ // a\n"a": 1 // b\n}\n// last', '{"a":1}'],
    ['block comments', 'add', '/* x */{/* { */"a"/*,*/:/**/1/* } */}', '{"a":1}'],
    [
      'strings that look like comments',
      'add',
      '{ "a": "// not a comment", "b": "/* nor this */" }',
      '{"a":"// not a comment","b":"/* nor this */"}',
    ],
    ['a comment with quotes', 'add', '{ "a": 1, // "b": 2,\n "c": 3 }', '{"a":1,"c":3}'],
    ['trailing commas everywhere', 'get', '[{"a": [1, 2,], "b": {"c": 1,},},]', '[{"a":[1,2],"b":{"c":1}}]'],
    ['a trailing comma before a comment', 'add', '{"a": 1, // b\n}', '{"a":1}'],
    ['commas in strings', 'add', '{"a": ",", "b": "x,"}', '{"a":",","b":"x,"}'],
    [
      'numbers, unchanged',
      'add',
      '{"a": 0.0, "b": 1e5, "c": 12345678901234567890, "d": -0, "e": 1.50, "f": 1E+2}',
      '{"a":0.0,"b":1e5,"c":12345678901234567890,"d":-0,"e":1.50,"f":1E+2}',
    ],
    ['strings, unchanged', 'add', '{"a": "\\u0041\\/\\n₹😀"}', '{"a":"\\u0041\\/\\n₹😀"}'],
    ['duplicate keys and the order of keys', 'add', '{"b": 1, "a": 2, "b": 3}', '{"b":1,"a":2,"b":3}'],
    ['nested values', 'add', '{"a": {"b": [null, true, false, {}, []]}}', '{"a":{"b":[null,true,false,{},[]]}}'],
    ['Windows line breaks', 'add', '{\r\n"a": 1,\r\n}\r\n', '{"a":1}'],
    ['__proto__', 'add', '{"__proto__": {"a": 1}}', '{"__proto__":{"a":1}}'],
    ['$schema at the start', 'add', '{"$schema": "x", /* c */ "a": 1}', '{"a":1}'],
    ['$schema in the middle', 'add', '{"a": 1, "$schema": {"b": [1, {"c": 2}]}, "d": 3}', '{"a":1,"d":3}'],
    ['$schema at the end', 'get', '[{"a": 1, "$schema": ["x"]}]', '[{"a":1}]'],
    ['only $schema', 'add', '{"$schema": "x",}', '{}'],
    ['$schema inside a field', 'add', '{"a": {"$schema": "x"}}', '{"a":{"$schema":"x"}}'],
    ['a selected object of a list', 'add', '  {"a": 1}\n', '{"a":1}'],
  ];
  for (const [what, operation, text, body] of bodies) {
    it(`${what} → ${body}`, () => assert.equal(read(operation, text).body, body));
  }

  const problems: readonly (readonly [what: string, text: string, problem: RequestProblem])[] = [
    ['an empty text', '', { reason: 'empty', offset: 0, length: 0, detail: '' }],
    ['blanks', ' \n\t', { reason: 'empty', offset: 0, length: 3, detail: '' }],
    ['only comments', '// {}\n/* {} */', { reason: 'empty', offset: 0, length: 14, detail: '' }],
    ['a word', 'hello', { reason: 'syntax', offset: 0, length: 5, detail: 'InvalidSymbol' }],
    ['an extra bracket', '}', { reason: 'syntax', offset: 0, length: 1, detail: 'ValueExpected' }],
    ['no closing bracket', '{"a": 1', { reason: 'syntax', offset: 7, length: 0, detail: 'CloseBraceExpected' }],
    ['no comma', '{"a": 1 "b": 2}', { reason: 'syntax', offset: 8, length: 3, detail: 'CommaExpected' }],
    ['no value', '{"a": }', { reason: 'syntax', offset: 6, length: 1, detail: 'ValueExpected' }],
    [
      'two errors, the first one counts',
      '{"a": tru, "b": fals}',
      { reason: 'syntax', offset: 6, length: 3, detail: 'InvalidSymbol' },
    ],
    ['a bare key', '{a: 1}', { reason: 'syntax', offset: 1, length: 1, detail: 'InvalidSymbol' }],
    ['an open string', '{"a": "x\n}', { reason: 'syntax', offset: 6, length: 2, detail: 'UnexpectedEndOfString' }],
    ['a tab in a string', '{"a": "x\ty"}', { reason: 'syntax', offset: 6, length: 5, detail: 'InvalidCharacter' }],
    ['an invalid escape', '{"a": "\\x"}', { reason: 'syntax', offset: 6, length: 4, detail: 'InvalidEscapeCharacter' }],
    ['a second value after the body', '{} {}', { reason: 'syntax', offset: 3, length: 1, detail: 'EndOfFileExpected' }],
    ['only a comma', '{,}', { reason: 'syntax', offset: 1, length: 1, detail: 'ValueExpected' }],
    ['two commas', '{"a": 1,, "b": 2}', { reason: 'syntax', offset: 8, length: 1, detail: 'PropertyNameExpected' }],
    ['a leading zero', '{"a": 01}', { reason: 'syntax', offset: 7, length: 1, detail: 'CommaExpected' }],
    ['a byte order mark', '\uFEFF{}', { reason: 'syntax', offset: 0, length: 1, detail: 'InvalidSymbol' }],
    [
      'several bodies, marked at the second',
      '[{"a": 1}, {"b": 2}, {}]',
      { reason: 'several-bodies', offset: 11, length: 8, detail: '3' },
    ],
    ['an empty array', ' [] ', { reason: 'no-object', offset: 1, length: 2, detail: '' }],
    ['a number in an array', '[5]', { reason: 'no-object', offset: 1, length: 1, detail: '' }],
    ['an array in an array', '[[{}]]', { reason: 'no-object', offset: 1, length: 4, detail: '' }],
    ['a string', '"x"', { reason: 'no-object', offset: 0, length: 3, detail: '' }],
    ['null', 'null', { reason: 'no-object', offset: 0, length: 4, detail: '' }],
  ];
  for (const [what, text, problem] of problems) {
    it(`${what} → ${problem.reason} ${problem.detail}`, () => {
      for (const operation of operationIds) assert.deepEqual(readRequest(operations[operation], text), { problem });
    });
  }

  it('any object with any blanks and comments → its value, in the shape that the operation expects', () => {
    const blanks = fc.constantFrom('', ' ', '\n', '/* , */', '// "x"\n');
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.infiniteStream(blanks),
        fc.constantFrom(...operationIds),
        (object, stream, operation) => {
          const blank = (): string => String(stream.next().value);
          const text =
            (JSON.stringify(object).match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^{}[\],:"]+/g) ?? [])
              .map((piece) => blank() + piece)
              .join('') + blank();
          const { body } = read(operation, text);
          assert.equal(
            body,
            operations[operation].shape === 'array-of-one' ? `[${JSON.stringify(object)}]` : JSON.stringify(object),
          );
        },
      ),
    );
  });
  it('any text → a body that is JSON, or a problem with a position inside the text', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '1',
      '-',
      'e',
      '//',
      '/*',
      '*/',
      '\n',
      '\\',
      'true',
      ' ',
      '\0',
    );
    fc.assert(
      fc.property(fc.string({ unit: pieces, maxLength: 20 }), (text) => {
        const { body, problem } = readRequest(operations.add, text);
        if (problem)
          assert(problem.offset >= 0 && problem.offset + problem.length <= text.length, JSON.stringify(problem));
        else assert.equal(typeof JSON.parse(body), 'object');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('fieldSpan', () => {
  const cases: readonly (readonly [text: string, field: string, value: string | undefined])[] = [
    ['{"phone": "12", "x": 1}', 'phone', '"12"'],
    ['[{"phone": 12}]', 'phone', '12'],
    ['// c\n{"a": {"phone": 1}, "phone": /* c */ [2],}', 'phone', '[2]'],
    ['{"a": {"phone": 1}}', 'phone', undefined],
    ['{"phone": "1", "phone": "2"}', 'phone', '"2"'],
    ['{"phone": "1", ', 'phone', '"1"'],
    ['{"phone"', 'phone', undefined],
    ['', 'phone', undefined],
    ['[]', 'phone', undefined],
    ['5', 'phone', undefined],
  ];
  for (const [text, field, value] of cases) {
    it(`${field} in ${text} → ${value ?? 'undefined'}`, () => {
      const span = fieldSpan(text, field);
      assert.equal(span && text.slice(span.offset, span.offset + span.length), value);
    });
  }
  it('a duplicate field → the last one, whose value is sent', () => {
    const text = '{"phone": "1", "phone": "2"}';
    assert.equal(JSON.stringify(read('add', text).fields['phone']), '"2"');
    assert.equal(fieldSpan(text, 'phone')?.offset, text.indexOf('"2"'));
  });
});

describe('readToSend', () => {
  const lookup = (name: string): string | undefined => (name === 'city' ? 'Pune' : undefined);

  it('a variable that is not closed → a problem with its name and place, after other problems', () => {
    const text = '{"city": "{{city", "zone": "{{nowhere}}"}';
    assert.equal(readToSend({ shape: 'object' }, text, lookup).problem?.detail, 'nowhere');
    assert.deepEqual(readToSend({ shape: 'object' }, text.replace('{{nowhere}}', '{{city}}'), lookup).problem, {
      reason: 'unclosed-variable',
      offset: 10,
      length: 6,
      detail: 'city',
    });
  });

  it('closed variables, and braces that are escaped → the body', () => {
    const text = '{"city": "{{city}}", "zone": "\\u007b{city"}';
    assert.equal(readToSend({ shape: 'object' }, text, lookup).body, '{"city":"Pune","zone":"\\u007b{city"}');
  });
});

describe('bodyInShape', () => {
  for (const [shape, body, expected] of [
    ['object', '{"a": 01}', '{"a": 01}'],
    ['object', '[ {"a": 01} ]', '{"a": 01}'],
    ['object', '[{"a":1},{"a":2}]', '[{"a":1},{"a":2}]'],
    ['object', '[]', '[]'],
    ['array-of-one', '{"a": [1]}', '[{"a": [1]}]'],
    ['array-of-one', '[{"a":1}]', '[{"a":1}]'],
    ['array-of-one', 'not JSON', 'not JSON'],
  ] as const)
    it(`${shape}, ${body} → ${expected}`, () => assert.equal(bodyInShape({ shape }, body), expected));
});
