import type { OperationId } from '../../../kapture/catalogue/registry.ts';
import { formFor, type Connection } from '../../../kapture/connection/connection.ts';
import { otherDialect } from '../../../kapture/dialects/convertForConnection.ts';
import type { SentRequest } from '../../../kapture/exchange/exchange.ts';
import { bodyInShape } from '../../../kapture/exchange/requestBody.ts';
import { escapeOtherBraces } from '../../../kapture/variables/variables.ts';
import type { Log } from '../log.ts';
import type { Drafts } from '../requestBodies.ts';
import type { RepeatedRequest, Sender, SendOptions } from './sender.ts';

export type EarlierRequest = Pick<SentRequest, 'operation' | 'requestBody' | 'tenant' | 'connection' | 'url'>;

/** What sending again needs from other features. */
export interface SendAgainPorts {
  readonly sender: Sender;
  readonly drafts: Drafts;
  readonly log: Log;
}

/**
 * Sends the same body to the same tenant, through the same connection if it still leads there. If the connection now
 * has another dialect, the user can convert the body first. `document` is the one that the request is from.
 */
export async function sendAgain(
  earlier: EarlierRequest,
  ports: SendAgainPorts,
  {
    document,
    asksBeforeWrite,
    retry,
  }: Pick<RepeatedRequest, 'document' | 'asksBeforeWrite'> & Pick<SendOptions, 'retry'>,
): Promise<void> {
  const { operation, requestBody, tenant, connection, url } = earlier;
  const { sender, drafts } = ports;
  const body = (target: Connection): Promise<string> => Promise.resolve(bodyFor(operation, requestBody, target));
  await sender.send(operation, body, {
    tenant,
    connection,
    retry,
    purpose: {
      kind: 'again',
      previousUrl: url,
      document,
      asksBeforeWrite,
      convert: (target) => drafts.openDraftOf(operation, escapeOtherBraces(requestBody), target.name),
    },
  });
}

/** The body with the array brackets of the connection's dialect, unless it is in another dialect. */
function bodyFor(operation: OperationId, body: string, connection: Connection): string {
  return otherDialect(operation, body, connection) ? body : bodyInShape(formFor(connection, operation), body);
}
