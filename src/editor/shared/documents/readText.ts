import * as vscode from 'vscode';
import { maxJsonLength } from '../../../kapture/json/jsonLimits.ts';
import { oneLine } from '../texts/plainText.ts';

/**
 * The text of a file; undefined if it is larger than `maxJsonLength`. Rejects if it cannot be read, or if it is not a
 * file: a workspace can contain a link to `/dev/zero`, which has no size and never ends.
 */
export async function readText(uri: vscode.Uri): Promise<string | undefined> {
  const { size, type } = await vscode.workspace.fs.stat(uri);
  if (!(type & vscode.FileType.File))
    throw new Error(vscode.l10n.t('{0} is not a file.', oneLine(uri.path.split('/').at(-1)!)));
  return size > maxJsonLength ? undefined : new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}
