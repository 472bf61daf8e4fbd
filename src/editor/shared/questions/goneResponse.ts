import { commands, l10n, window } from 'vscode';
import { historyView } from '../ids.ts';

/**
 * Says that a response is no longer in memory, although its document may still be open. It does not suggest to send the
 * request again, which could add a second customer.
 */
export function goneResponseText(): string {
  return l10n.t('This response is no longer in memory. It may still be in the history.');
}

/** Says so, and offers to show the history. */
export function showGoneResponse(): void {
  const show = l10n.t('Show History');
  void window.showInformationMessage(goneResponseText(), show).then((answer) => {
    if (answer === show) void commands.executeCommand(`${historyView}.focus`);
  });
}
