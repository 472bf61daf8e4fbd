import { createScanner } from 'jsonc-parser';

/**
 * The maximum size of a document or workspace file that is read, in characters or bytes. Reading one of this size
 * blocks its thread for less than 100 ms, regardless of the content.
 */
export const maxJsonLength = 500_000;

/**
 * The maximum nesting of a request, a test file or a file of variables. It is limited because their parser is
 * recursive.
 */
export const maxJsonDepth = 500;

/**
 * The maximum number of open brackets, as the parser counts them: brackets in strings and comments do not count, and
 * only a bracket of the same kind closes one.
 */
export function jsonDepth(text: string): number {
  const scanner = createScanner(text, true);
  const open: string[] = [];
  let max = 0;
  while (scanner.getPosition() < text.length) {
    scanner.scan();
    const bracket = text[scanner.getTokenOffset()];
    if (bracket === '{' || bracket === '[') max = Math.max(max, open.push(bracket));
    else if ((bracket === '}' && open.at(-1) === '{') || (bracket === ']' && open.at(-1) === '[')) open.pop();
  }
  return max;
}

/**
 * Whether a value is within {@link maxJsonLength} and {@link maxJsonDepth}, without reading more of it than that. Its
 * layout does not count.
 */
export function isWithinJsonLimits(value: unknown): boolean {
  return isWithin(value, () => 0);
}

/**
 * Whether a value may be within the same limits when it is formatted with one value on each line and an indent of two
 * spaces a level. On 500 levels, the indent can make a text a hundred times as long.
 */
export function isWithinFormattedLimits(value: unknown): boolean {
  return isWithin(value, (depth) => 2 * depth);
}

/** `layoutAt` returns the number of additional characters for a value at a depth. */
function isWithin(value: unknown, layoutAt: (depth: number) => number): boolean {
  const open = [{ value, depth: 0 }];
  let length = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    length += layoutAt(next.depth) + (typeof next.value === 'string' ? next.value.length : 1);
    if (length > maxJsonLength || next.depth > maxJsonDepth) return false;
    if (typeof next.value !== 'object' || next.value === null) continue;
    for (const [key, inner] of Object.entries(next.value)) {
      if (!Array.isArray(next.value)) length += key.length;
      open.push({ value: inner as unknown, depth: next.depth + 1 });
    }
  }
  return true;
}
