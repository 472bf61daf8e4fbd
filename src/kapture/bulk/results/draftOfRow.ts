import { objectOf } from '../../catalogue/forms.ts';
import type { OperationId } from '../../catalogue/registry.ts';
import { formFor, type Connection } from '../../connection/connection.ts';
import { plainValue } from '../../update/fieldValue.ts';
import { addBody } from '../../update/updateBody.ts';
import { escapeBraces } from '../../variables/variables.ts';
import type { Identifier } from '../plans/identifiers.ts';
import { refusedCells, type PlanRow } from '../plans/planRow.ts';

/**
 * A request with the values of a row, to send or change by hand. Refused cells are in it unchanged. A row of a plan
 * that identifies customers by ID is never an Add, even if it was not looked up. Undefined for a row that was refused
 * as a whole: its cells can be under wrong columns.
 */
export function draftOfRow(
  row: PlanRow,
  connection: Connection,
  identifier: Identifier,
): { operation: OperationId; body: string } | undefined {
  if (refusedCells(row)) return undefined;
  const refused = row.reasons.flatMap(({ field, text }): [string, string][] =>
    field === undefined || text === undefined ? [] : [[field, JSON.stringify(text)]],
  );
  const id = row.customerId ?? (identifier === 'id' && row.key ? row.key : undefined);
  const whole = { ...row, ...(id !== undefined && { customerId: id }), fields: new Map([...row.fields, ...refused]) };
  const isUpdate = id !== undefined || whole.fields.has('kapture_customer_id');
  const operation = isUpdate ? 'update' : 'add';
  const body = isUpdate ? updateOf(whole, connection) : addBody(formFor(connection, 'add'), whole.fields);
  // Braces are text in a cell, but would be variables in a request.
  return { operation, body: escapeBraces(body) };
}

function updateOf({ customerId = '', changes, fields }: PlanRow, connection: Connection): string {
  const form = formFor(connection, 'update');
  const values = changes.length ? changes.map(({ field, to }) => [field, to] as const) : [...fields];
  const texts = values.map(([field, value]) => [field, plainValue(value)] as const);
  const object = objectOf(form, Object.fromEntries([['kapture_customer_id', customerId], ...texts]));
  return JSON.stringify(form.shape === 'array-of-one' ? [object] : object);
}
