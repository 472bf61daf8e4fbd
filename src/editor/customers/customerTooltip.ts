import * as vscode from 'vscode';
import type { CustomerRow } from '../../kapture/store/customerShapes.ts';
import { numberText, wallTimeText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';

/** The main facts of a customer. No Markdown: VS Code would make links of the addresses in what the server sent. */
export function customerTooltip(customer: CustomerRow): string {
  const facts: readonly (readonly [string, string])[] = [
    [vscode.l10n.t('Id'), customer.id],
    [
      customer.contactPhone === undefined
        ? vscode.l10n.t('Phone of the customer or a contact')
        : vscode.l10n.t('Phone'),
      customer.phone,
    ],
    [vscode.l10n.t('Contact phone'), customer.contactPhone ?? ''],
    [vscode.l10n.t('Email'), customer.email],
    [vscode.l10n.t('City'), customer.city],
    [vscode.l10n.t('Agent'), customer.agent],
    [vscode.l10n.t('Source'), customer.source],
    [
      vscode.l10n.t('Created'),
      customer.createdAt ? wallTimeText(customer.createdAt, { dateStyle: 'medium', timeStyle: 'short' }) : '',
    ],
    [vscode.l10n.t('Enquiries'), customer.enquiries ? numberText(customer.enquiries) : ''],
    [vscode.l10n.t('Status'), customer.status],
    [vscode.l10n.t('Customer code'), customer.code],
  ];
  const lines = facts.filter(([, value]) => value).map(([label, value]) => `${label}: ${oneLine(value)}`);
  return [oneLine(customer.name) || vscode.l10n.t('(no name)'), ...lines].join('\n');
}
