/** What a path of keys and indexes leads to in a JSON value; `found` tells a missing value from a null. */
export function valueAt(
  value: unknown,
  path: readonly string[],
): { readonly found: boolean; readonly value?: unknown } {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return { found: false };
    if (Array.isArray(at) && !/^(0|[1-9]\d*)$/.test(step)) return { found: false };
    at = (at as Record<string, unknown>)[step];
  }
  return { found: true, value: at };
}
