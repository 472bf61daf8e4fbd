import { l10n } from 'vscode';
import type { HistoryEntry } from '../../kapture/store/historyEntry.ts';
import { outcomeText } from '../shared/texts/exchangeTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';

type Facts = Pick<HistoryEntry, 'outcome' | 'unanswered'> & Partial<Pick<HistoryEntry, 'message'>>;

/** The outcome of an entry, also of one without a response. */
export function entryOutcomeText({ outcome, unanswered }: Facts): string {
  if (!unanswered) return outcomeText(outcome);
  return unanswered === 'sending' ? l10n.t('in progress') : l10n.t('unknown');
}

/** What an entry without a response means, as sentences. */
export function unansweredSentences({ unanswered, message }: Facts): readonly string[] {
  if (unanswered === 'sending') return [l10n.t('This write is in progress.')];
  return [
    message === undefined ? l10n.t('No response was recorded.') : oneLine(message, 500),
    l10n.t('The write may have taken effect.'),
  ];
}

export function unansweredText(entry: Facts): string {
  return unansweredSentences(entry).join(' ');
}
