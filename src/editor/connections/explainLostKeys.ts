import * as vscode from 'vscode';
import { showWarning } from '../shared/questions/messages.ts';

const explainedKey = 'lostKeysExplained';

/** Explains, once per machine, why keys get lost: without a system keyring, VS Code stores secrets in memory only. */
export function explainLostKeys(state: vscode.Memento): void {
  if (state.get(explainedKey, false)) return;
  void state.update(explainedKey, true);
  const more = {
    title: vscode.l10n.t('Learn More'),
    run: () =>
      vscode.env.openExternal(
        vscode.Uri.parse('https://code.visualstudio.com/docs/editor/settings-sync#_troubleshooting-keychain-issues'),
      ),
  };
  void showWarning(
    vscode.l10n.t(
      'VS Code lost an auth key that it was given to keep. Where the system has no keyring, it keeps keys only until it is closed, and they have to be entered again each time.',
    ),
    more,
  );
}
