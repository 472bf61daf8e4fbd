import type { HistoryEntry } from '../../kapture/store/historyStore.ts';
import type { Targets } from '../shared/ports.ts';
import { tenantText } from '../shared/texts/tenantText.ts';

/** What the connection is called that leads to an entry's tenant now: the name it had then may belong to another tenant's. Without one, the host. */
export function connectionLabel(targets: Targets, { tenant, connection }: HistoryEntry): string {
  return targets.connectionOf(tenant, connection)?.name ?? tenantText(tenant);
}
