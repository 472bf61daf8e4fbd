/**
 * The most that is read of a document or file of a workspace, in characters or bytes: whatever is in it, reading it blocks
 * its thread for less than 100 ms.
 */
export const longestJson = 500_000;

/** The most levels of a request, of a file of tests or of variables: their parser recurses. */
export const deepest = 500;

/** How many brackets are open at once, at the most; those in strings and comments count too, which does no harm. */
export function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  for (const character of text) {
    if (character === '{' || character === '[') most = Math.max(most, ++depth);
    else if (character === '}' || character === ']') depth--;
  }
  return most;
}
