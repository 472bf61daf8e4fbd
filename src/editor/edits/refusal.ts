import * as vscode from 'vscode';
import { withoutLinks } from '../messages.ts';
import { oneLine } from '../plainText.ts';

/**
 * An error of a save, which VS Code shows as it is; the document stays as the user left it. VS Code would make links of what
 * looks like them, commands among them; a server's words must not become one.
 */
export function saveError(sentence: string): vscode.FileSystemError {
  return vscode.FileSystemError.NoPermissions(withoutLinks(oneLine(sentence, 1000)));
}

/** The same where nothing was sent. Without a reason: the user wanted it so. */
export function refusal(reason?: string): vscode.FileSystemError {
  return saveError(
    reason === undefined ? vscode.l10n.t('Nothing was sent.') : vscode.l10n.t('Nothing was sent. {0}', reason),
  );
}

export function originLost(): vscode.FileSystemError {
  return refusal(
    vscode.l10n.t(
      'What this document started from is not known any more. Copy what you need of it, and open the customer again.',
    ),
  );
}
