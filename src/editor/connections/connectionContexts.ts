import { sandboxName, type Connection, type ConnectionReading } from '../../kapture/connection/connection.ts';
import { tenantSegment } from '../../kapture/connection/tenant.ts';
import { setContext } from '../shared/settings.ts';

interface ShownConnections {
  readonly activeName: string | undefined;
  readonly active: Connection | undefined;
  readonly entries: readonly unknown[];
  readonly all: readonly ConnectionReading[];
}

/** Sets what the `when` clauses of menus and commands ask about the connections. */
export function setConnectionContexts({ activeName, active, entries, all }: ShownConnections): void {
  setContext('kapture.hasConnection', activeName !== undefined);
  setContext('kapture.hasOwnConnection', entries.length > 0);
  setContext('kapture.isReadOnly', active?.readOnly === true);
  setContext('kapture.usesSandbox', activeName === sandboxName);
  const tenants = all.flatMap(({ connection }) => (connection?.recordUrl ? connection.tenant : []));
  setContext('kapture.hasRecordUrl', active !== undefined && tenants.includes(active.tenant));
  // Compared with `resourceDirname`, which has backslashes on Windows.
  setContext(
    'kapture.foldersWithUrl',
    tenants.map(tenantSegment).flatMap((segment) => [`/${segment}`, `\\${segment}`]),
  );
}
