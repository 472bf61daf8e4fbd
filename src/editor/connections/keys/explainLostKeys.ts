import * as vscode from 'vscode';
import type { Log } from '../../shared/log.ts';
import { showWarning } from '../../shared/questions/messages.ts';

const explainedKey = 'lostKeysExplained';

/** Explains, once per machine, why keys get lost: without a system keyring, VS Code stores secrets in memory only. */
export function explainLostKeys(state: vscode.Memento, log: Log): void {
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
      'VS Code lost a saved auth key. On a system without a keyring, VS Code stores keys only until it closes, and you need to enter them again each time.',
    ),
    log,
    more,
  );
}
