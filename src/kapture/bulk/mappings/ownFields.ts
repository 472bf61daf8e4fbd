import { bulkFields, type WriteForms } from './bulkFields.ts';
import type { Mapping } from './mapping.ts';
import { fieldOfIdentifier } from '../plans/identifiers.ts';

/** The fields of a mapping that no dialect of a connection documents. Only its tenant can know whether it has them. */
export function ownFields({ identifyBy, columns, constants }: Mapping, forms: WriteForms): string[] {
  const documented = new Set([...bulkFields(forms, identifyBy), fieldOfIdentifier[identifyBy]]);
  const fields = [...columns, ...constants].map(({ field }) => field);
  return fields.filter((field) => field !== undefined).filter((field) => !documented.has(field));
}
