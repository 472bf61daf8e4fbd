import { type OperationId, operationIds } from '../catalogue/registry.ts';
import { type Problem, problem } from '../problem/problem.ts';

/** A header that some tenants require, such as `x-api-key`. Contains no secret. */
export interface ExtraHeader {
  /** As typed; header names ignore case. */
  readonly name: string;
  /**
   * The source of its value: a text, a secret that is stored for the connection, or the value of the `Authorization`
   * header, as one public client sends it.
   */
  readonly value: { readonly text: string } | 'secret' | 'auth-key';
  /** The operations that it is sent with; all if omitted. */
  readonly operations?: readonly OperationId[];
}

/** The secret values of headers, by their names in lower case. */
export type HeaderSecrets = Readonly<Record<string, string>>;

/** Headers that the extension or HTTP itself sets. */
const reserved = new Set([
  'accept',
  'authorization',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'cookie',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const maxHeaders = 20;

/** Reads the `headers` of a connection in the settings, which may be any JSON. */
export function readExtraHeaders(
  raw: unknown = [],
): { readonly headers: readonly ExtraHeader[] } | { readonly problem: Problem } {
  if (!Array.isArray(raw)) return { problem: problem('headers must be an array.') };
  if (raw.length > maxHeaders) return { problem: problem('A connection can have up to {0} headers.', maxHeaders) };
  const headers: ExtraHeader[] = [];
  for (const entry of raw as unknown[]) {
    const { name, value, from, operations } = (entry ?? {}) as Record<string, unknown>;
    const found =
      problemOfHeaderName(name) ?? problemOfSource(name as string, value, from) ?? problemOfOperations(operations);
    if (found) return { problem: found };
    // Names are compared without case, because the values of secrets are stored by name.
    const isTwice = (other: ExtraHeader): boolean =>
      isSameName(other.name, name as string) &&
      (overlaps(other.operations, operations) || (other.value === 'secret' && from === 'secret'));
    if (headers.some(isTwice)) return { problem: problem('The header {0} is listed more than once.', String(name)) };
    headers.push({
      name: name as string,
      value: from === undefined ? { text: value as string } : (from as 'secret' | 'auth-key'),
      ...(operations !== undefined && { operations: operations as readonly OperationId[] }),
    });
  }
  return { headers };
}

/** The problem of a header's name; undefined if a connection may have it. */
export function problemOfHeaderName(name: unknown): Problem | undefined {
  // token of RFC 9110
  if (typeof name !== 'string' || !/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}$/.test(name))
    return problem('A header must have a name without spaces, such as x-api-key.');
  return reserved.has(name.toLowerCase()) ? problem('The header {0} is set by the extension.', name) : undefined;
}

export function problemOfHeaderValue(value: string): Problem | undefined {
  if (value.length > 8000) return problem('The value of a header cannot be longer than 8,000 characters.');
  return /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value)
    ? undefined
    : problem('The value of a header must be ASCII text without line breaks or surrounding spaces.');
}

function problemOfSource(name: string, value: unknown, from: unknown): Problem | undefined {
  if (from !== undefined && value !== undefined) return problem('The header {0} has both a value and a source.', name);
  if (from === 'secret' || from === 'auth-key') return undefined;
  if (from !== undefined || typeof value !== 'string')
    return problem('The header {0} needs "value", or "from" with "secret" or "auth-key".', name);
  return problemOfHeaderValue(value);
}

function problemOfOperations(operations: unknown): Problem | undefined {
  if (operations === undefined) return undefined;
  const isValid = Array.isArray(operations) && operations.every((id) => operationIds.includes(id as OperationId));
  return isValid ? undefined : problem('operations must be an array of {0}.', operationIds.join(', '));
}

function overlaps(one: readonly string[] | undefined, other: unknown): boolean {
  return one === undefined || other === undefined || (other as readonly string[]).some((id) => one.includes(id));
}

function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Whether a connection may have a header of this name. */
export function isExtraHeaderName(name: string): boolean {
  return problemOfHeaderName(name) === undefined;
}
