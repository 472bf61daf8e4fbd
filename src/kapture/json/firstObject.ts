/**
 * The object of a body, which may be in an array: the first element counts. Undefined for anything else.
 */
export function firstObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const first: unknown = Array.isArray(value) ? (value as unknown[])[0] : value;
  return typeof first === 'object' && first !== null && !Array.isArray(first)
    ? (first as Readonly<Record<string, unknown>>)
    : undefined;
}
