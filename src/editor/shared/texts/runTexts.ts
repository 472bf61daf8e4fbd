import * as vscode from 'vscode';
import type { StoredRun } from '../../../kapture/store/historyRuns.ts';
import { numberText } from './localTexts.ts';

type RunNumbers = Pick<
  StoredRun,
  'writes' | 'done' | 'upToDate' | 'partly' | 'unknown' | 'isFinished' | 'isPlanDeleted'
>;

/** The outcome of a run, for lists and questions. */
export function runTexts({ writes, done, upToDate, partly, unknown, isFinished, isPlanDeleted }: RunNumbers): string[] {
  const left = writes - done - upToDate - unknown;
  const notWritten = left > 0 ? [vscode.l10n.t('{0} not written', numberText(left))] : [];
  return [
    vscode.l10n.t('{0} of {1} done', numberText(done), numberText(writes)),
    ...(upToDate ? [vscode.l10n.t('{0} already up to date', numberText(upToDate))] : []),
    // Of those that are done or up to date.
    ...(partly ? [vscode.l10n.t('{0} only in part', numberText(partly))] : []),
    ...(unknown ? [vscode.l10n.t('{0} unknown', numberText(unknown))] : []),
    ...(isFinished ? notWritten : [vscode.l10n.t('not finished')]),
    ...(isPlanDeleted ? [vscode.l10n.t('plan deleted')] : []),
  ];
}
