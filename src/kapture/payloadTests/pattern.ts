/** The regular expression of a text. Throws where it is none. It may take for ever: `PatternThread` tries it. */
export function regularExpression(text: string): RegExp {
  return new RegExp(text, 'u');
}

/** Whether a text is a regular expression. */
export function isPattern(text: string): boolean {
  try {
    regularExpression(text);
    return true;
  } catch {
    return false;
  }
}
