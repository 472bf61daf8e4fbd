import { codeIn } from '../../../kapture/catalogue/writeAct.ts';
import type { StoredCustomer } from '../../storedCustomer.ts';
import type { Store } from '../../store.ts';
import type { OperationRequest } from '../handler.ts';

/**
 * The customer that a write updates because it has its code; undefined if there is none. Only in forms that
 * identify a customer by it: inferred from an integration that sends the same code each time.
 */
export function customerWithCode(store: Store, { form, body }: OperationRequest): StoredCustomer | undefined {
  const code = codeIn(form, body);
  return code === '' ? undefined : store.find('code', code)[0];
}
