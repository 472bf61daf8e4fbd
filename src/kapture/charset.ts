/** The charset that a `Content-Type` names, in small letters; UTF-8 where it names none. */
export function charsetOf(contentType = ''): string {
  return /charset\s*=\s*"?([\w-]+)/i.exec(contentType)?.[1]?.toLowerCase() ?? 'utf-8';
}
