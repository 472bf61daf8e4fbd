import { defaultDialect, dialects, type Dialect } from './dialect.ts';
import type { FieldPath, OperationForm } from './form.ts';
import type { Fields } from './fieldText.ts';
import { operations, type OperationId } from './registry.ts';
import { firstObject } from '../json/firstObject.ts';

/** The form of an operation in a dialect. An operation with a single form has it in every dialect. */
export function formOf(operation: OperationId, dialect: Dialect): OperationForm {
  const { dialects: others } = operations[operation];
  return (dialect === defaultDialect ? undefined : others?.()[dialect]) ?? operations[operation];
}

/** The dialects that an operation has separate forms for, the flat one first. */
export function dialectsOf(operation: OperationId): readonly Dialect[] {
  const own = operations[operation].dialects?.() ?? {};
  return dialects.filter((dialect) => dialect === 'flat' || dialect in own);
}

export function formsOf(operation: OperationId): readonly OperationForm[] {
  return dialectsOf(operation).map((dialect) => formOf(operation, dialect));
}

/**
 * The dialect that a body is written in, by its fields; undefined if it fits none. If it fits several, as the array
 * form and the form of 2016 can, `preferred` counts, or else the first one whose shape the body has.
 */
export function dialectOfBody(operation: OperationId, body: unknown, preferred?: Dialect): Dialect | undefined {
  const fields = firstObject(body);
  if (!fields) return undefined;
  const fitting = dialectsOf(operation).filter((dialect) =>
    formOf(operation, dialect).recognition.fits(fields, Array.isArray(body)),
  );
  if (preferred !== undefined && fitting.includes(preferred)) return preferred;
  const hasShape = (dialect: Dialect): boolean =>
    (formOf(operation, dialect).shape === 'object') !== Array.isArray(body);
  return fitting.find(hasShape) ?? fitting[0];
}

/**
 * Whether an operation's path of a tenant in one dialect is also its path in another one. If the paths of both are
 * published and differ, the tenant's path belongs to its own dialect.
 */
export function sharesPath(operation: OperationId, dialect: Dialect, other: Dialect): boolean {
  return formOf(operation, dialect).path === formOf(operation, other).path;
}

/** The path to a shared field in a body of a form; undefined if the form does not have the field. */
export function pathOfField({ fieldMap }: OperationForm, field: string): FieldPath | undefined {
  if (!fieldMap) return [field];
  // Tenants and mappings name fields as they like, such as `constructor`.
  return Object.hasOwn(fieldMap.paths, field) ? fieldMap.paths[field] : undefined;
}

/**
 * The fields of a body by their shared names, with their shared values. Fields without a shared name are omitted,
 * unless the form has the shared names.
 */
export function sharedFields({ fieldMap }: OperationForm, fields: Fields): Fields {
  if (!fieldMap) return fields;
  const found = Object.entries(fieldMap.paths).flatMap(([field, path]) => {
    const value = valueAtPath(fields, path);
    return value === undefined ? [] : [[field, sharedValue(fieldMap.values?.[field], value)] as const];
  });
  return Object.fromEntries(found);
}

/** The fields of a body of an operation by their shared names, in whichever dialect it is written. */
export function sharedFieldsOf(operation: OperationId, body: unknown): Fields {
  const fields = firstObject(body);
  return fields ? sharedFields(formOf(operation, dialectOfBody(operation, body) ?? defaultDialect), fields) : {};
}

function sharedValue(values: Readonly<Record<string, string>> = {}, value: unknown): unknown {
  const shared = Object.entries(values).find(([, own]) => own === value);
  return shared ? shared[0] : value;
}

function ownValue(values: Readonly<Record<string, string>> = {}, value: unknown): unknown {
  return typeof value === 'string' && Object.hasOwn(values, value) ? values[value] : value;
}

/** The value at a path of a body; undefined if there is none. */
export function valueAtPath(root: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[key] : undefined,
    root,
  );
}

/**
 * A body of a form, without the array around it, with the given values by their shared names. Fields that the form does
 * not have are omitted.
 */
export function objectOf(form: OperationForm, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { fieldMap } = form;
  if (!fieldMap) return { ...values };
  const body: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(values)) {
    const path = pathOfField(form, field);
    if (path) setAtPath(body, path, ownValue(fieldMap.values?.[field], value));
  }
  return body;
}

function setAtPath(root: Record<string, unknown>, path: FieldPath, value: unknown): void {
  let at: Record<string | number, unknown> = root;
  path.slice(0, -1).forEach((key, index) => {
    at = (at[key] ??= typeof path[index + 1] === 'number' ? [] : {}) as Record<string | number, unknown>;
  });
  at[path.at(-1)!] = value;
}

/** The shared name of the field at a path in a body of a form; undefined if it has none. */
export function fieldAtPath(
  { fieldMap }: Pick<OperationForm, 'fieldMap'>,
  path: readonly (string | number)[],
): string | undefined {
  if (!fieldMap) return path.length === 1 ? String(path[0]) : undefined;
  const wanted = path.join('\0');
  return Object.entries(fieldMap.paths).find(([, own]) => own.join('\0') === wanted)?.[0];
}
