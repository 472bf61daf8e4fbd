import { type Fields, fieldText } from '../../../kapture/catalogue/fieldText.ts';
import { defaultTimeZone, momentIn } from '../../../kapture/dates/calendar.ts';
import type { Store } from '../../store.ts';
import { type StoredCustomer, blankCustomer } from '../../storedCustomer.ts';

/**
 * The customer that a write of another module names: by the email address, the ID, the code or the phone number. Which
 * of them counts first is undocumented.
 */
export function customerOfWrite(store: Store, fields: Fields): StoredCustomer | undefined {
  const keys = [
    ['email', 'email_id'],
    ['id', 'customer_id'],
    ['code', 'customer_id'],
    ['phone', 'phone'],
  ] as const;
  for (const [key, field] of keys) {
    const [customer] = store.find(key, fieldText(fields, field));
    if (customer) return customer;
  }
  return undefined;
}

/** A new customer for a write of another module that names none. */
export function addedCustomer(store: Store, fields: Fields, instant: number): StoredCustomer {
  return store.add((id) => {
    const blank = blankCustomer(id, momentIn(defaultTimeZone, instant), 0);
    const [name, phone, email] = ['customer_name', 'phone', 'email_id'].map((field) => fieldText(fields, field));
    const person = { name: name!, phone: phone!, email: email! };
    return { ...blank, ...person, contacts: [{ ...blank.contacts[0], ...person }] };
  });
}
