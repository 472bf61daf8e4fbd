/** A decoder for the charset of a `Content-Type`; undefined for UTF-8, a missing charset and an unknown one. */
export function decoderOf(contentType = ''): InstanceType<typeof TextDecoder> | undefined {
  const charset = /charset\s*=\s*"?([\w-]+)/i.exec(contentType)?.[1]?.toLowerCase() ?? 'utf-8';
  try {
    return /^(utf-?8|us-ascii)$/.test(charset) ? undefined : new TextDecoder(charset);
  } catch {
    return undefined;
  }
}
