import type { Contact } from './contact.ts';
import type { RecordColumns } from './recordColumns.ts';

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

export function keysOf(columns: RecordColumns): RecordKeys {
  const sources = Object.values(columns).flatMap(({ from }) => from);
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
