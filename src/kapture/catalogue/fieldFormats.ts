import type { Problem } from '../problem/problem.ts';
import { fieldText, type Fields } from './fieldText.ts';

/** The format that the server requires of a field, and the failure that any other format causes. */
export interface FieldFormat<Reason extends string = string> {
  readonly pattern: string;
  readonly reason: Reason;
  /** Details that the server's message lacks. */
  readonly note?: Problem;
}

/** Formats by field name. */
export type FieldFormats<Reason extends string = string> = Readonly<Record<string, FieldFormat<Reason>>>;

export interface MalformedField<Reason extends string = string> extends Pick<FieldFormat<Reason>, 'reason' | 'note'> {
  readonly field: string;
}

/** The fields of a request that do not have the required format, each with the failure that it causes. */
export function malformed<Reason extends string>(
  formats: FieldFormats<Reason>,
  fields: Fields,
): readonly MalformedField<Reason>[] {
  return Object.entries(formats).flatMap(([field, { pattern, reason, note }]) => {
    const value = fields[field];
    const text = typeof value === 'string' ? value : fieldText(fields, field);
    const isJudged = typeof value === 'string' || text !== '';
    return isJudged && !hasFormat(text, pattern) ? [{ field, reason, ...(note && { note }) }] : [];
  });
}

/** Longer than any phone number, email or date: V8 can overflow its stack on a text of millions of characters. */
const longestValue = 1_000_000;

function hasFormat(text: string, pattern: string): boolean {
  return text.length <= longestValue && new RegExp(pattern).test(text);
}
