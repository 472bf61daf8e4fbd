import { l10n } from 'vscode';
import { addSeconds, endOf, startOf } from '../../kapture/calendar.ts';
import { explainError, explainTrouble } from '../explain.ts';
import type { WindowResult } from '../../kapture/pull/puller.ts';
import type { Window } from '../../kapture/pull/windows.ts';

/** Windows next to each other that failed for the same reason. */
export interface FailureGroup {
  readonly kind: 'failure';
  readonly sentence: string;
  /** Newest first. */
  readonly windows: readonly Window[];
}

/** One sentence for a window that failed. */
export function explainFailure({ error, exchange }: WindowResult): string {
  if (error) return explainError(error);
  if (!exchange) return '';
  return explainTrouble(exchange) ?? exchange.reply.reading.message ?? l10n.t('The reply says failed.');
}

/** Whether a window ends where a later one begins. */
function isNext(earlier: Window, later: Window): boolean {
  return addSeconds(endOf(earlier.end), 1) === startOf(later.start);
}

/** A month of failures for one reason is one line, not thirty. */
export function groupFailures(failures: readonly WindowResult[]): FailureGroup[] {
  const groups: { kind: 'failure'; sentence: string; windows: Window[] }[] = [];
  for (const failure of failures) {
    const sentence = explainFailure(failure);
    const last = groups.at(-1);
    if (last?.sentence === sentence && isNext(failure.window, last.windows.at(-1)!)) last.windows.push(failure.window);
    else groups.push({ kind: 'failure', sentence, windows: [failure.window] });
  }
  return groups;
}
