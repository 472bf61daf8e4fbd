/**
 * Path and query of a URL, as typed: a URL object would rewrite a trailing `?=`, and its origin has another length,
 * because it has no default port and an international host in ASCII.
 */
export function requestTarget(url: string): string {
  return url.slice(url.indexOf('/', url.indexOf('//') + 2));
}
