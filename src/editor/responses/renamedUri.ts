import { Uri, type FileRenameEvent } from 'vscode';

/** The new URI of a document that was renamed, or whose folder was; undefined if neither was. */
export function renamedUri(uri: Uri, { files }: FileRenameEvent): Uri | undefined {
  const text = uri.toString();
  const renamed = files.find(({ oldUri }) => text === oldUri.toString() || text.startsWith(`${oldUri.toString()}/`));
  return renamed && Uri.parse(renamed.newUri.toString() + text.slice(renamed.oldUri.toString().length));
}
