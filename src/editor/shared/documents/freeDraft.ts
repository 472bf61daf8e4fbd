import * as vscode from 'vscode';
import { isThere } from './isThere.ts';

/**
 * The address of a new unsaved document, under a name that no open document and no file of the folder has: `stem`, with a
 * number if need be, and `suffix`, which tells VS Code its schema. With a folder open it will be saved there.
 */
export async function freeDraft(stem: string, suffix: string): Promise<vscode.Uri> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  for (let count = 1; ; count++) {
    const name = `${stem}${count > 1 ? `-${count}` : ''}${suffix}`;
    const uri =
      folder?.scheme === 'file'
        ? vscode.Uri.joinPath(folder, name).with({ scheme: 'untitled' })
        : vscode.Uri.from({ scheme: 'untitled', path: name });
    const isOpen = vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
    if (!isOpen && !(folder && (await isThere(vscode.Uri.joinPath(folder, name))))) return uri;
  }
}
