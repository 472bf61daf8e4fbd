import * as vscode from 'vscode';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import type { AuthKey } from '../../kapture/connection/authKey.ts';
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

/** Resolves the keys of a connection; asks for missing ones. Undefined if the user cancels. */
export async function planTarget(
  connection: Connection,
  { targets, clients }: BulkPorts,
): Promise<PlanTarget | undefined> {
  const keys = new Map<OperationId, AuthKey>();
  let target: Target | undefined;
  for (const operation of used) {
    const found = await targets.resolveNamed(connection.name, operation);
    if (!found) return undefined;
    target ??= found;
    keys.set(operation, found.key);
  }
  const client = await clients.get();
  return {
    target: target!,
    client: {
      send: (operation, body, given, options) =>
        client.send(operation, body, { ...given, key: keys.get(operation) ?? given.key }, options),
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
