import { l10n } from 'vscode';
import { tenantHost } from '../../../kapture/connection/tenant.ts';

/** A tenant where no connection gives it a name. */
export function tenantText(tenant: string): string {
  return tenantHost(tenant) ?? l10n.t('another sandbox');
}

/** Why nothing is sent to a tenant that no connection leads to. */
export function unreachable(tenant: string): string {
  return l10n.t('Nothing was sent: no connection points to {0}.', tenantText(tenant));
}
