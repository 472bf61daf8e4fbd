/** Whether a text is a JSON pointer (RFC 6901): empty, or names that each follow a slash. */
export function isPointer(text: string): boolean {
  return /^(\/([^~/]|~[01])*)*$/.test(text);
}

/** What a JSON pointer points at; `found` tells a missing value from a null. */
export function valueAtPointer(value: unknown, pointer: string): { readonly found: boolean; readonly value?: unknown } {
  let at = value;
  for (const step of pointer.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return { found: false };
    if (Array.isArray(at) && !/^(0|[1-9]\d*)$/.test(name)) return { found: false };
    at = (at as Record<string, unknown>)[name];
  }
  return { found: true, value: at };
}
