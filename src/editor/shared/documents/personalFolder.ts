import { Uri } from 'vscode';

/** The folder of the personal snippets in the extension's global storage. */
export function personalFolder(storage: Uri): Uri {
  return Uri.joinPath(storage, 'snippets');
}
