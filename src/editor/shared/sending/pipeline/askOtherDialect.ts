import type { OperationId } from '../../../../kapture/catalogue/registry.ts';
import type { Connection } from '../../../../kapture/connection/connection.ts';
import { otherDialect } from '../../../../kapture/dialects/otherDialect.ts';
import { confirmDialect } from './confirmDialect.ts';
import { NotSent } from './notSent.ts';
import type { SendRequestOptions } from '../sendRequestOptions.ts';

/**
 * Asks before a request of the user is sent whose body is in another dialect than the connection's. Throws `NotSent` if
 * the user declines, or wants to convert it first. `operation` is the one that the user chose.
 */
export async function askOtherDialect(
  operation: OperationId,
  body: string,
  connection: Connection,
  { purpose = 'request', convert }: SendRequestOptions,
): Promise<void> {
  const isOwn = purpose === 'request' || purpose === 'run';
  const written = isOwn ? otherDialect(operation, body, connection) : undefined;
  if (written === undefined) return;
  const answer = await confirmDialect(operation, written, connection, convert !== undefined);
  if (answer === 'convert') await convert?.(connection);
  if (answer !== 'send') throw new NotSent();
}
