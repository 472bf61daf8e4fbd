import type { HistoryHead } from '../../kapture/store/historyEntry.ts';
import type { StoredRun } from '../../kapture/store/historyRuns.ts';
import { operationTitle, planTitle } from '../shared/texts/catalogueTexts.ts';
import { timeText } from '../shared/texts/localTexts.ts';
import { runTexts } from '../shared/texts/runTexts.ts';
import { subjectText } from './subjectText.ts';
import { entryOutcomeText } from './unansweredText.ts';

/** How a question names an exchange: operation, outcome, subject, time and connection. */
export function nameOfExchange(head: HistoryHead, connection: string): string {
  const { operation, requestBody, sentAt } = head;
  return [
    operationTitle(operation),
    entryOutcomeText(head),
    subjectText(operation, requestBody),
    timeText(sentAt),
    connection,
  ]
    .filter(Boolean)
    .join(' · ');
}

/** How a question names a run of a plan. */
export function nameOfRun(run: StoredRun, connection: string): string {
  return [planTitle(run), ...runTexts(run), timeText(run.startedAt), connection].join(' · ');
}
