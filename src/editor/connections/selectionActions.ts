import * as vscode from 'vscode';
import { runCommand } from '../shared/commands.ts';
import type { MessageAction } from '../shared/questions/messages.ts';
import { setting } from '../shared/settings.ts';
import type { ConnectionList } from './connectionList.ts';

/** What a message offers that says that a connection is no longer selected. */
export function selectionActions({ list, lost }: { list: ConnectionList; lost: string }): MessageAction[] {
  const setName: unknown = setting('defaultConnection');
  const name = typeof setName === 'string' ? list.currentName(setName) : '';
  const select = { title: vscode.l10n.t('Select Connection…'), run: () => runCommand('kapture.selectConnection') };
  if (name === lost || !list.find(name)?.connection) return [select];
  return [{ title: vscode.l10n.t('Use {0}', name), run: () => list.select(name) }, select];
}
