import * as vscode from 'vscode';
import { runCommand } from '../shared/commands.ts';
import type { Log } from '../shared/log.ts';
import { showWarning } from '../shared/questions/messages.ts';
import type { FailedReading } from './customerReader.ts';
import { saveError } from './refusal.ts';

/**
 * An error of a save that sent nothing, because the customer could not be read first. A message of its own offers to
 * set a rejected auth key: VS Code's message about the error cannot have other buttons than VS Code's.
 */
export function readRefusal({ problem, rejectedKeyOf }: FailedReading, log: Log): Error {
  if (rejectedKeyOf !== undefined)
    void showWarning(vscode.l10n.t('Set the auth key for {0}, then save the customer again.', rejectedKeyOf), log, {
      title: vscode.l10n.t('Set Auth Key'),
      run: () => runCommand('kapture.setAuthKey', rejectedKeyOf),
    });
  return saveError(
    vscode.l10n.t('The customer could not be read before the save, so nothing was written. {0}', problem),
  );
}
