import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { sandboxName, type Connection } from '../../kapture/connection/connection.ts';
import { planTargetOf, type PlanTarget } from '../../kapture/bulk/sending/planTarget.ts';
import type { Target } from '../../kapture/exchange/exchange.ts';
import { changeOfConnection, changedText } from '../shared/sending/sendTarget.ts';
import { UserError } from '../shared/questions/userError.ts';
import type { BulkPorts } from './ports.ts';

/**
 * Resolves a connection once, with the key and the secret headers of each operation; asks for missing ones. Undefined
 * if the user cancels. Throws if it is no longer the given one, such as because its base URL was changed while the user
 * was being asked: the rows of a plan are for that tenant, and a plan is bound to one connection.
 */
export async function resolvePlanTarget(
  connection: Connection,
  { targets, clients }: BulkPorts,
): Promise<PlanTarget | undefined> {
  const get = await targets.resolveNamed(connection.name, 'get');
  const add = get && (await targets.resolveNamed(connection.name, 'add'));
  const update = add && (await targets.resolveNamed(connection.name, 'update'));
  if (!update) return undefined;
  // The sandbox gets its base URL when it starts.
  const chosen = connection.name === sandboxName ? { ...connection, baseUrl: get.connection.baseUrl } : connection;
  const isOther = (found: Target): boolean => !isDeepStrictEqual(found.connection, chosen);
  if ([get, add, update].some(isOther)) throw new UserError(changedText(connection));
  return planTargetOf({ get, add, update }, await clients.get());
}

/**
 * How a connection has changed since the user confirmed a run, in one sentence; undefined if rows may still be written.
 */
export function changeSince(confirmed: Connection, { targets }: BulkPorts): string | undefined {
  for (const operation of ['get', 'add', 'update'] as const) {
    const change = changeOfConnection(operation, confirmed, targets);
    if (change !== undefined) return change;
  }
  const now = targets.all.find(({ name }) => name === confirmed.name);
  // The run keeps the pause that was set before the question.
  return !now || now.pauseMs === confirmed.pauseMs ? undefined : changedText(confirmed);
}

/** The connection of a plan: one to its tenant. Throws if there is none. */
export function connectionOfPlan(
  { tenant, connection }: { readonly tenant: string; readonly connection: string },
  { targets }: BulkPorts,
): Connection {
  const found = targets.connectionOf(tenant, connection);
  if (!found) throw new UserError(vscode.l10n.t('No connection points to the tenant of this plan.'));
  return found;
}
