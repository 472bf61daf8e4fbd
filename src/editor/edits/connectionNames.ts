import type { Targets } from '../shared/ports.ts';
import { tenantText } from '../shared/texts/tenantText.ts';
import type { EditedCustomer } from './editedCustomer.ts';

/**
 * The connection name for the pin in a customer document. Without a connection to the tenant, it is a name that no
 * connection can have (with a slash), so that a copy of the text is sent nowhere.
 */
export function pinName({ reference: { tenant, connection } }: EditedCustomer, targets: Targets): string {
  return targets.connectionOf(tenant, connection)?.name ?? tenant.replace(/^sandbox:/, 'sandbox/');
}

/** The name to show in messages: the connection to the customer's tenant, else the host of the tenant. */
export function displayName({ reference: { tenant, connection } }: EditedCustomer, targets: Targets): string {
  return targets.connectionOf(tenant, connection)?.name ?? tenantText(tenant);
}
