import * as vscode from 'vscode';
import type { FieldValues } from '../../kapture/update/fieldValue.ts';
import { readBack, type RecordFields } from '../../kapture/update/editableFields.ts';
import { confirmAction } from '../shared/questions/confirmAction.ts';
import { fieldList, valueText } from '../shared/texts/fieldTexts.ts';

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
