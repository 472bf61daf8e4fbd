import * as vscode from 'vscode';
import { faults } from '../../sandbox/faults.ts';
import { catalogueText } from '../catalogueTexts.ts';
import { registerCommands } from '../commands.ts';
import type { Log } from '../log.ts';
import { showInformation } from '../messages.ts';
import type { SandboxHost } from './sandboxHost.ts';

/** The commands that steer the sandbox. */
export function registerSandbox(host: SandboxHost, log: Log): vscode.Disposable {
  const setFault = async (): Promise<void> => {
    const items = faults.map(({ id, title, description }) => ({ label: catalogueText(title), detail: catalogueText(description), id }));
    const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Sandbox Fault'), placeHolder: vscode.l10n.t('How should the sandbox answer from now on?') });
    if (!picked) return;
    await host.setFault(picked.id);
    if (picked.id === 'none') void showInformation(vscode.l10n.t('The sandbox answers as usual.'));
    else void showInformation(vscode.l10n.t('The sandbox answers with a fault now: {0}.', picked.label), { title: vscode.l10n.t('Switch Off'), run: () => host.setFault('none') });
  };
  const reset = async (): Promise<void> => {
    await host.reset();
    void showInformation(vscode.l10n.t('The sandbox has its first customers again, and no fault.'));
  };
  return registerCommands(log, { 'kapture.setSandboxFault': setFault, 'kapture.resetSandbox': reset });
}
