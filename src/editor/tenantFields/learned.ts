import type { FieldLabels } from '../../kapture/tenantFields/fieldLabels.ts';
import type { TenantLearning } from '../../kapture/tenantFields/tenantFields.ts';

/** Everything that is known of a tenant's records, and what to call the tenant. */
export interface TenantSchema {
  readonly tenant: string;
  /** The name of a connection to the tenant, or its host. */
  readonly name: string;
  readonly learning: TenantLearning;
  readonly labels: FieldLabels;
}

/** What the commands need of what was learned. */
export interface Learned {
  /** Everything about a tenant, once it is read from the store. */
  schemaOf(tenant: string): Promise<TenantSchema>;
  /** Learns from the customers of a tenant that were pulled earlier, if nothing was learned of them. */
  learnEarlierPull(tenant: string): Promise<void>;
  /** Forgets the fields of a tenant. Its labels stay, because they are in the settings. */
  forget(tenant: string): Promise<void>;
}
