import { customerFields, generatedIds } from '../catalogue/customer/customerFields.ts';
import { updatePlaces, type UpdatePlace } from '../catalogue/customer/customerRecord.ts';
import { readLoose, strictText } from '../json/looseJson.ts';
import { elementSpans, propertySpans, type PropertySpan } from '../json/spans.ts';
import { contactKeys, primaryIndex } from '../records/customer.ts';
import { problem, type Problem } from '../problem/problem.ts';
import { isBlank, isMask, isSame, looksMasked, plainValue, type FieldValues } from './fieldValue.ts';

/** The values of a record, by the field names of Update. */
export interface RecordFields {
  /** Kapture's fields that the record has, in the order of a document. */
  readonly shown: FieldValues;
  /** Values that the server masks. They are never written back. */
  readonly masked: FieldValues;
  /** Other plain values by their names in the record, such as custom fields. */
  readonly others: FieldValues;
  /**
   * The names of properties whose values are not read: objects and lists, and properties that are named like a field of
   * Update, but have another place or meaning, such as `zone`, which is an ID in published records.
   */
  readonly unread?: readonly string[] | undefined;
  /** Values that were saved and that no record has shown since. */
  readonly unshown?: FieldValues | undefined;
  /** The ID of the contact that the contact's fields are from, as JSON. */
  readonly contactId?: string;
}

/** Reads a record as Get or Pull sends it. */
export function fieldsOfRecord(text: string): RecordFields {
  const properties = propertySpans(text, 0);
  const record = valuesOf(text, properties);
  const contact = primaryContact(text, properties)?.values ?? new Map<string, string>();
  const shown = new Map<string, string>();
  const masked = new Map<string, string>();
  for (const [field, { source, property, mask }] of places) {
    const value = (source === 'record' ? record : contact).get(property);
    if (value === undefined) continue;
    // A tenant's own field with this name, which the flat form writes, is in `others`.
    if (field === 'customer_code' && record.has(field)) continue;
    // A blank value is not masked. A server can mask a value without setting the flag.
    const isMasked =
      !isBlank(value) &&
      (mask === undefined
        ? field === 'customer_code' && isMask(value)
        : isTrue(record.get(mask)) || isTrue(contact.get(mask)) || looksMasked(value));
    (isMasked ? masked : shown).set(field, isBlank(value) ? '""' : value);
  }
  const others = new Map<string, string>();
  for (const [property, value] of record) {
    if (Object.hasOwn(customerFields, property) || generatedIds.has(property)) continue;
    if (!isMask(value)) others.set(property, value);
    // Values of Kapture's fields are already in `masked`, by field name.
    else if (!placed.has(property)) masked.set(property, value);
  }
  const unread = new Set(
    properties.map(({ key }) => key).filter((key) => Object.hasOwn(customerFields, key) || !record.has(key)),
  );
  const contactId = contact.get('id');
  return {
    shown,
    masked,
    others,
    unread: [...unread],
    ...(contactId !== undefined && !isBlank(contactId) && { contactId }),
  };
}

/** The value of a field in a record; undefined if the record does not have the field or masks it. */
export function readBack({ shown, others, unshown }: RecordFields, field: string): string | undefined {
  return shown.get(field) ?? others.get(field) ?? unshown?.get(field);
}

/**
 * The record with these values. A value is in the part that shows its field in `current`; values without one are in
 * `unshown`.
 */
export function withValues(record: RecordFields, values: FieldValues, current = record): RecordFields {
  const shown = new Map(record.shown);
  const others = new Map(record.others);
  const unshown = new Map(record.unshown);
  for (const [field, value] of values) {
    for (const place of [others, unshown]) place.delete(field);
    if (current.shown.has(field)) shown.set(field, value);
    else {
      shown.delete(field);
      (current.others.has(field) ? others : unshown).set(field, value);
    }
  }
  return { ...record, shown, others, unshown };
}

/** The fields of a request body in strict JSON. The last of duplicate keys wins. */
export function fieldsOfBody(body: string): FieldValues {
  return valuesOf(body, propertySpans(body, 0), true);
}

const placesByField: Readonly<Record<string, UpdatePlace>> = updatePlaces;
const places = Object.entries(placesByField);
const placed: ReadonlySet<string> = new Set(places.map(([, { property }]) => property));

function isTrue(value: string | undefined): boolean {
  return value === 'true' || value === '"true"';
}

/** The values of properties in strict JSON; `nested`: including arrays and objects. */
function valuesOf(text: string, properties: readonly PropertySpan[], nested = false): Map<string, string> {
  const values = new Map<string, string>();
  for (const { key, value } of properties) {
    if (value && (nested || !'{['.includes(text[value.start]!)))
      values.set(key, strictText(text.slice(value.start, value.end)));
  }
  return values;
}

interface Contact {
  readonly start: number;
  readonly values: FieldValues;
}

/** The contact that is marked as primary in a record, else the first one; undefined without contacts. */
function primaryContact(text: string, record = propertySpans(text, 0)): Contact | undefined {
  const list = record.findLast(({ key }) => key === 'contacts');
  const contacts = (list ? elementSpans(text, list.valueStart) : []).map(({ start }): Contact => ({
    start,
    values: valuesOf(text, propertySpans(text, start)),
  }));
  return contacts[primaryIndex(contacts.length, (index) => isTrue(contacts[index]!.values.get(contactKeys.isPrimary)))];
}

/** Serializes record fields for storage. */
export function recordFieldsToJson({ shown, masked, others, unread, unshown, contactId }: RecordFields): string {
  return JSON.stringify({
    shown: [...shown],
    masked: [...masked],
    others: [...others],
    unread,
    unshown: unshown && [...unshown],
    contactId,
  });
}

/** Reads the result of {@link recordFieldsToJson}; undefined for any other JSON. */
export function recordFieldsFromJson(json: string): RecordFields | undefined {
  const value = readLoose(json).value as Partial<StoredRecordFields> | undefined;
  if (!value?.shown || !value.masked || !value.others) return undefined;
  return {
    shown: new Map(value.shown),
    masked: new Map(value.masked),
    others: new Map(value.others),
    unread: value.unread,
    ...(value.unshown && { unshown: new Map(value.unshown) }),
    ...(value.contactId !== undefined && { contactId: value.contactId }),
  };
}

type StoredRecordFields = Record<'shown' | 'masked' | 'others', [string, string][]> &
  Pick<RecordFields, 'unread' | 'contactId'> & { readonly unshown?: [string, string][] };

/** Whether a field of Update belongs to a contact: records show that of the primary one. */
export function isContactField(field: string): boolean {
  return Object.hasOwn(placesByField, field) && placesByField[field]!.source === 'contact';
}

/**
 * The contact's fields that replace those of the customer, if a record does not have them at all: published records
 * have only the email address of the contact.
 */
export const contactFieldOf: Readonly<Record<string, string>> = {
  phone: 'contact_person_phone',
  email_id: 'contact_person_email',
};

/** The properties of a record that identify its contact. */
export type ContactOfRecord = Pick<RecordFields, 'shown' | 'masked' | 'contactId'>;

/**
 * Whether the contact's fields of two records belong to different contacts, or only one of them has a contact. Contacts
 * without an ID count as the same one, because only their values could distinguish them.
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
  return problem('The primary contact is now {0}, not {1}.', contactText(now), contactText(before));
}

/** The ID of a contact, with its name if that is known. */
function contactText({ shown, contactId = '""' }: ContactOfRecord): string {
  const name = shown.get('contact_person_name') ?? '""';
  return isBlank(name) ? plainValue(contactId) : `${plainValue(contactId)} (${plainValue(name)})`;
}
