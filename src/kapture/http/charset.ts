/** Decodes texts in the charset that a `Content-Type` names; undefined where that is UTF-8, none, or one that nobody knows. */
export function decoderOf(contentType = ''): InstanceType<typeof TextDecoder> | undefined {
  const charset = /charset\s*=\s*"?([\w-]+)/i.exec(contentType)?.[1]?.toLowerCase() ?? 'utf-8';
  try {
    return /^(utf-?8|us-ascii)$/.test(charset) ? undefined : new TextDecoder(charset);
  } catch {
    return undefined;
  }
}
