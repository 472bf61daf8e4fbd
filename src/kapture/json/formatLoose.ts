import { type Token, tokenAt } from './tokens.ts';

/** Deeper levels are not indented further: 10,000 levels would result in 200 MB of text. */
export const maxIndentLevel = 40;

/**
 * Formats a text with one property or element per line, keeping all its tokens. A text that does not start with an
 * object or array is returned unchanged; a truncated text is formatted as far as it goes.
 */
export function formatLoose(text: string): string {
  const first = tokenAt(text, 0);
  if (!first || (first.kind !== '{' && first.kind !== '[')) return text;
  const out: string[] = [];
  let depth = 0;
  const newLine = (): string => '\n' + '  '.repeat(Math.min(depth, maxIndentLevel));
  let before: Token | undefined;
  for (let token: Token | undefined = first; token; token = tokenAt(text, token.end)) {
    const opening = before?.kind === '{' || before?.kind === '[';
    switch (token.kind) {
      case '}':
      case ']':
        depth = Math.max(0, depth - 1);
        out.push(opening ? '' : newLine(), token.kind);
        break;
      case ',':
        out.push(',');
        break;
      case ':':
        out.push(': ');
        break;
      default:
        if (opening || before?.kind === ',') out.push(newLine());
        else if (before && before.kind !== ':') out.push(newLine());
        out.push(text.slice(token.start, token.end));
        if (token.kind === '{' || token.kind === '[') depth++;
    }
    before = token;
  }
  return out.join('');
}

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
