import { readAuthKey } from '../connection/authKey.ts';
import { requestHeaders } from '../http/requestHeaders.ts';
import type { CurlOption } from './curlOptions.ts';

/** The headers that options of curl set. */
const ofOption: Readonly<Record<string, string>> = {
  cookie: 'Cookie',
  'oauth2-bearer': 'Authorization: Bearer',
  referer: 'Referer',
  'user-agent': 'User-Agent',
};
/** Headers that HTTP clients set automatically. */
const ofHttp = ['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding', 'expect'];
/** Headers that browsers send with every request. */
export const browserHeaders = /^(sec-|accept-|user-agent$|referer$|origin$|pragma$|cache-control$|priority$|dnt$)/i;

/** The names of a command's headers that our requests do not have. Those of browsers are last. */
export function omittedHeaders(options: readonly CurlOption[]): string[] {
  const sent = [...Object.keys(requestHeaders('')), ...ofHttp];
  const names = options.flatMap(({ name: option, value }) => {
    const name = option === 'header' ? headerName(value) : ofOption[option];
    if (name?.toLowerCase() === 'authorization') return otherAuthorization(value);
    return name && !sent.includes(name.toLowerCase()) ? [name] : [];
  });
  const all = names.filter((name, index) => names.findIndex((other) => isSame(name, other)) === index);
  return [...all.filter((name) => !browserHeaders.test(name)), ...all.filter((name) => browserHeaders.test(name))];
}

/** The name of a header; undefined if it is invalid, or without a value, which curl does not send. */
function headerName(header: string): string | undefined {
  return /^([\w!#$%&'*+.^`|~-]+)(?:;$|:.*\S)/s.exec(header)?.[1];
}

/**
 * The name of an `Authorization` header, with its scheme, unless it has a Kapture auth key or a variable that may have
 * one.
 */
function otherAuthorization(header: string): string[] {
  const value = header.slice(header.indexOf(':') + 1).trim();
  const scheme = /^(bearer|digest|negotiate|ntlm)\b/i.exec(value)?.[1];
  if (scheme) return [`Authorization: ${scheme}`];
  return value.includes('{{') || readAuthKey(value).key ? [] : ['Authorization'];
}

function isSame(name: string, other: string): boolean {
  return name.toLowerCase() === other.toLowerCase();
}
