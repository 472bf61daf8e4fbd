import * as vscode from 'vscode';
import { otherUpdated } from '../../kapture/exchange/otherRecord.ts';
import type { SaveDecision } from '../../kapture/update/decideSave.ts';
import type { RecordFields } from '../../kapture/update/editableFields.ts';
import type { SaveOutcome } from '../../kapture/update/saveUpdate.ts';
import { runCommand } from '../shared/commands.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import type { Log } from '../shared/log.ts';
import { showError, showInformation, showWarning, withoutLinks } from '../shared/questions/messages.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { fieldList } from '../shared/texts/customerTexts.ts';
import { oneLabel, oneLine } from '../shared/texts/plainText.ts';
import type { FailedReading } from './customerReader.ts';
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
  const { differences, others } = outcome ? saveNotes(outcome.verification) : { differences: [], others: [] };
  const otherCustomer = outcome?.otherCustomer;
  if (otherCustomer !== undefined) showOtherCustomer(otherCustomer, reference, log);
  else if (outcome && !outcome.stored)
    void showWarning(
      vscode.l10n.t('Saved, but the record could not be fetched again, so the stored values are unverified.'),
    );
  if (differences.length) void showWarning([...differences, ...others].join(' '));
  else if (others.length && outcome?.stored && otherCustomer === undefined) void showInformation(others.join(' '));
  // A separate message, because VS Code shows only the first line of a long one.
  if (merged.size)
    void showInformation(
      vscode.l10n.t('Merged {0} from the server for {1}.', newValuesText(merged), customerText(reference.id, record)),
    );
  // Fields named in a warning must not be reported as saved in the status bar.
  if (differences.length || otherCustomer !== undefined) return;
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
function showOtherCustomer(other: string, { tenant, connection, id }: RecordReference, log: Log): void {
  void showError(log, oneLine(problemText(otherUpdated(id, other)), 500), {
    title: vscode.l10n.t('Open Customer {0}', oneLabel(other)),
    run: () => runCommand('kapture.editCustomer', { tenant, connection, id: other }),
  });
}

/**
 * An error that VS Code shows for a failed save; the document stays unsaved. Links are removed: VS Code would render
 * them, including command links, and a server's text must not become one.
 */
export function saveError(sentence: string): Error {
  const error = new Error(withoutLinks(oneLine(sentence, 1000)));
  // VS Code shows name and message; the name of a FileSystemError would be a code, such as NoPermissions.
  error.name = '';
  return error;
}

/** An error of a save that sent nothing. */
export function refusal(reason: string): Error {
  return saveError(vscode.l10n.t('Nothing was sent. {0}', reason));
}

/** The user declined a confirmation. VS Code can only end a save with an error. */
export function saveCanceled(): Error {
  return saveError(vscode.l10n.t('Saving was canceled. Nothing was sent.'));
}

/** A write that is not a save of an editor: by another extension, or by VS Code before this extension was loaded. */
export function notASave(): Error {
  return refusal(
    vscode.l10n.t(
      'Save the editor of the customer to send it. Save without Formatting is not supported. If you just saved the editor, save it again.',
    ),
  );
}

/** Another save of the same customer is in progress. */
export function saveInProgress(): Error {
  return refusal(
    vscode.l10n.t(
      'Another save of this customer is in progress, possibly in another window. Try again when it has finished.',
    ),
  );
}

/**
 * An error of a save that sent nothing, because the customer could not be read first. A message of its own offers to
 * set a rejected auth key: VS Code's message about the error cannot have other buttons than VS Code's.
 */
export function readRefusal({ problem, rejectedKeyOf }: FailedReading, log: Log): Error {
  if (rejectedKeyOf !== undefined)
    void showWarning(vscode.l10n.t('Set the auth key for {0}, then save the customer again.', rejectedKeyOf), log, {
      title: vscode.l10n.t('Set Auth Key'),
      run: () => runCommand('kapture.manageSecrets', rejectedKeyOf),
    });
  return saveError(
    vscode.l10n.t('The customer could not be read before the save, so nothing was written. {0}', problem),
  );
}

let isOffered = false;

/**
 * Offers once per window to limit auto save to workspace files: VS Code shows an error for each refused save of a
 * customer.
 */
export function offerNoAutoSave(log: Log): void {
  if (isOffered) return;
  isOffered = true;
  const files = vscode.workspace.getConfiguration('files');
  void showInformation(
    vscode.l10n.t(
      'Auto Save is on. It never sends a customer, but VS Code shows an error each time it tries to save one.',
    ),
    log,
    {
      title: vscode.l10n.t('Auto Save Workspace Files Only'),
      run: () => files.update('autoSaveWorkspaceFilesOnly', true, vscode.ConfigurationTarget.Global),
    },
  );
}
