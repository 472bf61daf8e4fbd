import * as vscode from 'vscode';
import type { PlanCounts } from '../../kapture/bulk/plans/planCounts.ts';
import type { PlanHead } from '../../kapture/bulk/plans/planHead.ts';
import { openRows, settledRows } from '../../kapture/bulk/plans/rowsNotWritten.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import type { PlanMessage } from './protocol.ts';
import type { ActiveRun } from './runs.ts';

/** What can be done with a plan now, except writing on a read-only connection. The first action is the main one. */
export function actionsOf(
  head: PlanHead,
  counts: PlanCounts,
  active: ActiveRun | undefined,
  isReadOnly: boolean,
): PlanMessage['actions'] {
  if (active) {
    const stop = { action: 'cancel', title: vscode.l10n.t('Cancel') } as const;
    if (active.isStopping || active.isElsewhere) return [];
    if (active.work === 'look-up') return [stop];
    return active.isPaused
      ? [{ action: 'resume', title: vscode.l10n.t('Resume') }, stop]
      : [{ action: 'pause', title: vscode.l10n.t('Pause') }, stop];
  }
  const { states, included, kinds, canRevert } = counts;
  const open = openRows(counts);
  const sent = settledRows(counts);
  const writes = included.add + included.update;
  const actions: PlanMessage['actions'][number][] = [];
  const isComplete = head.status !== 'planning';
  const canWrite = isComplete && open > 0 && !isReadOnly;
  // Also if a run could not send any row.
  const isBegun = sent > 0 || head.status === 'stopped';
  if (canWrite && isBegun) actions.push({ action: 'apply', title: vscode.l10n.t('Resume Run…') });
  // Rows whose lookup failed can be looked up again. A run omits them.
  if (head.isRead && (!isComplete || kinds['not-looked-up']))
    actions.push({ action: 'continue', title: vscode.l10n.t('Look Up Customers') });
  if (canWrite && !isBegun)
    actions.push({
      action: 'apply',
      title: head.revertOf === undefined ? writeTitle(writes) : revertTitle(writes),
    });
  if (sent) actions.push({ action: 'saveResult', title: vscode.l10n.t('Save Result…') });
  // Only this file has the old and new values.
  actions.push({ action: 'savePlan', title: vscode.l10n.t('Save Plan…'), isSecondary: true });
  const refused = kinds.invalid + kinds.duplicate + kinds.ambiguous + kinds.taken;
  // Before the end of the lookups, most rows are only not looked up yet.
  const notFound = isComplete ? kinds['not-looked-up'] : 0;
  const isFailed = states.failed + states.conflict + refused + notFound;
  // The rows of a plan that reverts another one are not those of a table.
  if (isFailed && head.revertOf === undefined)
    actions.push({ action: 'saveFailures', title: vscode.l10n.t('Save Rows to Correct…') });
  if (canRevert && head.status !== 'applying')
    actions.push({ action: 'revert', title: vscode.l10n.t('Make Revert Plan') });
  return actions;
}

function writeTitle(writes: number): string {
  return writes === 1 ? vscode.l10n.t('Write 1 Customer…') : vscode.l10n.t('Write {0} Customers…', numberText(writes));
}

function revertTitle(writes: number): string {
  return writes === 1
    ? vscode.l10n.t('Revert 1 Customer…')
    : vscode.l10n.t('Revert {0} Customers…', numberText(writes));
}
