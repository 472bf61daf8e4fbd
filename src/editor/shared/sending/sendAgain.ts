import type { OperationId } from '../../../kapture/catalogue/registry.ts';
import { formFor, type Connection } from '../../../kapture/connection/connection.ts';
import { otherDialect } from '../../../kapture/dialects/otherDialect.ts';
import { bodyInShape } from '../../../kapture/exchange/bodyInShape.ts';
import type { SentRequest } from '../../../kapture/exchange/exchange.ts';
import { escapeOtherBraces } from '../../../kapture/variables/escapeBraces.ts';
import type { Drafts } from '../ports.ts';
import type { Sender } from './sender.ts';
import type { SendRequestOptions } from './sendRequestOptions.ts';

export type EarlierRequest = Pick<SentRequest, 'operation' | 'requestBody' | 'tenant' | 'connection' | 'url'>;

/** What sending again needs from other features. */
export interface SendAgainPorts {
  readonly sender: Sender;
  readonly drafts: Drafts;
}

/**
 * Sends the same body to the same tenant, through the same connection if it still leads there. If the connection now
 * has another dialect, the user can convert the body first. `options` are the document that the request is from, and
 * what Retry does.
 */
export async function sendAgain(
  { operation, requestBody, tenant, connection, url }: EarlierRequest,
  { sender, drafts }: SendAgainPorts,
  options: Pick<SendRequestOptions, 'request' | 'retry'>,
): Promise<void> {
  const body = (target: Connection): Promise<string> => Promise.resolve(bodyFor(operation, requestBody, target));
  await sender.send(operation, body, {
    ...options,
    tenant,
    connection,
    previousUrl: url,
    usesSecrets: true,
    convert: async (target) => {
      await drafts.openDraftOf(operation, escapeOtherBraces(requestBody), target.name);
    },
  });
}

/** The body with the array brackets of the connection's dialect, unless it is in another dialect. */
function bodyFor(operation: OperationId, body: string, connection: Connection): string {
  return otherDialect(operation, body, connection) ? body : bodyInShape(formFor(connection, operation), body);
}
