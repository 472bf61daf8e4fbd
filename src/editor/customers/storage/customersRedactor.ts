import type { Redact } from '../../../kapture/redaction/redact.ts';
import type { Targets } from '../../shared/targets.ts';
import { tenantRedactor } from '../../shared/tenantRedactor.ts';

/**
 * Redacts records of a tenant that are stored on disk: unlike in what is shown, also passwords alone that are words.
 */
export function customersRedactor(targets: Targets, tenant: string): Promise<Redact> {
  return tenantRedactor(targets, tenant, ['get', 'pull'], 'words');
}
