import type { WriteForms } from '../../kapture/bulk/mappings/bulkFields.ts';
import type { Table } from '../../kapture/bulk/tables/table.ts';
import type { VariableLookup } from '../../kapture/variables/variables.ts';

/** What a mapping is checked against. */
export interface MappingSubject {
  readonly table: Table;
  readonly forms: WriteForms;
  readonly lookup: VariableLookup;
  /** Names the connection and the file. */
  readonly title: string;
  /** Why the user is asked about a mapping that is complete. */
  readonly hint?: string;
}
