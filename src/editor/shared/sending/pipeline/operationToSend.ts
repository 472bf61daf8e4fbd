import { operations, type OperationId } from '../../../../kapture/catalogue/registry.ts';
import { fieldsOfWrite, operationOfAct, writeActOf } from '../../../../kapture/catalogue/writeAct.ts';
import { dialectOf, formFor, type Connection } from '../../../../kapture/connection/connection.ts';

/**
 * The operation that a request is sent as. The body decides whether a write is an Add or an Update, so the confirmation
 * and the request follow the body. If the connection has them in different dialects, the body is in that of the chosen
 * operation.
 */
export function operationToSend(chosen: OperationId, body: string, connection: Connection): OperationId {
  if (!operations[chosen].act) return chosen;
  const actual = operationOfAct(chosen, writeActOf(fieldsOfWrite(body), formFor(connection, chosen)));
  return dialectOf(connection, actual) === dialectOf(connection, chosen) ? actual : chosen;
}
