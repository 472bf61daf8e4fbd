import { notADay } from '../../catalogue/customer/arrayFields.ts';
import { customerFields, generatedIds } from '../../catalogue/customer/customerFields.ts';
import type { FieldFormats, OperationForm } from '../../catalogue/form.ts';
import { pathOfField } from '../../catalogue/forms.ts';
import { type FieldSchema, schemaAtPath } from '../../catalogue/vocabulary.ts';
import { type Connection, formFor } from '../../connection/connection.ts';
import { problem, type Problem } from '../../problem/problem.ts';
import { plainValue } from '../../update/fieldValue.ts';
import { canUpdate } from '../../update/updateBody.ts';
import { fieldOfIdentifier, type Identifier } from '../plans/identifiers.ts';
import { shownCell } from '../tables/repairCell.ts';

/** What a blank cell does. `omit`: the field is not sent. `clear`: a blank value is sent. */
export const blankRules = ['omit', 'clear'] as const;
export type BlankRule = (typeof blankRules)[number];

export interface ColumnMapping {
  readonly column: string;
  /** The shared name of a field; undefined to ignore the column. */
  readonly field?: string;
  /** It is unknown whether a blank value clears a field of a tenant, so the default is `omit`. */
  readonly blank?: BlankRule;
  /** Sends cells unchanged: they are not repaired, and cells that look damaged are not rejected. */
  readonly isExact?: boolean;
}

export function isIgnored({ field }: ColumnMapping): boolean {
  return field === undefined;
}

/** A value that is sent for every row. */
export interface ConstantMapping {
  readonly field: string;
  /** Can contain variables such as `{{name}}`. */
  readonly value: string;
}

/** What the columns of a table mean, as plain data. Columns that are not listed are ignored. */
export interface Mapping {
  readonly matchBy: Identifier;
  readonly columns: readonly ColumnMapping[];
  readonly constants: readonly ConstantMapping[];
}

/** Whether a mapping was made for a table with these columns: it lists each of them, and no others. */
export function isForColumns({ columns }: Mapping, names: readonly string[]): boolean {
  const listed = new Set(columns.map(({ column }) => column));
  return listed.size === names.length && names.every((name) => listed.has(name));
}

/** The column that identifies the customer of a row; undefined if there is none. */
export function keyColumn({ matchBy, columns }: Mapping): ColumnMapping | undefined {
  return columns.find(({ field }) => field === fieldOfIdentifier[matchBy]);
}

export interface WriteForms {
  readonly add: OperationForm;
  readonly update: OperationForm;
}

export function writeForms(connection: Pick<Connection, 'dialect' | 'dialects'>): WriteForms {
  return { add: formFor(connection, 'add'), update: formFor(connection, 'update') };
}

/** Whether an Add or an Update can send a field, given by its shared name. */
export function canSend({ add, update }: WriteForms, field: string): boolean {
  if (generatedIds.has(field)) return false;
  if (canUpdate(update, field)) return true;
  // The flat form cannot send the customer code.
  return pathOfField(add, field) !== undefined && (field !== 'customer_code' || add.fieldMap !== undefined);
}

/** The documented fields that a column can be mapped to, in the order of the documentation. */
export function bulkFields(forms: WriteForms, matchBy: Identifier): readonly string[] {
  const named = [forms.add, forms.update].flatMap(({ fieldMap }) => Object.keys(fieldMap?.paths ?? customerFields));
  const sent = [...new Set(named)].filter((field) => canSend(forms, field));
  const key = fieldOfIdentifier[matchBy];
  return sent.includes(key) ? sent : [key, ...sent];
}

/** The documentation of a field in the form of a write; undefined for a tenant's own field. */
export function schemaOfField({ add, update }: WriteForms, field: string): FieldSchema | undefined {
  for (const form of [update, add]) {
    const path = pathOfField(form, field);
    const schema = path && schemaAtPath(form.request(), path);
    if (schema) return schema;
  }
  return undefined;
}

/** The fields of a mapping that no dialect of a connection documents. Only its tenant can know whether it has them. */
export function ownFields({ matchBy, columns, constants }: Mapping, forms: WriteForms): string[] {
  const documented = new Set([...bulkFields(forms, matchBy), fieldOfIdentifier[matchBy]]);
  const fields = [...columns, ...constants].map(({ field }) => field);
  return fields.filter((field) => field !== undefined).filter((field) => !documented.has(field));
}

export interface ValueRules {
  readonly formats: readonly { readonly pattern: RegExp; readonly reason: string }[];
  /** The values that are documented, as records have them; undefined if any is allowed. */
  readonly values: readonly string[] | undefined;
}

export function valueRules(field: string, forms: readonly OperationForm[]): ValueRules {
  const patterns = new Map<string, string>();
  for (const form of forms) {
    const formats: FieldFormats = { ...form.formats, ...form.otherFormats };
    const format = Object.hasOwn(formats, field) ? formats[field] : undefined;
    if (format) patterns.set(format.reason, format.pattern);
  }
  const documented: Readonly<Record<string, FieldSchema>> = forms.some(isFlat) ? customerFields : {};
  return {
    formats: [...patterns].map(([reason, pattern]) => ({ pattern: new RegExp(pattern), reason })),
    values: Object.hasOwn(documented, field) ? documented[field]!.enum?.map(String) : undefined,
  };
}

/** The flat form has the fields under their shared names. */
function isFlat({ fieldMap }: OperationForm): boolean {
  return !fieldMap;
}

/**
 * Why a value, as records have it, breaks the rules of its field; undefined if it does not. `written` is its cell in
 * the file.
 */
export function problemOfValue(
  { formats, values }: ValueRules,
  json: string,
  written = plainValue(json),
): Problem | undefined {
  const text = plainValue(json);
  const wrong = formats.find(({ pattern }) => !pattern.test(text));
  if (wrong) return formatProblem(wrong.reason, shownCell(written));
  return values && text !== '' && !values.includes(text)
    ? problem('“{0}” is not one of {1}.', shownCell(written), values.filter((each) => each !== '').join(', '))
    : undefined;
}

function formatProblem(reason: string, value: string): Problem {
  switch (reason) {
    case 'invalid-phone':
      return problem('“{0}” is not a phone number. It must have 10 digits and start with 6 or higher.', value);
    case 'invalid-email':
      return problem('“{0}” is not an email address.', value);
    case notADay:
      return problem('“{0}” is not a date in the format YYYY-MM-DD.', value);
    default:
      return problem('Kapture rejects the format of “{0}”.', value);
  }
}
