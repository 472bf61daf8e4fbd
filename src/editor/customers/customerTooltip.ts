import * as vscode from 'vscode';
import { namesInOrder, recordColumns, type ColumnName } from '../../kapture/records/recordColumns.ts';
import type { CustomerRow } from '../../kapture/store/customerShapes.ts';
import { columnTitle } from '../shared/texts/catalogueTexts.ts';
import { numberText, wallTimeText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';

const names = namesInOrder(recordColumns, ({ tooltip }) => tooltip) as ColumnName[];

/**
 * The main fields of a customer. Plain text, because VS Code would turn URLs in Markdown from the server into links.
 */
export function customerTooltip(customer: CustomerRow): string {
  const facts = names.flatMap((name) => {
    const value = factText(name, customer[name]);
    return value ? `${factLabel(name, customer)}: ${oneLine(value)}` : [];
  });
  return [oneLine(customer.name) || vscode.l10n.t('(no name)'), ...facts].join('\n');
}

function factLabel(name: ColumnName, { contactPhone }: CustomerRow): string {
  return name === 'phone' && contactPhone === undefined
    ? vscode.l10n.t('Phone of the customer or a contact')
    : columnTitle(name);
}

function factText(name: ColumnName, value: string | number | undefined): string {
  if (!value) return '';
  if (typeof value === 'number') return numberText(value);
  return recordColumns[name].read === 'moment'
    ? wallTimeText(value, { dateStyle: 'medium', timeStyle: 'short' })
    : value;
}
