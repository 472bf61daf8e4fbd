import * as vscode from 'vscode';
import type { ConnectionReading } from '../../kapture/connection/connection.ts';
import { runCommand } from '../shared/commands.ts';
import type { Log } from '../shared/log.ts';
import { showError, type MessageAction } from '../shared/questions/messages.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';

/** Says why no request can be sent through a connection. `reading` is undefined if it does not exist. */
export function showUnusable(name: string, reading: ConnectionReading | undefined, log: Log): void {
  const sentence = reading
    ? vscode.l10n.t('The connection {0} cannot be used. {1}', name, problemText(reading.problem) ?? '')
    : vscode.l10n.t('The connection {0} no longer exists.', name);
  const edit: MessageAction = {
    title: vscode.l10n.t('Edit Connection'),
    run: () => runCommand('kapture.editConnection', name),
  };
  const choose: MessageAction = {
    title: vscode.l10n.t('Select Connection'),
    run: () => runCommand('kapture.selectConnection'),
  };
  void showError(log, sentence, ...(reading ? [edit, choose] : [choose]));
}
