import type { Dialect } from '../catalogue/dialect.ts';
import { formOf } from '../catalogue/forms.ts';
import type { OperationId } from '../catalogue/registry.ts';
import { fieldsOfWrite } from '../catalogue/writeAct.ts';
import { dialectOf, type Connection } from '../connection/connection.ts';
import { readRaw } from '../exchange/requestBody.ts';
import { convertBody, type ConvertedBody } from './convertBody.ts';
import { otherDialectOf } from './otherDialect.ts';

/** A request in the dialect of a connection. */
export interface ConvertedRequest extends ConvertedBody {
  readonly to: Dialect;
}

/**
 * Converts the text of a request to the dialect of a connection. Undefined if it fits that dialect already, or is not
 * recognized as one in another dialect. `headingFor` returns the first line of the comment with the fields that have no
 * place.
 */
export function convertForConnection(
  text: string,
  operation: OperationId,
  connection: Connection,
  headingFor: (to: Dialect) => string,
): ConvertedRequest | undefined {
  const { json } = readRaw(text);
  const to = dialectOf(connection, operation);
  // With its variables in place of their values: a variable is not a blank ID.
  const from = json === undefined ? undefined : otherDialectOf(operation, fieldsOfWrite(json), to);
  if (from === undefined) return undefined;
  const { tenantField } = formOf(operation, to);
  const converted = convertBody(text, {
    operation,
    from,
    to,
    heading: headingFor(to),
    ...(tenantField !== undefined && connection.cmId !== undefined && { added: { [tenantField]: connection.cmId } }),
  });
  return converted && { ...converted, to };
}
