/**
 * Compiles a pattern. Throws a SyntaxError if it is invalid. Matching can take forever, so run it in `PatternThread`.
 */
export function regularExpression(text: string): RegExp {
  return new RegExp(text, 'u');
}

/** Whether a text is a valid regular expression. */
export function isPattern(text: string): boolean {
  try {
    regularExpression(text);
    return true;
  } catch {
    return false;
  }
}
