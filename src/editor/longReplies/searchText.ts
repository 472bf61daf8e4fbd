import type { PackedText } from '../../kapture/packedText.ts';

/** So many pieces are searched before others have their turn. */
const piecesATurn = 8;

/** The places of a word in a text, in whatever case, at most so many; undefined if it was cancelled. It lets others work in between. */
export async function placesOf(text: PackedText, word: string, most: number, signal: AbortSignal): Promise<number[] | undefined> {
  const places: number[] = [];
  let start = 0;
  for (const [index, end] of text.cuts.entries()) {
    const piece = text.slice(start, end);
    // A word may stand across the border. A letter has four bytes at the most.
    for (const { index: at } of `${piece}${text.slice(end, end + 4 * (word.length - 1))}`.matchAll(patternOf(word))) {
      if (at < piece.length) places.push(start + Buffer.byteLength(piece.slice(0, at)));
      if (places.length === most) return places;
    }
    start = end;
    if (index % piecesATurn === 0) await new Promise<void>((resolve) => void setImmediate(resolve));
    if (signal.aborted) return undefined;
  }
  return places;
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
