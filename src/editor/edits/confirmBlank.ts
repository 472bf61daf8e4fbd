import * as vscode from 'vscode';
import { readBack, type RecordFields } from '../../kapture/update/editableFields.ts';
import { confirmAct } from '../shared/questions/confirmAct.ts';
import { listOf, valueText } from './editTexts.ts';

/** What a blank does is not documented, so whoever sends one should mean it. */
export async function confirmBlank(
  fields: readonly string[],
  fresh: RecordFields,
  connection: string,
): Promise<boolean> {
  const send = vscode.l10n.t('Send Blank Value');
  const question = vscode.l10n.t('Send a blank {0} to {1}?', listOf(fields), connection);
  const present = fields
    .map((field) => vscode.l10n.t('{0} is currently {1}.', field, valueText(readBack(fresh, field))))
    .join(' ');
  const detail = `${present} ${vscode.l10n.t("Kapture's documentation does not say whether a blank value clears the field or is ignored. The stored value is checked afterwards.")}`;
  return confirmAct(question, detail, send, vscode.l10n.t("Don't Send"));
}
