import { l10n } from 'vscode';
import type { CustomerRow } from '../../../kapture/store/customerShapes.ts';
import { oneLine } from './plainText.ts';

/** The phone that reaches a customer, in one line: their own, else that of the contact, which says so; empty for none. */
export function phoneText({ phone, contactPhone }: Pick<CustomerRow, 'phone' | 'contactPhone'>): string {
  if (phone) return oneLine(phone);
  return contactPhone ? l10n.t('contact {0}', oneLine(contactPhone)) : '';
}
