import * as vscode from 'vscode';
import type { Texts } from './protocol.ts';

/** What the page says. */
export function pageTexts(): Texts {
  const { t } = vscode.l10n;
  return {
    title: t('Customer Insights'),
    customers: t('{0} customers'), oneCustomer: t('1 customer'), ofCustomers: t('{0} of {1} customers'),
    perDay: t('a day on average'),
    withoutPhone: t('Without phone'), withoutEmail: t('Without email'),
    pulling: t('Customers are being pulled…'),
    missing: t('{0} windows of this range are missing.'), oneMissing: t('1 window of this range is missing.'), pullMissing: t('Pull Missing'),
    pull: t('Pull Customers by Date Range'), pullOther: t('Pull Another Range'),
    remove: t('Show all customers again'), filter: t('Filter “{0}”'),
    timeTitles: { day: t('Customers per day'), month: t('Customers per month') },
    chartTitles: { source: t('By source'), agent: t('By agent'), city: t('By city'), status: t('By status') },
    chartHint: t('Choose a bar to see only its customers, here and in the Customers view. Arrow keys go from bar to bar.'),
    share: t('{0}: {2}, {1}'), others: t('{0} others'), fewer: t('Show fewer'), unnamed: t('{0} more are not listed'), noneYet: t('No customers'),
    newest: t('Newest without phone or email'), newestNone: t('Every customer has a phone and an email.'),
    noPhone: t('no phone'), noEmail: t('no email'), noBoth: t('no phone or email'),
    samePhone: t('Same phone'), samePhoneNone: t('No two customers share a phone.'),
    sameEmail: t('Same email'), sameEmailNone: t('No two customers share an email.'),
    noName: t('(no name)'), noDate: t('No date'),
    tableTitle: t('Customers'),
    tableHint: t('Arrow keys move, Enter opens the record, F2 edits the customer.'), tableHintReadOnly: t('Arrow keys move, Enter opens the record.'),
    tableNone: t('No customer to list.'),
    columns: { name: t('Name'), createdAt: t('Created'), phone: t('Phone'), email: t('Email'), city: t('City'), agent: t('Agent'), source: t('Source'), status: t('Status'), id: t('Id') },
    edit: t('Edit {0}'), loading: t('Loading…'),
  };
}
