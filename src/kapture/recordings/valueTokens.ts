/** The words and digit groups of a value: everything between blanks and ASCII punctuation. */
export const valueToken = /\d+|[^\u0000-\u0040\u005b-\u0060\u007b-\u00a0]+/g;

export function tokensOf(value: string): string[] {
  return value.match(valueToken) ?? [];
}
