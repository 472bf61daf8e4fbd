import type { KaptureError } from '../http/kaptureError.ts';
import type { Place } from './testCase.ts';

/** Why a case did not pass, in one sentence, and the place in its file. */
export interface Finding {
  readonly message: string;
  readonly place: Place;
  /** The differences between a response and its snapshot. */
  readonly differences?: Differences;
  /** `expected` and `actual` are both set if there are two values to compare. */
  readonly expected?: string;
  readonly actual?: string;
  /** The values are a snapshot, which can be updated, and a response. */
  readonly isSnapshot?: true;
  /** Why there is no response. */
  readonly error?: KaptureError;
}

/** A value of a response or of its snapshot, as JSON; undefined in the one that does not have it. */
export interface Difference {
  readonly pointer: string;
  readonly was: string | undefined;
  readonly expected: string | undefined;
}

/** Differences between a response and its snapshot. */
interface Differences {
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

/**
 * The lines of two texts from the first to the last that differs, for a diff that starts at its first line. If one of
 * the texts has no such lines, each also has the line before.
 */
export function differingLines(one: string, other: string): { readonly one: string; readonly other: string } {
  if (one === other) return { one, other };
  const [lines, others] = [one.split('\n'), other.split('\n')];
  const shorter = Math.min(lines.length, others.length);
  let start = 0;
  while (start < shorter && lines[start] === others[start]) start++;
  let after = 0;
  while (after < shorter - start && lines.at(-1 - after) === others.at(-1 - after)) after++;
  if (start + after === shorter && start) start--;
  const part = (all: readonly string[]): string => all.slice(start, all.length - after).join('\n');
  return { one: part(lines), other: part(others) };
}
