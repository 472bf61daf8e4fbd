import * as vscode from 'vscode';
import { readBack, type RecordFields } from '../../kapture/update/editableFields.ts';
import { confirmAct } from '../shared/questions/confirmAct.ts';
import { listOf, valueText } from './editTexts.ts';

/** Asks before blank values are sent, because Kapture does not document what they do. */
export async function confirmBlank(
  fields: readonly string[],
  fresh: RecordFields,
  connection: string,
): Promise<boolean> {
  const send = vscode.l10n.t('Send Blank');
  const question = vscode.l10n.t('Send a blank {0} to {1}?', listOf(fields), connection);
  const currentValues = fields
    .map((field) => vscode.l10n.t('{0} is {1} now.', field, valueText(readBack(fresh, field))))
    .join(' ');
  const detail = `${currentValues} ${vscode.l10n.t('Whether Kapture clears a field or ignores a blank is not documented. What it did is looked at afterwards.')}`;
  return confirmAct(question, detail, send, vscode.l10n.t("Don't Send"));
}
