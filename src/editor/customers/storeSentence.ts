import { l10n } from 'vscode';
import type { StoreErrorReason } from '../../kapture/store/storeError.ts';
import { megabytesText } from '../shared/texts/localTexts.ts';

/** What a failure of the local store means, in a sentence. */
export function storeSentence({
  reason,
  message,
}: {
  readonly reason: StoreErrorReason;
  readonly message: string;
}): string {
  switch (reason) {
    case 'full':
      return l10n.t('The disk is full: no more customers can be stored on this machine.');
    case 'limit':
      return l10n.t(
        'The pull was stopped: pulled customers may use up to {0} on this machine (setting kapture.customers.maxMegabytes). Pull the missing customers once there is room.',
        megabytesText(Number.parseInt(message, 10)),
      );
    case 'read-only':
      return l10n.t('The folder for pulled customers cannot be written to.');
    case 'busy':
      return l10n.t('The local database is busy: another window has been writing to it for a long time.');
    case 'damaged':
      return l10n.t(
        'The local database is damaged and could not be replaced. Close the other VS Code windows, then pull the customers again.',
      );
    case 'gone':
      return l10n.t('The stored data of these customers is no longer on this machine. Pull them again.');
    case 'ended':
      return l10n.t('The local database stopped ({0}). It restarts when it is next needed.', message);
    case 'other':
      return l10n.t('The local database failed: {0}', message);
  }
}
