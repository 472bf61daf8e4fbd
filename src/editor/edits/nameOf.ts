import type { Targets } from '../ports.ts';
import { tenantText } from '../tenantText.ts';
import type { EditedCustomer } from './editedCustomer.ts';

/** What a sentence calls where an edited customer is: the connection that leads there now, else the tenant's host. */
export function nameOf({ reference: { tenant, connection } }: EditedCustomer, targets: Targets): string {
  return targets.connectionOf(tenant, connection)?.name ?? tenantText(tenant);
}
