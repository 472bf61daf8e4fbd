import { defaultDialect, type Dialect } from '../catalogue/dialect.ts';
import type { Fields } from '../catalogue/fieldText.ts';
import { dialectOfBody, dialectsOf, formOf } from '../catalogue/forms.ts';
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
  if (other !== undefined || !otherActs.length) return other;
  const similar = dialectsOf(operation).filter((dialect) => formOf(operation, dialect).recognition.resembles?.(fields));
  return similar.includes(wanted) ? undefined : similar[0];
}

function dialectOfFields(operation: OperationId, fields: Fields, preferred: Dialect): Dialect | undefined {
  const fits = [[fields], fields].map((body) => dialectOfBody(operation, body, preferred));
  return fits.includes(preferred) ? preferred : (fits[0] ?? fits[1]);
}
