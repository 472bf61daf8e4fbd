import * as vscode from 'vscode';
import type { FieldValues } from '../../kapture/update/fieldValue.ts';
import { readBack, type RecordFields } from '../../kapture/update/editableFields.ts';
import { confirmAct } from '../shared/questions/confirmAct.ts';
import { listOf, valueText } from './editTexts.ts';

/** Undo brings back what somebody else has changed meanwhile; whoever sends that should mean it. */
export async function confirmReturn(
  fields: readonly string[],
  fresh: RecordFields,
  connection: string,
  mine: FieldValues,
): Promise<boolean> {
  const send = vscode.l10n.t('Send Earlier Values');
  const question = vscode.l10n.t('Send the earlier {0} to {1}?', listOf(fields), connection);
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
  const detail = `${changes} ${vscode.l10n.t('Another user changed this after you opened the customer, and Undo restored the earlier value.')}`;
  return confirmAct(question, detail, send, vscode.l10n.t("Don't Send"));
}
