import { parseTree, printParseErrorCode, stripComments, visit, type Node, type ParseError } from 'jsonc-parser';
import { maxJsonDepth, jsonDepth, maxJsonLength } from '../json/jsonLimits.ts';
import { operations, type OperationId } from '../catalogue/registry.ts';
import type { Fields } from '../catalogue/fieldText.ts';
import { substitute, variablesIn, type VariableLookup } from '../variables/variables.ts';

/** Why an editor's text cannot be sent. `offset` and `length` say where in it. */
export interface RequestProblem {
  readonly reason: 'empty' | 'syntax' | 'too-long' | 'too-deep' | 'several-bodies' | 'no-object' | 'unknown-variable';
  readonly offset: number;
  readonly length: number;
  /** For `syntax`: what the parser says; for `several-bodies`: how many there are; for `unknown-variable`: its name. */
  readonly detail: string;
}

export type RequestReading =
  | { readonly body: string; readonly fields: Fields; readonly problem?: undefined }
  | { readonly body?: undefined; readonly problem: RequestProblem };

/**
 * Reads what stands in an editor as the body of an operation: comments and trailing commas are taken out, brackets put
 * on or taken off as the operation wants, and variables are put in. Everything else is sent as typed: numbers, duplicates
 * and order of keys stay.
 */
export function readRequest(
  operation: OperationId,
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
  const json = strictJson(object, lookup, forTheEditor);
  return {
    body: operations[operation].shape === 'array-of-one' ? `[${json}]` : json,
    fields: JSON.parse(json) as Fields,
  };
}

/** The same object with its variables left as they stand. */
export function readRaw(
  text: string,
):
  | { readonly json: string; readonly problem?: undefined }
  | { readonly json?: undefined; readonly problem: RequestProblem } {
  const { object, problem } = findObject(text);
  return problem ? { problem } : { json: strictJson(object, () => undefined, forTheEditor) };
}

function findObject(
  text: string,
):
  | { readonly object: string; readonly problem?: undefined }
  | { readonly object?: undefined; readonly problem: RequestProblem } {
  if (text.length > maxJsonLength)
    return { problem: { reason: 'too-long', offset: 0, length: 0, detail: String(maxJsonLength) } };
  // The parser recurses, and thousands of levels are no request that anybody means to send.
  if (jsonDepth(text) > maxJsonDepth)
    return { problem: { reason: 'too-deep', offset: 0, length: text.length, detail: String(maxJsonDepth) } };
  const bad = (
    reason: RequestProblem['reason'],
    at: { offset: number; length: number },
    detail = '',
  ): { problem: RequestProblem } => ({
    // Of a comment that never ends the parser counts one letter too many.
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

/** Where the object of a request starts, past comments and brackets; 0 where there is none. */
export function bodyOffset(text: string): number {
  if (jsonDepth(text) > maxJsonDepth) return 0;
  const root = parseTree(text, [], { allowTrailingComma: true });
  return (root?.type === 'array' ? (root.children?.[0] ?? root) : root)?.offset ?? 0;
}

/** Where the value of a field stands in a request's text; undefined if it has none. */
export function fieldSpan(
  text: string,
  field: string,
): { readonly offset: number; readonly length: number } | undefined {
  return fieldSpans(text).get(field);
}

/** Where the value of each field is in a request's text; of a field that is there twice, the one that counts. */
export function fieldSpans(text: string): ReadonlyMap<string, { readonly offset: number; readonly length: number }> {
  return new Map(propertiesOf(text).map(([name, value]) => [name.value as string, value]));
}

/** Where the name of a field is in a request's text, quotes included; undefined if it does not have the field. */
export function keySpan(text: string, field: string): { readonly offset: number; readonly length: number } | undefined {
  return propertiesOf(text).findLast(([name]) => name.value === field)?.[0];
}

/** Where the name of each field is in a request's text, quotes included; of a field that is there twice, the last one. */
export function keySpans(text: string): ReadonlyMap<string, { readonly offset: number; readonly length: number }> {
  return new Map(propertiesOf(text).map(([name]) => [name.value as string, name]));
}

/** The properties of a request's body that are whole. */
function propertiesOf(text: string): (readonly [name: Node, value: Node])[] {
  if (jsonDepth(text) > maxJsonDepth) return [];
  const root = parseTree(text, [], { allowTrailingComma: true });
  const body = root?.type === 'array' ? root.children?.[0] : root;
  if (body?.type !== 'object') return [];
  return (body.children ?? []).flatMap(({ children: [name, value] = [] }) =>
    typeof name?.value === 'string' && value ? [[name, value] as const] : [],
  );
}

/** What to delete of a request's text to remove a field, its comma included; undefined if it does not have the field. */
export function spanWithComma(
  text: string,
  field: string,
): { readonly offset: number; readonly length: number } | undefined {
  const properties = propertiesOf(text);
  const index = properties.findLastIndex(([name]) => name.value === field);
  if (index < 0) return undefined;
  const endOf = ({ offset, length }: Node): number => offset + length;
  const [name, value] = properties[index]!;
  const [next, before] = [properties[index + 1], properties[index - 1]];
  // A comma behind the last field may stay: requests may have one.
  const comma = /^\s*,/.exec(text.slice(endOf(value)))?.[0].length ?? 0;
  const start = next || !before ? name.offset : endOf(before[1]);
  const end = next ? next[0].offset : endOf(value) + (before ? 0 : comma);
  return { offset: start, length: end - start };
}

/** Whether the object of a request has no field yet. */
export function isBodyEmpty(text: string): boolean {
  if (jsonDepth(text) > maxJsonDepth) return false;
  const root = parseTree(text, [], { allowTrailingComma: true });
  return !(root?.type === 'array' ? (root.children?.[0] ?? root) : root)?.children?.length;
}

/** The field of a request that says something to the editor alone, and is not sent. */
const forTheEditor = '$schema';

/**
 * The tokens of JSON with comments, without comments, trailing commas and white space, variables put in. `left` is a
 * property of the outermost object that is left out.
 */
export function strictJson(text: string, lookup: VariableLookup, left?: string): string {
  const json: string[] = [];
  let depth = 0;
  let isLeft = false;
  const add = (token: string): void => {
    if (!isLeft) json.push(token);
  };
  const open = (bracket: string): void => {
    depth++;
    add(bracket);
  };
  const close = (bracket: string): void => {
    if (depth === 1) isLeft = false;
    depth--;
    if (isLeft) return;
    if (json.at(-1) === ',') json.pop();
    json.push(bracket);
  };
  const separate = (separator: string): void => {
    add(separator);
    if (depth === 1 && separator === ',') isLeft = false;
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
        if (depth === 1 && name === left) isLeft = true;
        copy(offset, length);
      },
      onLiteralValue: (value: unknown, offset, length) =>
        typeof value === 'string' ? add(substitute(text.slice(offset, offset + length), lookup)) : copy(offset, length),
      onSeparator: separate,
    },
    { allowTrailingComma: true },
  );
  return json.join('');
}
