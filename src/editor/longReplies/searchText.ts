import type { PackedText } from '../../kapture/packedText.ts';

/** So many pieces are searched before others have their turn. */
const piecesATurn = 8;

export interface Hits {
  /** In bytes, in order; of the first ones only. */
  readonly places: readonly number[];
  /** Of all. */
  readonly count: number;
}

/** Where a word stands in a text, in whatever case: at most so many places, and how many there are; undefined if it was cancelled. It lets others work in between. */
export async function hitsOf(text: PackedText, word: string, most: number, signal: AbortSignal): Promise<Hits | undefined> {
  const places: number[] = [];
  let count = 0;
  let start = 0;
  for (const [index, end] of text.cuts.entries()) {
    const piece = text.slice(start, end);
    // A word may stand across the border. A letter has four bytes at the most.
    for (const { index: at } of `${piece}${text.slice(end, end + 4 * (word.length - 1))}`.matchAll(patternOf(word))) {
      if (at >= piece.length) break;
      if (count++ < most) places.push(start + Buffer.byteLength(piece.slice(0, at)));
    }
    start = end;
    if (index % piecesATurn === 0) await new Promise<void>((resolve) => void setImmediate(resolve));
    if (signal.aborted) return undefined;
  }
  return { places, count };
}

/** Which of the words in a text, counted from 0, stands at a place or around it; -1 if none does. */
export function indexOfWord(text: string, word: string, place: number): number {
  return [...text.matchAll(patternOf(word))].findIndex(({ index, 0: { length } }) => index <= place && index + length > place);
}

/** Where a word stands for the so-many-th time, counted from 0; -1 if it does not. */
export function placeOf(text: string, word: string, which: number): number {
  return [...text.matchAll(patternOf(word))][which]?.index ?? -1;
}

function patternOf(word: string): RegExp {
  return new RegExp(word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'gi');
}
