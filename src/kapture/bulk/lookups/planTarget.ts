import type { OperationId } from '../../catalogue/registry.ts';
import type { KaptureClient } from '../../exchange/client.ts';
import { secretsOf, type Target } from '../../exchange/exchange.ts';

export interface PlanTarget {
  /**
   * The target of Get. The secrets of the other operations are redacted too, because a server can repeat any of them.
   */
  readonly target: Target;
  readonly client: Pick<KaptureClient, 'send'>;
}

/** A target and a client for a plan, whose operations can have different keys on the same connection. */
export function planTargetOf(
  targets: Readonly<Record<'get' | 'add' | 'update', Target>>,
  client: Pick<KaptureClient, 'send'>,
): PlanTarget {
  const own: Partial<Record<OperationId, Target>> = targets;
  return {
    target: { ...targets.get, alsoRedacted: [...secretsOf(targets.add), ...secretsOf(targets.update)] },
    client: {
      send: (operation, body, given, options) =>
        client.send(operation, body, { ...given, ...own[operation], connection: given.connection }, options),
    },
  };
}
