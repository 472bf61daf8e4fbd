import * as vscode from 'vscode';
import type { Log } from '../shared/log.ts';
import { showWarning } from '../shared/questions/messages.ts';
import type { ConnectionList } from './connectionList.ts';
import { selectionActions } from './selectionActions.ts';

/**
 * Says that a connection is no longer selected: it was deleted in the settings, or its name led to another tenant on
 * start. Resolves once an action has run or the message was dismissed.
 */
export function showLostSelection(name: string, isDeleted: boolean, list: ConnectionList, log: Log): Promise<void> {
  const sentence = isDeleted
    ? vscode.l10n.t('{0} was deleted in the settings, so no connection is selected.', name)
    : vscode.l10n.t(
        '{0} is no longer selected, because it now points to another tenant than when this workspace was last open.',
        name,
      );
  return showWarning(sentence, log, ...selectionActions({ list, lost: name }));
}
