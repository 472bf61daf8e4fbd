import type { Targets } from '../shared/ports.ts';
import { tenantText } from '../shared/texts/tenantText.ts';
import type { EditedCustomer } from './editedCustomer.ts';

/**
 * What a copy of an edited customer's text is pinned to: where no connection leads to its tenant, something that no
 * connection can be called, because a name has no slashes. So the copy is sent nowhere.
 */
export function pinNameOf({ reference: { tenant, connection } }: EditedCustomer, targets: Targets): string {
  return targets.connectionOf(tenant, connection)?.name ?? tenant.replace(/^sandbox:/, 'sandbox/');
}

/** What a sentence calls where an edited customer is: the connection that leads there now, else the tenant's host. */
export function nameOf({ reference: { tenant, connection } }: EditedCustomer, targets: Targets): string {
  return targets.connectionOf(tenant, connection)?.name ?? tenantText(tenant);
}
