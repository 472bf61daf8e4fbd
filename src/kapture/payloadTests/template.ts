import { strictJson } from '../exchange/requestBody.ts';
import { variablesIn, type VariableLookup, type VariableUse } from '../variables/variables.ts';

/** A range in the text of a test file, in UTF-16 units. */
export interface Place {
  readonly offset: number;
  readonly length: number;
}

/** JSON in a test file that can contain variables. */
export interface Template {
  /** The unchanged text, including comments. */
  readonly text: string;
  readonly place: Place;
  /** Strict JSON if there are no variables, computed once. */
  readonly constant: string | undefined;
}

export function readTemplate(text: string, place: Place): Template {
  return { text, place, constant: text.includes('{{') ? undefined : strictJson(text, () => undefined) };
}

export type Filled =
  | { readonly json: string; readonly unknown?: undefined }
  /** The first variable without a value; its offset is in the file. */
  | { readonly json?: undefined; readonly unknown: VariableUse };

/** A template as strict JSON with the values of its variables. */
export function fillTemplate({ text, place, constant }: Template, lookup: VariableLookup): Filled {
  if (constant !== undefined) return { json: constant };
  let isUnknown = false;
  const json = strictJson(text, (name) => {
    const value = lookup(name);
    isUnknown ||= value === undefined;
    return value;
  });
  if (!isUnknown) return { json };
  const unknown = variablesIn(text).find(({ name }) => lookup(name) === undefined)!;
  return { unknown: { ...unknown, offset: place.offset + unknown.offset } };
}
