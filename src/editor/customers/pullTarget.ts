import type { Target } from '../../kapture/exchange/exchange.ts';
import type { StoredPull } from '../../kapture/store/customerShapes.ts';
import { showWarning } from '../shared/questions/messages.ts';
import type { Targets } from '../shared/ports.ts';
import { unreachableText } from '../shared/texts/tenantText.ts';

/**
 * The way to a tenant now, with a key for Pull, through the named connection if it leads there. Undefined if there is none,
 * which the user was told. Ask for it again after each question: the connection may have changed meanwhile.
 */
export async function pullTarget(
  targets: Targets,
  { tenant, connection }: Pick<StoredPull, 'tenant' | 'connection'>,
): Promise<Target | undefined> {
  const known = targets.connectionOf(tenant, connection);
  const target = known && (await targets.resolveNamed(known.name, 'pull'));
  if (known && (!target || target.connection.tenant === tenant)) return target;
  void showWarning(unreachableText(tenant));
  return undefined;
}
