import * as vscode from 'vscode';
import { readBack, type RecordFields } from '../../kapture/update/editableFields.ts';
import { confirmAction } from '../shared/questions/confirmAction.ts';
import { fieldList, valueText } from '../shared/texts/fieldTexts.ts';

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
