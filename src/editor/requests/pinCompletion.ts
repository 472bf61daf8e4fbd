import * as vscode from 'vscode';
import type { Targets } from '../shared/ports.ts';
import { roleText } from '../shared/texts/roleText.ts';

/** Completes `// @connection name` in the comments of a request. `line` is the line when it was requested. */
export function completePin(line: string, position: vscode.Position, targets: Targets): vscode.CompletionItem[] {
  const before = /^(\s*\/\/\s*)(@\w*|@connection\s+(.*))$/.exec(line.slice(0, position.character));
  if (!before) return [];
  const [, comment = '', , name] = before;
  if (name === undefined) {
    const item = new vscode.CompletionItem('@connection', vscode.CompletionItemKind.Keyword);
    item.detail = vscode.l10n.t('Pins this request to a connection');
    item.insertText = '@connection ';
    item.range = new vscode.Range(position.line, comment.length, position.line, position.character);
    item.command = { command: 'editor.action.triggerSuggest', title: '' };
    return [item];
  }
  const range = new vscode.Range(position.line, position.character - name.length, position.line, line.length);
  return targets.all.map((connection) => {
    const item = new vscode.CompletionItem(connection.name, vscode.CompletionItemKind.Reference);
    item.detail = roleText(connection);
    item.range = range;
    return item;
  });
}
