import * as vscode from 'vscode';
import { faults, type FaultId } from '../../sandbox/faults.ts';
import { catalogueText } from '../shared/texts/catalogueTexts.ts';
import { registerCommands } from '../shared/commands.ts';
import type { CommandId } from '../shared/commandMap.ts';
import type { Log } from '../shared/log.ts';
import { showInformation } from '../shared/questions/messages.ts';
import type { SandboxHost } from './sandboxHost.ts';

/**
 * Registers the commands for the sandbox, and a status bar item while it simulates a fault: without a reminder, users
 * would look for an error in their own code. `clearPulled` deletes what was pulled from the sandbox, and returns whether
 * there was anything.
 */
export function registerSandbox(host: SandboxHost, log: Log, clearPulled: () => Promise<boolean>): vscode.Disposable {
  /** Created with the first fault. */
  let statusItem: vscode.StatusBarItem | undefined;
  let currentFault: FaultId = 'none';
  const showFault = (id: FaultId): void => {
    currentFault = id;
    if (id === 'none') {
      statusItem?.hide();
      return;
    }
    statusItem ??= createStatusItem();
    const title = catalogueText(faults.find((fault) => fault.id === id)!.title);
    statusItem.text = `$(bug) ${title}`;
    statusItem.tooltip = vscode.l10n.t('The sandbox now responds with a fault: {0}.', title);
    statusItem.accessibilityInformation = { label: statusItem.tooltip };
    statusItem.show();
  };
  const pickFault = async (): Promise<void> => {
    showFault(await host.fault());
    const items = faults.map(({ id, title, description }) => ({
      label: catalogueText(title),
      detail: catalogueText(description),
      id,
      ...(id === currentFault && { description: vscode.l10n.t('current') }),
    }));
    const picked = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Sandbox Fault'),
      placeHolder: vscode.l10n.t('How should the sandbox respond from now on?'),
    });
    if (!picked) return;
    await host.setFault(picked.id);
    // The status bar item shows a fault for as long as it lasts. A notification for each would pile up.
    showFault(picked.id);
    if (picked.id === 'none')
      vscode.window.setStatusBarMessage(vscode.l10n.t('The sandbox no longer simulates a fault.'), 5000);
  };
  const reset = async (): Promise<void> => {
    await host.reset();
    showFault('none');
    // Customers that the reset removed would stay in the view.
    const isCleared = await clearPulled();
    void showInformation(
      isCleared
        ? vscode.l10n.t(
            'The sandbox was reset: it has its original customers and no fault. To see them in the Customers view, pull them again.',
          )
        : vscode.l10n.t('The sandbox was reset: it has its original customers and no fault.'),
    );
  };
  return vscode.Disposable.from(
    { dispose: () => statusItem?.dispose() },
    host.onDidReadFault(showFault),
    registerCommands(log, { 'kapture.setSandboxFault': pickFault, 'kapture.resetSandbox': reset }),
  );
}

function createStatusItem(): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem('kapture.sandboxFault', vscode.StatusBarAlignment.Left, 49);
  item.name = vscode.l10n.t('Kapture Sandbox Fault');
  item.command = 'kapture.setSandboxFault' satisfies CommandId;
  item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  return item;
}
