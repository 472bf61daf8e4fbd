import * as vscode from 'vscode';
import type { FaultId } from '../../sandbox/faults.ts';
import { registerCommands } from '../shared/commands.ts';
import { showInformation } from '../shared/dialogs/messages.ts';
import type { Log } from '../shared/log.ts';
import type { SandboxHost } from './sandboxHost.ts';
import type { FaultStatus } from './sandboxFaults.ts';

/**
 * Registers the commands for the sandbox, and a status bar item while it simulates a fault: without a reminder, users
 * would look for an error in their own code. `clearPulled` deletes what was pulled from the sandbox, and returns
 * whether there was anything.
 */
export function registerSandbox(host: SandboxHost, log: Log, clearPulled: () => Promise<boolean>): vscode.Disposable {
  /** The status bar item, created with the first fault. */
  let status: FaultStatus | undefined;
  let current: FaultId = 'none';
  const showFault = async (id: FaultId): Promise<void> => {
    current = id;
    if (id === 'none' && !status) return;
    const { FaultStatus } = await import('./sandboxFaults.ts');
    status ??= new FaultStatus();
    // The fault may have changed while the module was loaded.
    status.show(current);
  };
  const setFault = async (): Promise<void> => {
    await showFault(await host.fault());
    const picked = await (await import('./sandboxFaults.ts')).pickFault(current);
    if (picked === undefined) return;
    await host.setFault(picked);
    // The status bar item shows a fault for as long as it lasts. Notifications would pile up.
    await showFault(picked);
    if (picked === 'none')
      vscode.window.setStatusBarMessage(vscode.l10n.t('The sandbox no longer simulates a fault.'), 5000);
  };
  const reset = async (): Promise<void> => {
    await host.reset();
    await showFault('none');
    // Otherwise, customers that the reset removed would stay in the view.
    const isCleared = await clearPulled();
    void showInformation(
      isCleared
        ? vscode.l10n.t('The sandbox was reset. To see its original customers, pull them again.')
        : vscode.l10n.t('The sandbox was reset. It has its original customers and no fault.'),
    );
  };
  return vscode.Disposable.from(
    { dispose: () => status?.dispose() },
    host.onDidReadFault(showFault),
    registerCommands(log, {
      'kapture.showSandboxRequests': () => host.showRequests(),
      'kapture.setSandboxFault': setFault,
      'kapture.resetSandbox': reset,
    }),
  );
}
