import * as vscode from 'vscode';
import { fileExists } from './fileExists.ts';

/**
 * The URI of a new untitled document with an unused name: `stem`, a number if needed, and `suffix`, from which VS Code
 * derives the JSON schema. If a folder is open, the document will be saved there.
 */
export async function newDraftUri(stem: string, suffix: string): Promise<vscode.Uri> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  for (let count = 1; ; count++) {
    const name = `${stem}${count > 1 ? `-${count}` : ''}${suffix}`;
    const uri =
      folder?.scheme === 'file'
        ? vscode.Uri.joinPath(folder, name).with({ scheme: 'untitled' })
        : vscode.Uri.from({ scheme: 'untitled', path: name });
    const isOpen = vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
    if (!isOpen && !(folder && (await fileExists(vscode.Uri.joinPath(folder, name))))) return uri;
  }
}
