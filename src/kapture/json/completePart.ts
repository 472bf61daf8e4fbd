import { tokenAt } from './tokens.ts';

/** An open object or array. */
interface Level {
  readonly close: '}' | ']';
  /** Whether the next string is a key. */
  atKey: boolean;
}

/**
 * A truncated JSON text up to its last complete value or opening bracket, with its brackets closed. Undefined if it has
 * none. A number at the end of the text may be truncated, so it is omitted.
 */
export function completePart(text: string): string | undefined {
  const levels: Level[] = [];
  let end = 0;
  for (let token = tokenAt(text, 0); token; token = tokenAt(text, token.end)) {
    const level = levels.at(-1);
    switch (token.kind) {
      case '{':
      case '[':
        levels.push({ close: token.kind === '{' ? '}' : ']', atKey: token.kind === '{' });
        ({ end } = token);
        break;
      case '}':
      case ']':
        levels.pop();
        ({ end } = token);
        break;
      case ',':
        if (level) level.atKey = level.close === '}';
        break;
      case ':':
        if (level) level.atKey = false;
        break;
      default:
        if (!level?.atKey && !token.cut && token.end < text.length) ({ end } = token);
    }
  }
  // The brackets have not changed since `end`.
  const closers = levels.map(({ close }) => close).toReversed();
  return end ? text.slice(0, end) + closers.join('') : undefined;
}
