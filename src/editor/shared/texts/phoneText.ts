import { l10n } from 'vscode';
import type { CustomerRow } from '../../../kapture/store/customerShapes.ts';
import { oneLine } from './plainText.ts';

/** The phone of a customer, or else that of the contact, labelled as such; empty if there is none. */
export function phoneText({ phone, contactPhone }: Pick<CustomerRow, 'phone' | 'contactPhone'>): string {
  if (phone) return oneLine(phone);
  return contactPhone ? l10n.t('contact {0}', oneLine(contactPhone)) : '';
}
