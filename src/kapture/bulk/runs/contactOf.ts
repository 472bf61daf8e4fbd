import type { FieldChange } from '../plans/planRow.ts';

/** The contact whose fields a row changes; empty if it changes none, or the contact has no ID. */
export function contactOf(changes: readonly FieldChange[]): Pick<FieldChange, 'contactId'> {
  const contactId = changes.find((change) => change.contactId !== undefined)?.contactId;
  return contactId === undefined ? {} : { contactId };
}
