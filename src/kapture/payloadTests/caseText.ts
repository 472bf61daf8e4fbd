import { isDeepStrictEqual } from 'node:util';
import { defaultDialect, type Dialect } from '../catalogue/dialect.ts';
import { dialectOfBody, dialectsOf, formOf } from '../catalogue/forms.ts';
import type { OperationId } from '../catalogue/registry.ts';
import { problemOfId } from '../catalogue/uncertainId.ts';
import { formOfWrite, problemOfAct } from '../catalogue/writeAct.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { firstObject } from '../json/firstObject.ts';
import { readTree } from '../json/jsonTree.ts';
import { readLoose } from '../json/looseJson.ts';
import { redactionMark } from '../redaction/redact.ts';
import { escapeOtherBraces } from '../variables/escapeBraces.ts';
import { secretUses } from '../variables/secretVariables.ts';
import { verbs } from './testCase.ts';

/** A case as it is written in a test file. */
export interface WrittenCase {
  readonly name: string;
  readonly operation: OperationId;
  /** Omitted if it is unknown, or the operation has only one. */
  readonly dialect?: Dialect;
  readonly body?: unknown;
  readonly rawBody?: string;
  readonly expect?: Readonly<Record<string, unknown>>;
}

/**
 * The request of a new case. A body that does not do what its operation says, or is not an object, is sent as text;
 * also one whose numbers or duplicate keys a parsed object would change, and one in which a text of a server would
 * become a variable.
 */
export function requestOfCase(operation: OperationId, body: string): Omit<WrittenCase, 'name'> {
  const { value } = readLoose(body);
  const object = Array.isArray(value) && value.length > 1 ? undefined : firstObject(value);
  const dialect = dialectOfBody(operation, value);
  // Also the flat one: without a dialect, the case would be sent in that of any connection.
  const isStated = dialect !== undefined && dialectsOf(operation).length > 1;
  const sent = { operation, ...(isStated && { dialect }) };
  const form = formOf(operation, dialect ?? defaultDialect);
  const isOther =
    object !== undefined &&
    (problemOfId(operation, body, form) ?? problemOfAct(operation, object, formOfWrite(object, form))) !== undefined;
  return object && !isOther && isUnchanged(body, object) && hasSameVariables(body, object)
    ? { ...sent, body: object }
    : { ...sent, rawBody: body };
}

/** Whether an object is written with the same values as in the body that it was read from. */
function isUnchanged(body: string, object: unknown): boolean {
  const tree = readTree(body);
  const written = tree?.kind === 'array' ? tree.items[0] : tree;
  return isDeepStrictEqual(written, readTree(JSON.stringify(object)));
}

/** Whether an object has no variables when it is written, except for the secrets of the body that it was read from. */
function hasSameVariables(body: string, object: unknown): boolean {
  const json = JSON.stringify(object);
  return escapeOtherBraces(json) === json && secretUses(json).length === secretUses(body).length;
}

/** What a new case expects of any response: its status, its outcome, and the message of a failure. */
export function generalExpectations({ response: { status, reading } }: Exchange): Record<string, unknown> {
  const { outcome, message } = reading;
  return {
    status,
    outcome,
    ...(outcome === 'failed' && message !== undefined && isPlain(message) && { message }),
  };
}

/**
 * The expectation of a value in a response. A value that cannot be compared, because it contains a redacted secret or a
 * variable's braces, only has to exist.
 */
export function expectationOf(value: unknown): unknown {
  if (!isPlain(JSON.stringify(value))) return { exists: true };
  const keys = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  // It would be read as conditions.
  const isAmbiguous = keys.length > 0 && keys.every((key) => verbs.some((verb) => verb === key));
  return isAmbiguous ? { equals: value } : value;
}

function isPlain(text: string): boolean {
  return !text.includes('{{') && !text.includes(redactionMark);
}
