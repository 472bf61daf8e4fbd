import { objectOf } from '../catalogue/forms.ts';
import type { OperationId } from '../catalogue/registry.ts';
import { formFor, type Connection } from '../connection/connection.ts';
import { plainValue } from '../update/fieldValue.ts';
import type { PlanRow } from './planRow.ts';

/** A request with the values of a row, to send or change by hand. */
export function draftOfRow(row: PlanRow, connection: Connection): { operation: OperationId; body: string } {
  const operation = row.customerId === undefined ? 'add' : 'update';
  const form = formFor(connection, operation);
  const values = row.kind === 'update' ? row.changes.map(({ field, to }) => [field, to] as const) : [...row.fields];
  const fields = Object.fromEntries([
    ...(row.customerId === undefined ? [] : [['kapture_customer_id', row.customerId]]),
    ...values.map(([field, value]) => [field, plainValue(value)]),
  ]) as Record<string, string>;
  const object = objectOf(form, fields);
  return { operation, body: JSON.stringify(form.shape === 'array-of-one' ? [object] : object) };
}
