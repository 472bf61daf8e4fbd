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

/** What a value was, and what was expected. Values are cut off after `length` characters. */
export function differenceText({ pointer, was, expected }: Difference, length: number, path: string = pointer): string {
  return `${path} was ${shortened(was, length) ?? 'missing'}, expected ${shortened(expected, length) ?? 'no value'}`;
}

export function andMore(count: number): string {
  return count > 0 ? `; and ${count} more` : '';
}

function shortened(text: string | undefined, length: number): string | undefined {
  return text !== undefined && text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
