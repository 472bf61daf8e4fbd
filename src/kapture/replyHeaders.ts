/** Stands where the value of a cookie stood. */
export const cookieMark = '‹cookie›';

/**
 * Headers as they came, by their names in small letters; several of one name are joined. A cookie is a session of the
 * server's, whose value is nobody's to see or keep: its name and what is said of it stay.
 */
export function replyHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value = ''] of Object.entries(headers)) {
    const values = Array.isArray(value) ? value : [value];
    plain[name] = (name === 'set-cookie' ? values.map(withoutValue) : values).join(', ');
  }
  return plain;
}

/** A cookie without a name is all value. */
function withoutValue(cookie: string): string {
  const [, name = '', rest = ''] = /^(?:([^=;]*)=)?[^;]*(.*)$/s.exec(cookie)!;
  return `${name && `${name}=`}${cookieMark}${rest}`;
}
