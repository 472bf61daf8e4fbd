import * as vscode from 'vscode';
import type { SaveDecision } from '../../kapture/update/decideSave.ts';
import type { SaveOutcome } from '../../kapture/update/saveUpdate.ts';
import { showInformation, showWarning } from '../shared/questions/messages.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import { saveNotes, fieldList } from './editTexts.ts';

/** Shows the result of a save: in the status bar, or as a message if it is not exactly what the user saved. */
export function showSaveResult(connection: string, { merged }: SaveDecision, outcome: SaveOutcome | undefined): void {
  const { differences, others } = saveNotes(
    outcome?.verification ?? { differences: [], unreadable: [] },
    merged.keys(),
  );
  const notVerified =
    outcome && !outcome.stored
      ? [vscode.l10n.t('Saved, but the record could not be fetched again, so the stored values are unverified.')]
      : [];
  const sentence = [...differences, ...notVerified, ...(notVerified.length ? [] : others)].join(' ');
  if (differences.length || notVerified.length) void showWarning(sentence);
  else if (sentence) void showInformation(sentence);
  // Fields named in the warning must not be reported as saved in the status bar.
  if (differences.length) return;
  const status = outcome
    ? vscode.l10n.t('Saved on {0}: {1}', connection, fieldList(outcome.sent.keys()))
    : vscode.l10n.t('Nothing was changed, so nothing was sent.');
  vscode.window.setStatusBarMessage(oneLabel(status), 5000);
}
