import { parseTree, printParseErrorCode, stripComments, visit, type ParseError } from 'jsonc-parser';
import type { Fields } from '../catalogue/fieldText.ts';
import type { FieldPath, OperationForm } from '../catalogue/form.ts';
import { jsonDepth, maxJsonDepth, maxJsonLength } from '../json/jsonLimits.ts';
import { elementSpans } from '../json/spans.ts';
import { tokenAt } from '../json/tokens.ts';
import {
  substitute,
  unclosedVariablesIn,
  variablesIn,
  withoutSecretUses,
  type VariableLookup,
} from '../variables/variables.ts';
import { RequestPlaces, type Place } from './requestPlaces.ts';

/** Why the text of a request cannot be sent. `offset` and `length` are the position of the problem in the text. */
export interface RequestProblem {
  readonly reason:
    | 'empty'
    | 'syntax'
    | 'too-long'
    | 'too-deep'
    | 'several-bodies'
    | 'no-object'
    | 'unknown-variable'
    | 'unclosed-variable';
  readonly offset: number;
  readonly length: number;
  /**
   * The parser's error code for `syntax`, the limit for `too-long` and `too-deep`, the number of bodies, or the name of
   * the variable.
   */
  readonly detail: string;
}

export type RequestReading =
  | { readonly body: string; readonly fields: Fields; readonly problem?: undefined }
  | { readonly body?: undefined; readonly problem: RequestProblem };

/**
 * Reads a text as the body of a form: comments and trailing commas are removed, array brackets are added or removed
 * as the form expects, and variables are replaced. Everything else is sent as typed, including the text of numbers,
 * duplicate keys and the order of keys.
 */
export function readRequest(
  { shape }: Pick<OperationForm, 'shape'>,
  text: string,
  lookup: VariableLookup = () => undefined,
): RequestReading {
  const { object, problem } = findObject(text);
  if (problem) return { problem };
  const unknown = variablesIn(text).find(({ name }) => lookup(name) === undefined);
  if (unknown)
    return {
      problem: { reason: 'unknown-variable', offset: unknown.offset, length: unknown.length, detail: unknown.name },
    };
  const json = strictJson(object, lookup, editorField);
  return {
    body: shape === 'array-of-one' ? `[${json}]` : json,
    fields: JSON.parse(json) as Fields,
  };
}

/** Reads the object of a request as JSON, without replacing its variables. */
export function readRaw(
  text: string,
):
  | { readonly json: string; readonly problem?: undefined }
  | { readonly json?: undefined; readonly problem: RequestProblem } {
  const { object, problem } = findObject(text);
  return problem ? { problem } : { json: strictJson(object, () => undefined, editorField) };
}

function findObject(
  text: string,
):
  | { readonly object: string; readonly problem?: undefined }
  | { readonly object?: undefined; readonly problem: RequestProblem } {
  if (text.length > maxJsonLength)
    return { problem: { reason: 'too-long', offset: 0, length: 0, detail: String(maxJsonLength) } };
  // The parser is recursive, so a text of thousands of levels would overflow the stack. No real request has as many.
  if (jsonDepth(text) > maxJsonDepth)
    return { problem: { reason: 'too-deep', offset: 0, length: text.length, detail: String(maxJsonDepth) } };
  const bad = (
    reason: RequestProblem['reason'],
    at: { offset: number; length: number },
    detail = '',
  ): { problem: RequestProblem } => ({
    // The parser's length of an unclosed comment is one character too long.
    problem: { reason, offset: at.offset, length: Math.min(at.length, text.length - at.offset), detail },
  });
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const first = errors[0];
  if (!root && !stripComments(text).trim()) return bad('empty', { offset: 0, length: text.length });
  if (first) return bad('syntax', first, printParseErrorCode(first.error));
  if (!root) return bad('no-object', { offset: 0, length: text.length });
  const bodies = root.type === 'array' ? (root.children ?? []) : [root];
  if (bodies.length > 1) return bad('several-bodies', bodies[1]!, String(bodies.length));
  const body = bodies[0];
  if (body?.type !== 'object') return bad('no-object', body ?? root);
  return { object: text.slice(body.offset, body.offset + body.length) };
}

/** The offset of a request's object, after comments and brackets; 0 if there is none. */
export function bodyOffset(text: string): number {
  if (jsonDepth(text) > maxJsonDepth) return 0;
  const root = parseTree(text, [], { allowTrailingComma: true });
  return (root?.type === 'array' ? (root.children?.[0] ?? root) : root)?.offset ?? 0;
}

/** The position of a field's value in a request's text; undefined if the request does not have the field. */
export function fieldSpan(text: string, ...path: FieldPath): Place | undefined {
  return new RequestPlaces(text).valueOf(path);
}

/**
 * The position of each field's value in the outermost object of a request. Of duplicate fields, the last one counts.
 */
export function fieldSpans(text: string): ReadonlyMap<string, Place> {
  const places = new RequestPlaces(text);
  const [first] = places.objects();
  // The first object of nested arrays is not the request's.
  const names = first?.path.length === 0 ? [...first.names.keys()] : [];
  return new Map(names.map((name) => [name, places.valueOf([name])!]));
}

/** The field of a request that is for the editor only and is not sent. */
const editorField = '$schema';

/**
 * Converts JSON with comments to strict JSON: without comments, trailing commas and white space, and with variables
 * replaced. `omitted` is a property of the outermost object to omit.
 */
export function strictJson(text: string, lookup: VariableLookup, omitted?: string): string {
  const json: string[] = [];
  let depth = 0;
  let isOmitting = false;
  const add = (token: string): void => {
    if (!isOmitting) json.push(token);
  };
  const open = (bracket: string): void => {
    depth++;
    add(bracket);
  };
  const close = (bracket: string): void => {
    if (depth === 1) isOmitting = false;
    depth--;
    if (isOmitting) return;
    if (json.at(-1) === ',') json.pop();
    json.push(bracket);
  };
  const separate = (separator: string): void => {
    add(separator);
    if (depth === 1 && separator === ',') isOmitting = false;
  };
  const copy = (offset: number, length: number): void => add(text.slice(offset, offset + length));
  visit(
    text,
    {
      onObjectBegin: () => open('{'),
      onObjectEnd: () => close('}'),
      onArrayBegin: () => open('['),
      onArrayEnd: () => close(']'),
      onObjectProperty: (name, offset, length) => {
        if (depth === 1 && name === omitted) isOmitting = true;
        add(withoutSecretUses(text.slice(offset, offset + length)));
      },
      onLiteralValue: (value: unknown, offset, length) =>
        typeof value === 'string' ? add(substitute(text.slice(offset, offset + length), lookup)) : copy(offset, length),
      onSeparator: separate,
    },
    { allowTrailingComma: true },
  );
  return json.join('');
}

/** Like `readRequest`, for a text that the user wrote: a variable that is not closed is a mistake. */
export function readToSend(form: Pick<OperationForm, 'shape'>, text: string, lookup: VariableLookup): RequestReading {
  const reading = readRequest(form, text, lookup);
  if (reading.problem) return reading;
  const [unclosed] = unclosedVariablesIn(text);
  if (!unclosed) return reading;
  const { offset, length, name } = unclosed;
  return { problem: { reason: 'unclosed-variable', offset, length, detail: name } };
}

/** A body with or without array brackets, as a form expects it. A body that is not one object stays unchanged. */
export function bodyInShape({ shape }: Pick<OperationForm, 'shape'>, body: string): string {
  const first = tokenAt(body, 0)?.kind;
  if (shape === 'array-of-one') return first === '{' ? `[${body}]` : body;
  const elements = first === '[' ? elementSpans(body, 0) : [];
  return elements.length === 1 ? body.slice(elements[0]!.start, elements[0]!.end) : body;
}
