/**
 * The headers of every request, except those that HTTP adds. `key` is an auth key, or a placeholder in copied requests.
 */
export function requestHeaders(key: string): Readonly<Record<string, string>> {
  return { authorization: `Basic ${key}`, 'content-type': 'application/json', accept: 'application/json, */*;q=0.5' };
}
