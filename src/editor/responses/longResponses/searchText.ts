import type { PackedText } from '../../../kapture/exchange/packedText.ts';

/** So many pieces are searched before others have their turn. */
const piecesATurn = 8;

export interface Hits {
  /** In bytes, in order; of the first ones only. */
  readonly places: readonly number[];
  /** Of all. */
  readonly count: number;
}

/** The blanks of JSON, a byte each; no more than so many are looked over around a sign. */
const blanks = '[ \\t\\r\\n]',
  mostBlanks = 256;

/**
 * Where a word stands in a text, in whatever case, and with whatever blanks around the signs of JSON in it: a reader copies
 * it from a text that is laid out. At most so many places, and how many there are; undefined if it was cancelled. It lets
 * others work in between.
 */
export async function hitsOf(
  text: PackedText,
  word: string,
  most: number,
  signal: AbortSignal,
): Promise<Hits | undefined> {
  const { pattern, longest } = search(word);
  const places: number[] = [];
  let count = 0;
  let start = 0;
  for (const [index, end] of text.cuts.entries()) {
    const piece = text.slice(start, end);
    // A word may stand across the border.
    for (const { index: at } of `${piece}${text.slice(end, end + longest - 1)}`.matchAll(pattern)) {
      if (at >= piece.length) break;
      if (count++ < most) places.push(start + Buffer.byteLength(piece.slice(0, at)));
    }
    start = end;
    if (index % piecesATurn === 0) await new Promise<void>((resolve) => void setImmediate(resolve));
    if (signal.aborted) return undefined;
  }
  return { places, count };
}

/**
 * Where a word that stands behind `before` in a text stands in the same text laid out: from its first letter or sign up to
 * and without `end`. Layout moves blanks about and nothing else, so the others are counted.
 */
export function placeInLayout(
  before: string,
  word: string,
  laidOut: string,
): { readonly start: number; readonly end: number } {
  const start = placeOfLetter(laidOut, lettersOf(before), 0);
  const letters = lettersOf(word);
  // It may go on in another part.
  return { start, end: letters ? Math.min(placeOfLetter(laidOut, letters - 1, start) + 1, laidOut.length) : start };
}

/** How many letters and signs a text has that are no blanks. */
function lettersOf(text: string): number {
  return text.replace(/\s+/g, '').length;
}

/** Where the so-many-th of them stands, counted from 0 at `from`; the end where there are not as many. */
function placeOfLetter(text: string, which: number, from: number): number {
  const letter = /\S/g;
  letter.lastIndex = from;
  for (let left = which; ; left--) {
    const found = letter.exec(text);
    if (!found || left === 0) return found?.index ?? text.length;
  }
}

/** A pattern that finds a word, and how many bytes what it finds can have. */
function search(word: string): { readonly pattern: RegExp; readonly longest: number } {
  const pieces = word
    .replace(new RegExp(`^${blanks}+(?=")`), '')
    .split(new RegExp(`${blanks}*([:,{}[\\]])${blanks}*`))
    .filter(Boolean);
  const source = pieces
    .map((piece) => piece.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    .join(`${blanks}{0,${mostBlanks}}`);
  // A letter has four bytes at the most.
  return { pattern: new RegExp(source, 'gi'), longest: 4 * word.length + mostBlanks * (pieces.length - 1) };
}
