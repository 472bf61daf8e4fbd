import type { RecordFields } from './editableFields.ts';
import { isSame } from './fieldValue.ts';
import { isContactField } from './isContactField.ts';

/** What the contact of a record is known by. */
export type ContactOfRecord = Pick<RecordFields, 'shown' | 'masked' | 'contactId'>;

/**
 * Whether the contact's fields of two records belong to different contacts, or only one of them has a contact. Contacts
 * without an ID count as the same one: only their values can tell.
 */
export function isOtherContact(one: ContactOfRecord, other: ContactOfRecord): boolean {
  if (one.contactId !== undefined && other.contactId !== undefined) return !isSame(one.contactId, other.contactId);
  if (one.contactId === other.contactId) return false;
  return !hasContact(one) || !hasContact(other);
}

function hasContact({ shown, masked, contactId }: ContactOfRecord): boolean {
  return contactId !== undefined || [...shown.keys(), ...masked.keys()].some(isContactField);
}
