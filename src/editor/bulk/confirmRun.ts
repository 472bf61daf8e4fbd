import * as vscode from 'vscode';
import { rowsNotWritten } from '../../kapture/bulk/plans/rowsNotWritten.ts';
import type { PlanCounts } from '../../kapture/bulk/plans/planCounts.ts';
import type { Identifier } from '../../kapture/bulk/plans/rowInput.ts';
import type { RunQuestion } from '../../kapture/bulk/runs/runConfirmation.ts';
import { formOf } from '../../kapture/catalogue/forms.ts';
import { dialectOf } from '../../kapture/connection/connection.ts';
import { asSentence } from '../../kapture/problem/problem.ts';
import { plainValue } from '../../kapture/update/fieldValue.ts';
import { writtenValue } from '../../kapture/update/updateBody.ts';
import { confirmAction } from '../shared/questions/confirmAction.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { oneLine, withoutLinks } from '../shared/texts/plainText.ts';
import { visibleValue } from './valueInLine.ts';
import { roleText } from '../shared/texts/roleText.ts';
import { keptText, notWrittenText, notRevertedText, omittingText, renamesText, writesText } from './writesText.ts';

/** What a plan says in addition to the question. */
export interface ConfirmedPlan {
  /** It reverts another plan. */
  readonly isRevert: boolean;
  readonly counts: PlanCounts;
  /** See `foundBy`. */
  readonly foundBy?: Identifier | undefined;
  /** See `changedPlanFile`. */
  readonly changedFile?: string | undefined;
}

/** Asks once before a run. For production, the user types the number of writes. */
export async function confirmRun(question: RunQuestion, plan: ConfirmedPlan): Promise<boolean> {
  const { connection, host, writes, adds, updates, unknown, blank, omitting, irreversible } = question;
  const name = oneLine(connection.name, 60);
  const parts = [
    writesText({ add: adds, update: updates }, plan.isRevert),
    changedFileText(plan.changedFile),
    ...(unknown
      ? [vscode.l10n.t('Of these, {0} may have been applied already. They are read first.', numberText(unknown))]
      : []),
    onlyChangeText(question, plan),
    plan.isRevert ? '' : renamesText(plan.counts, plan.foundBy),
    ...(blank ? [blankText(blank)] : []),
    omittingText(omitting),
    keptText(plan.counts.kinds.kept),
    ...notWrittenText(rowsNotWritten(plan.counts)),
    plan.isRevert
      ? notRevertedText(plan.counts.notReverted, false)
      : notRevertedText({ ...irreversible, unknown: 0, otherCustomer: 0 }, false),
  ].filter(Boolean);
  if (connection.role === 'production') return typeNumber(question, plan, parts);
  return confirmAction(
    plan.isRevert ? revertQuestion(writes, name) : writeQuestion(writes, name),
    [vscode.l10n.t('Host: {0}', host), vscode.l10n.t('Role: {0}', roleText(connection)), '', ...parts].join('\n'),
    plan.isRevert ? vscode.l10n.t('Revert on {0}', name) : vscode.l10n.t('Write to {0}', name),
    plan.isRevert ? vscode.l10n.t("Don't Revert") : vscode.l10n.t("Don't Write"),
  );
}

/** The values of a file that has changed are not those of the plan; empty if it has not. */
function changedFileText(name: string | undefined): string {
  if (name === undefined) return '';
  return vscode.l10n.t(
    '{0} has changed since this plan was made, so make a new plan if you want to write its new values.',
    oneLine(name, 60),
  );
}

/** The change that all customers have in common, such as that of *Change Field*; empty if there is none. */
function onlyChangeText({ connection, onlyChange }: RunQuestion, { isRevert }: ConfirmedPlan): string {
  if (!onlyChange || isRevert) return '';
  const { field, to } = onlyChange;
  const form = formOf('update', dialectOf(connection, 'update'));
  const value = visibleValue(writtenValue(form, field, plainValue(to)), 80);
  return vscode.l10n.t('New value of {0}: {1}', oneLine(field, 60), value);
}

/** What saving one customer says, too. */
function blankText(updates: number): string {
  const count = vscode.l10n.t('Updates with a blank value: {0}.', numberText(updates));
  return `${count} ${vscode.l10n.t("Kapture's documentation does not say whether a blank value clears the field or is ignored. The stored value is checked afterward.")}`;
}

function writeQuestion(writes: number, name: string): string {
  return writes === 1
    ? vscode.l10n.t('Write 1 customer to {0}?', name)
    : vscode.l10n.t('Write {0} customers to {1}?', numberText(writes), name);
}

function revertQuestion(writes: number, name: string): string {
  return writes === 1
    ? vscode.l10n.t('Revert 1 customer on {0}?', name)
    : vscode.l10n.t('Revert {0} customers on {1}?', numberText(writes), name);
}

/** Asks for the number of writes. Resolves to false if the user cancels. */
async function typeNumber(
  { connection, host, writes }: RunQuestion,
  { isRevert }: ConfirmedPlan,
  parts: readonly string[],
): Promise<boolean> {
  const expected = String(writes);
  const name = oneLine(connection.name, 60);
  const answer = await vscode.window.showInputBox({
    title: withoutLinks(
      isRevert ? vscode.l10n.t('Revert on {0} (production)', name) : vscode.l10n.t('Write to {0} (production)', name),
    ),
    prompt: withoutLinks(
      // VS Code shows it as one paragraph.
      [
        vscode.l10n.t('To write to production, enter the number of writes: {0}', expected),
        vscode.l10n.t('Host: {0}', host),
        ...parts,
      ]
        .map((part) => asSentence(part))
        .join(' '),
    ),
    placeHolder: vscode.l10n.t('Number of writes'),
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() === '' || text.trim() === expected
        ? undefined
        : vscode.l10n.t('Enter {0} to write, or press Escape to cancel.', expected),
  });
  return answer?.trim() === expected;
}
