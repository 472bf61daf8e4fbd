import { updatePlaces, type UpdatePlace } from '../catalogue/customer/customerRecord.ts';
import { problem, type Problem } from '../problem/problem.ts';
import type { RecordFields } from './editableFields.ts';
import { isBlank, isSame, plainValue } from './fieldValue.ts';

const places: Readonly<Record<string, UpdatePlace>> = updatePlaces;

/** Whether a field of Update belongs to a contact: records show that of the primary one. */
export function isContactField(field: string): boolean {
  return Object.hasOwn(places, field) && places[field]!.source === 'contact';
}

/**
 * The contact's fields that replace those of the customer, if a record does not have them at all: published records
 * have only the email address of the contact.
 */
export const contactFieldOf: Readonly<Record<string, string>> = {
  phone: 'contact_person_phone',
  email_id: 'contact_person_email',
};

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

/** Which contact a record has instead of the one that a change was meant for; undefined if it is the same one. */
export function changedContact(before: ContactOfRecord, now: ContactOfRecord): Problem | undefined {
  if (!isOtherContact(before, now)) return undefined;
  if (before.contactId === undefined) return problem('The customer now has contact {0}.', contactText(now));
  if (now.contactId === undefined) return problem('The customer no longer has contact {0}.', contactText(before));
  return problem(
    'The primary contact is now contact {0} instead of contact {1}.',
    contactText(now),
    contactText(before),
  );
}

/** The ID of a contact, with its name if that is known. */
function contactText({ shown, contactId = '""' }: ContactOfRecord): string {
  const name = shown.get('contact_person_name') ?? '""';
  return isBlank(name) ? plainValue(contactId) : `${plainValue(contactId)} (${plainValue(name)})`;
}
