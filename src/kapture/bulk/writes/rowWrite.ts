import type { OperationId } from '../../catalogue/registry.ts';
import { formFor, type Connection } from '../../connection/connection.ts';
import { addBody, updateBody, type UpdateReading } from '../../update/updateBody.ts';
import { isSame, type FieldValues } from '../../update/fieldValue.ts';
import type { ReadRecord } from '../lookups/readRecord.ts';

/** The operation and body of a row's write; `problem` if the form cannot express it. */
export type RowWrite = UpdateReading & { readonly operation: OperationId };

/** The write that adds a customer with these fields, or changes those of a record. */
export function rowWrite(connection: Connection, values: FieldValues, record?: ReadRecord): RowWrite {
  const operation = record ? 'update' : 'add';
  const form = formFor(connection, operation);
  const reading: UpdateReading = record
    ? updateBody(form, { id: record.id, changes: values, fresh: record.own })
    : { body: addBody(form, values), required: new Map(), ofContact: new Map() };
  return { ...reading, operation };
}

/**
 * The fields that a write requires and that the record has only in a contact, except those that the row states with the
 * same value. They must not become the customer's own without consent.
 */
export function contactOnly({ ofContact }: RowWrite, stated: FieldValues): readonly string[] {
  return [...(ofContact ?? [])].filter(([field, value]) => !isSame(stated.get(field), value)).map(([field]) => field);
}

/**
 * What a write of these values changes: also the fields that it requires and that the record has only in a contact,
 * because they become the customer's own.
 */
export function writtenValues(values: FieldValues, { ofContact }: RowWrite): FieldValues {
  return new Map([...values, ...(ofContact ?? [])]);
}
