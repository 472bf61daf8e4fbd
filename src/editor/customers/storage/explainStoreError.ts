import { l10n } from 'vscode';
import type { StoreErrorReason } from '../../../kapture/store/storeError.ts';
import { megabytesText } from '../../shared/texts/localTexts.ts';

/** Explains a failure of the local store in a sentence. `message` of a `limit` failure is the limit in bytes. */
export function explainStoreError({
  reason,
  message,
}: {
  readonly reason: StoreErrorReason;
  readonly message: string;
}): string {
  switch (reason) {
    case 'full':
      return l10n.t(
        'The disk is full: no more customers can be stored on this machine. Free up space, then pull the missing customers.',
      );
    case 'limit':
      return l10n.t(
        'The pull was stopped because pulled customers reached the limit of {0} (setting kapture.customers.maxMegabytes). Raise the limit or clear customers, then pull the missing customers.',
        megabytesText(Number.parseInt(message, 10)),
      );
    case 'read-only':
      return l10n.t('The folder for pulled customers cannot be written to. Check its permissions.');
    case 'busy':
      return l10n.t('The local database is busy because another window is writing to it. Try again later.');
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
