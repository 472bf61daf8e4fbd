import { l10n } from 'vscode';
import type { Texts } from './protocol.ts';

/** The translated texts of the page. */
export function pageTexts(): Texts {
  return {
    columns: {
      included: l10n.t('Include'),
      number: l10n.t('Row'),
      kind: l10n.t('Plan'),
      name: l10n.t('Customer'),
      changes: l10n.t('Values'),
      state: l10n.t('Result'),
      key: l10n.t('Found by'),
      reason: l10n.t('Details'),
    },
    tableTitle: l10n.t('Rows'),
    tableHint: l10n.t(
      'Use the arrow keys to move, Space to include or exclude a row, and Enter to open it as a request.',
    ),
    tableHintFixed: l10n.t(
      'Use the arrow keys to move, and Enter to open a row as a request, or the customer that it has added.',
    ),
    row: l10n.t('Row {0}'),
    rowAndLine: l10n.t('Row {0} (line {1})'),
    tableNone: l10n.t('No rows to list.'),
    loading: l10n.t('Loading…'),
    ofRows: l10n.t('{0} of {1}'),
    search: l10n.t('Search rows'),
    all: l10n.t('All'),
    included: l10n.t('Included'),
    excluded: l10n.t('Excluded'),
    notSent: l10n.t('Not sent'),
    writesNothing: l10n.t('Nothing is sent for this row, so it cannot be included or excluded.'),
    isRunning: l10n.t('Rows cannot be included or excluded while the plan is running.'),
    hasEnded: l10n.t('This row has a result, so it can no longer be included or excluded.'),
    includeAll: l10n.t('Include All Listed'),
    excludeAll: l10n.t('Exclude All Listed'),
    lost: l10n.t(
      'The extension no longer responds to this page. Close the tab and open the plan again to see what was written.',
    ),
  };
}
