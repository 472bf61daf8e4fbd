import * as vscode from 'vscode';
import type { RunOutcome } from '../../kapture/bulk/applyPlan.ts';
import { rowStates } from '../../kapture/bulk/planRow.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { stateText } from './planTexts.ts';
import { notRevertedText } from './writesText.ts';

/** What became of an action. */
export interface Told {
  /** For the page; empty if the page shows it anyway. */
  readonly notice: string;
  /** For a notification. */
  readonly sentence: string;
  /** The user should look at it. */
  readonly isFailure: boolean;
}

/** How a run ended. */
export function toldOf(outcome: RunOutcome): Told {
  if (outcome.end === 'finished') return finished(outcome);
  const notice = noticeOf(outcome);
  return { notice, sentence: notice, isFailure: outcome.end === 'stopped' };
}

/** What became of each row, because the notification may be all that the user sees. */
function finished({ counts: { states, notReverted } }: RunOutcome): Told {
  const all = { ...states, sending: 0, 'not-sent': 0, unknown: states.unknown + states.sending };
  const numbers = rowStates
    .filter((state) => all[state] > 0 || state === 'done')
    .map((state) => `${vscode.l10n.t('{0}: {1}', stateText(state), numberText(all[state]))}.`);
  const sentence = [vscode.l10n.t('The run finished.'), ...numbers, notRevertedText(notReverted, true)]
    .filter(Boolean)
    .join(' ');
  return { notice: '', sentence, isFailure: all.failed + all.unknown + all.conflict > 0 };
}

/** Why a run did not finish. */
function noticeOf(outcome: RunOutcome): string {
  switch (outcome.end) {
    case 'stopped':
      return outcome.reason
        ? vscode.l10n.t('The run stopped: {0}', problemText(outcome.reason))
        : vscode.l10n.t('The run stopped.');
    case 'cancelled':
      return vscode.l10n.t('The run was canceled. It can be resumed.');
    case 'declined':
      return vscode.l10n.t('Nothing was sent.');
    default:
      return '';
  }
}
