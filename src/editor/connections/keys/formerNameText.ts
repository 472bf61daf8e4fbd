import * as vscode from 'vscode';

/** Says that nothing was stored under a name that still has the keys of a renamed connection. */
export function formerNameText(name: string): string {
  return vscode.l10n.t(
    'Nothing was saved, because the auth keys of a renamed connection are still stored under the name {0}. Try again later.',
    name,
  );
}
