import * as vscode from 'vscode';
import type { Dialect } from '../../kapture/catalogue/dialect.ts';
import { otherUpdated } from '../../kapture/exchange/otherRecord.ts';
import type { SaveDecision, SaveOutcome, Verification } from '../../kapture/update/decideSave.ts';
import { changedContact, isContactField, readBack, type RecordFields } from '../../kapture/update/editableFields.ts';
import { isBlank, plainValue, type FieldValues } from '../../kapture/update/fieldValue.ts';
import type { UpdateProblem } from '../../kapture/update/updateBody.ts';
import { runCommand } from '../shared/commands.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import type { Log } from '../shared/log.ts';
import { confirmAction } from '../shared/dialogs/confirmAction.ts';
import { showError, showInformation, showWarning, withoutLinks } from '../shared/dialogs/messages.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { dialectTitle } from '../shared/texts/connectionTexts.ts';
import { fieldList, valueText } from '../shared/texts/customerTexts.ts';
import { numberText, quotedName } from '../shared/texts/localTexts.ts';
import { oneLabel, oneLine } from '../shared/texts/plainText.ts';
import type { FailedReading } from './customerReader.ts';
import type { EditedCustomer } from './editedCustomer.ts';

/**
 * Shows the result of a save: in the status bar, or as a message if the result differs from what the user saved.
 * `record` is the current record.
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
    void showWarning(vscode.l10n.t('Saved, but the stored values are unverified: the record could not be read.'));
  if (differences.length) void showWarning(differences.join(' '));
  if (others.length && outcome?.stored && otherCustomer === undefined) void showInformation(others.join(' '));
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
  // This happens, for example, after a save without a response.
  return alreadyStored.length
    ? vscode.l10n.t('{0} already has these values, so nothing was sent: {1}', connection, fieldList(alreadyStored))
    : vscode.l10n.t('Nothing was changed, so nothing was sent.');
}

/** The response to an update names a different customer than the one that was saved. */
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

export function refusal(reason: string): Error {
  return saveError(vscode.l10n.t('Nothing was sent. {0}', reason));
}

/**
 * The error for a confirmation that the user declined. VS Code can only end a save with an error, after "Failed to save
 * '…': ".
 */
export function saveCanceled(): Error {
  return saveError(vscode.l10n.t('Nothing was sent. Your changes are still in the editor.'));
}

/**
 * The error for a write that is not a save of an editor: by another extension, or by VS Code before this extension was
 * loaded.
 */
export function notASave(): Error {
  return refusal(vscode.l10n.t('Save the editor of the customer again, with Save.'));
}

/** The error for a customer that another save is writing. */
export function saveInProgress(): Error {
  return refusal(vscode.l10n.t('Another save of this customer is in progress. Try again later.'));
}

/**
 * An error of a save that sent nothing, because the customer could not be read first. A separate message offers to set
 * a rejected auth key, because VS Code's message about the error cannot have our buttons.
 */
export function readRefusal({ problem, rejectedKeyOf }: FailedReading, log: Log): Error {
  if (rejectedKeyOf !== undefined)
    void showWarning(vscode.l10n.t('Set the auth key for {0}, then save the customer again.', rejectedKeyOf), log, {
      title: vscode.l10n.t('Set Auth Key'),
      run: () => runCommand('kapture.manageSecrets', rejectedKeyOf),
    });
  return saveError(vscode.l10n.t('Nothing was sent: the customer could not be read first. {0}', problem));
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
  void showInformation(vscode.l10n.t('Auto Save never sends a customer, but shows an error each time it tries.'), log, {
    title: vscode.l10n.t('Auto Save Workspace Files Only'),
    run: () => files.update('autoSaveWorkspaceFilesOnly', true, vscode.ConfigurationTarget.Global),
  });
}

/** The sentences to show after a save: fields that were stored differently, and notes. */
function saveNotes({ differences, unreadable }: Verification): {
  readonly differences: string[];
  readonly others: string[];
} {
  const [first] = differences;
  const several = vscode.l10n.t(
    'Kapture did not store your values of {0}.',
    fieldList(differences.map(({ field }) => field)),
  );
  return {
    differences: first ? [differences.length === 1 ? differenceText(first) : several] : [],
    others: [
      ...(unreadable.length
        ? [vscode.l10n.t('Sent, but the record does not show what was stored: {0}.', fieldList(unreadable))]
        : []),
    ],
  };
}

function differenceText({ field, asked, stored }: Verification['differences'][number]): string {
  return isBlank(asked)
    ? vscode.l10n.t(
        'Kapture ignored the blank value for {0}, which is still {1}.',
        oneLine(field, 60),
        valueText(stored, maximumLength),
      )
    : vscode.l10n.t(
        'Kapture stored a different value for {0}: {1} instead of {2}.',
        oneLine(field, 60),
        valueText(stored, maximumLength),
        valueText(asked, maximumLength),
      );
}

/**
 * How many values fit into a message, and how many characters of each. VS Code shows only the first line of a message.
 */
const maximumValues = 2;
const maximumLength = 20;

/** The part of a message about new values, with a text for each. */
function someValues(values: FieldValues, textOf: (field: string, value: string) => string): string {
  const shown = [...values]
    .slice(0, maximumValues)
    .map(([field, value]) => textOf(oneLine(field, 60), valueText(value, maximumLength)));
  const more = values.size - shown.length;
  return [...shown, ...(more > 0 ? [vscode.l10n.t('{0} more', numberText(more))] : [])].join(', ');
}

/** Fields and their new values in one line. */
function newValuesText(values: FieldValues): string {
  return someValues(values, (field, value) => `${field} ${value}`);
}

/** Says what changed on the server in fields that the user changed, too. Show Changes keeps the message open. */
export function showConflict(
  { base, uri }: EditedCustomer,
  { conflicts }: SaveDecision,
  fresh: RecordFields,
  log: Log,
): void {
  void showWarning(conflictText(base, conflicts, fresh), log, {
    title: vscode.l10n.t('Show Changes'),
    run: () => runCommand('kapture.showChanges', uri),
  });
}

function conflictText(base: RecordFields | undefined, conflicts: FieldValues, fresh: RecordFields): string {
  const contact = base && [...conflicts.keys()].some(isContactField) ? changedContact(base, fresh) : undefined;
  if (contact)
    return fresh.contactId === undefined
      ? vscode.l10n.t('{0} Overwrite sends your values anyway.', problemText(contact))
      : vscode.l10n.t('{0} Overwrite changes that contact.', problemText(contact));
  const [[field, mine] = ['', ''], ...others] = conflicts;
  const texts = [
    oneLine(field, 60),
    valueText(readBack(fresh, field) ?? fresh.masked.get(field), maximumLength),
    valueText(mine, maximumLength),
  ];
  return others.length
    ? vscode.l10n.t('{0} is now {1}; you change it to {2}. Other conflicts: {3}.', ...texts, numberText(others.length))
    : vscode.l10n.t('{0} is now {1}; you change it to {2}.', ...texts);
}

/** A customer with the name and ID in one line, for a confirmation or message. */
function customerText(id: string, record: RecordFields): string {
  const name = nameIn(record);
  return name ? `${quotedName(name)} (${oneLine(id, 30)})` : oneLine(id, 30);
}

function nameIn(record: RecordFields): string {
  return plainValue(record.shown.get('customer_name') ?? '').trim();
}

/** One sentence about why a customer cannot be updated in a dialect. */
export function updateProblemText({ reason, fields }: UpdateProblem, dialect: Dialect): string {
  const [title, names] = [dialectTitle(dialect), fieldList(fields)];
  switch (reason) {
    case 'no-place':
      return vscode.l10n.t('The {0} dialect has no field for {1}. Undo this change.', title, names);
    case 'changes-code':
      return vscode.l10n.t('The {0} dialect cannot change {1}. Undo this change.', title, names);
    case 'no-code':
      return vscode.l10n.t('The record has no {1}, so the {0} dialect would add a customer.', title, names);
    case 'masked':
      return vscode.l10n.t('The {0} dialect requires {1}, which is masked. Add the full value.', title, names);
    case 'damaged':
      return vscode.l10n.t('The {0} dialect requires {1}, which has lost characters. Correct it.', title, names);
    case 'missing':
      return vscode.l10n.t('The {0} dialect requires {1}, which the record lacks. Add it.', title, names);
  }
}

/** Asks before blank values are sent, because Kapture does not document what they do. */
export async function confirmBlank(
  fields: readonly string[],
  fresh: RecordFields,
  connection: string,
): Promise<boolean> {
  const send = vscode.l10n.t('Send Blank Value');
  const sentence = vscode.l10n.t('Send a blank value for {0} to {1}?', fieldList(fields), connection);
  const currentValues = fields
    .map((field) => vscode.l10n.t('{0} is currently {1}.', field, valueText(readBack(fresh, field))))
    .join(' ');
  const detail = `${currentValues} ${vscode.l10n.t("Kapture's documentation does not say whether a blank value clears the field or is ignored. The stored value is checked afterward.")}`;
  return confirmAction(sentence, detail, send, vscode.l10n.t("Don't Send"));
}

/**
 * Asks before sending values that another user has replaced in the meantime and that an Undo restored in the document.
 */
export async function confirmRestoredValues(
  fields: readonly string[],
  fresh: RecordFields,
  connection: string,
  mine: FieldValues,
): Promise<boolean> {
  const send = vscode.l10n.t('Send Earlier Values');
  const sentence = vscode.l10n.t('Send the earlier values of {0} to {1}?', fieldList(fields), connection);
  const changes = fields
    .map((field) =>
      vscode.l10n.t(
        '{0} is currently {1} and would become {2}.',
        field,
        valueText(readBack(fresh, field)),
        valueText(mine.get(field)),
      ),
    )
    .join(' ');
  const detail = `${changes} ${vscode.l10n.t('This changed on the server after you opened the customer, and Undo restored the earlier value.')}`;
  return confirmAction(sentence, detail, send, vscode.l10n.t("Don't Send"));
}

/**
 * Asks before values of the contact are sent as the customer's own, because the dialect requires some of these fields.
 * If the contact has no value for a field either, a blank value is sent.
 */
export async function confirmContactValues(
  values: FieldValues,
  dialect: Dialect,
  connection: string,
): Promise<boolean> {
  const blank = [...values].filter(([, value]) => isBlank(value)).map(([field]) => field);
  if (blank.length === values.size) return confirmBlankValues(fieldList(blank), dialect, connection);
  const names = fieldList(values.keys());
  const sentence = vscode.l10n.t("Send the contact's value as the customer's {0} to {1}?", names, connection);
  const detail = [
    vscode.l10n.t(
      'The {0} dialect requires {1}, which the record has only for the contact.',
      dialectTitle(dialect),
      names,
    ),
    [...values].map(([field, value]) => vscode.l10n.t('{0}: {1}', field, valueText(value))).join('\n'),
    vscode.l10n.t('To send another value, add the field to the document.'),
  ].join('\n\n');
  return confirmAction(sentence, detail, vscode.l10n.t("Send Contact's Value"), vscode.l10n.t("Don't Send"));
}

function confirmBlankValues(names: string, dialect: Dialect, connection: string): Promise<boolean> {
  const sentence = vscode.l10n.t('Send a blank {0} to {1}?', names, connection);
  const detail = [
    vscode.l10n.t(
      'The {0} dialect requires {1}, but neither the customer nor the contact has a value.',
      dialectTitle(dialect),
      names,
    ),
    vscode.l10n.t('To send a value, add the field to the document.'),
  ].join('\n\n');
  return confirmAction(sentence, detail, vscode.l10n.t('Send Blank Value'), vscode.l10n.t("Don't Send"));
}
