import { readString, tokenAt, type Span, type Token } from './looseJson.ts';

/** A value of a text, with the place of its key. */
export interface OutlineEntry {
  /** The key of a property, the index of an element; undefined for the value that the text is. */
  readonly key: string | number | undefined;
  readonly kind: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';
  /** The key of a property; of all else the first sign or the whole scalar. */
  readonly keySpan: Span;
  readonly valueSpan: Span;
  readonly children: readonly OutlineEntry[];
}

type Growing = { -readonly [Part in keyof OutlineEntry]: OutlineEntry[Part] } & { children: Growing[] };

/** An object or array that is open. */
interface Level {
  /** Undefined where it is not in the outline. */
  readonly entry: Growing | undefined;
  readonly isArray: boolean;
  index: number;
  /** The key whose value comes next. */
  key: Token | undefined;
}

/** Deeper values are not in an outline: whoever shows one may recurse. */
const deepest = 50;

/**
 * The value at `from` in loose JSON, with at most so many values in all: those of the upper levels first, so that the
 * end of a long text has entries too. One that is cut off is there as far as it goes.
 */
export function jsonOutline(text: string, most: number, from = 0): OutlineEntry | undefined {
  const counts: number[] = [];
  walk(text, from, (depth) => {
    counts[depth] = (counts[depth] ?? 0) + 1;
    return false;
  });
  let left = most;
  // The first level that there is no room for has the values that come first.
  const partly = counts.findIndex((count, depth) => depth > deepest || (left -= count) < 0);
  left += counts[partly] ?? 0;
  return walk(text, from, (depth) => partly < 0 || depth < partly || (depth === partly && left-- > 0));
}

/** `isWanted` is asked for each value, parents first. */
function walk(text: string, from: number, isWanted: (depth: number) => boolean): OutlineEntry | undefined {
  const levels: Level[] = [];
  let root: Growing | undefined;
  let end = from;
  for (let token = tokenAt(text, from); token; token = tokenAt(text, token.end)) {
    const level = levels.at(-1);
    ({ end } = token);
    if (token.kind === '}' || token.kind === ']') {
      close(levels.pop(), end);
    } else if (token.kind === ',') {
      if (level) level.index++;
    } else if (level && !level.isArray && !level.key && token.kind === 'string') {
      level.key = token;
    } else if (token.kind !== ':') {
      const entry = isWanted(levels.length) ? entryOf(text, token, level) : undefined;
      if (level) level.key = undefined;
      if (entry && level?.entry) level.entry.children.push(entry);
      else root ??= entry;
      if (token.kind === '{' || token.kind === '[')
        levels.push({ entry, isArray: token.kind === '[', index: 0, key: undefined });
    }
    if (!levels.length) break;
  }
  levels.forEach((level) => close(level, end));
  return root;
}

function close(level: Level | undefined, end: number): void {
  if (level?.entry) level.entry.valueSpan = { start: level.entry.valueSpan.start, end };
}

function entryOf(text: string, token: Token, level: Level | undefined): Growing {
  const valueSpan = { start: token.start, end: token.end };
  return {
    key: level?.key ? readString(text, level.key) : level?.index,
    kind: kindOf(text, token),
    keySpan: level?.key ? { start: level.key.start, end: level.key.end } : valueSpan,
    valueSpan,
    children: [],
  };
}

function kindOf(text: string, { kind, start, end }: Token): OutlineEntry['kind'] {
  if (kind === '{') return 'object';
  if (kind === '[') return 'array';
  if (kind === 'string') return 'string';
  const literal = text.slice(start, end);
  if (literal === 'null') return 'null';
  return literal === 'true' || literal === 'false' ? 'boolean' : 'number';
}
