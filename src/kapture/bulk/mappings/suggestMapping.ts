import { bulkFields, type WriteForms } from './bulkFields.ts';
import { fieldOfColumn, kindOfTable } from '../tables/columnFields.ts';
import type { ColumnMapping, Mapping } from './mapping.ts';
import { fieldOfIdentifier, identifiers } from '../plans/identifiers.ts';
import type { Identifier } from '../plans/rowInput.ts';
import type { TableColumn } from '../tables/table.ts';

export interface SuggestOptions {
  /** Chosen by the user; otherwise the most certain one that the table has. */
  readonly identifyBy?: Identifier | undefined;
  /** The tenant's own fields that are known, in addition to the documented ones. */
  readonly ownFields?: readonly string[];
}

/**
 * A mapping by the names of the columns: field names, the columns of our exports, the properties of records, and
 * usual names such as *Mobile*. What is uncertain is not mapped: an unknown name, and the second column for a field.
 */
export function suggestMapping(
  columns: readonly (Pick<TableColumn, 'name'> & Partial<Pick<TableColumn, 'samples'>>)[],
  forms: WriteForms,
  { identifyBy, ownFields = [] }: SuggestOptions = {},
): Mapping {
  const kind = kindOfTable(columns.map(({ name }) => name));
  const keys = Object.values(fieldOfIdentifier);
  const known = new Set([...bulkFields(forms, 'id'), ...ownFields, ...keys]);
  const found = columns.map(({ name, samples }) => ({
    column: name,
    field: fieldOfColumn(name, kind, known, samples),
  }));
  const chosen = identifyBy ?? bestIdentifier(found.map(({ field }) => field));
  const sendable = new Set([...bulkFields(forms, chosen), ...ownFields]);
  const used = new Set<string>();
  const mapped = found.map(({ column, field }): ColumnMapping => {
    // Two columns for a field: which one is meant is unknown, so the user decides about the second.
    if (field === undefined || !sendable.has(field) || used.has(field)) return { column };
    used.add(field);
    return { column, field };
  });
  return { identifyBy: chosen, columns: mapped, constants: [] };
}

/** The first identifier that a table has: Kapture's ID, then the code, phone and email. */
function bestIdentifier(fields: readonly (string | undefined)[]): Identifier {
  return identifiers.find((identifier) => fields.includes(fieldOfIdentifier[identifier])) ?? 'phone';
}
