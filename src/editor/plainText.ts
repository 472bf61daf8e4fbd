/**
 * A server's text for a place with one line: no line breaks, no control characters, no marks that reorder or hide text,
 * no more than `most` characters.
 */
export function oneLine(text: string, most = 140): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  const characters = [...line];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : line;
}

/** The same for a place where VS Code draws `$(name)` as an icon. */
export function oneLabel(text: string, most?: number): string {
  return oneLine(text, most).replaceAll('$(', '\\$(');
}

/**
 * An error for the log, in lines that cannot be taken for entries of it: its words, which may be a server's, in one; then
 * where it arose.
 */
export function errorLines({ name, message, stack = '' }: Error): string {
  return [
    oneLine(`${name}: ${message}`, 500),
    ...stack
      .split('\n')
      .filter((line) => /^ +at /.test(line))
      .map((line) => `    ${oneLine(line, 500)}`),
  ].join('\n');
}
