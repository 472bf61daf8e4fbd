/** The value at a path of keys and indexes in a JSON value. `found` is false if there is none. */
export function valueAt(
  value: unknown,
  path: readonly string[],
): { readonly found: boolean; readonly value?: unknown } {
  let current = value;
  for (const step of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return { found: false };
    if (Array.isArray(current) && !/^(0|[1-9]\d*)$/.test(step)) return { found: false };
    current = (current as Record<string, unknown>)[step];
  }
  return { found: true, value: current };
}
