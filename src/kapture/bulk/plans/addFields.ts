import { isBlank, type FieldValues } from '../../update/fieldValue.ts';
import { fieldOfIdentifier } from './identifiers.ts';
import type { PlanRow } from './planRow.ts';
import type { Identifier } from './rowInput.ts';

/** The fields of the Add of a row: those with a value, and the key. */
export function addFields(identifier: Identifier, { key, fields }: Pick<PlanRow, 'key' | 'fields'>): FieldValues {
  const values = new Map([...fields].filter(([, value]) => !isBlank(value)));
  if (key.trim() && identifier !== 'id') {
    const field = fieldOfIdentifier[identifier];
    if (!values.has(field)) values.set(field, JSON.stringify(key.trim()));
  }
  return values;
}
