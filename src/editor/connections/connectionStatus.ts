import * as vscode from 'vscode';
import { sandboxName, type Role } from '../../kapture/connection/connection.ts';
import type { CommandId } from '../shared/commandMap.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import { roleText } from '../shared/texts/connectionTexts.ts';
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
    if (broken) item.tooltip = state;
    else if (reading) item.tooltip = `Kapture: ${name} (${state})\n${vscode.l10n.t('Click to switch connections.')}`;
    else item.tooltip = vscode.l10n.t('Click to select where Kapture requests are sent.');
    if (name === sandboxName) item.tooltip = withRequests(item.tooltip as string);
    item.accessibilityInformation = {
      label: reading
        ? vscode.l10n.t('Kapture connection {0}, {1}', name!, state!)
        : vscode.l10n.t('No Kapture connection'),
    };
    item.backgroundColor = backgroundOf(reading);
  };
  update();
  item.show();
  return vscode.Disposable.from(item, list.onDidChange(update));
}

/** A tooltip with a link to the requests that the sandbox received. */
function withRequests(tooltip: string): vscode.MarkdownString {
  const link = vscode.l10n.t('[Show Sandbox Requests]({0})', 'command:kapture.showSandboxRequests');
  const text = new vscode.MarkdownString().appendText(tooltip).appendMarkdown(`\n\n${link}`);
  text.isTrusted = { enabledCommands: ['kapture.showSandboxRequests' satisfies CommandId] };
  return text;
}

function backgroundOf(reading: ReturnType<ConnectionList['find']>): vscode.ThemeColor | undefined {
  if (reading?.problem) return new vscode.ThemeColor('statusBarItem.errorBackground');
  const isProduction = reading?.connection?.role === 'production';
  return isProduction ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
}
