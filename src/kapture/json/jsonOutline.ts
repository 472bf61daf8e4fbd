import { readString } from './looseJson.ts';
import { tokenAt, type Span, type Token } from './tokens.ts';

/** A value in a JSON text, with its position. */
export interface OutlineEntry {
  /** The key of a property or the index of an element; undefined for the root. */
  readonly key: string | number | undefined;
  readonly kind: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';
  /** The key of a property; otherwise the opening bracket or the whole scalar. */
  readonly keySpan: Span;
  readonly valueSpan: Span;
  readonly children: readonly OutlineEntry[];
}

type Growing = { -readonly [Part in keyof OutlineEntry]: OutlineEntry[Part] } & { children: Growing[] };

/** An open object or array. */
interface Level {
  /** Undefined if it is not in the outline. */
  readonly entry: Growing | undefined;
  readonly isArray: boolean;
  index: number;
  /** The key of the next value. */
  key: Token | undefined;
}

/** Deeper values are omitted, because a consumer of the outline may be recursive. */
const maxDepth = 50;

/**
 * The outline of the value at `from` in loose JSON, with at most `maxValues` values. Upper levels come first, so that
 * the end of a long text has entries too. A truncated value is included as far as it goes. Undefined if there is no
 * value.
 */
export function jsonOutline(text: string, maxValues: number, from = 0): OutlineEntry | undefined {
  const counts: number[] = [];
  walk(text, from, (depth) => {
    counts[depth] = (counts[depth] ?? 0) + 1;
    return false;
  });
  let left = maxValues;
  // The first level that exceeds the limit is included in part: its first values.
  const partialLevel = counts.findIndex((count, depth) => depth > maxDepth || (left -= count) < 0);
  left += counts[partialLevel] ?? 0;
  return walk(
    text,
    from,
    (depth) => partialLevel < 0 || depth < partialLevel || (depth === partialLevel && left-- > 0),
  );
}

/** Calls `isIncluded` for each value, parents first. */
function walk(text: string, from: number, isIncluded: (depth: number) => boolean): OutlineEntry | undefined {
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
      const entry = isIncluded(levels.length) ? entryOf(text, token, level) : undefined;
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
