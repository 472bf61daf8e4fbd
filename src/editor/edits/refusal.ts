import * as vscode from 'vscode';
import { withoutLinks } from '../shared/questions/messages.ts';
import { oneLine } from '../shared/texts/plainText.ts';

/**
 * An error of a save, which VS Code shows as it is; the document stays as the user left it. VS Code would make links of what
 * looks like them, commands among them; a server's words must not become one.
 */
export function saveError(sentence: string): Error {
  const error = new Error(withoutLinks(oneLine(sentence, 1000)));
  // VS Code shows name and message. That of a FileSystemError is a code, such as NoPermissions.
  error.name = '';
  return error;
}

/** The same where nothing was sent. */
export function refusal(reason: string): Error {
  return saveError(vscode.l10n.t('Nothing was sent. {0}', reason));
}

/** The user said no to a question of a save. VS Code has no way to end a save without an error. */
export function saveCancelled(): Error {
  return saveError(vscode.l10n.t('Saving was cancelled. Nothing was sent.'));
}

/** Of a write that is no save of an editor: another extension's, or one that VS Code made before anything here was loaded. */
export function notSaved(): Error {
  return refusal(
    vscode.l10n.t(
      'To send a customer, save its editor, but not with Save without Formatting. If you just saved it, save it again.',
    ),
  );
}

/** Of a save while another one of the same customer is under way. */
export function beingSaved(): Error {
  return refusal(
    vscode.l10n.t(
      'Another save of this customer is in progress, possibly in another window. Try again when it has finished.',
    ),
  );
}

export function originLost(): Error {
  return refusal(
    vscode.l10n.t(
      'The original record is no longer available. Save the document to compare it with what the server has.',
    ),
  );
}
