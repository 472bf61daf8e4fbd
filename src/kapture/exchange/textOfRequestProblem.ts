import { inEnglish } from '../problem/problem.ts';
import { syntaxProblem } from '../json/syntaxProblem.ts';
import type { RequestProblem } from './requestBody.ts';

/** Why a request file cannot be sent, in a sentence for tests and the command line, which are not translated. */
export function textOfRequestProblem({ reason, detail }: Pick<RequestProblem, 'reason' | 'detail'>): string {
  switch (reason) {
    case 'empty':
      return 'The request file is empty.';
    case 'syntax':
      return `The request file is not JSON (${inEnglish(syntaxProblem(detail))}).`;
    case 'too-long':
      return `The request file is larger than ${Number(detail) / 1_000_000} MB.`;
    case 'too-deep':
      return `The request file is nested more than ${detail} levels deep.`;
    case 'unknown-variable':
      return `The variable {{${detail}}} in the request file has no value.`;
    case 'unclosed-variable':
      return `The variable {{${detail} in the request file is not closed with }}.`;
    case 'several-bodies':
      return `The request file has ${detail} bodies. Only one can be sent.`;
    case 'no-object':
      return 'The request file must contain a single JSON object, with or without brackets around it.';
  }
}
