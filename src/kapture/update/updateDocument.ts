import { customerFields } from '../catalogue/customer/customerFields.ts';
import type { OperationForm } from '../catalogue/form.ts';
import { strictJson } from '../exchange/requestBody.ts';
import { unclosedVariablesIn, variablesIn, type VariableLookup } from '../variables/variables.ts';
import { fieldsOfRecord, readBack, type RecordFields } from './editableFields.ts';
import { isSame, plainValue, type FieldValues } from './fieldValue.ts';
import { canUpdate, isIdentifyingCode } from './updateBody.ts';

/**
 * The text of a customer as an Update request to edit: the id, the fields that the record shows, and the `comments`
 * below them. Each comment is one line, because the editor wraps lines at its own width. The same fields always give
 * exactly the same text.
 */
export function updateDocument(id: string, { shown }: RecordFields, comments: readonly string[]): string {
  const fields = [['kapture_customer_id', JSON.stringify(id)] as const, ...shown];
  const lines = fields.map(([field, value]) => `  ${JSON.stringify(field)}: ${value}`);
  const notes = comments.map((comment) => `// ${comment}\n`);
  return `{\n${lines.join(',\n')}\n}\n${notes.join('')}`;
}

/** Kapture's fields that neither a record nor its document has, and that can be added for an Update in a form. */
export function fieldsToAdd(record: RecordFields, form: OperationForm): string[] {
  return fieldsNotShown(record, form).filter((field) => !isInRecord(record, field));
}

/**
 * Kapture's fields that the record has, but not the document: it is undocumented whether a record shows what an Update
 * wrote.
 */
export function fieldsToOverwrite(record: RecordFields, form: OperationForm): string[] {
  return fieldsNotShown(record, form).filter((field) => isInRecord(record, field));
}

function isInRecord({ others, unread }: RecordFields, field: string): boolean {
  return others.has(field) || (unread ?? []).includes(field);
}

function fieldsNotShown({ shown, masked }: RecordFields, form: OperationForm): string[] {
  const fields = Object.keys(form.fieldMap?.paths ?? customerFields);
  return fields.filter((field) => canUpdate(form, field) && !shown.has(field) && !masked.has(field));
}

/**
 * The shown fields of a record that an Update in a form can change, and the names of those that it cannot. A code that
 * identifies the customer is shown as well.
 */
export function fieldsToEdit(
  fields: RecordFields,
  form: OperationForm,
): { readonly fields: RecordFields; readonly others: readonly string[] } {
  const isShown = (field: string): boolean => canUpdate(form, field) || isIdentifyingCode(form, field);
  // The flat form has no field for the code, but a tenant's own field can have this name.
  const names = [...fields.shown.keys()].filter((field) => field !== 'customer_code');
  return {
    fields: { ...fields, shown: new Map([...fields.shown].filter(([field]) => isShown(field))) },
    others: names.filter((field) => !isShown(field)),
  };
}

/**
 * The fields of a new Update that identifies a customer by its code, by their shared names: the code and the other
 * fields of a draft, from the customer's record. A value that the record lacks or masks is blank.
 */
export function draftByCode({ draft }: Pick<OperationForm, 'draft'>, record: string): Record<string, string> {
  const { shown, others } = fieldsOfRecord(record);
  const valueOf = (field: string): string | undefined =>
    field === 'customer_code' ? others.get('customerCode') : shown.get(field);
  return Object.fromEntries(Object.keys(draft).map((field) => [field, plainValue(valueOf(field) ?? '""')]));
}

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
