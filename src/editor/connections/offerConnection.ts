import * as vscode from 'vscode';
import { runCommand } from '../shared/commands.ts';
import type { ConnectionList } from './connectionList.ts';

/**
 * Offers the sandbox or one of the user's connections. Returns the name of the chosen one; undefined if the user
 * cancels.
 */
export async function offerConnection(list: ConnectionList): Promise<string | undefined> {
  const sandbox = {
    label: `$(beaker) ${vscode.l10n.t('Use Sandbox')}`,
    detail: vscode.l10n.t('A local Kapture server. No account needed.'),
  };
  const choose = {
    label: `$(plug) ${vscode.l10n.t('Select Connection…')}`,
    detail: vscode.l10n.t('One of the connections you added.'),
  };
  const add = {
    label: `$(add) ${vscode.l10n.t('Add Connection…')}`,
    detail: vscode.l10n.t('Your own Kapture tenant, with its auth key.'),
  };
  const picked = await vscode.window.showQuickPick(list.all.length > 1 ? [choose, sandbox, add] : [sandbox, add], {
    title: vscode.l10n.t('Select Kapture Connection'),
    placeHolder: vscode.l10n.t('Select where requests are sent'),
  });
  if (picked === sandbox) await runCommand('kapture.useSandbox');
  else if (picked === choose) await runCommand('kapture.selectConnection');
  // No test: a request is about to use the connection.
  else if (picked === add) await runCommand('kapture.addConnection', { test: false });
  else return undefined;
  return list.activeName;
}
