import * as vscode from 'vscode';
import { rowsNotWrittenByRun, undecidedRows } from '../../kapture/bulk/plans/rowsNotWritten.ts';
import type { RunOutcome } from '../../kapture/bulk/runs/applyPlan.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { stateText } from './planTexts.ts';
import {
  keptText,
  notRevertedText,
  notWrittenText,
  omittingText,
  otherCustomerText,
  partlyDoneTexts,
  unknownText,
  upToDateText,
} from './writesText.ts';

/** The outcome of an action. */
export interface Told {
  /** For the page; empty if the page shows it anyway. */
  readonly notice: string;
  /** For a notification. */
  readonly sentence: string;
  /** It is shown as a warning. */
  readonly isFailure: boolean;
}

/** How a run ended. */
export function toldOf(outcome: RunOutcome): Told {
  if (outcome.end === 'finished') return finished(outcome);
  const notice = noticeOf(outcome);
  return { notice, sentence: notice, isFailure: outcome.end === 'stopped' };
}

/** With the numbers of rows by outcome, because the notification may be all that the user sees. */
function finished({ counts }: RunOutcome): Told {
  const { states, otherCustomer, kinds, partlyDone, omitting, notReverted } = counts;
  const sentence = [
    undecidedRows(counts)
      ? vscode.l10n.t('The run ended with unknown results. Resume it to read these customers again.')
      : vscode.l10n.t('The run finished.'),
    `${vscode.l10n.t('{0}: {1}', stateText('done'), numberText(states.done))}.`,
    upToDateText(states),
    unknownText(states),
    otherCustomerText(otherCustomer),
    ...partlyDoneTexts(counts),
    omittingText(omitting),
    notRevertedText(notReverted, true),
    keptText(kinds.kept),
    ...notWrittenText(rowsNotWrittenByRun(counts)).map((text) => `${text}.`),
  ]
    .filter(Boolean)
    .join(' ');
  const failed = states.unknown + states.sending + states.failed + states.conflict;
  const isFailure = failed + partlyDone + omitting > 0;
  return { notice: '', sentence, isFailure };
}

/** Why a run did not finish. */
function noticeOf(outcome: RunOutcome): string {
  switch (outcome.end) {
    case 'stopped':
      return outcome.reason ? problemText(outcome.reason) : vscode.l10n.t('The run stopped.');
    case 'canceled':
      return vscode.l10n.t('The run was canceled. It can be resumed.');
    case 'declined':
      return vscode.l10n.t('Nothing was sent.');
    default:
      return '';
  }
}
