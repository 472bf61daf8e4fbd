import * as vscode from 'vscode';
import { showInformation } from '../../shared/questions/messages.ts';

/** Says that the sandbox was reset, and that its pulled customers were cleared if there were any. */
export function showReset(isCleared: boolean): void {
  void showInformation(
    isCleared
      ? vscode.l10n.t(
          'The sandbox was reset: it has its original customers and no fault. To see them in the Customers view, pull them again.',
        )
      : vscode.l10n.t('The sandbox was reset: it has its original customers and no fault.'),
  );
}
