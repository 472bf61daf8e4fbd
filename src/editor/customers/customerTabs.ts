import * as vscode from 'vscode';
import { isEditUri } from '../shared/documents/editUri.ts';
import { recordScheme } from '../shared/ids.ts';
import { isLongDocument } from '../shared/documents/documentChecks.ts';
import { oneLine } from '../shared/texts/plainText.ts';

/**
 * Shows the first letters of a customer on the tabs of records and edited customers, and the name in the tooltip.
 * VS Code stores their URIs, which contain only the ID; the name is read from the open document and never stored.
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
        return name ? new vscode.FileDecoration(badgeOf(name), oneLine(name, 80)) : undefined;
      },
    }),
  );
}

function isCustomerUri(uri: vscode.Uri): boolean {
  return uri.scheme === recordScheme || isEditUri(uri);
}

/**
 * The customer's name in the text of a record or an edited customer, which has one property per line. Empty if there is
 * none.
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
 * The text for the tab: the first two characters of the first word, because VS Code allows two. They are not initials,
 * because "AI" or "JS" would look like something else. Undefined if no word starts with a letter or digit.
 */
export function badgeOf(name: string): string | undefined {
  const word = name.split(' ').find((each) => /^[\p{L}\p{N}]/u.test(each));
  if (word === undefined) return undefined;
  const [first = '', second = ''] = word;
  const capital = first.toUpperCase();
  return (capital.length === first.length ? capital : first) + second;
}
