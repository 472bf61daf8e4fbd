/** The headers of every request; the rest is HTTP's own. `key` is an auth key, or what stands for it where nothing is sent. */
export function requestHeaders(key: string): Readonly<Record<string, string>> {
  return { authorization: `Basic ${key}`, 'content-type': 'application/json', accept: 'application/json, */*;q=0.5' };
}
