import { parseTree, type Node, type ParseError } from 'jsonc-parser';
import { dialects, type Dialect } from '../catalogue/dialect.ts';
import { dialectsOf } from '../catalogue/forms.ts';
import { operationIds, type OperationId } from '../catalogue/registry.ts';
import { jsonDepth, maxJsonDepth, maxJsonLength } from '../json/jsonLimits.ts';
import { isPointer } from '../json/jsonPointer.ts';
import { propertyOf } from '../json/propertyOf.ts';
import { problem, type Problem } from '../problem/problem.ts';

/** The suffix of the files of recordings. */
export const recordingSuffix = '.kapture-recording.json';
/** The longest response that can be recorded, in characters. */
export const longestRecording = 500_000;

/** A value that identifies requests. */
export type MatchedValue = string | number | boolean | null;

/** A response that the sandbox returns for some requests. */
export interface Recording {
  readonly operation: OperationId;
  readonly dialect: Dialect;
  /** The values that a request must have, by JSON pointer into its body. If there are none, all requests match. */
  readonly match: Readonly<Record<string, MatchedValue>>;
  readonly status: number;
  /** JSON, as it is sent. */
  readonly response: string;
}

export type RecordingReading =
  | { readonly recording: Recording; readonly problem?: undefined }
  | { readonly recording?: undefined; readonly problem: Problem };

/** The text of a recording's file. The response keeps its layout. */
export function recordingText({ operation, dialect, match, status, response }: Recording): string {
  const head = JSON.stringify({ operation, dialect, match, status }, undefined, 2);
  return `${head.slice(0, -2)},\n  "response": ${response.trim()}\n}\n`;
}

/** Reads the file of a recording. Comments are allowed, except in the response. */
export function readRecording(text: string): RecordingReading {
  const errors: ParseError[] = [];
  if (text.length > maxJsonLength || jsonDepth(text) > maxJsonDepth)
    return { problem: problem('The recording is too long or nested too deeply.') };
  const root = parseTree(text, errors, { allowTrailingComma: true });
  if (root?.type !== 'object' || errors.length) return { problem: problem('A recording must be a JSON object.') };
  const valueOf = (name: string): unknown => propertyOf(root, name)?.value;
  const operation = operationIds.find((id) => id === valueOf('operation'));
  if (!operation) return { problem: problem('operation must be one of {0}.', operationIds.join(', ')) };
  const dialect = dialects.find((id) => id === (valueOf('dialect') ?? dialects[0]));
  if (!dialect || !dialectsOf(operation).includes(dialect))
    return { problem: problem('The dialect of {0} must be one of {1}.', operation, dialectsOf(operation).join(', ')) };
  const status = valueOf('status') ?? 200;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599)
    return { problem: problem('status must be a whole number from 200 to 599.') };
  const match = readMatch(propertyOf(root, 'match'));
  if (!match) return { problem: problem('match must be an object of values by JSON pointer, such as "/0/phone".') };
  const node = propertyOf(root, 'response');
  const response = node && text.slice(node.offset, node.offset + node.length);
  if (response === undefined || !isJson(response))
    return { problem: problem('response must be JSON without comments.') };
  return { recording: { operation, dialect, match, status, response } };
}

function readMatch(node: Node | undefined): Recording['match'] | undefined {
  if (!node) return {};
  if (node.type !== 'object') return undefined;
  const match: Record<string, MatchedValue> = {};
  for (const { children } of node.children ?? []) {
    const [name, value] = children ?? [];
    const pointer: unknown = name?.value;
    if (typeof pointer !== 'string' || !isPointer(pointer) || !value || ['object', 'array'].includes(value.type))
      return undefined;
    match[pointer] = value.value as MatchedValue;
  }
  return match;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
