import { type OperationId, operationIds } from '../catalogue/registry.ts';
import { type ExtraHeader, isExtraHeaderName, isSentWith, problemOfHeaderValue } from '../connection/extraHeaders.ts';
import { requestHeaders } from '../http/requestHeaders.ts';
import { isSecretName } from '../redaction/secretNames.ts';
import { browserHeaders, readCommand } from './fromCurl.ts';

/** A header of a command that a connection can have. */
export interface CurlHeader {
  readonly name: string;
  /** Its value, which may be a secret; undefined if it is a variable or cannot be sent. */
  readonly value: string | undefined;
  /** Where a connection should have its value. */
  readonly source: 'text' | 'secret' | 'auth-key';
}

/**
 * The headers of the first curl command in a text that our requests do not have, without those of HTTP and of browsers.
 * Contains secrets, unlike the request of `fromCurl`.
 */
export function curlHeaders(text: string): CurlHeader[] {
  const { options = [] } = readCommand(text);
  const all = options.flatMap(({ name: option, value: line }): [name: string, value: string][] => {
    const colon = line.indexOf(':');
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()];
    return option !== 'header' || colon < 1 || /\s/.test(name) || !value ? [] : [[name, value]];
  });
  const authorization = all.findLast(([name]) => isSame(name, 'authorization'))?.[1];
  const sent = Object.keys(requestHeaders(''));
  // The last of several with the same name counts, as for the key.
  const extra = all.filter(
    ([name], index) =>
      isExtraHeaderName(name) &&
      !browserHeaders.test(name) &&
      !sent.includes(name.toLowerCase()) &&
      all.findLastIndex(([other]) => isSame(other, name)) === index,
  );
  return extra.map(([name, value]) => ({
    name,
    value: value.includes('{{') || problemOfHeaderValue(value) ? undefined : value,
    source: sourceOf(name, value, authorization),
  }));
}

/** A header of a connection, as it is in the settings: without its value if that is a secret. */
export function entryOfCurlHeader({
  name,
  value,
  source,
}: CurlHeader): { readonly name: string } & ({ readonly value: string } | { readonly from: 'secret' | 'auth-key' }) {
  if (source === 'text' && value !== undefined) return { name, value };
  return { name, from: source === 'auth-key' ? 'auth-key' : 'secret' };
}

/** Whether there is a header of this name, which ignores case. */
export function hasHeader(headers: readonly ExtraHeader[], name: string): boolean {
  return headers.some((header) => isSame(header.name, name));
}

function sourceOf(name: string, value: string, authorization: string | undefined): CurlHeader['source'] {
  if (value === authorization) return 'auth-key';
  return looksPublic(name, value) ? 'text' : 'secret';
}

/** Words, a version or a media type. Everything else may be a key. */
const publicValue = /^([A-Za-z]{1,20}([ ._/;=+-][A-Za-z]{1,20}){0,4}|v?\d{1,3}(\.\d{1,3}){1,3})$/;

function looksPublic(name: string, value: string): boolean {
  // "x-api-type" and "x-key-type" name a kind, not a key. Any other short number can be a PIN.
  const isKind = /(^|-)(type|version|format)$/i.test(name);
  return isKind ? publicValue.test(value) || /^\d{1,4}$/.test(value) : !isSecretName(name) && publicValue.test(value);
}

function isSame(name: string, other: string): boolean {
  return name.toLowerCase() === other.toLowerCase();
}

/** The headers of a connection in the settings, which may be any JSON, with those of a curl command. */
interface WithCurlHeaders {
  readonly headers: readonly unknown[];
  /** The headers of the command that some of the operations did not have. */
  readonly added: readonly CurlHeader[];
}

/**
 * Adds the headers of a curl command to those of a connection, for the given operations. Operations that already have a
 * header of the same name keep it. A header that other operations have with the same value is extended: a connection
 * can list a secret header only once.
 */
export function withCurlHeaders(
  present: readonly unknown[],
  found: readonly CurlHeader[],
  operations: readonly OperationId[],
): WithCurlHeaders {
  const headers = [...present];
  const added = found.filter((header) => {
    const missing = operations.filter((id) => !headers.some((other) => isSentWith(other, header.name, id)));
    if (!missing.length) return false;
    const entry = entryOfCurlHeader(header);
    const alike = headers.findIndex((other) => hasSameValue(other, entry));
    if (alike < 0) headers.push(forOperations(entry, missing));
    else
      headers[alike] = forOperations(headers[alike] as Entry, [...operationsOf(headers[alike] as Entry), ...missing]);
    return true;
  });
  return { headers, added };
}

type Entry = Readonly<Record<string, unknown>>;

/** A header with its operations in the order of the catalogue, which are omitted if they are all. */
function forOperations({ operations: _operations, ...header }: Entry, ids: readonly OperationId[]): Entry {
  const sorted = operationIds.filter((id) => ids.includes(id));
  return sorted.length === operationIds.length ? header : { ...header, operations: sorted };
}

function operationsOf({ operations }: Entry): readonly OperationId[] {
  return Array.isArray(operations) ? (operations as OperationId[]) : operationIds;
}

function hasSameValue(header: unknown, { name, value, from }: Entry): boolean {
  const own = (header ?? {}) as Entry;
  const isSameName = typeof own['name'] === 'string' && own['name'].toLowerCase() === String(name).toLowerCase();
  return isSameName && own['value'] === value && own['from'] === from;
}
