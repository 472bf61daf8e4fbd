import { l10n } from 'vscode';
import type { CustomerRow } from '../../../kapture/store/customerShapes.ts';
import { oneLine } from './plainText.ts';

/** Marks a phone that belongs to a contact. A word would take up half of a narrow column. */
export const contactMark = '†';

/** A phone that is shown for a customer. */
export interface ShownPhone {
  /** In one line; empty if there is none. */
  readonly number: string;
  /** Whether it is the contact's. */
  readonly isOfContact: boolean;
}

/**
 * The phone of a customer, or else that of the contact. A number that both have counts as the contact's: Kapture's Get
 * returns it for both, its Pull only for the contact, and the customer must look the same after either.
 */
export function shownPhone({ phone, contactPhone }: Pick<CustomerRow, 'phone' | 'contactPhone'>): ShownPhone {
  const isOfContact = Boolean(contactPhone) && (!phone || phone === contactPhone);
  return { number: oneLine(phone || (contactPhone ?? '')), isOfContact };
}

/** For display, with {@link contactMark}. */
export function phoneText({ number, isOfContact }: ShownPhone): string {
  return isOfContact ? number + contactMark : number;
}

/** For a screen reader. */
export function spokenPhone({ number, isOfContact }: ShownPhone): string {
  return isOfContact ? l10n.t('contact {0}', number) : number;
}
