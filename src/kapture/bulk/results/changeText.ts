import { problem, type Problem } from '../../problem/problem.ts';
import type { FieldChange } from '../plans/planRow.ts';

export interface ChangeTextOptions {
  /** A value of a field, which is JSON, for display. */
  readonly shown: (field: string, json: string) => string;
  readonly textOf: (found: Problem) => string;
}

/** A change of an update, such as `city: Pune → Goa`. A value that only the contact has is not the previous one. */
export function changeText({ field, from, to, contact }: FieldChange, { shown, textOf }: ChangeTextOptions): string {
  return `${field}: ${from === undefined ? unknown() : shown(field, from)} → ${shown(field, to)}`;

  function unknown(): string {
    return textOf(
      contact === undefined
        ? problem('(not in the record)')
        : problem('(only in the contact: {0})', shown(field, contact)),
    );
  }
}
