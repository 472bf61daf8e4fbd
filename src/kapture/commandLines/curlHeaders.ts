import { type ExtraHeader, isExtraHeaderName, problemOfHeaderValue } from '../connection/extraHeaders.ts';
import { requestHeaders } from '../exchange/exchange.ts';
import { isSecretName } from '../redaction/secretNames.ts';
import { browserHeaders, curlOptions } from './fromCurl.ts';

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
  const all = curlOptions(text).flatMap(({ name: option, value: line }): [name: string, value: string][] => {
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

/** Matches words, a version or a media type. Any other value may be a key. */
const publicValue = /^([A-Za-z]{1,20}([ ._/;=+-][A-Za-z]{1,20}){0,4}|v?\d{1,3}(\.\d{1,3}){1,3})$/;

function looksPublic(name: string, value: string): boolean {
  // "x-api-type" and "x-key-type" name a kind, not a key. Any other short number can be a PIN.
  const isKind = /(^|-)(type|version|format)$/i.test(name);
  return isKind ? publicValue.test(value) || /^\d{1,4}$/.test(value) : !isSecretName(name) && publicValue.test(value);
}

function isSame(name: string, other: string): boolean {
  return name.toLowerCase() === other.toLowerCase();
}
