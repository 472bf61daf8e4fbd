import * as vscode from 'vscode';
import { runCommand } from '../shared/commands.ts';
import type { ConnectionList } from './connectionList.ts';

/** Offers the sandbox or a connection of one's own; the name of what was chosen. */
export async function offerConnection(list: ConnectionList): Promise<string | undefined> {
  const sandbox = {
    label: `$(beaker) ${vscode.l10n.t('Use the Sandbox')}`,
    detail: vscode.l10n.t('A local Kapture server. No account needed.'),
  };
  const choose = {
    label: `$(plug) ${vscode.l10n.t('Select a Connection')}`,
    detail: vscode.l10n.t('One of the connections you added.'),
  };
  const add = {
    label: `$(add) ${vscode.l10n.t('Add a Connection')}`,
    detail: vscode.l10n.t('Your own Kapture tenant, with its auth key.'),
  };
  const picked = await vscode.window.showQuickPick(list.all.length > 1 ? [choose, sandbox, add] : [sandbox, add], {
    title: vscode.l10n.t('Kapture: no connection selected'),
    placeHolder: vscode.l10n.t('Where should requests go?'),
  });
  if (picked === sandbox) await runCommand('kapture.useSandbox');
  else if (picked === choose) await runCommand('kapture.selectConnection');
  // The request that waits for it is the test.
  else if (picked === add) await runCommand('kapture.addConnection', { test: false });
  else return undefined;
  return list.activeName;
}
