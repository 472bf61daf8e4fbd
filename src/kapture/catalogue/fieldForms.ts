import type { Problem } from '../problem.ts';
import { fieldText, type Fields } from './fieldText.ts';

/** The form that the server wants of a field, and what it answers to any other. */
export interface FieldForm<Reason extends string = string> {
  readonly pattern: string;
  readonly reason: Reason;
  /** More than the server says. */
  readonly note?: Problem;
}

/** By the names of fields. */
export type FieldForms<Reason extends string = string> = Readonly<Record<string, FieldForm<Reason>>>;

export interface MalformedField<Reason extends string = string> extends Pick<FieldForm<Reason>, 'reason' | 'note'> {
  readonly field: string;
}

/** The fields of a request that do not have the form that the server wants, each with the failure that it causes. */
export function malformed<Reason extends string>(
  forms: FieldForms<Reason>,
  fields: Fields,
): readonly MalformedField<Reason>[] {
  return Object.entries(forms).flatMap(([field, { pattern, reason, note }]) => {
    const value = fields[field];
    const text = typeof value === 'string' ? value : fieldText(fields, field);
    const isJudged = typeof value === 'string' || text !== '';
    return isJudged && !new RegExp(pattern).test(text) ? [{ field, reason, ...(note && { note }) }] : [];
  });
}
