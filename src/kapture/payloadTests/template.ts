import { strictJson } from '../exchange/requestBody.ts';
import { variablesIn, type VariableLookup, type VariableUse } from '../variables/variables.ts';

/** Where something stands in the text of its file. */
export interface Place {
  readonly offset: number;
  readonly length: number;
}

/** JSON in a file of tests, in which variables may stand. */
export interface Template {
  /** As it stands there, comments and all. */
  readonly text: string;
  readonly place: Place;
  /** As it is sent or compared, where it has no variables: then nothing is left to do while tests run. */
  readonly constant: string | undefined;
}

export function readTemplate(text: string, place: Place): Template {
  return { text, place, constant: text.includes('{{') ? undefined : strictJson(text, () => undefined) };
}

export type Filled =
  | { readonly json: string; readonly unknown?: undefined }
  /** A variable without a value, and where it stands in the file. */
  | { readonly json?: undefined; readonly unknown: VariableUse };

/** A template as strict JSON, with its variables put in. */
export function fillTemplate({ text, place, constant }: Template, lookup: VariableLookup): Filled {
  if (constant !== undefined) return { json: constant };
  const unknown = variablesIn(text).find(({ name }) => lookup(name) === undefined);
  if (unknown) return { unknown: { ...unknown, offset: place.offset + unknown.offset } };
  return { json: strictJson(text, lookup) };
}
