import { problem, type Problem } from '../problem/problem.ts';
import { isBlank, plainValue } from './fieldValue.ts';
import { isOtherContact, type ContactOfRecord } from './isOtherContact.ts';

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
