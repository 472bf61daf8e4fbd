import { parse } from 'jsonc-parser';
import { sharedFieldsOf } from '../catalogue/forms.ts';
import type { OperationId } from '../catalogue/registry.ts';

/**
 * The names of the fields in a body, as the flat form has them. Comments are allowed. None of what is not an object.
 */
export function sharedFieldsOfBody(operation: OperationId, body: string | undefined): string[] {
  const value: unknown = body === undefined ? undefined : parse(body, [], { allowTrailingComma: true });
  return Object.keys(sharedFieldsOf(operation, value));
}
