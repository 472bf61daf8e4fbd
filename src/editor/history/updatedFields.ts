import { sharedFieldsOf } from '../../kapture/catalogue/forms.ts';
import { operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import { readLoose } from '../../kapture/json/looseJson.ts';
import { oneLine } from '../shared/texts/plainText.ts';

const identifiers = new Set(['kapture_customer_id', 'customer_code']);

/**
 * The names of the fields that an update sent; empty for any other request. `body` is the sent body without secrets.
 */
export function updatedFields(operation: OperationId, body: string): string {
  if (operations[operation].act !== 'update') return '';
  const names = Object.keys(sharedFieldsOf(operation, readLoose(body).value));
  return oneLine(names.filter((name) => !identifiers.has(name)).join(', '), 30);
}
