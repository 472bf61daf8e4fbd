import * as vscode from 'vscode';
import { runCommand } from '../shared/commands.ts';
import type { MessageAction } from '../shared/questions/messages.ts';
import type { ConnectionList } from './connectionList.ts';

/** What a message offers that says that a connection is no longer selected. */
export function selectionActions({ list, lost }: { list: ConnectionList; lost: string }): MessageAction[] {
  const { defaultName } = list;
  const select = { title: vscode.l10n.t('Select Connection…'), run: () => runCommand('kapture.selectConnection') };
  if (defaultName === undefined || defaultName === lost) return [select];
  return [{ title: vscode.l10n.t('Use {0}', defaultName), run: () => list.select(defaultName) }, select];
}
