import { l10n } from 'vscode';
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

/** A month of failures for one reason is one line, not thirty. */
export function groupFailures(failures: readonly WindowResult[]): FailureGroup[] {
  const groups: { kind: 'failure'; sentence: string; windows: Window[] }[] = [];
  for (const failure of failures) {
    const sentence = explainFailure(failure);
    const last = groups.at(-1);
    if (last?.sentence === sentence) last.windows.push(failure.window);
    else groups.push({ kind: 'failure', sentence, windows: [failure.window] });
  }
  return groups;
}
