import * as vscode from 'vscode';
import type { StoredRun } from '../../../kapture/store/historyRuns.ts';
import { numberText } from './localTexts.ts';

type RunNumbers = Pick<StoredRun, 'writes' | 'done' | 'partly' | 'unknown' | 'isFinished' | 'isPlanDeleted'>;

/** The outcome of a run, for lists and confirmations. */
export function runTexts({ writes, done, partly, unknown, isFinished, isPlanDeleted }: RunNumbers): string[] {
  const left = writes - done - unknown;
  const notWritten = left > 0 ? [vscode.l10n.t('{0} not written', numberText(left))] : [];
  return [
    vscode.l10n.t('{0} of {1} done', numberText(done), numberText(writes)),
    // This number is part of those that are done.
    ...(partly ? [vscode.l10n.t('{0} partly done', numberText(partly))] : []),
    ...(unknown ? [vscode.l10n.t('{0} unknown', numberText(unknown))] : []),
    ...(isFinished ? notWritten : [vscode.l10n.t('not finished')]),
    ...(isPlanDeleted ? [vscode.l10n.t('plan deleted')] : []),
  ];
}
