import * as vscode from 'vscode';
import type { Role } from '../../kapture/connection/connection.ts';
import type { CommandId } from '../shared/commandMap.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import { roleText } from '../shared/texts/roleText.ts';
import { nameOf, type ConnectionList } from './connectionList.ts';

export const roleIcons: Readonly<Record<Role, string>> = {
  sandbox: 'beaker',
  development: 'tools',
  production: 'warning',
};

/**
 * Shows the active connection in the status bar, with a warning background for production. A click switches the
 * connection.
 */
export function showConnectionStatus(list: ConnectionList): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('kapture.connection', vscode.StatusBarAlignment.Left, 50);
  item.name = vscode.l10n.t('Kapture Connection');
  item.command = 'kapture.selectConnection' satisfies CommandId;
  const update = (): void => {
    const reading = list.activeName === undefined ? undefined : list.find(list.activeName);
    const name = reading && nameOf(reading);
    const broken = reading?.problem;
    const state = reading && (reading.problem ? problemText(reading.problem) : roleText(reading.connection));
    const lock = reading?.connection?.readOnly ? ' $(lock)' : '';
    item.text = reading
      ? `$(${broken ? 'error' : roleIcons[reading.connection.role]}) ${oneLabel(name!, 40)}${lock}`
      : `$(plug) ${vscode.l10n.t('Kapture: no connection')}`;
    item.tooltip = broken
      ? state
      : reading
        ? `Kapture: ${name} (${state})\n${vscode.l10n.t('Click to switch connections.')}`
        : vscode.l10n.t('Click to select where Kapture requests are sent.');
    item.accessibilityInformation = {
      label: reading
        ? vscode.l10n.t('Kapture connection {0}, {1}', name!, state!)
        : vscode.l10n.t('No Kapture connection'),
    };
    item.backgroundColor = broken
      ? new vscode.ThemeColor('statusBarItem.errorBackground')
      : reading?.connection?.role === 'production'
        ? new vscode.ThemeColor('statusBarItem.warningBackground')
        : undefined;
  };
  update();
  item.show();
  return vscode.Disposable.from(item, list.onDidChange(update));
}
