import * as vscode from 'vscode';
import { pinComment, rangeToUnpin } from '../../kapture/connection/pinnedConnection.ts';
import { documentTarget } from '../shared/documents/requestText.ts';
import { showWarning } from '../shared/dialogs/messages.ts';
import type { Targets } from '../shared/targets.ts';
import { roleText } from '../shared/texts/connectionTexts.ts';
import { oneLabel } from '../shared/texts/plainText.ts';

/**
 * Asks for the connection that a request always goes to, and writes its name as a comment at the top of the request.
 */
export async function pinRequest(document: vscode.TextDocument, targets: Targets): Promise<void> {
  const isPinned = documentTarget(document, targets).pin !== undefined;
  const items = targets.all.map((connection) => ({
    label: oneLabel(connection.name),
    description: roleText(connection),
    name: connection.name,
  }));
  const unpin = {
    label: `$(close) ${vscode.l10n.t('Unpin')}`,
    description: vscode.l10n.t('uses the active connection again'),
    name: undefined,
  };
  const picked = await vscode.window.showQuickPick(isPinned ? [...items, unpin] : items, {
    title: vscode.l10n.t('Pin Request to Connection'),
    placeHolder: vscode.l10n.t('Always send this request to…'),
  });
  if (picked) await pinTo(document, picked.name, targets);
}

/** Pins a request to a connection, or unpins it if `name` is undefined. */
export async function pinTo(document: vscode.TextDocument, name: string | undefined, targets: Targets): Promise<void> {
  // The text may have changed while the user was asked.
  const { pin } = documentTarget(document, targets);
  const range = (start: number, end: number): vscode.Range =>
    new vscode.Range(document.positionAt(start), document.positionAt(end));
  const edit = new vscode.WorkspaceEdit();
  if (name === undefined) {
    if (!pin) return;
    const { start, end } = rangeToUnpin(document.getText(), pin);
    edit.delete(document.uri, range(start, end));
  } else if (pin) edit.replace(document.uri, range(pin.offset, pin.offset + pin.length), name);
  else edit.insert(document.uri, new vscode.Position(0, 0), `${pinComment(name)}\n`);
  if (!(await vscode.workspace.applyEdit(edit))) void showWarning(vscode.l10n.t('The request could not be changed.'));
}
