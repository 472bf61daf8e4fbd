import { strictJson } from '../exchange/requestBody.ts';
import { unclosedVariablesIn, variablesIn, type VariableLookup } from '../variables/variables.ts';
import { isSame, type FieldValues } from './fieldValue.ts';
import { readBack, type RecordFields } from './editableFields.ts';

export type TypedFields =
  | { readonly fields: FieldValues; readonly unusable?: undefined }
  | { readonly fields?: undefined; readonly unusable: UnusableVariable };

/** The first variable that has no value or is not closed, and its field. */
export interface UnusableVariable {
  readonly reason: 'unknown-variable' | 'unclosed-variable';
  readonly field: string;
  readonly name: string;
}

/**
 * The fields of a document with the values of variables that the user typed. A field that equals one of the record's
 * `states` is the server's text, and braces in it are not variables: a customer can be named `{{$env:SECRET}}`.
 */
export function typedFields(raw: FieldValues, states: readonly RecordFields[], lookup: VariableLookup): TypedFields {
  const fields = new Map<string, string>();
  for (const [field, value] of raw) {
    if (states.some((state) => isSame(readBack(state, field), value))) {
      fields.set(field, value);
      continue;
    }
    const unknown = variablesIn(value).find(({ name }) => lookup(name) === undefined);
    if (unknown) return { unusable: { reason: 'unknown-variable', field, name: unknown.name } };
    const [unclosed] = unclosedVariablesIn(value);
    if (unclosed) return { unusable: { reason: 'unclosed-variable', field, name: unclosed.name } };
    fields.set(field, strictJson(value, lookup));
  }
  return { fields };
}
