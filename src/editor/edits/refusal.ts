import * as vscode from 'vscode';
import { withoutLinks } from '../shared/questions/messages.ts';
import { oneLine } from '../shared/texts/plainText.ts';

/**
 * An error that VS Code shows for a failed save; the document stays unsaved. Links are removed: VS Code would render
 * them, including command links, and a server's text must not become one.
 */
export function saveError(sentence: string): Error {
  const error = new Error(withoutLinks(oneLine(sentence, 1000)));
  // VS Code shows name and message; the name of a FileSystemError would be a code, such as NoPermissions.
  error.name = '';
  return error;
}

/** An error of a save that sent nothing. */
export function refusal(reason: string): Error {
  return saveError(vscode.l10n.t('Nothing was sent. {0}', reason));
}

/** The user declined a confirmation. VS Code can only end a save with an error. */
export function saveCanceled(): Error {
  return saveError(vscode.l10n.t('Saving was canceled. Nothing was sent.'));
}

/** A write that is not a save of an editor: by another extension, or by VS Code before this extension was loaded. */
export function notASave(): Error {
  return refusal(
    vscode.l10n.t(
      'Save the editor of the customer to send it. Save without Formatting is not supported. If you just saved the editor, save it again.',
    ),
  );
}

/** Another save of the same customer is in progress. */
export function saveInProgress(): Error {
  return refusal(
    vscode.l10n.t(
      'Another save of this customer is in progress, possibly in another window. Try again when it has finished.',
    ),
  );
}
