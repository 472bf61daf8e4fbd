import assert from 'node:assert/strict';
import { parseTree, printParseErrorCode, type ParseError } from 'jsonc-parser';
import { syntaxProblem } from '../../../../src/kapture/json/syntaxProblem.ts';
import { inEnglish } from '../../../../src/kapture/problem/problem.ts';

describe('syntaxProblem', () => {
  for (const [text, expected] of [
    ['', 'value expected'],
    ['{"a": 1 "b": 2}', 'comma expected'],
    ['{"a" 1}', 'colon expected'],
    ['{1}', 'property name expected'],
    ['{"a": 1', 'closing brace expected'],
    ['[1', 'closing bracket expected'],
    ['{} {}', 'end of file expected'],
    ['{} /*', 'invalid comment'],
    ['{"a": "', 'unexpected end of string'],
    ['{"a": 1.}', 'unexpected end of number'],
    ['{"a": "\\u00"}', 'invalid escape sequence'],
    ['{"a": "\\x"}', 'invalid escape sequence'],
    ['{"a": "\n"}', 'unexpected end of string'],
    ['{"a": "\t"}', 'invalid character'],
    ['{"a": yes}', 'invalid symbol'],
  ] as const)
    it(`${JSON.stringify(text)} → ${expected}`, () => {
      const errors: ParseError[] = [];
      parseTree(text, errors);
      assert.equal(inEnglish(syntaxProblem(printParseErrorCode(errors[0]!.error))), expected);
    });
});
