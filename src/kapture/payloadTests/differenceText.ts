/** A value of a response or of its snapshot, as JSON; undefined in the one that does not have it. */
export interface Difference {
  readonly pointer: string;
  readonly was: string | undefined;
  readonly expected: string | undefined;
}

/** Differences between a response and its snapshot. */
export interface Differences {
  readonly first: Difference;
  /** How many there are. */
  readonly count: number;
}

/** Characters of a value on a line of an editor. */
const maxLength = 24;

/** The first difference in a few words, with the end of its path, for a line of an editor. */
export function firstDifferenceText({ first, count }: Differences): string {
  const end = first.pointer.slice(first.pointer.lastIndexOf('/'));
  return `${differenceText(first, maxLength, end === first.pointer ? end : `…${end}`)}${andMore(count - 1)}`;
}

/** What a value was, and what was expected. Of a longer value, `length` characters where they differ are shown. */
export function differenceText({ pointer, was, expected }: Difference, length: number, path: string = pointer): string {
  const start = excerptStart(was ?? '', expected ?? '', length);
  const excerpt = (value: string | undefined): string | undefined => value && excerptOf(value, start, length);
  return `${path} was ${excerpt(was) ?? 'missing'}, expected ${excerpt(expected) ?? 'no value'}`;
}

export function andMore(count: number): string {
  return count > 0 ? `; and ${count} more` : '';
}

/** Where the excerpts of two values start: with a few of the characters before the first that differs. */
function excerptStart(one: string, other: string, length: number): number {
  let same = 0;
  while (same < Math.min(one.length, other.length) && one[same] === other[same]) same++;
  return same < length / 2 ? 0 : same - Math.floor(length / 4);
}

/** Of a cut string, the excerpt has both quotation marks. */
function excerptOf(text: string, start: number, length: number): string {
  if (text.length <= length) return text;
  if (text.startsWith('"')) return `"${cut(text.slice(1, -1), Math.max(0, start - 1), length - 2)}"`;
  return cut(text, start, length);
}

function cut(text: string, start: number, length: number): string {
  const before = start ? '…' : '';
  const shown = text.slice(start, start + length - before.length);
  return start + shown.length < text.length ? `${before}${shown.slice(0, -1)}…` : `${before}${shown}`;
}
