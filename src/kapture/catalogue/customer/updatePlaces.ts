import type { CustomerField } from './customerFields.ts';

/** Where a record shows what a field of Update writes. */
export interface UpdatePlace {
  /** The record itself, or its primary contact. */
  readonly of: 'record' | 'contact';
  readonly property: string;
  /** The property of the record or contact that says that the server hides part of the value. */
  readonly mask?: 'isMobileMasked' | 'isEmailMasked';
}

/**
 * From record to request: the fields of Update that a record shows, in the order in which a document has them. A record
 * of Get has most of these, one of Pull fewer.
 *
 * No place is known for the others. `zone` and `campaign_name` are names where the record has ids; whether an employee's
 * code is the `assignedToId` nobody says; `secSource`, `tertSource` and the agent's email do not appear in any published
 * record. Of the email, published records have that of the contact alone; `email_id` is read where a tenant's has one.
 */
export const updatePlaces = {
  customer_name: { of: 'record', property: 'name' },
  phone: { of: 'record', property: 'companyPhone', mask: 'isMobileMasked' },
  email_id: { of: 'record', property: 'email', mask: 'isEmailMasked' },
  city: { of: 'record', property: 'city' },
  state: { of: 'record', property: 'state' },
  country: { of: 'record', property: 'country' },
  customer_assign_emp_name: { of: 'record', property: 'assignedToName' },
  contact_person_name: { of: 'contact', property: 'contactPerson' },
  contact_person_phone: { of: 'contact', property: 'phone', mask: 'isMobileMasked' },
  contact_person_email: { of: 'contact', property: 'email', mask: 'isEmailMasked' },
  additional_contact_phone: { of: 'contact', property: 'additionalPhone', mask: 'isMobileMasked' },
  country_code: { of: 'contact', property: 'phoneCountryCode' },
  gender: { of: 'contact', property: 'gender' },
} as const satisfies Partial<Record<CustomerField, UpdatePlace>>;
