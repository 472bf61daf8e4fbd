import * as vscode from 'vscode';
import { BoundedMap } from '../../shared/boundedMap.ts';
import { postmanScheme } from '../../shared/ids.ts';

/** The latest summaries stay available for documents that are still open. */
const summaries = new BoundedMap<string, string>(20);
// Documents from an earlier session may still be open, so URIs must be unique across sessions.
const session = Date.now().toString(36);
let count = 0;

/** The text of a summary's document. */
export function summaryText(uri: vscode.Uri): string {
  return summaries.get(uri.toString()) ?? vscode.l10n.t('This summary is no longer available.');
}

/** Shows a summary as rendered Markdown. */
export async function showSummary(title: string, text: string): Promise<void> {
  const query = `${session}-${++count}`;
  const uri = vscode.Uri.from({ scheme: postmanScheme, path: `/${title}.md`, query });
  summaries.set(uri.toString(), text);
  await vscode.commands.executeCommand('markdown.showPreview', uri);
}
