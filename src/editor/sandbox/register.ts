import * as vscode from 'vscode';
import { faults, type FaultId } from '../../sandbox/faults.ts';
import { catalogueText } from '../shared/texts/catalogueTexts.ts';
import { registerCommands } from '../shared/commands.ts';
import type { CommandId } from '../shared/commandMap.ts';
import type { Log } from '../shared/log.ts';
import { showInformation } from '../shared/questions/messages.ts';
import type { SandboxHost } from './sandboxHost.ts';

/** The commands that steer the sandbox, and a status bar item as long as it shows a fault: who forgets that looks for one of their own. */
export function registerSandbox(host: SandboxHost, log: Log): vscode.Disposable {
  /** Made with the first fault. */
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
    item.tooltip = vscode.l10n.t('The sandbox now responds with a fault: {0}.', title);
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
      placeHolder: vscode.l10n.t('How should the sandbox respond from now on?'),
    });
    if (!picked) return;
    await set(picked.id);
    if (picked.id === 'none') void showInformation(vscode.l10n.t('The sandbox responds as usual.'));
    else
      void showInformation(vscode.l10n.t('The sandbox now responds with a fault: {0}.', picked.label), {
        title: vscode.l10n.t('Switch Off'),
        run: () => set('none'),
      });
  };
  const reset = async (): Promise<void> => {
    await host.reset();
    note('none');
    void showInformation(vscode.l10n.t('The sandbox was reset: it has its original customers and no fault.'));
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
