import * as vscode from 'vscode';
import { longestJson } from '../../../kapture/json/jsonLimits.ts';

/** The text of a file; undefined if it is larger than `longestJson`. Rejects if it cannot be read. */
export async function readText(uri: vscode.Uri): Promise<string | undefined> {
  const { size } = await vscode.workspace.fs.stat(uri);
  return size > longestJson ? undefined : new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}
