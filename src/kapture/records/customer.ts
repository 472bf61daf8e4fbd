import { dayOf } from '../dates/calendar.ts';
import { readLoose } from '../json/looseJson.ts';
import { columnReader, word, type OpenRecord } from './columnReader.ts';
import type { Contact } from './contact.ts';
import { recordColumns, type ColumnValues, type RecordColumns } from './recordColumns.ts';
import { contactKeys, keysOf, keyValuesOf, type KeyValues, type RecordKeys } from './recordKeys.ts';

export type { Contact };

/** What the customers view shows of a record. */
export interface CustomerFields extends ColumnValues {
  readonly contacts: readonly Contact[];
}

/** The same, and the record itself, unchanged. */
export interface Customer extends CustomerFields {
  readonly text: string;
}

/** Reads a record; undefined for a text that is no object or has no id. */
export function readCustomer(text: string, zone: string): Customer | undefined {
  const fields = fieldsOf(readLoose(text).value, zone);
  return fields && { ...fields, text };
}

const keys = keysOf(recordColumns);
/** The fields of a record by what it has at its keys; undefined without an id. */
export const fieldsOfKeys = fieldReader(recordColumns, keys);

/** The same of a record's value. */
export function fieldsOf(value: unknown, zone: string): CustomerFields | undefined {
  const values = keyValuesOf(value, keys);
  return values && fieldsOfKeys(values, zone);
}

/** What a filter looks in: everything of a customer that one might know, in lower case. */
export const searchText = searchReader(recordColumns);

export function fieldReader(
  columns: RecordColumns,
  keys: RecordKeys,
): (values: KeyValues, zone: string) => CustomerFields | undefined {
  const readers = Object.entries(columns).map(([name, column]) => ({ name, read: columnReader(column, keys) }));
  // Copied for each customer: an object that has its keys is filled faster than one that gets them.
  const blank: Readonly<Record<string, unknown>> = Object.fromEntries(readers.map(({ name }) => [name, undefined]));
  const contactOf = contactReader(keys);
  const primarySlot = keys.contact.indexOf(contactKeys.isPrimary);
  return ({ record, contacts }, zone) => {
    const people: Contact[] = [];
    let first: readonly unknown[] | undefined;
    let primary: readonly unknown[] | undefined;
    for (const contact of contacts) {
      if (!contact) continue;
      first ??= contact;
      if (contact[primarySlot] === true) primary ??= contact;
      people.push(contactOf(contact));
    }
    const open: OpenRecord = { record, contacts, primary: primary ?? first };
    const fields: Record<string, unknown> = { ...blank, contacts: people };
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

function contactReader({ contact: keys }: RecordKeys): (values: readonly unknown[]) => Contact {
  const slots = {
    id: keys.indexOf(contactKeys.id),
    name: keys.indexOf(contactKeys.name),
    phone: keys.indexOf(contactKeys.phone),
    email: keys.indexOf(contactKeys.email),
    isPrimary: keys.indexOf(contactKeys.isPrimary),
  };
  return (values) => ({
    id: word(values[slots.id]),
    name: word(values[slots.name]),
    phone: word(values[slots.phone]),
    email: word(values[slots.email]),
    isPrimary: values[slots.isPrimary] === true,
  });
}
