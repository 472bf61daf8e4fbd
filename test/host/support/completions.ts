import * as vscode from 'vscode';

/** The completions at a position. `resolved` is the number of those that are resolved. */
export async function completionsAt(
  document: vscode.TextDocument,
  position: vscode.Position,
  resolved?: number,
): Promise<vscode.CompletionItem[]> {
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    position,
    undefined,
    resolved,
  );
  return items;
}

/** The labels of the resolved completions after a text of a document. */
export async function labelsAfter(document: vscode.TextDocument, before: string): Promise<string[]> {
  const position = document.positionAt(document.getText().indexOf(before) + before.length);
  return (await completionsAt(document, position, 50)).map(labelOf);
}

export function labelOf({ label }: vscode.CompletionItem): string {
  return typeof label === 'string' ? label : label.label;
}
