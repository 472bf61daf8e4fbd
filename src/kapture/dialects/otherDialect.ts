import { defaultDialect, type Dialect } from '../catalogue/dialect.ts';
import type { Fields } from '../catalogue/fieldText.ts';
import { hasOnlyArrayFields } from '../catalogue/customer/array/arrayFields.ts';
import { dialectOfBody, dialectsOf, formOf, pathOfField } from '../catalogue/forms.ts';
import { operationIds, operations, type OperationId } from '../catalogue/registry.ts';
import { fieldsOfWrite } from '../catalogue/writeAct.ts';
import { dialectOf, type Connection } from '../connection/connection.ts';

/**
 * The dialect that a body is written in, if a connection sends the operation in another one. Undefined if the body fits
 * the connection's dialect, or if its fields do not tell. Array brackets do not count, because a request is sent with
 * those that its form needs.
 */
export function otherDialect(
  operation: OperationId,
  body: string,
  connection: Pick<Connection, 'dialect' | 'dialects'>,
): Dialect | undefined {
  return dialectsOf(operation).length > 1
    ? otherDialectOf(operation, fieldsOfWrite(body), dialectOf(connection, operation))
    : undefined;
}

/** The dialect of these fields, if it is not the wanted one; see {@link otherDialect}. */
export function otherDialectOf(operation: OperationId, fields: Fields, stated: Dialect): Dialect | undefined {
  // An operation without a form in the stated dialect has the flat one.
  const wanted = dialectsOf(operation).includes(stated) ? stated : defaultDialect;
  // An Add with an ID is an Update in its dialect, and the other way round.
  const otherActs = operations[operation].act ? operationIds.filter((id) => operations[id].act) : [];
  const found = [operation, ...otherActs].map((candidate) => dialectOfFields(candidate, fields, wanted));
  if (found.includes(wanted)) return undefined;
  const other = found.find((dialect) => dialect !== undefined);
  // An update by code needs no name, by which a body of these forms is recognized.
  const isByCode = other === undefined && otherActs.length > 0 && hasOnlyArrayFields(fields);
  return isByCode && !isByCodeDialect(wanted) ? 'array' : other;
}

function dialectOfFields(operation: OperationId, fields: Fields, preferred: Dialect): Dialect | undefined {
  return dialectOfBody(operation, fields, preferred) ?? dialectOfBody(operation, [fields], preferred);
}

/** Whether a dialect identifies a customer by its code. */
function isByCodeDialect(dialect: Dialect): boolean {
  return pathOfField(formOf('update', dialect), 'kapture_customer_id') === undefined;
}
