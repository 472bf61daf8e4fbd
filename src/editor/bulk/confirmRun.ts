import * as vscode from 'vscode';
import type { RunQuestion } from '../../kapture/bulk/runConfirmation.ts';
import { confirmAction } from '../shared/questions/confirmAction.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { oneLine, withoutLinks } from '../shared/texts/plainText.ts';
import { roleText } from '../shared/texts/roleText.ts';
import { writesText } from './writesText.ts';

/** Asks once before a run. For production, the user types the number of writes. */
export async function confirmRun(question: RunQuestion): Promise<boolean> {
  const { connection, host, writes, adds, updates, unknown } = question;
  const name = oneLine(connection.name, 60);
  const parts = [
    writesText({ add: adds, update: updates }),
    ...(unknown
      ? [vscode.l10n.t('Of these, {0} may have been applied already. They are read first.', numberText(unknown))]
      : []),
  ];
  if (connection.role === 'production') return typeNumber(question, parts);
  return confirmAction(
    writes === 1
      ? vscode.l10n.t('Write 1 customer to {0}?', name)
      : vscode.l10n.t('Write {0} customers to {1}?', numberText(writes), name),
    [vscode.l10n.t('Host: {0}', host), vscode.l10n.t('Role: {0}', roleText(connection)), '', ...parts].join('\n'),
    vscode.l10n.t('Write to {0}', name),
    vscode.l10n.t("Don't Write"),
  );
}

/** Asks for the number of writes. Resolves to false if the user cancels. */
async function typeNumber({ connection, host, writes }: RunQuestion, parts: readonly string[]): Promise<boolean> {
  const expected = String(writes);
  const answer = await vscode.window.showInputBox({
    title: withoutLinks(vscode.l10n.t('Write to {0} (production)', oneLine(connection.name, 60))),
    prompt: withoutLinks(
      [
        vscode.l10n.t('Host: {0}', host),
        ...parts,
        vscode.l10n.t('To write to production, enter the number of writes: {0}', expected),
      ].join(' · '),
    ),
    placeHolder: expected,
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() === '' || text.trim() === expected
        ? undefined
        : vscode.l10n.t('Enter {0} to write, or press Escape to cancel.', expected),
  });
  return answer?.trim() === expected;
}
