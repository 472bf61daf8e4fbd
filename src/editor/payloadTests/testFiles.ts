import * as vscode from 'vscode';

/** Every file of payload tests of the workspace. */
export const testFiles = '**/*.kapture-test.json';

/** Whether a document can be run: one of the workspace or a draft, but not what version control or a diff shows. */
export function isTestFile({ scheme, path }: vscode.Uri): boolean {
  const isOurs = scheme === 'file' || scheme === 'untitled' || vscode.workspace.workspaceFolders?.some(({ uri }) => uri.scheme === scheme);
  return Boolean(isOurs) && path.endsWith('.kapture-test.json');
}
