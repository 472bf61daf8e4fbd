import type { Targets } from '../shared/targets.ts';
import { tenantText } from '../shared/texts/connectionTexts.ts';

/**
 * The current name of the connection to an entry's tenant, or the tenant's host if there is none. The name stored with
 * the entry is not used, because it may now belong to a connection to another tenant.
 */
export function connectionLabel(
  targets: Targets,
  { tenant, connection }: { readonly tenant: string; readonly connection: string },
): string {
  return targets.connectionOf(tenant, connection)?.name ?? tenantText(tenant);
}
