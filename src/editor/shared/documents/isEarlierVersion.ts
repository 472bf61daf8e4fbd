import * as vscode from 'vscode';
import { isServerSide } from './editUri.ts';
import { editScheme, exampleScheme } from '../ids.ts';

/**
 * Whether this is not a document itself but another version of it: of source control, the timeline or a comparison, or
 * the server's version of a customer. VS Code and extensions show those with schemes that cannot be written.
 */
export function isEarlierVersion(uri: vscode.Uri): boolean {
  const { scheme } = uri;
  if (scheme === editScheme) return isServerSide(uri);
  // A read-only workspace folder still has requests to send.
  const isOwn =
    scheme === 'untitled' ||
    scheme === exampleScheme ||
    vscode.workspace.fs.isWritableFileSystem(scheme) === true ||
    vscode.workspace.workspaceFolders?.some((folder) => folder.uri.scheme === scheme);
  return !isOwn;
}
