import * as vscode from 'vscode';
import { showWarning } from '../shared/questions/messages.ts';

const toldKey = 'lostKeysExplained';

/** Says once on a machine why keys can be lost: VS Code keeps them in memory alone where it finds no keyring of the system. */
export function explainLostKeys(state: vscode.Memento): void {
  if (state.get(toldKey, false)) return;
  void state.update(toldKey, true);
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
    more,
  );
}
