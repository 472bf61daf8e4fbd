import { l10n } from 'vscode';
import { showInformation } from './messages.ts';

/**
 * Tells the user to select rows of a view, and how. VS Code does not expose the focused row, which the arrow keys move
 * without the selection, so a command cannot act on it (see decision 13).
 */
export function tellToSelect(sentence: string): void {
  void showInformation(
    l10n.t(
      '{0} The arrow keys move only the focus. To select the focused row, press Ctrl+Shift+Enter (Cmd+Shift+Enter on macOS).',
      sentence,
    ),
  );
}
