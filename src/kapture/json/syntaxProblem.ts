import { problem, type Problem } from '../problem/problem.ts';

/** What a parser expected, or did not: a part of a sentence. `code` is what `printParseErrorCode` returns. */
export function syntaxProblem(code: string): Problem {
  switch (code) {
    case 'InvalidNumberFormat':
      return problem('invalid number');
    case 'PropertyNameExpected':
      return problem('property name expected');
    case 'ValueExpected':
      return problem('value expected');
    case 'ColonExpected':
      return problem('colon expected');
    case 'CommaExpected':
      return problem('comma expected');
    case 'CloseBraceExpected':
      return problem('closing brace expected');
    case 'CloseBracketExpected':
      return problem('closing bracket expected');
    case 'EndOfFileExpected':
      return problem('end of file expected');
    case 'InvalidCommentToken':
    case 'UnexpectedEndOfComment':
      return problem('invalid comment');
    case 'UnexpectedEndOfString':
      return problem('unexpected end of string');
    case 'UnexpectedEndOfNumber':
      return problem('unexpected end of number');
    case 'InvalidUnicode':
    case 'InvalidEscapeCharacter':
      return problem('invalid escape sequence');
    case 'InvalidCharacter':
      return problem('invalid character');
    default:
      return problem('invalid symbol');
  }
}
