/** Replaces a secret of the server. */
export const secretMark = '‹secret›';

/** The names of headers whose values are credentials: tokens and sessions of the server. */
const secretNames = /token|session|secret|password|api-?key|csrf|xsrf|^(?:proxy-)?auth(?:orization|entication-info)$/;

/**
 * The attributes of a cookie that are not secret. Anything else is its value, or another cookie that a gateway
 * appended.
 */
const attributes: readonly RegExp[] = [
  /^(?:secure|httponly|partitioned)$/i,
  /^path=[^,]*$/i,
  /^domain=[\w.-]*$/i,
  /^max-age=-?\d+$/i,
  /^(?:samesite|priority)=\w+$/i,
  /^expires=\w+, [\w: -]+$/i,
];

/**
 * The headers by their names in lower case; headers with the same name are joined. Credentials are replaced by
 * {@link secretMark} so that they are neither shown nor stored: cookies keep their name and attributes, other
 * credentials only the name of the header.
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
  // A cookie without a name consists of a value only.
  return [
    `${name && value.length ? `${name}=` : ''}${secretMark}`,
    ...rest.map((part) => (attributes.some((attribute) => attribute.test(part)) ? part : secretMark)),
  ].join('; ');
}
