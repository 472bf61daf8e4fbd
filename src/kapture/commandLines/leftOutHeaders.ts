import { readAuthKey } from '../connection/authKey.ts';
import { requestHeaders } from '../http/requestHeaders.ts';
import type { CurlOption } from './curlOptions.ts';

/** Options of curl that are headers. */
const ofOption: Readonly<Record<string, string>> = {
  cookie: 'Cookie',
  'oauth2-bearer': 'Authorization: Bearer',
  referer: 'Referer',
  'user-agent': 'User-Agent',
};
/** Headers that HTTP clients set by themselves. */
const ofHttp = ['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding', 'expect'];
/** Headers that browsers send with each request. */
const ofBrowser = /^(sec-|accept-|user-agent$|referer$|origin$|pragma$|cache-control$|priority$|dnt$)/i;

/** The names of headers in a command that no request of ours has, without their values, those of browsers last. */
export function leftOutHeaders(options: readonly CurlOption[]): string[] {
  const sent = [...Object.keys(requestHeaders('')), ...ofHttp];
  const names = options.flatMap(({ name: option, value }) => {
    const name = option === 'header' ? headerName(value) : ofOption[option];
    if (name?.toLowerCase() === 'authorization') return otherAuthorization(value);
    return name && !sent.includes(name.toLowerCase()) ? [name] : [];
  });
  const all = names.filter((name, index) => names.findIndex((other) => isSame(name, other)) === index);
  return [...all.filter((name) => !ofBrowser.test(name)), ...all.filter((name) => ofBrowser.test(name))];
}

/** Undefined for what is no header, and for one that curl does not send because it has no value. */
function headerName(header: string): string | undefined {
  return /^([\w!#$%&'*+.^`|~-]+)(?:;$|:.*\S)/s.exec(header)?.[1];
}

/** An `Authorization` header that has no auth key of Kapture's, and no variable that may hold one. */
function otherAuthorization(header: string): string[] {
  const value = header.slice(header.indexOf(':') + 1).trim();
  const scheme = /^(bearer|digest|negotiate|ntlm)\b/i.exec(value)?.[1];
  if (scheme) return [`Authorization: ${scheme}`];
  return value.includes('{{') || readAuthKey(value).key ? [] : ['Authorization'];
}

function isSame(name: string, other: string): boolean {
  return name.toLowerCase() === other.toLowerCase();
}
