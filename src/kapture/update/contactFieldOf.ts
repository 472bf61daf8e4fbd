/**
 * The contact's fields that replace those of the customer, if a record does not have them at all: published records
 * have only the email address of the contact.
 */
export const contactFieldOf: Readonly<Record<string, string>> = {
  phone: 'contact_person_phone',
  email_id: 'contact_person_email',
};
