import * as vscode from 'vscode';
import { editScheme } from '../ids.ts';
import { isServerSide } from './editUri.ts';

/** Schemes of VS Code for the other side of a comparison. */
const comparedSchemes: readonly string[] = [
  'git',
  'gitfs',
  'conflictResolution',
  'clipboardCompare',
  'showModifications',
  'vscode-local-history',
];

/**
 * Whether this is not a document itself but another version of it: of source control, the timeline or a comparison, or
 * the server's version of a customer. Extensions show earlier versions as files of a file system that cannot be
 * written.
 */
export function isEarlierVersion(uri: vscode.Uri): boolean {
  const { scheme } = uri;
  if (scheme === editScheme) return isServerSide(uri);
  // A read-only workspace folder still has requests to send.
  const isReadOnly =
    vscode.workspace.fs.isWritableFileSystem(scheme) === false &&
    !vscode.workspace.workspaceFolders?.some((folder) => folder.uri.scheme === scheme);
  return isReadOnly || comparedSchemes.includes(scheme);
}
