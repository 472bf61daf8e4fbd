/** Whether a text is a JSON pointer (RFC 6901): empty, or keys that each follow a slash. */
export function isPointer(text: string): boolean {
  return /^(\/([^~/]|~[01])*)*$/.test(text);
}

/** The JSON pointer of a path of keys and indexes. */
export function pointerOf(path: readonly (string | number)[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The value at a JSON pointer. `found` distinguishes a missing value from null. */
export function valueAtPointer(value: unknown, pointer: string): ReturnType<typeof valueAt> {
  return valueAt(value, stepsOf(pointer));
}

export function stepsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

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

/** The paths to ignored values, by their remaining steps. `*` is any step. */
export type IgnoredPaths = readonly (readonly string[])[];

/** Reads JSON pointers (RFC 6901) in which `*` stands for any key or index. */
export function ignoredPaths(pointers: readonly string[]): IgnoredPaths {
  return pointers.map((pointer) =>
    pointer
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')),
  );
}

/** The paths that continue below a key or index. */
export function ignoredBelow(paths: IgnoredPaths, step: string): IgnoredPaths {
  return paths.filter(([first]) => first === step || first === '*').map((path) => path.slice(1));
}

/** Whether a path ends here, so that this value is ignored. */
export function isIgnored(paths: IgnoredPaths): boolean {
  return paths.some((path) => path.length === 0);
}

export interface LeafValue {
  readonly pointer: string;
  readonly value: string | number | boolean | null;
}

/** The values of a response that are neither objects nor arrays, in order, at most `maxCount`. */
export function leafValues(response: unknown, maxCount: number): LeafValue[] {
  const found: LeafValue[] = [];
  const pending: { readonly pointer: string; readonly value: unknown }[] = [{ pointer: '', value: response }];
  for (let next = pending.pop(); next && found.length < maxCount; next = pending.pop()) {
    const { pointer, value } = next;
    if (typeof value !== 'object' || value === null) {
      found.push({ pointer, value: value as LeafValue['value'] });
      continue;
    }
    const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
    for (const [step, inner] of entries.reverse()) pending.push({ pointer: pointer + pointerOf([step]), value: inner });
  }
  return found;
}
