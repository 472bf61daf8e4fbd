import type { OperationId } from '../catalogue/registry.ts';
import { urlOf } from '../connection/connection.ts';
import { withoutSecretUses } from '../variables/variables.ts';
import type { SentRequest, Target } from './exchange.ts';
import { markedTargetHeaders } from './targetHeaders.ts';

/**
 * A request that is sent now, with a mark in place of each secret header. Its body and URL are not redacted. Secret
 * variables in the body stay `{{$secret.name}}`; without `usesSecrets`, such a text is not one.
 */
export function sentRequest(operation: OperationId, body: string, target: Target, usesSecrets = false): SentRequest {
  const { connection } = target;
  return {
    operation,
    tenant: connection.tenant,
    connection: connection.name,
    timeZone: connection.timeZone,
    url: urlOf(connection, operation),
    // Sending the request again from the history fills secrets, which must not happen to a text of the server in it.
    requestBody: usesSecrets ? body : withoutSecretUses(body),
    requestHeaders: markedTargetHeaders(target, operation),
    sentAt: Date.now(),
  };
}
