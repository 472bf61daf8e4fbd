import * as vscode from 'vscode';
import { faults, type FaultId } from '../../sandbox/faults.ts';
import { catalogueText } from '../shared/texts/catalogueTexts.ts';
import { registerCommands } from '../shared/commands.ts';
import type { CommandId } from '../shared/commandMap.ts';
import type { Log } from '../shared/log.ts';
import { showInformation } from '../shared/questions/messages.ts';
import type { SandboxHost } from './sandboxHost.ts';

/**
 * Registers the commands for the sandbox, and a status bar item while it simulates a fault: without a reminder, users would
 * look for an error of their own.
 */
export function registerSandbox(host: SandboxHost, log: Log): vscode.Disposable {
  /** Created with the first fault. */
  let item: vscode.StatusBarItem | undefined;
  let present: FaultId = 'none';
  const note = (id: FaultId): void => {
    present = id;
    if (id === 'none') {
      item?.hide();
      return;
    }
    item ??= faultItem();
    const title = catalogueText(faults.find((fault) => fault.id === id)!.title);
    item.text = `$(bug) ${title}`;
    item.tooltip = vscode.l10n.t('The sandbox answers with a fault now: {0}.', title);
    item.accessibilityInformation = { label: item.tooltip };
    item.show();
  };
  const set = async (id: FaultId): Promise<void> => {
    await host.setFault(id);
    note(id);
  };
  const setFault = async (): Promise<void> => {
    note(await host.fault());
    const items = faults.map(({ id, title, description }) => ({
      label: catalogueText(title),
      detail: catalogueText(description),
      id,
      ...(id === present && { description: vscode.l10n.t('now') }),
    }));
    const picked = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Sandbox Fault'),
      placeHolder: vscode.l10n.t('How should the sandbox answer from now on?'),
    });
    if (!picked) return;
    await set(picked.id);
    if (picked.id === 'none') void showInformation(vscode.l10n.t('The sandbox answers as usual.'));
    else
      void showInformation(vscode.l10n.t('The sandbox answers with a fault now: {0}.', picked.label), {
        title: vscode.l10n.t('Switch Off'),
        run: () => set('none'),
      });
  };
  const reset = async (): Promise<void> => {
    await host.reset();
    note('none');
    void showInformation(vscode.l10n.t('The sandbox has its first customers again, and no fault.'));
  };
  return vscode.Disposable.from(
    { dispose: () => item?.dispose() },
    host.onDidMeet(note),
    registerCommands(log, { 'kapture.setSandboxFault': setFault, 'kapture.resetSandbox': reset }),
  );
}

function faultItem(): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem('kapture.sandboxFault', vscode.StatusBarAlignment.Left, 49);
  item.name = vscode.l10n.t('Kapture Sandbox Fault');
  item.command = 'kapture.setSandboxFault' satisfies CommandId;
  item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  return item;
}
