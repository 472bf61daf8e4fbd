import * as vscode from 'vscode';
import { readBack, type RecordFields } from '../../kapture/update/recordFields.ts';
import { withoutLinks } from '../messages.ts';
import { listOf, valueText } from './editTexts.ts';

/** Undo brings back what somebody else has changed meanwhile; whoever sends that should mean it. */
export async function confirmReturn(fields: readonly string[], fresh: RecordFields, connection: string): Promise<boolean> {
  const send = vscode.l10n.t('Send Earlier Values');
  const question = vscode.l10n.t('Send the earlier {0} to {1}?', listOf(fields), connection);
  const present = fields.map((field) => vscode.l10n.t('{0} is {1} now.', field, valueText(readBack(fresh, field)))).join(' ');
  const detail = `${present} ${vscode.l10n.t('Somebody else changed it, and it was taken into the document; the document has the value from before that again, as Undo brings it back.')}`;
  return (await vscode.window.showWarningMessage(withoutLinks(question), { modal: true, detail: withoutLinks(detail) }, send)) === send;
}
