import * as vscode from 'vscode';
import { runCommand } from '../shared/commands.ts';
import type { Log } from '../shared/log.ts';
import { showWarning } from '../shared/questions/messages.ts';

/**
 * Says that a connection is no longer selected: it was deleted in the settings, and `instead` is selected, or its name
 * led to another tenant on start.
 */
export function showLostSelection(
  name: string,
  why: { readonly isDeleted: boolean; readonly instead: string | undefined },
  log: Log,
): void {
  void showWarning(sentenceOf(name, why), log, {
    title: vscode.l10n.t('Select Connection…'),
    run: () => runCommand('kapture.selectConnection'),
  });
}

function sentenceOf(name: string, { isDeleted, instead }: Parameters<typeof showLostSelection>[1]): string {
  if (!isDeleted)
    return vscode.l10n.t(
      '{0} is no longer selected, because it now points to another tenant than when this workspace was last open.',
      name,
    );
  return instead === undefined
    ? vscode.l10n.t('{0} was deleted in the settings, so no connection is selected.', name)
    : vscode.l10n.t('{0} was deleted in the settings, so the default connection {1} is selected.', name, instead);
}
