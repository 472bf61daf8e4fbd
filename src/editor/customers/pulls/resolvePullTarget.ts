import type { Target } from '../../../kapture/exchange/exchange.ts';
import type { StoredPull } from '../../../kapture/store/customerShapes.ts';
import type { Log } from '../../shared/log.ts';
import type { Targets } from '../../shared/targets.ts';
import { showUnreachable } from '../../shared/questions/showUnreachable.ts';

/**
 * The connection to a tenant with the key for Pull; the named one if it still belongs to the tenant. Undefined if there
 * is none; the user has then been told. Resolve it again after each question, because the connection may have changed.
 */
export async function resolvePullTarget(
  targets: Targets,
  { tenant, connection }: Pick<StoredPull, 'tenant' | 'connection'>,
  log: Log,
): Promise<Target | undefined> {
  const known = targets.connectionOf(tenant, connection);
  const target = known && (await targets.resolveNamed(known.name, 'pull'));
  if (known && (!target || target.connection.tenant === tenant)) return target;
  showUnreachable(tenant, log);
  return undefined;
}
