import * as vscode from 'vscode';
import { showWarning } from '../../shared/questions/messages.ts';

/** Says that the keys of a renamed connection are still stored under its earlier name. */
export function warnKeysNotMoved(newName: string): void {
  void showWarning(
    vscode.l10n.t(
      "VS Code's secret storage failed, so the auth keys of {0} have not been moved to its new name. Another attempt is made when a key is needed.",
      newName,
    ),
  );
}
