import type { CustomerField } from './customerFields.ts';

/** Where a record shows what a field of Update writes. */
export interface UpdatePlace {
  /** The record itself, or its primary contact. */
  readonly source: 'record' | 'contact';
  readonly property: string;
  /** The property of the record or contact that says that the server masks part of the value. */
  readonly mask?: 'isMobileMasked' | 'isEmailMasked';
}

/**
 * The fields of Update that a record shows, in the order of a customer document. A record from Get has most of these, a
 * record from Pull fewer.
 *
 * The other fields have no known place. `zone` and `campaign_name` are names where the record has ids. It is
 * undocumented whether `assignedToId` is an employee's code. `secSource`, `tertSource` and the agent's email appear in
 * no published record. Published records have only the contact's email; `email_id` is read if a tenant's records have
 * it. The flat form does not have `customer_code`.
 */
export const updatePlaces = {
  customer_name: { source: 'record', property: 'name' },
  phone: { source: 'record', property: 'companyPhone', mask: 'isMobileMasked' },
  email_id: { source: 'record', property: 'email', mask: 'isEmailMasked' },
  customer_code: { source: 'record', property: 'customerCode' },
  city: { source: 'record', property: 'city' },
  state: { source: 'record', property: 'state' },
  country: { source: 'record', property: 'country' },
  customer_assign_emp_name: { source: 'record', property: 'assignedToName' },
  contact_person_name: { source: 'contact', property: 'contactPerson' },
  contact_person_phone: { source: 'contact', property: 'phone', mask: 'isMobileMasked' },
  contact_person_email: { source: 'contact', property: 'email', mask: 'isEmailMasked' },
  additional_contact_phone: { source: 'contact', property: 'additionalPhone', mask: 'isMobileMasked' },
  country_code: { source: 'contact', property: 'phoneCountryCode' },
  gender: { source: 'contact', property: 'gender' },
} as const satisfies Partial<Record<CustomerField | 'customer_code', UpdatePlace>>;
