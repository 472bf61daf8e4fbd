import * as vscode from 'vscode';
import { pinComment } from '../../kapture/connection/pinnedConnection.ts';
import { documentTarget } from '../shared/documents/documentTarget.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import type { Targets } from '../shared/ports.ts';
import { roleText } from '../shared/texts/roleText.ts';

/** Lets the user choose the connection that a request always goes to; writes it on top of the request as a comment. */
export async function pinRequest(document: vscode.TextDocument, targets: Targets): Promise<void> {
  const { pin } = documentTarget(document, targets);
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
  const picked = await vscode.window.showQuickPick(pin ? [...items, unpin] : items, {
    title: vscode.l10n.t('Pin Request to Connection'),
    placeHolder: vscode.l10n.t('Always send this request to…'),
  });
  if (!picked) return;
  const edit = new vscode.WorkspaceEdit();
  const place = pin && new vscode.Range(document.positionAt(pin.offset), document.positionAt(pin.offset + pin.length));
  if (picked.name === undefined) edit.delete(document.uri, document.lineAt(place!.start.line).rangeIncludingLineBreak);
  else if (place) edit.replace(document.uri, place, picked.name);
  else edit.insert(document.uri, new vscode.Position(0, 0), `${pinComment(picked.name)}\n`);
  await vscode.workspace.applyEdit(edit);
}
