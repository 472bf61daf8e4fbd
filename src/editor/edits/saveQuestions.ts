import * as vscode from 'vscode';
import type { Dialect } from '../../kapture/catalogue/dialect.ts';
import { readBack, type RecordFields } from '../../kapture/update/editableFields.ts';
import { isBlank, type FieldValues } from '../../kapture/update/fieldValue.ts';
import { confirmAction } from '../shared/questions/confirmAction.ts';
import { dialectTitle } from '../shared/texts/connectionTexts.ts';
import { fieldList, valueText } from '../shared/texts/customerTexts.ts';

/** Asks before blank values are sent, because Kapture does not document what they do. */
export async function confirmBlank(
  fields: readonly string[],
  fresh: RecordFields,
  connection: string,
): Promise<boolean> {
  const send = vscode.l10n.t('Send Blank Value');
  const question = vscode.l10n.t('Send a blank value for {0} to {1}?', fieldList(fields), connection);
  const currentValues = fields
    .map((field) => vscode.l10n.t('{0} is currently {1}.', field, valueText(readBack(fresh, field))))
    .join(' ');
  const detail = `${currentValues} ${vscode.l10n.t("Kapture's documentation does not say whether a blank value clears the field or is ignored. The stored value is checked afterward.")}`;
  return confirmAction(question, detail, send, vscode.l10n.t("Don't Send"));
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
  const question = vscode.l10n.t('Send the earlier values of {0} to {1}?', fieldList(fields), connection);
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
  return confirmAction(question, detail, send, vscode.l10n.t("Don't Send"));
}

/**
 * Asks before values of the contact are sent as the customer's own, because the dialect requires some. The contact may
 * have none either: then a blank value is sent.
 */
export async function confirmContactValues(
  values: FieldValues,
  dialect: Dialect,
  connection: string,
): Promise<boolean> {
  const blank = [...values].filter(([, value]) => isBlank(value)).map(([field]) => field);
  if (blank.length === values.size) return confirmBlankValues(fieldList(blank), dialect, connection);
  const names = fieldList(values.keys());
  const question = vscode.l10n.t("Send the contact's value as the customer's {0} to {1}?", names, connection);
  const detail = [
    vscode.l10n.t(
      'The {0} dialect requires {1}, which the record has only for the contact.',
      dialectTitle(dialect),
      names,
    ),
    [...values].map(([field, value]) => vscode.l10n.t('{0}: {1}', field, valueText(value))).join('\n'),
    vscode.l10n.t('To send another value, add the field to the document.'),
  ].join('\n\n');
  return confirmAction(question, detail, vscode.l10n.t("Send Contact's Value"), vscode.l10n.t("Don't Send"));
}

function confirmBlankValues(names: string, dialect: Dialect, connection: string): Promise<boolean> {
  const question = vscode.l10n.t('Send a blank {0} to {1}?', names, connection);
  const detail = [
    vscode.l10n.t(
      'The {0} dialect requires {1}, but neither the customer nor the contact has a value.',
      dialectTitle(dialect),
      names,
    ),
    vscode.l10n.t('To send a value, add the field to the document.'),
  ].join('\n\n');
  return confirmAction(question, detail, vscode.l10n.t('Send Blank Value'), vscode.l10n.t("Don't Send"));
}
