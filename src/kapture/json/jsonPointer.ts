import { valueAt } from './valueAt.ts';

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

/** The keys and indexes of a JSON pointer. */
export function stepsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
