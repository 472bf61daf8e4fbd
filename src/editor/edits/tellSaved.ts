import * as vscode from 'vscode';
import type { SaveDecision } from '../../kapture/update/decideSave.ts';
import type { SaveOutcome } from '../../kapture/update/saveUpdate.ts';
import { showInformation, showWarning } from '../shared/questions/messages.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import { afterSave, listOf } from './editTexts.ts';

/** Says what came of a save: aloud where it is not just what the user asked for. */
export function tellSaved(connection: string, { merged }: SaveDecision, outcome: SaveOutcome | undefined): void {
  const { differences, others } = afterSave(
    outcome?.verification ?? { differences: [], unreadable: [] },
    merged.keys(),
  );
  const unread =
    outcome && !outcome.stored
      ? [vscode.l10n.t('Saved, but the record could not be fetched again to check what was stored.')]
      : [];
  const sentence = [...differences, ...unread, ...(unread.length ? [] : others)].join(' ');
  if (differences.length || unread.length) void showWarning(sentence);
  else if (sentence) void showInformation(sentence);
  // What the warning says of a field must not be called saved below it.
  if (differences.length) return;
  const quiet = outcome
    ? vscode.l10n.t('Saved on {0}: {1}', connection, listOf(outcome.sent.keys()))
    : vscode.l10n.t('Nothing was changed, so nothing was sent.');
  vscode.window.setStatusBarMessage(oneLabel(quiet), 5000);
}
