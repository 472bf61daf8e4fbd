import type { OperationId } from '../catalogue/registry.ts';
import { urlOf, type Connection } from '../connection/connection.ts';
import { withoutSecretParameters } from './secretParameters.ts';

/** Whether a connection sends an operation to the URL of a command, which lacks parameters that may be secret. */
export function sendsTo(connection: Connection, operation: OperationId, url: string): boolean {
  const own = urlOf(connection, operation);
  return own === url || withoutSecretParameters(own, undefined).path === url;
}
