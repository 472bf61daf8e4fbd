/** Stands where a server's own secret stood. */
export const secretMark = '‹secret›';

/** Names of headers whose values let somebody in: tokens and sessions of the server's. */
const secretNames = /token|session|secret|password|api-?key|csrf|xsrf|^(?:proxy-)?auth(?:orization|entication-info)$/;

/** What may be said of a cookie, and how. All else of it is its value, or that of another one that a gateway put behind it. */
const attributes: readonly RegExp[] = [
  /^(?:secure|httponly|partitioned)$/i,
  /^path=[^,]*$/i,
  /^domain=[\w.-]*$/i,
  /^max-age=-?\d+$/i,
  /^(?:samesite|priority)=\w+$/i,
  /^expires=\w+, [\w: -]+$/i,
];

/**
 * Headers as they came, by their names in small letters; several of one name are joined. What lets somebody in at the server
 * is nobody's to see or keep: of a cookie its name and its attributes stay, of other such headers that they came.
 */
export function responseHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value = ''] of Object.entries(headers)) {
    const values = Array.isArray(value) ? value : [value];
    plain[name] = secretNames.test(name)
      ? secretMark
      : (/^set-cookie2?$/.test(name) ? values.map(withoutValue) : values).join(', ');
  }
  return plain;
}

function withoutValue(cookie: string): string {
  const [pair = '', ...rest] = cookie.split(';').map((part) => part.trim());
  const [name, ...value] = pair.split('=');
  // A cookie without a name is all value.
  return [
    `${name && value.length ? `${name}=` : ''}${secretMark}`,
    ...rest.map((part) => (attributes.some((attribute) => attribute.test(part)) ? part : secretMark)),
  ].join('; ');
}
