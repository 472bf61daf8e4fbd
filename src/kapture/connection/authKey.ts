import { problem, type Problem } from '../problem/problem.ts';

/** An auth key that is valid after `Authorization: Basic `. Never log one, and never put one in an error. */
export type AuthKey = string & { readonly __authKey: unique symbol };

export type AuthKeyReading =
  { readonly key: AuthKey; readonly problem?: undefined } | { readonly key?: undefined; readonly problem: Problem };

/** The maximum length of a pasted key, in characters. Servers accept shorter headers only. */
const maxPasted = 10_000;

/** The classic key for a user name and a password: base64 of `username:password` in UTF-8 (RFC 7617). */
export function keyOfUser(username: string, password: string): AuthKeyReading {
  if (!username) return { problem: problem('Enter a user name.') };
  if (username.includes(':')) return { problem: problem('A user name cannot contain a colon.') };
  if (hasControl(username) || hasControl(password))
    return { problem: problem('User names and passwords cannot contain line breaks or control characters.') };
  return { key: Buffer.from(`${username}:${password}`, 'utf8').toString('base64') as AuthKey };
}

/**
 * Reads a pasted key: an opaque key, which stays unchanged (Kapture's have no colon), or `username:password`. A leading
 * `Authorization:` or `Basic `, quotes, and blanks or line breaks around it are removed.
 */
export function readAuthKey(pasted: string): AuthKeyReading {
  if (pasted.length > maxPasted) return { problem: problem('This is too long for an auth key.') };
  let text = pasted.replace(/^\uFEFF/, '');
  for (let before = ''; before !== text;) {
    before = text;
    text = text
      .trim()
      .replace(/^(["'`])([\s\S]*)\1[,;]?$/, '$2')
      .replace(/^authorization\s*:\s*/i, '')
      .replace(/^basic\s+/i, '');
  }
  if (!text || /^basic$/i.test(text)) return { problem: problem('Paste the auth key you received from Kapture.') };
  const colon = text.indexOf(':');
  if (colon >= 0) return keyOfUser(text.slice(0, colon), text.slice(colon + 1));
  if (/\s/.test(text)) return { problem: problem('An auth key cannot contain spaces or line breaks.') };
  // token68 of RFC 7235: the credentials after the scheme of an Authorization header.
  if (!/^[A-Za-z0-9\-._~+/]+=*$/.test(text))
    return {
      problem: problem(
        'This cannot be sent as an auth key because it contains characters that are not allowed in an HTTP header.',
      ),
    };
  return { key: text as AuthKey };
}

function hasControl(text: string): boolean {
  return /\p{Cc}/u.test(text);
}
