/** So many characters are searched before others have their turn. */
const slice = 2_000_000;

/** The places of a word in a text, in whatever case, at most so many; it lets others work in between. */
export async function placesOf(text: string, word: string, most: number, signal: AbortSignal): Promise<number[]> {
  const places: number[] = [];
  for (let from = 0; from < text.length && places.length < most && !signal.aborted; from += slice) {
    // A word may stand across the border.
    const piece = text.slice(from, from + slice + word.length - 1);
    for (const { index } of piece.matchAll(patternOf(word))) {
      if (places.length === most) break;
      if (index < slice) places.push(from + index);
    }
    await new Promise<void>((resolve) => void setImmediate(resolve));
  }
  return places;
}

/** How often a word stands in a text. */
export function countOf(text: string, word: string): number {
  return [...text.matchAll(patternOf(word))].length;
}

/** Where a word stands for the so-many-th time, counted from 0; -1 if it does not. */
export function placeOf(text: string, word: string, which: number): number {
  return [...text.matchAll(patternOf(word))][which]?.index ?? -1;
}

function patternOf(word: string): RegExp {
  return new RegExp(word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'gi');
}
