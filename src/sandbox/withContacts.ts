import { fieldText, type Fields } from '../kapture/catalogue/fieldText.ts';
import { sharedFields } from '../kapture/catalogue/forms.ts';
import type { OperationForm } from '../kapture/catalogue/form.ts';
import { blankContact, contactId, type StoredContact, type StoredCustomer } from './storedCustomer.ts';

type Contacts = StoredCustomer['contacts'];

/** The block of a nested body that has the contacts, and the fields of a contact that are stored in its own record. */
export const contactBlock = 'contact_info';
export const contactFieldNames: readonly string[] = [
  'contact_id',
  'title',
  'first_name',
  'last_name',
  'contact_person_name',
  'contact_person_phone',
  'contact_person_email',
  'additional_contact_phone',
  'country_code',
  'gender',
];

/** A customer can have ten contacts: their ids are derived from its own. */
const most = 10;

/**
 * Applies the contacts of a nested body to those of a customer. A contact with an id replaces the values of that
 * contact. Of the others, the first one is the primary contact, and the rest are new.
 */
export function withContacts(contacts: Contacts, customerId: number, form: OperationForm, body: Fields): Contacts {
  const sent = body[contactBlock];
  if (!Array.isArray(sent)) return contacts;
  const result: [StoredContact, ...StoredContact[]] = [...contacts];
  (sent as Fields[]).forEach((one, position) => {
    const fields = sharedFields(form, { [contactBlock]: [one] });
    const known = result.findIndex(({ id }) => String(id) === fieldText(fields, 'contact_id'));
    const index = known < 0 && position > 0 ? result.length : Math.max(known, 0);
    if (index >= most) return;
    result[index] = withContact(result[index] ?? blankContact(contactId(customerId, index)), fields, one);
  });
  return result;
}

/** A contact's name can also be sent in parts. */
function contactName(fields: Fields): string {
  const parts = ['first_name', 'last_name'].map((name) => fieldText(fields, name));
  return fieldText(fields, 'contact_person_name') || parts.join(' ').trim();
}

function withContact(contact: StoredContact, fields: Fields, own: Fields): StoredContact {
  const sent = (field: string, previous: string): string => fieldText(fields, field) || previous;
  return {
    ...contact,
    title: fieldText(own, 'title') || contact.title,
    name: contactName(own) || contact.name,
    phone: sent('contact_person_phone', contact.phone),
    email: sent('contact_person_email', contact.email),
    additionalPhone: sent('additional_contact_phone', contact.additionalPhone),
    countryCode: sent('country_code', contact.countryCode),
    gender: sent('gender', contact.gender),
  };
}
