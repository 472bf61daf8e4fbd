import { l10n } from 'vscode';
import { tenantHost } from '../../../kapture/connection/tenant.ts';

/** How to name a tenant that no connection leads to. */
export function tenantText(tenant: string): string {
  return tenantHost(tenant) ?? l10n.t('another sandbox');
}

/** Says that no connection leads to a tenant, and what to do. */
export function unreachableText(tenant: string): string {
  const host = tenantHost(tenant);
  return host === undefined
    ? l10n.t('This belongs to the sandbox of another folder. Open that folder, then try again.')
    : l10n.t('No connection points to {0}. Add one, then try again.', host);
}
