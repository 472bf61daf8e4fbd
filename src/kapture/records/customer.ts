import type { ListModule } from '../catalogue/operation.ts';
import { dayOf, readServerDate } from '../dates/calendar.ts';
import { readLoose } from '../json/looseJson.ts';
import {
  type ColumnValues,
  type RecordColumn,
  type RecordColumns,
  type RecordSource,
  recordColumns,
} from './recordColumns.ts';

/** A contact person of a customer. Texts are the server's, trimmed. */
export interface Contact {
  readonly id: string;
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly isPrimary: boolean;
}

/**
 * The index of the primary contact among `count` contacts: the first one that is marked as primary, else the first one.
 * `isMarked` is called with an index.
 */
export function primaryIndex(count: number, isMarked: (index: number) => boolean): number {
  for (let index = 0; index < count; index++) if (isMarked(index)) return index;
  return 0;
}

/** Blanks without line separators, at which `^` matches too: many of them would take quadratic time. */
const source = /^[^\S\r\n\u2028\u2029]*PRIMARY_SOURCE[^\S\r\n\u2028\u2029]+(\S.*)$/m;

/**
 * The primary source from the block of KEY and value lines that web forms write into the remarks; empty if there is
 * none.
 */
export function primarySource(remarks: string): string {
  return source.exec(remarks)?.[1]?.trim() ?? '';
}

/** The values of a record that columns are read from. */
export interface OpenRecord extends KeyValues {
  /** The primary contact, or the first contact if none is primary. */
  readonly primary: readonly unknown[] | undefined;
}

export type ColumnReader = (record: OpenRecord, zone: string) => string | number | undefined;

/** A function that reads a column's value from the values of a record's keys. */
export function columnReader({ read, from }: RecordColumn, module: ListModule, keys: RecordKeys): ColumnReader {
  const sources = (from[module] ?? []).map((source) => sourceReader(source, keys));
  const [first, ...others] = sources;
  switch (read) {
    case 'text':
      // Most columns have one source, so they skip the search for one.
      return first && !others.length ? (record) => word(first(record)) : (record) => firstWord(sources, record);
    case 'count':
      return (record) => countOf(firstWord(sources, record));
    case 'moment':
      return (record, zone) => {
        for (const source of sources) {
          const moment = readServerDate(source(record), zone);
          if (moment !== undefined) return moment;
        }
        return undefined;
      };
  }
}

type SourceReader = (record: OpenRecord) => unknown;

function sourceReader({ field, contact, key }: RecordSource, keys: RecordKeys): SourceReader {
  const slot = (contact === undefined ? keys.record : keys.contact).indexOf(field);
  if (key !== undefined) return ({ record }) => (typeof record[slot] === 'string' ? primarySource(record[slot]) : '');
  if (contact === undefined) return ({ record }) => record[slot];
  if (contact === 'primary') return ({ primary }) => primary?.[slot];
  return ({ contacts }) => contacts[contact]?.[slot];
}

function firstWord(sources: readonly SourceReader[], record: OpenRecord): string {
  for (const source of sources) {
    const text = word(source(record));
    if (text) return text;
  }
  return '';
}

/**
 * A value as trimmed text. Empty for 0, which the server sends for "none", and for anything but strings and numbers.
 */
export function word(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' && value !== 0 ? String(value) : '';
}

/** A whole number, because the store accepts no other; 0 for anything else. */
function countOf(text: string): number {
  const count = Math.trunc(Number(text));
  return Number.isSafeInteger(count) ? count : 0;
}

/** The keys of a record and of its contacts whose values are read. A value's slot is the index of its key. */
export interface RecordKeys {
  readonly record: readonly string[];
  readonly contact: readonly string[];
}

/** The keys that are read of every contact, in addition to those of the columns. */
export const contactKeys = {
  id: 'id',
  name: 'contactPerson',
  phone: 'phone',
  email: 'email',
  isPrimary: 'isPrimaryContact',
} as const satisfies Record<keyof Contact, string>;

export function keysOf(columns: RecordColumns, module: ListModule): RecordKeys {
  const sources = Object.values(columns).flatMap(({ from }) => from[module] ?? []);
  const keys = (isOfContact: boolean): string[] =>
    sources.filter(({ contact }) => (contact !== undefined) === isOfContact).map(({ field }) => field);
  return {
    record: [...new Set([...keys(false), 'contacts'])],
    contact: [...new Set([...Object.values(contactKeys), ...keys(true)])],
  };
}

/** The values of a record's keys, by slot. */
export interface KeyValues {
  readonly record: readonly unknown[];
  /** Undefined for an element that is not an object. */
  readonly contacts: readonly (readonly unknown[] | undefined)[];
}

/** Reads the values of the keys from a parsed record; undefined for a value that is not an object. */
export function keyValuesOf(value: unknown, keys: RecordKeys): KeyValues | undefined {
  if (!isObject(value) || Array.isArray(value)) return undefined;
  const { contacts } = value;
  return {
    record: keys.record.map((key) => value[key]),
    contacts: Array.isArray(contacts)
      ? contacts.map((contact: unknown) => (isObject(contact) ? keys.contact.map((key) => contact[key]) : undefined))
      : [],
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** The values that the customers view shows of a record. */
export interface CustomerFields extends ColumnValues {
  readonly contacts: readonly Contact[];
}

/** A customer's values, and the text of the record, unchanged. */
export interface Customer extends CustomerFields {
  readonly text: string;
}

/**
 * Reads the JSON of a record; undefined for a text that is not an object or has no id. `zone` is the tenant's time
 * zone.
 */
export function readCustomer(text: string, zone: string): Customer | undefined {
  const fields = fieldsOf(readLoose(text).value, zone);
  return fields && { ...fields, text };
}

const idColumn = { id: recordColumns.id };
const idKeys = keysOf(idColumn, 'customer');
const readId = recordReader(idColumn, 'customer', idKeys);

/** The ID of a record; undefined as for {@link readCustomer}. */
export function idOfRecord(text: string): string | undefined {
  const values = keyValuesOf(readLoose(text).value, idKeys);
  return values && readId(values, '')?.id;
}

/** Reads a parsed record; undefined for a value that is not an object or has no id. */
export function fieldsOf(value: unknown, zone: string): CustomerFields | undefined {
  const read = readValue(value, 'customer', zone);
  return read && namedFields(read);
}

/**
 * A record's values in the order of the columns. Arrays instead of named values, for speed: see bench `pull.big.ratio`.
 */
export interface ReadRecord {
  readonly id: string;
  readonly values: readonly (string | number | undefined)[];
  readonly contacts: readonly Contact[];
}

export const recordKeys: Readonly<Record<ListModule, RecordKeys>> = {
  customer: keysOf(recordColumns, 'customer'),
  ticket: keysOf(recordColumns, 'ticket'),
};

/** Reads a record of each module from the values of its keys; undefined without an id. */
export const readKeys = {
  customer: recordReader(recordColumns, 'customer', recordKeys.customer),
  ticket: recordReader(recordColumns, 'ticket', recordKeys.ticket),
};

export function readValue(value: unknown, module: ListModule, zone: string): ReadRecord | undefined {
  const values = keyValuesOf(value, recordKeys[module]);
  return values && readKeys[module](values, zone);
}

export function namedFields({ values, contacts }: ReadRecord): CustomerFields {
  const named = Object.fromEntries(Object.keys(recordColumns).map((name, index) => [name, values[index]]));
  return { ...named, contacts } as CustomerFields;
}

/** The text that a filter searches: the searched columns and the contacts of a record, in lower case. */
export const searchText = searchReader(recordColumns);

export function recordReader(
  columns: RecordColumns,
  module: ListModule,
  keys: RecordKeys,
): (values: KeyValues, zone: string) => ReadRecord | undefined {
  const readers = Object.values(columns).map((column) => columnReader(column, module, keys));
  const idPlace = Object.keys(columns).indexOf('id');
  const contactOf = contactReader(keys);
  return ({ record, contacts }, zone) => {
    const known = contacts.filter((contact) => contact !== undefined);
    const people = known.map(contactOf);
    const open: OpenRecord = {
      record,
      contacts,
      primary: known[primaryIndex(people.length, (at) => people[at]!.isPrimary)],
    };
    const values = readers.map((read) => read(open, zone));
    const id = values[idPlace];
    return id ? { id: id as string, values, contacts: people } : undefined;
  };
}

export function searchReader(columns: RecordColumns): (record: ReadRecord) => string {
  const searched = Object.values(columns).flatMap(({ isSearched }, index) => (isSearched ? index : []));
  return ({ values, contacts }) => {
    let text = '';
    for (const index of searched) text += `${values[index] ?? ''}\n`;
    for (const contact of contacts) text += `${contact.name}\n${contact.phone}\n${contact.email}\n`;
    // LIKE compares a text only up to a NUL.
    return text.toLowerCase().replaceAll('\0', ' ');
  };
}

/** The day (`YYYY-MM-DD`) on which a customer was created; undefined if the date is missing or invalid. */
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
    isPrimary: isTrue(values[slots.isPrimary]),
  });
}

/** Whether a value is `true`, also as a text. */
function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
