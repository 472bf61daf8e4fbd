import * as vscode from 'vscode';
import { testSuffix } from '../../kapture/payloadTests/testCase.ts';
import { findFiles } from '../shared/documents/findFiles.ts';

/** The glob pattern of payload test files. */
export const testFiles = '**/*.kapture-test.json';

/** Finds up to `maxCount` test files in the workspace. */
export function findTestFiles(maxCount?: number): Promise<vscode.Uri[]> {
  return findFiles(testFiles, (name) => name.endsWith(testSuffix), maxCount);
}

/** Whether a document can be run: a file or a draft, but not a document of source control or a diff. */
export function isTestFile({ scheme, path }: vscode.Uri): boolean {
  const isOurs =
    scheme === 'file' ||
    scheme === 'untitled' ||
    vscode.workspace.workspaceFolders?.some(({ uri }) => uri.scheme === scheme);
  return Boolean(isOurs) && path.endsWith(testSuffix);
}
