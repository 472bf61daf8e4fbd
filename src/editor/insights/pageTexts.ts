import { l10n } from 'vscode';
import type { ListModule } from '../../kapture/catalogue/operation.ts';
import { recordColumns } from '../../kapture/records/recordColumns.ts';
import { barFacetsIn, rowColumnsIn } from '../../kapture/store/insightShapes.ts';
import { catalogueText, columnTitle } from '../shared/texts/catalogueTexts.ts';
import type { Texts } from './protocol.ts';

export function insightsTitle(module: ListModule): string {
  return module === 'ticket' ? l10n.t('Ticket Insights') : l10n.t('Customer Insights');
}

export function pageTexts(module: ListModule): Texts {
  const texts = module === 'ticket' ? ticketTexts() : customerTexts();
  return {
    ...texts,
    title: insightsTitle(module),
    pulling: l10n.t('Records are being pulled…'),
    missing: l10n.t('{0} periods of this range are missing.'),
    oneMissing: l10n.t('1 period of this range is missing.'),
    pullMissing: l10n.t('Pull Missing'),
    pullOther: l10n.t('Pull Another Range'),
    remove: l10n.t('Show All'),
    filter: l10n.t('Filter “{0}”'),
    editFilter: l10n.t('Edit Filter'),
    clearFilter: l10n.t('Clear Filter'),
    chartTitles: Object.fromEntries(
      barFacetsIn(module).map((by) => [by, catalogueText(recordColumns[by].facet!.bar!.title)]),
    ),
    chartHint: l10n.t(
      'Select a bar to show only its rows, here and in the Customers view. Use the arrow keys to move between bars.',
    ),
    share: l10n.t('{0}: {2}, {1}'),
    others: l10n.t('{0} others'),
    fewer: l10n.t('Show Fewer'),
    unnamed: l10n.t('{0} more not listed'),
    noneYet: l10n.t('None'),
    noName: l10n.t('(no name)'),
    noDate: l10n.t('No date'),
    tableNone: l10n.t('Nothing to list.'),
    columns: Object.fromEntries(rowColumnsIn(module).map((name) => [name, columnTitle(name, module)])),
    edit: l10n.t('Edit {0}'),
    loading: l10n.t('Loading…'),
  };
}

/** The texts that name the rows. */
type RowTexts = Pick<
  Texts,
  'rows' | 'oneRow' | 'ofRows' | 'pull' | 'timeTitles' | 'tableTitle' | 'tableHint' | 'tableHintReadOnly'
>;

function customerTexts(): RowTexts {
  return {
    rows: l10n.t('{0} customers'),
    oneRow: l10n.t('1 customer'),
    ofRows: l10n.t('{0} of {1} customers'),
    pull: l10n.t('Pull Customers by Date Range'),
    timeTitles: { day: l10n.t('Customers per day'), month: l10n.t('Customers per month') },
    tableTitle: l10n.t('Customers'),
    tableHint: l10n.t(
      'Use the arrow keys to move, Enter to open the record and F2 to edit the customer. † marks the phone number of a customer whose contact has another one.',
    ),
    tableHintReadOnly: l10n.t(
      'Use the arrow keys to move and Enter to open the record. † marks the phone number of a customer whose contact has another one.',
    ),
  };
}

function ticketTexts(): RowTexts {
  const hint = l10n.t('Use the arrow keys to move and Enter to open the ticket.');
  return {
    rows: l10n.t('{0} tickets'),
    oneRow: l10n.t('1 ticket'),
    ofRows: l10n.t('{0} of {1} tickets'),
    pull: l10n.t('Pull Tickets by Date Range'),
    timeTitles: { day: l10n.t('Tickets per day'), month: l10n.t('Tickets per month') },
    tableTitle: l10n.t('Tickets'),
    tableHint: hint,
    tableHintReadOnly: hint,
  };
}
