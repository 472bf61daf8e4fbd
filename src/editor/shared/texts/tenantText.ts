import { l10n } from 'vscode';
import { tenantHost } from '../../../kapture/connection/tenant.ts';

/** How to name a tenant that no connection leads to. */
export function tenantText(tenant: string): string {
  return tenantHost(tenant) ?? l10n.t('another sandbox');
}

/** Says that nothing was sent because no connection leads to a tenant. */
export function unreachableText(tenant: string): string {
  return l10n.t('Nothing was sent: no connection points to {0}.', tenantText(tenant));
}
