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
