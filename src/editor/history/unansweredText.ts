import { l10n } from 'vscode';
import type { HistoryEntry } from '../../kapture/store/historyEntry.ts';
import { outcomeText } from '../shared/texts/exchangeTexts.ts';
import { whenText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';

type Facts = Pick<HistoryEntry, 'outcome' | 'unanswered'> & Partial<Pick<HistoryEntry, 'message' | 'found'>>;

/** The outcome of an entry, also of one without a response. */
export function entryOutcomeText({ outcome, unanswered, found }: Facts): string {
  if (!unanswered) return outcomeText(outcome);
  if (unanswered === 'sending') return l10n.t('in progress');
  return found?.hasValues ? l10n.t('values found') : l10n.t('unknown');
}

/** What an entry without a response means, as sentences. */
export function unansweredSentences({ unanswered, message, found }: Facts): readonly string[] {
  if (unanswered === 'sending') return [l10n.t('This write is in progress.')];
  return [
    message === undefined ? l10n.t('No response was recorded.') : oneLine(message, 500),
    l10n.t('The write may have taken effect.'),
    ...foundSentences({ found }),
  ];
}

/** What a later read of the customer found, and when. */
export function foundSentences({ found }: Pick<HistoryEntry, 'found'>): readonly string[] {
  return found ? [l10n.t('Read at {0}: {1}', whenText(found.at), oneLine(found.sentence, 500))] : [];
}

export function unansweredText(entry: Facts): string {
  return unansweredSentences(entry).join(' ');
}
