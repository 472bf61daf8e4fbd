import { l10n } from 'vscode';
import { showInformation } from './messages.ts';

/** Says that a response is no longer in memory, although its document may still be open. */
export function goneResponseText(): string {
  return l10n.t('This response is no longer available. Send the request again.');
}

export function showGoneResponse(): void {
  void showInformation(goneResponseText());
}
