import type { OperationId } from '../../kapture/catalogue/registry.ts';
import type { Connection } from '../../kapture/connection/connection.ts';
import { sendsTo } from '../../kapture/commandLines/sendsTo.ts';
import type { Targets } from '../shared/ports.ts';
import { targetOfUrl, type IntendedTarget } from '../shared/sending/intendedTarget.ts';

/** Where the request of a pasted command goes. */
export interface DraftTarget {
  /** The connection to pin the request to. */
  readonly connection?: string;
  /** The target of the command. A request to another one asks first. */
  readonly intended?: IntendedTarget;
}

/**
 * Keeps the target of a command: no pin if the active connection has its origin, else the only connection with its
 * origin, or with its origin and path. If no single connection is left, or the one that is left has another path,
 * sending asks. A URL with a variable has no origin, so its request goes to the active connection.
 */
export function draftTarget(
  { origin, path }: { readonly origin: string | undefined; readonly path: string },
  operation: OperationId,
  { all, activeName }: Pick<Targets, 'all' | 'activeName'>,
): DraftTarget {
  if (origin === undefined) return {};
  const hasPath = (connection: Connection): boolean => sendsTo(connection, operation, origin + path);
  const atOrigin = all.filter(({ baseUrl }) => new URL(baseUrl).origin === origin);
  const active = atOrigin.find(({ name }) => name === activeName);
  const [only, ...others] = atOrigin.length === 1 ? atOrigin : atOrigin.filter(hasPath);
  const target = active ?? (others.length ? undefined : only);
  if (!target) return { intended: targetOfUrl(origin, path, operation) };
  const pin = target === active ? undefined : target.name;
  // Both have the same host, so the question names the path.
  const intended = { ...targetOfUrl(origin, path, operation), name: origin + path, ...(pin !== undefined && { pin }) };
  return { ...(pin !== undefined && { connection: pin }), ...(!hasPath(target) && { intended }) };
}
