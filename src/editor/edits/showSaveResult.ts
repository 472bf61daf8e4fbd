import * as vscode from 'vscode';
import { otherUpdated } from '../../kapture/exchange/otherRecord.ts';
import type { SaveDecision } from '../../kapture/update/decideSave.ts';
import type { RecordFields } from '../../kapture/update/editableFields.ts';
import type { SaveOutcome } from '../../kapture/update/saveUpdate.ts';
import { showError, showInformation, showWarning } from '../shared/questions/messages.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { oneLabel, oneLine } from '../shared/texts/plainText.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import type { Log } from '../shared/log.ts';
import { runCommand } from '../shared/commands.ts';
import { fieldList } from '../shared/texts/fieldTexts.ts';
import { customerText, newValuesText, saveNotes } from './editTexts.ts';

/**
 * Shows the result of a save: in the status bar, or as a message if it is not exactly what the user saved. `record` is
 * the current one.
 */
export function showSaveResult(
  connection: string,
  { merged, alreadyStored }: SaveDecision,
  record: RecordFields,
  outcome: SaveOutcome | undefined,
  reference: RecordReference,
  log: Log,
): void {
  if (outcome?.otherCustomer !== undefined) showOtherCustomer(outcome.otherCustomer, reference, log);
  const { differences, others } = saveNotes(outcome?.verification ?? { differences: [], unreadable: [] });
  const notVerified =
    outcome && !outcome.stored
      ? [vscode.l10n.t('Saved, but the record could not be fetched again, so the stored values are unverified.')]
      : [];
  const sentence = [...differences, ...notVerified, ...(notVerified.length ? [] : others)].join(' ');
  if (differences.length || notVerified.length) void showWarning(sentence);
  else if (sentence) void showInformation(sentence);
  // A separate message, because VS Code shows only the first line of a long one.
  if (merged.size)
    void showInformation(
      vscode.l10n.t('Merged {0} from the server for {1}.', newValuesText(merged), customerText(reference.id, record)),
    );
  // Fields named in the warning must not be reported as saved in the status bar.
  if (differences.length) return;
  vscode.window.setStatusBarMessage(oneLabel(statusText(connection, alreadyStored, outcome)), 5000);
}

function statusText(connection: string, alreadyStored: readonly string[], outcome: SaveOutcome | undefined): string {
  if (outcome) return vscode.l10n.t('Saved on {0}: {1}', connection, fieldList(outcome.sent.keys()));
  // Such as after a save without a response.
  return alreadyStored.length
    ? vscode.l10n.t('{0} already has these values, so nothing was sent: {1}', connection, fieldList(alreadyStored))
    : vscode.l10n.t('Nothing was changed, so nothing was sent.');
}

/** The response to an update names another customer than the one that was saved. */
export function showOtherCustomer(other: string, { tenant, connection, id }: RecordReference, log: Log): void {
  void showError(log, oneLine(problemText(otherUpdated(id, other)), 500), {
    title: vscode.l10n.t('Open Customer {0}', oneLabel(other)),
    run: () => runCommand('kapture.editCustomer', { tenant, connection, id: other }),
  });
}
