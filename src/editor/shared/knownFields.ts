import type { Event } from 'vscode';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import type { RecordPath } from '../../kapture/tenantFields/learnedRecords.ts';
import type { OfferedField } from '../../kapture/tenantFields/schemaWithFields.ts';

/** The known fields of a tenant, from its records. */
export interface KnownFields {
  /** A number that differs after each change of the fields. */
  readonly version: number;
  /** The tenant's own fields, as requests offer them. */
  readonly offered: readonly OfferedField[];
  /**
   * Markdown about a field of the records that an operation returns; undefined if nothing is known beyond the
   * documentation.
   */
  hoverOf(operation: OperationId, path: RecordPath): string | undefined;
}

/** The known fields of tenants. */
export interface FieldsOfTenants {
  readonly onDidChange: Event<void>;
  /**
   * The known fields of a tenant; undefined if none are known. If they must be loaded first, `onDidChange` fires
   * afterward.
   */
  of(tenant: string): KnownFields | undefined;
}
