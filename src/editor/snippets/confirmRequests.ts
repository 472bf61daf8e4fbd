import * as vscode from 'vscode';
import { kindTitle } from '../shared/texts/kindTitle.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { confirmAction, namesText } from '../shared/questions/confirmAction.ts';
import { nameOfFile } from './requestName.ts';
import type { FileNode, RequestNode } from './requestNodes.ts';

/** Asks before the selected request files are deleted. The question names them. */
export function confirmDelete(files: readonly FileNode[]): Promise<boolean> {
  const [first] = files;
  const question =
    files.length === 1
      ? vscode.l10n.t('Delete the request “{0}”?', nameOfRequest(first!))
      : vscode.l10n.t('Delete {0} requests?', numberText(files.length));
  const detail = files.length === 1 ? locationOf(first!) : namesText(files.map(nameOfRequest));
  return confirmAction(question, detail, vscode.l10n.t('Delete'), vscode.l10n.t("Don't Delete"));
}

/** Asks before the selected request is sent. The question names it. */
export function confirmSend(node: RequestNode): Promise<boolean> {
  return confirmAction(
    vscode.l10n.t('Send the request “{0}” ({1})?', nameOfRequest(node), kindTitle(node.operation)),
    locationOf(node),
    vscode.l10n.t('Send'),
    vscode.l10n.t("Don't Send"),
  );
}

export function nameOfRequest(node: RequestNode): string {
  return oneLine(node.kind === 'example' ? node.example.title : nameOfFile(node.uri.path), 80);
}

function locationOf(node: RequestNode): string {
  if (node.kind === 'example') return vscode.l10n.t('Example');
  return node.group.place === 'workspace'
    ? oneLine(vscode.workspace.asRelativePath(node.uri), 200)
    : vscode.l10n.t('Personal snippet');
}
