import { dayOf } from '../dates/calendar.ts';
import { readLoose } from '../json/looseJson.ts';
import { columnReader, word, type Fields, type OpenRecord } from './columnReader.ts';
import { recordColumns, type ColumnValues, type RecordColumns } from './recordColumns.ts';

/** A person to talk to at a customer. Texts are the server's; blanks are empty. */
export interface Contact {
  readonly id: string;
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly isPrimary: boolean;
}

/** What the customers view shows of a record. */
export interface CustomerFields extends ColumnValues {
  readonly contacts: readonly Contact[];
}

/** The same, and the record itself, unchanged. */
export interface Customer extends CustomerFields {
  readonly text: string;
}

/** The fields of a contact that are read, besides those that columns name. */
export const contactFields = {
  id: 'id',
  name: 'contactPerson',
  phone: 'phone',
  email: 'email',
  isPrimary: 'isPrimaryContact',
} as const satisfies Record<keyof Contact, string>;

/** Reads a record; undefined for a text that is no object or has no id. */
export function readCustomer(text: string, zone: string): Customer | undefined {
  const fields = fieldsOf(readLoose(text).value, zone);
  return fields && { ...fields, text };
}

/** The same of a record's value. */
export const fieldsOf = fieldReader(recordColumns);

/** What a filter looks in: everything of a customer that one might know, in lower case. */
export const searchText = searchReader(recordColumns);

export function fieldReader(columns: RecordColumns): (value: unknown, zone: string) => CustomerFields | undefined {
  const readers = Object.entries(columns).map(([name, column]) => ({ name, read: columnReader(column) }));
  // Copied for each customer: an object that has its keys is filled faster than one that gets them.
  const blank: Fields = Object.fromEntries(readers.map(({ name }) => [name, undefined]));
  return (value, zone) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const record = value as Fields;
    const given = Array.isArray(record['contacts']) ? (record['contacts'] as (Fields | null)[]) : [];
    const contacts = given.filter((contact) => typeof contact === 'object' && contact !== null);
    const primary = contacts.find((contact) => contact[contactFields.isPrimary] === true) ?? contacts[0];
    const open: OpenRecord = { record, primary, contacts: given };
    const fields: Record<string, unknown> = { ...blank, contacts: contacts.map(readContact) };
    for (const { name, read } of readers) fields[name] = read(open, zone);
    return fields['id'] ? (fields as unknown as CustomerFields) : undefined;
  };
}

export function searchReader(columns: RecordColumns): (fields: CustomerFields) => string {
  const searched = Object.keys(columns).filter((name) => columns[name]!.isSearched) as (keyof ColumnValues)[];
  return (fields) => {
    let text = '';
    for (const name of searched) text += `${fields[name] ?? ''}\n`;
    for (const contact of fields.contacts) text += `${contact.name}\n${contact.phone}\n${contact.email}\n`;
    return text.toLowerCase();
  };
}

/** The words of a filter: who has all of them in {@link searchText}, in whatever order, is let through. */
export function filterWords(filter: string): string[] {
  return filter.toLowerCase().split(/\s+/).filter(Boolean);
}

/** The day that a customer stands under; undefined for a date that makes no sense. */
export function dayOfCustomer(customer: Customer): string | undefined {
  return customer.createdAt && dayOf(customer.createdAt);
}

function readContact(contact: Fields): Contact {
  return {
    id: word(contact[contactFields.id]),
    name: word(contact[contactFields.name]),
    phone: word(contact[contactFields.phone]),
    email: word(contact[contactFields.email]),
    isPrimary: contact[contactFields.isPrimary] === true,
  };
}
