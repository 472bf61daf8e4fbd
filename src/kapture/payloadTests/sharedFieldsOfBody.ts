import { parse } from 'jsonc-parser';
import { defaultDialect } from '../catalogue/dialect.ts';
import type { Fields } from '../catalogue/fieldText.ts';
import { dialectOfBody, formOf, sharedFields } from '../catalogue/forms.ts';
import type { OperationId } from '../catalogue/registry.ts';

/**
 * The names of the fields in a body, as the flat form has them. Comments are allowed. None of what is not an object.
 */
export function sharedFieldsOfBody(operation: OperationId, body: string | undefined): string[] {
  const value: unknown = body === undefined ? undefined : parse(body, [], { allowTrailingComma: true });
  const object: unknown = Array.isArray(value) ? (value as unknown[])[0] : value;
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return [];
  const form = formOf(operation, dialectOfBody(operation, value) ?? defaultDialect);
  return Object.keys(sharedFields(form, object as Fields));
}
