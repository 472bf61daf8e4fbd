/**
 * The maximum size of a document or workspace file that is read, in characters or bytes. Reading one of this size blocks
 * its thread for less than 100 ms, regardless of the content.
 */
export const maxJsonLength = 500_000;

/** The maximum nesting of a request, a test file or a file of variables. It is limited because their parser is recursive. */
export const maxJsonDepth = 500;

/** The maximum number of open brackets, including those in strings and comments. */
export function jsonDepth(text: string): number {
  let depth = 0;
  let max = 0;
  for (const character of text) {
    if (character === '{' || character === '[') max = Math.max(max, ++depth);
    else if (character === '}' || character === ']') depth--;
  }
  return max;
}
