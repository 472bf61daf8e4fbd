import type { OperationId } from '../../kapture/catalogue/registry.ts';
import type { Connection } from '../../kapture/connection/connection.ts';
import { sendsTo } from '../../kapture/commandLines/sendsTo.ts';
import type { Targets } from '../shared/ports.ts';

/**
 * The connection to pin the request of a command to: none if the active connection has its origin, else the only one
 * with its origin, or with its origin and path. Without a single one it is the origin, which no connection can have as
 * its name, so that the request is not sent anywhere else. A URL with a variable has no origin, so its request goes to
 * the active connection.
 */
export function draftTarget(
  { origin, path }: { readonly origin: string | undefined; readonly path: string },
  operation: OperationId,
  { all, activeName }: Pick<Targets, 'all' | 'activeName'>,
): string | undefined {
  if (origin === undefined) return undefined;
  const hasPath = (connection: Connection): boolean => sendsTo(connection, operation, origin + path);
  const atOrigin = all.filter(({ baseUrl }) => new URL(baseUrl).origin === origin);
  if (atOrigin.some(({ name }) => name === activeName)) return undefined;
  const [only, ...others] = atOrigin.length === 1 ? atOrigin : atOrigin.filter(hasPath);
  return only && !others.length ? only.name : origin;
}
