import { parseTree, printParseErrorCode, stripComments, visit, type Node, type ParseError } from 'jsonc-parser';
import { operations, type OperationId } from './operations.ts';
import type { Fields } from './requestRules.ts';

/** Why an editor's text cannot be sent. `offset` and `length` say where in it. */
export interface RequestProblem {
  readonly reason: 'empty' | 'syntax' | 'several-bodies' | 'no-object';
  readonly offset: number;
  readonly length: number;
  /** For `syntax`: what the parser says; for `several-bodies`: how many there are. */
  readonly detail: string;
}

export type RequestReading =
  | { readonly body: string; readonly fields: Fields; readonly problem?: undefined }
  | { readonly body?: undefined; readonly problem: RequestProblem };

/**
 * Reads what stands in an editor as the body of an operation: comments and trailing commas are taken out, brackets put
 * on or taken off as the operation wants. Everything else is sent as typed: numbers, duplicates and order of keys stay.
 */
export function readRequest(operation: OperationId, text: string): RequestReading {
  const problem = (reason: RequestProblem['reason'], at: { offset: number; length: number }, detail = ''): RequestReading => ({
    // Of a comment that never ends the parser counts one letter too many.
    problem: { reason, offset: at.offset, length: Math.min(at.length, text.length - at.offset), detail },
  });
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const first = errors[0];
  if (!stripComments(text).trim()) return problem('empty', { offset: 0, length: text.length });
  if (first) return problem('syntax', first, printParseErrorCode(first.error));
  if (!root) return problem('no-object', { offset: 0, length: text.length });
  const bodies = root.type === 'array' ? root.children ?? [] : [root];
  if (bodies.length > 1) return problem('several-bodies', bodies[1]!, String(bodies.length));
  const body = bodies[0];
  if (body?.type !== 'object') return problem('no-object', body ?? root);
  const object = strictJson(text.slice(body.offset, body.offset + body.length));
  return {
    body: operations[operation].shape === 'array-of-one' ? `[${object}]` : object,
    fields: fieldsOf(body),
  };
}

/** Where the value of a field stands in a request's text; undefined if it has none. */
export function fieldSpan(text: string, field: string): { readonly offset: number; readonly length: number } | undefined {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const body = root?.type === 'array' ? root.children?.[0] : root;
  return body?.type === 'object' ? body.children?.findLast((property) => property.children?.[0]?.value === field)?.children?.[1] : undefined;
}

function fieldsOf(object: Node): Fields {
  return Object.fromEntries((object.children ?? []).map(({ children: [key, value] = [] }) => [String(key?.value), value?.value as unknown]));
}

/** The tokens of JSON with comments, without comments, trailing commas and white space. */
function strictJson(text: string): string {
  const json: string[] = [];
  const add = (token: string): void => void json.push(token);
  const close = (bracket: string): void => {
    if (json.at(-1) === ',') json.pop();
    json.push(bracket);
  };
  const copy = (offset: number, length: number): void => add(text.slice(offset, offset + length));
  visit(text, {
    onObjectBegin: () => add('{'),
    onObjectEnd: () => close('}'),
    onArrayBegin: () => add('['),
    onArrayEnd: () => close(']'),
    onObjectProperty: (_name, offset, length) => copy(offset, length),
    onLiteralValue: (_value, offset, length) => copy(offset, length),
    onSeparator: add,
  }, { allowTrailingComma: true });
  return json.join('');
}
