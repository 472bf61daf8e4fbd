import * as vscode from 'vscode';
import { testSuffix } from '../../kapture/payloadTests/testCase.ts';
import { findFiles } from '../shared/documents/findFiles.ts';

/** Every file of payload tests of the workspace. */
export const testFiles = '**/*.kapture-test.json';

/** Those that there are now, at most so many. */
export function findTestFiles(most?: number): Promise<vscode.Uri[]> {
  return findFiles(testFiles, (name) => name.endsWith(testSuffix), most);
}

/** Whether a document can be run: one of the workspace or a draft, but not what version control or a diff shows. */
export function isTestFile({ scheme, path }: vscode.Uri): boolean {
  const isOurs =
    scheme === 'file' ||
    scheme === 'untitled' ||
    vscode.workspace.workspaceFolders?.some(({ uri }) => uri.scheme === scheme);
  return Boolean(isOurs) && path.endsWith(testSuffix);
}
