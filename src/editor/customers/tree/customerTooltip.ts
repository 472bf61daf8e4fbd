import * as vscode from 'vscode';
import { namesInOrder, recordColumns, type ColumnName } from '../../../kapture/records/recordColumns.ts';
import type { CustomerRow } from '../../../kapture/store/customerShapes.ts';
import { columnTitle } from '../../shared/texts/catalogueTexts.ts';
import { numberText, wallTimeText } from '../../shared/texts/localTexts.ts';
import { contactMark, shownPhone } from '../../shared/texts/customerTexts.ts';
import { oneLine } from '../../shared/texts/plainText.ts';

const columnNames = namesInOrder(recordColumns, ({ tooltip }) => tooltip) as ColumnName[];

/**
 * The main fields of a customer. Plain text, because VS Code would turn URLs in Markdown from the server into links.
 */
export function customerTooltip(customer: CustomerRow): string {
  const lines = columnNames.flatMap((name) => {
    const value = fieldText(name, customer[name]);
    return value ? `${fieldLabel(name, customer)}: ${oneLine(value)}` : [];
  });
  return [oneLine(customer.name) || vscode.l10n.t('(no name)'), ...lines].join('\n');
}

function fieldLabel(name: ColumnName, customer: CustomerRow): string {
  if (name === 'phone' && customer.contactPhone === undefined)
    return vscode.l10n.t('Phone of the customer or a contact');
  const title = columnTitle(name);
  return name === 'contactPhone' && shownPhone(customer).isOfContact ? `${title} (${contactMark})` : title;
}

function fieldText(name: ColumnName, value: string | number | undefined): string {
  if (!value) return '';
  if (typeof value === 'number') return numberText(value);
  return recordColumns[name].read === 'moment'
    ? wallTimeText(value, { dateStyle: 'medium', timeStyle: 'short' })
    : value;
}
