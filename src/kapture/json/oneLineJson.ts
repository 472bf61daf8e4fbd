/**
 * Strict JSON on one line: without the line breaks between values and the white space around them. Line by line,
 * because a pattern for white space before a line break takes minutes for a long run of blanks without one.
 */
export function oneLineJson(strict: string): string {
  const lines = strict.split(/[\r\n]+/);
  const last = lines.length - 1;
  return lines
    .map((line, index) => {
      const start = index > 0 ? line.trimStart() : line;
      return index < last ? start.trimEnd() : start;
    })
    .join('');
}
