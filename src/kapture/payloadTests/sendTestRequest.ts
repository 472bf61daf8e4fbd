import type { Dialect } from '../catalogue/dialect.ts';
import type { OperationId } from '../catalogue/registry.ts';
import type { AuthKey } from '../connection/authKey.ts';
import { inDialect } from '../connection/connection.ts';
import type { KaptureClient } from '../exchange/client.ts';
import type { Exchange, Target } from '../exchange/exchange.ts';
import { redactExchange, unpackedExchange } from '../exchange/redactExchange.ts';
import type { Redact } from '../redaction/redact.ts';

/** The key of steps with `"key": "wrong"`: base64 of `kapture-test:wrong-on-purpose`. */
export const wrongKey = Buffer.from('kapture-test:wrong-on-purpose').toString('base64') as AuthKey;

/** The request of a step. */
export interface TestRequest {
  readonly operation: OperationId;
  /** Default: the dialect of the connection. */
  readonly dialect?: Dialect | undefined;
  readonly body: string;
  /** Send {@link wrongKey} instead of the target's key. */
  readonly isKeyWrong: boolean;
}

/**
 * Sends the request of a step once, because a test checks the first response. A test has no `WriteConfirmation`, so the
 * client refuses a write to production. `redact` also removes a bare password, which the client keeps because it may be
 * a common word: messages and reports of tests must not contain it.
 */
export async function sendTestRequest(
  client: KaptureClient,
  { operation, dialect, body, isKeyWrong }: TestRequest,
  target: Target,
  { redact, signal }: { readonly redact: Redact; readonly signal: AbortSignal },
): Promise<Exchange> {
  const connection = inDialect(target.connection, operation, dialect);
  const used = { ...target, connection, key: isKeyWrong ? wrongKey : target.key };
  const exchange = await client.send(operation, body, used, { signal, retry: false, usesSecrets: true });
  return redactExchange(unpackedExchange(exchange), redact);
}
