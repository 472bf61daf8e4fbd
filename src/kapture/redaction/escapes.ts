/** A range in a text; `end` is exclusive. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

export const escapeKinds = ['json', 'url'] as const;
export type EscapeKind = (typeof escapeKinds)[number];

/** A byte of a URL becomes one character, as if UTF-8 were read as Latin-1. */
const patterns: Readonly<Record<EscapeKind, RegExp>> = {
  json: /\\(?:u([\da-fA-F]{4})|(["'\\/bfnrt]))/g,
  url: /%([\da-fA-F]{2})/g,
};
const controls: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Maximum nesting of escapes, for example a URL in JSON in a JSON string. */
const maxDepth = 4;

/**
 * The ranges of a pattern in a text and in its unescaped texts, as ranges of the text itself. A text is unescaped only
 * if it has an escape that matters.
 */
export function placesOf(pattern: RegExp, text: string, matters: RegExp): Place[] {
  // Unescaping in another order usually results in the same text, which is searched only once.
  const seen = new Set<string>();
  const inside = (level: string, depth: number): Place[] => {
    const places = Array.from(level.matchAll(pattern), ({ 0: { length }, index: start }) => ({
      start,
      end: start + length,
    }));
    if (depth === maxDepth || !matters.test(level)) return places;
    for (const kind of escapeKinds) {
      const { plain, escapes } = unescaped(level, kind);
      if (plain === level || seen.has(plain)) continue;
      seen.add(plain);
      for (const { start, end } of inside(plain, depth + 1))
        places.push({ start: originOf(escapes, start).start, end: originOf(escapes, end - 1).end });
    }
    return places;
  };
  return inside(text, 0);
}

/** The range of an escape, and the offset of its character in the unescaped text. */
interface Escape extends Place {
  readonly to: number;
}

/** Decodes the escapes of one kind once: an escaped escape becomes an escape. */
function unescaped(text: string, kind: EscapeKind): { readonly plain: string; readonly escapes: readonly Escape[] } {
  const escapes: Escape[] = [];
  let shortened = 0;
  const plain = text.replace(patterns[kind], (escape, hex: string | undefined, sign: unknown, offset: unknown) => {
    const start = (kind === 'url' ? sign : offset) as number;
    escapes.push({ start, end: start + escape.length, to: start - shortened });
    shortened += escape.length - 1;
    if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
    return controls[sign as string] ?? (sign as string);
  });
  return { plain, escapes };
}

/** The range in the text that a character of the unescaped text comes from. */
function originOf(escapes: readonly Escape[], at: number): Place {
  let low = 0;
  let high = escapes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (escapes[middle]!.to < at) low = middle + 1;
    else high = middle;
  }
  const next = escapes[low];
  if (next?.to === at) return next;
  const before = escapes[low - 1];
  const start = before ? before.end + at - before.to - 1 : at;
  return { start, end: start + 1 };
}
