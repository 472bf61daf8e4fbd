import * as vscode from 'vscode';
import { isEditUri } from '../shared/documents/editUri.ts';
import { recordScheme } from '../shared/ids.ts';
import { isLongDocument } from '../shared/documents/documentChecks.ts';
import { oneLine } from '../shared/texts/plainText.ts';

/**
 * Shows a customer's initials and name on the tabs of records and edited customers. VS Code stores their URIs, which
 * contain only the ID; the name is read from the open document and never stored.
 */
export function registerCustomerTabs(): vscode.Disposable {
  const names = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const update = (document: vscode.TextDocument): void => {
    const { uri } = document;
    if (!isCustomerUri(uri)) return;
    const key = uri.toString();
    const name = document.isClosed || isLongDocument(document) ? '' : readName(document.getText());
    if (name === (names.get(key) ?? '')) return;
    if (name) names.set(key, name);
    else names.delete(key);
    changed.fire(uri);
  };
  vscode.workspace.textDocuments.forEach(update);
  return vscode.Disposable.from(
    changed,
    vscode.workspace.onDidOpenTextDocument(update),
    vscode.workspace.onDidChangeTextDocument(({ document }) => update(document)),
    vscode.workspace.onDidCloseTextDocument(update),
    vscode.window.registerFileDecorationProvider({
      onDidChangeFileDecorations: changed.event,
      provideFileDecoration: (uri) => {
        const name = isCustomerUri(uri) ? names.get(uri.toString()) : undefined;
        return name ? new vscode.FileDecoration(initialsOf(name), oneLine(name, 80)) : undefined;
      },
    }),
  );
}

function isCustomerUri(uri: vscode.Uri): boolean {
  return uri.scheme === recordScheme || isEditUri(uri);
}

/**
 * The customer's name in the text of a record or an edited customer, which have one property per line. Empty if there
 * is none.
 */
export function readName(text: string): string {
  const literal = /^ {2}"(?:customer_)?name": ("(?:[^"\\\n]|\\.)*")/m.exec(text)?.[1];
  if (literal === undefined) return '';
  try {
    return oneLine(JSON.parse(literal) as string);
  } catch {
    return '';
  }
}

/**
 * The initials of the first and the last word, at most two characters as VS Code requires. Undefined if no word starts
 * with a letter or digit.
 */
export function initialsOf(name: string): string | undefined {
  const words = name.split(' ').filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const initials = [...new Set([words.at(0), words.at(-1)])].map((word = '') => [...word][0] ?? '').join('');
  const capitals = initials.toUpperCase();
  return (capitals.length === initials.length ? capitals : initials) || undefined;
}
