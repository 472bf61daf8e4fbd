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

/** Of a write that is no save of an editor: another extension's, or one that VS Code made before anything here was loaded. */
export function notSaved(): vscode.FileSystemError {
  return refusal(
    vscode.l10n.t('A customer is sent by saving its editor (not without formatting). If you did, save once more.'),
  );
}

/** Of a save while another one of the same customer is under way. */
export function beingSaved(): vscode.FileSystemError {
  return refusal(
    vscode.l10n.t(
      'Another save of this customer is under way, perhaps in another window. Try again when it has finished.',
    ),
  );
}

export function originLost(): vscode.FileSystemError {
  return refusal(
    vscode.l10n.t(
      'The original record is no longer available. Save the document to compare it with what the server has.',
    ),
  );
}
