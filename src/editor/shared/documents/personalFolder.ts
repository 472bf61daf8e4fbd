import { Uri } from 'vscode';

/** Where the personal snippets of the user are, in the storage of the extension. */
export function personalFolder(storage: Uri): Uri {
  return Uri.joinPath(storage, 'snippets');
}
