import { l10n } from 'vscode';
import { recordColumns } from '../../kapture/records/recordColumns.ts';
import { barFacets, rowColumnNames } from '../../kapture/store/insightShapes.ts';
import { catalogueText, columnTitle } from '../shared/texts/catalogueTexts.ts';
import type { Texts } from './protocol.ts';

export function pageTexts(): Texts {
  return {
    title: l10n.t('Customer Insights'),
    customers: l10n.t('{0} customers'),
    oneCustomer: l10n.t('1 customer'),
    ofCustomers: l10n.t('{0} of {1} customers'),
    pulling: l10n.t('Customers are being pulled…'),
    missing: l10n.t('{0} periods of this range are missing.'),
    oneMissing: l10n.t('1 period of this range is missing.'),
    pullMissing: l10n.t('Pull Missing'),
    pull: l10n.t('Pull Customers by Date Range'),
    pullOther: l10n.t('Pull Another Range'),
    remove: l10n.t('Show All Customers'),
    filter: l10n.t('Filter “{0}”'),
    editFilter: l10n.t('Edit Filter'),
    clearFilter: l10n.t('Clear Filter'),
    timeTitles: { day: l10n.t('Customers per day'), month: l10n.t('Customers per month') },
    chartTitles: Object.fromEntries(
      barFacets.map((by) => [by, catalogueText(recordColumns[by].facet!.bar!.title)]),
    ) as Texts['chartTitles'],
    chartHint: l10n.t(
      'Select a bar to show only its customers, here and in the Customers view. Use the arrow keys to move between bars.',
    ),
    share: l10n.t('{0}: {2}, {1}'),
    others: l10n.t('{0} others'),
    fewer: l10n.t('Show Fewer'),
    unnamed: l10n.t('{0} more not listed'),
    noneYet: l10n.t('No customers'),
    noName: l10n.t('(no name)'),
    noDate: l10n.t('No date'),
    tableTitle: l10n.t('Customers'),
    tableHint: l10n.t(
      'Use the arrow keys to move, Enter to open the record and F2 to edit the customer. † marks the phone number of a customer whose contact has another one.',
    ),
    tableHintReadOnly: l10n.t(
      'Use the arrow keys to move and Enter to open the record. † marks the phone number of a customer whose contact has another one.',
    ),
    tableNone: l10n.t('No customers to list.'),
    columns: Object.fromEntries(rowColumnNames.map((name) => [name, columnTitle(name)])) as Texts['columns'],
    edit: l10n.t('Edit {0}'),
    loading: l10n.t('Loading…'),
  };
}
