import { createHash, randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { connectionDefaults, sandboxName, type Connection } from '../../kapture/connection/connection.ts';
import type { Log } from '../shared/log.ts';

const sandboxTenantKey = 'sandboxTenant';

/** The built-in sandbox. `state` belongs to the workspace. */
export function sandboxConnection(state: vscode.Memento, log: Log): Connection {
  return {
    name: sandboxName,
    tenant: sandboxTenant(state, log),
    // The port is unknown until the sandbox has started.
    baseUrl: 'http://127.0.0.1',
    role: 'sandbox',
    readOnly: false,
    paths: {},
    variables: {},
    timeZone: connectionDefaults.timeZone,
    dialect: connectionDefaults.dialect,
    dialects: connectionDefaults.dialects,
    headers: connectionDefaults.headers,
    timeoutSeconds: connectionDefaults.timeoutSeconds,
    periodHours: connectionDefaults.periodHours,
    parallelPulls: connectionDefaults.parallelPulls,
  };
}

/**
 * The tenant ID of the workspace's sandbox. Each workspace has its own sandbox customers, and the port changes, so the
 * ID is derived from the workspace. Two windows that open the same workspace at once get the same ID.
 */
function sandboxTenant(state: vscode.Memento, log: Log): string {
  const known = state.get<string>(sandboxTenantKey);
  if (known !== undefined) return known;
  // `ExtensionContext.storageUri` cannot be used, because VS Code gives two windows of the same folder different ones.
  const workspace = vscode.workspace.workspaceFile ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = workspace?.toString() ?? randomUUID();
  const tenant = `sandbox:${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
  state
    .update(sandboxTenantKey, tenant)
    .then(undefined, (error: unknown) =>
      log.error('The identity of the sandbox could not be saved for the next window.', error),
    );
  return tenant;
}
