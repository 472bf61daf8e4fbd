/**
 * The headers of every request, except those that HTTP adds. `key` is an auth key, or a placeholder in copied requests.
 */
export function requestHeaders(key: string): Readonly<Record<string, string>> {
  return { authorization: `Basic ${key}`, 'content-type': 'application/json', accept: 'application/json, */*;q=0.5' };
}

/** A decoder for the charset of a `Content-Type`; undefined for UTF-8, a missing charset and an unknown one. */
export function decoderOf(contentType = ''): InstanceType<typeof TextDecoder> | undefined {
  const charset = /charset\s*=\s*"?([\w-]+)/i.exec(contentType)?.[1]?.toLowerCase() ?? 'utf-8';
  try {
    return /^(utf-?8|us-ascii)$/.test(charset) ? undefined : new TextDecoder(charset);
  } catch {
    return undefined;
  }
}
