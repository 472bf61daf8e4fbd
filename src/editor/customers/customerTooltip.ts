import * as vscode from 'vscode';
import type { CustomerRow } from '../../kapture/store/customerShapes.ts';
import { numberText, wallTimeText } from '../localTexts.ts';
import { oneLine } from '../plainText.ts';

/** The main facts of a customer. Whatever the server sent is put in as text, never as Markdown. */
export function customerTooltip(customer: CustomerRow): vscode.MarkdownString {
  const facts: readonly (readonly [string, string])[] = [
    [vscode.l10n.t('Id'), customer.id],
    [vscode.l10n.t('Phone'), customer.phone],
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
  const tooltip = new vscode.MarkdownString('**');
  tooltip.appendText(oneLine(customer.name) || vscode.l10n.t('(no name)')).appendMarkdown('**\n\n');
  for (const [label, value] of facts) {
    if (value) tooltip.appendMarkdown(`${label}: `).appendText(oneLine(value)).appendMarkdown('  \n');
  }
  return tooltip;
}
