import type { KaptureError } from '../http/kaptureError.ts';
import type { Place } from './testCase.ts';

/** Why a case did not pass, in one sentence, and the place in its file. */
export interface Finding {
  readonly message: string;
  readonly place: Place;
  /** `expected` and `actual` are both set if there are two values to compare. */
  readonly expected?: string;
  readonly actual?: string;
  /** The values to compare are a snapshot, which can be updated, and a response. */
  readonly isSnapshot?: true;
  /** Why there is no response. */
  readonly error?: KaptureError;
}

/**
 * The lines of two texts from the first to the last that differs, so that a diff starts with a difference. If one of
 * the texts has no such lines, both also have the line before.
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
