import * as vscode from 'vscode';
import type { Dialect } from '../../kapture/catalogue/dialect.ts';
import { isBlank, type FieldValues } from '../../kapture/update/fieldValue.ts';
import { confirmAction } from '../shared/questions/confirmAction.ts';
import { dialectTitle } from '../shared/texts/dialectTitle.ts';
import { fieldList, valueText } from '../shared/texts/fieldTexts.ts';

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
