import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import type { Connection } from '../../kapture/connection/connection.ts';
import type { KaptureClient } from '../../kapture/exchange/client.ts';
import type { Target } from '../../kapture/exchange/exchange.ts';
import type { BulkPorts } from './ports.ts';

/** The operations of a plan. */
const used = ['get', 'add', 'update'] as const satisfies readonly OperationId[];

/** A connection to plan with or to write to. */
export interface PlanTarget {
  readonly target: Target;
  /** Sends each operation with its own key. */
  readonly client: Pick<KaptureClient, 'send'>;
}

/**
 * Resolves a connection once, with the key and the secret headers of each operation; asks for missing ones. Undefined if
 * the user cancels. Throws if the connection changes in the meantime, because a plan is bound to one.
 */
export async function planTarget(
  connection: Connection,
  { targets, clients }: BulkPorts,
): Promise<PlanTarget | undefined> {
  const found = new Map<OperationId, Target>();
  for (const operation of used) {
    const target = await targets.resolveNamed(connection.name, operation);
    if (!target) return undefined;
    found.set(operation, target);
  }
  const [target, ...others] = [...found.values()];
  if (others.some((other) => !isDeepStrictEqual(other.connection, target!.connection)))
    throw new Error(vscode.l10n.t('The connection {0} was changed in the meantime. Try again.', connection.name));
  const client = await clients.get();
  return {
    target: target!,
    client: {
      send: (operation, body, given, options) =>
        client.send(operation, body, { ...given, ...found.get(operation), connection: given.connection }, options),
    },
  };
}

/** The connection of a plan: one to its tenant. Throws if there is none. */
export function connectionOfPlan(
  { tenant, connection }: { readonly tenant: string; readonly connection: string },
  { targets }: BulkPorts,
): Connection {
  const found = targets.connectionOf(tenant, connection);
  if (!found) throw new Error(vscode.l10n.t('No connection points to the tenant of this plan.'));
  return found;
}
