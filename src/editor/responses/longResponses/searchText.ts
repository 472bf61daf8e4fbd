import type { PackedText } from '../../../kapture/responses/packedText.ts';

/** The number of chunks searched before other extension code can run. */
const chunksPerTurn = 8;

export interface Hits {
  /** The byte offsets of the first hits, in ascending order. */
  readonly offsets: readonly number[];
  /** The total number of hits. */
  readonly count: number;
}

/** JSON's white space, one byte each, and how much of it a hit may contain at each punctuation character. */
const whitespace = '[ \\t\\r\\n]',
  maxWhitespace = 256;

/**
 * Finds a text, ignoring case and white space around JSON's punctuation, because users copy it from a formatted
 * document. Returns up to `maxHits` offsets and the total count, or undefined if it was canceled. Yields in between,
 * so that other extension code can run.
 */
export async function findHits(
  text: PackedText,
  word: string,
  maxHits: number,
  signal: AbortSignal,
): Promise<Hits | undefined> {
  const { pattern, maxBytes } = searchPattern(word);
  const offsets: number[] = [];
  let count = 0;
  let start = 0;
  for (const [index, end] of text.cuts.entries()) {
    const chunk = text.slice(start, end);
    // A hit may cross the boundary between two chunks.
    for (const { index: at } of `${chunk}${text.slice(end, end + maxBytes - 1)}`.matchAll(pattern)) {
      if (at >= chunk.length) break;
      if (count++ < maxHits) offsets.push(start + Buffer.byteLength(chunk.slice(0, at)));
    }
    start = end;
    if (index % chunksPerTurn === 0) await new Promise<void>((resolve) => void setImmediate(resolve));
    if (signal.aborted) return undefined;
  }
  return { offsets, count };
}

/**
 * The range in the formatted text of a word that follows `before` in the original text; `end` is exclusive. Formatting
 * only changes white space, so this counts all other characters.
 */
export function rangeInFormatted(
  before: string,
  word: string,
  formatted: string,
): { readonly start: number; readonly end: number } {
  const start = indexOfVisible(formatted, visibleLength(before), 0);
  const count = visibleLength(word);
  // The hit may continue in the next part.
  return { start, end: count ? Math.min(indexOfVisible(formatted, count - 1, start) + 1, formatted.length) : start };
}

/** The number of characters that are not white space. */
function visibleLength(text: string): number {
  return text.replace(/\s+/g, '').length;
}

/**
 * The offset of the character with this index (from 0) after `from`, not counting white space; the end if there are
 * fewer.
 */
function indexOfVisible(text: string, index: number, from: number): number {
  const visible = /\S/g;
  visible.lastIndex = from;
  for (let left = index; ; left--) {
    const found = visible.exec(text);
    if (!found || left === 0) return found?.index ?? text.length;
  }
}

/** A pattern that finds a word, and the maximum length of a match in bytes. */
function searchPattern(word: string): { readonly pattern: RegExp; readonly maxBytes: number } {
  const pieces = word
    .replace(new RegExp(`^${whitespace}+(?=")`), '')
    .split(new RegExp(`${whitespace}*([:,{}[\\]])${whitespace}*`))
    .filter(Boolean);
  const source = pieces
    .map((piece) => piece.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    .join(`${whitespace}{0,${maxWhitespace}}`);
  // A character has at most four bytes in UTF-8.
  return { pattern: new RegExp(source, 'gi'), maxBytes: 4 * word.length + maxWhitespace * (pieces.length - 1) };
}
