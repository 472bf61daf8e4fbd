import { codeOf } from '../../../kapture/catalogue/customer/array/arrayFields.ts';
import { pathOfField } from '../../../kapture/catalogue/forms.ts';
import type { StoredCustomer } from '../../storedCustomer.ts';
import type { Store } from '../../store.ts';
import type { OperationRequest } from '../handler.ts';

/**
 * The customer that a write updates because it has its code; undefined if there is none. Only in forms without
 * Kapture's ID: inferred from an integration that sends the same code each time.
 */
export function customerWithCode(store: Store, { form, fields }: OperationRequest): StoredCustomer | undefined {
  return pathOfField(form, 'kapture_customer_id') ? undefined : store.find('code', codeOf(fields))[0];
}
