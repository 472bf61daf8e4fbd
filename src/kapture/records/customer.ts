import { dayOf, readServerDate } from '../dates/calendar.ts';
import { readLoose } from '../json/looseJson.ts';

/** A person to talk to at a customer. Texts are the server's; blanks are empty. */
export interface Contact {
  readonly id: string;
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly isPrimary: boolean;
}

/** What the customers view shows of a record, and the record itself, as it came. */
export interface Customer {
  readonly id: string;
  readonly name: string;
  /** The customer's own. Get sends it, and some tenants' Pull. */
  readonly phone: string;
  /** That of the primary contact, the first where none is. */
  readonly contactPhone: string;
  readonly email: string;
  readonly code: string;
  readonly city: string;
  readonly agent: string;
  readonly status: string;
  readonly enquiries: number;
  readonly source: string;
  /** Moment of creation in the tenant's zone; undefined where the server's date makes no sense. */
  readonly createdAt: string | undefined;
  readonly contacts: readonly Contact[];
  /** The record's own text. */
  readonly text: string;
}

/** What the view shows, without the record. */
export type CustomerFields = Omit<Customer, 'text'>;

/** Reads a record; undefined for a text that is no object or has no id. */
export function readCustomer(text: string, zone: string): Customer | undefined {
  const fields = fieldsOf(readLoose(text).value, zone);
  return fields && { ...fields, text };
}

/** The same of a record's value. */
export function fieldsOf(value: unknown, zone: string): CustomerFields | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const record = value as Record<string, unknown>;
  const contacts = (Array.isArray(record['contacts']) ? (record['contacts'] as unknown[]) : [])
    .filter((contact): contact is Record<string, unknown> => typeof contact === 'object' && contact !== null)
    .map(readContact);
  const primary = contacts.find(({ isPrimary }) => isPrimary) ?? contacts[0];
  const first = Array.isArray(record['contacts']) ? (record['contacts'] as Record<string, unknown>[])[0] : undefined;
  const id = word(record['id']) || word(first?.['leadId']);
  if (!id) return undefined;
  return {
    id,
    name: word(record['name']) || primary?.name || '',
    phone: word(record['companyPhone']),
    contactPhone: primary?.phone ?? '',
    email: word(record['email']) || primary?.email || '',
    code: word(record['customerCode']),
    city: word(record['city']),
    agent: word(record['assignedToName']),
    status: word(record['currentStatus']),
    enquiries: countOf(record['totalNoOfEnquiries']),
    source: primarySource(typeof record['remarks'] === 'string' ? record['remarks'] : ''),
    createdAt: readServerDate(record['generationDate'], zone) ?? readServerDate(record['imageReferenceId'], zone),
    contacts,
  };
}

/** What a filter looks in: everything of a customer that one might know, in lower case. */
export function searchText({ id, name, phone, email, agent, city, code, source, contacts }: CustomerFields): string {
  let text = `${id}\n${name}\n${phone}\n${email}\n${agent}\n${city}\n${code}\n${source}`;
  for (const contact of contacts) text += `\n${contact.name}\n${contact.phone}\n${contact.email}`;
  return text.toLowerCase();
}

/** The words of a filter: who has all of them in {@link searchText}, in whatever order, is let through. */
export function filterWords(filter: string): string[] {
  return filter.toLowerCase().split(/\s+/).filter(Boolean);
}

/** The day that a customer stands under; undefined for a date that makes no sense. */
export function dayOfCustomer(customer: Customer): string | undefined {
  return customer.createdAt && dayOf(customer.createdAt);
}

function readContact(contact: Record<string, unknown>): Contact {
  return {
    id: word(contact['id']),
    name: word(contact['contactPerson']),
    phone: word(contact['phone']),
    email: word(contact['email']),
    isPrimary: contact['isPrimaryContact'] === true,
  };
}

/** The primary source, which stands in the block of KEY and value lines that forms leave in the remarks; empty where none does. */
export function primarySource(remarks: string): string {
  return /^[^\S\r\n]*PRIMARY_SOURCE[^\S\r\n]+(\S.*)$/m.exec(remarks)?.[1]?.trim() ?? '';
}

/** A whole number, which is all that the store takes; 0 for anything else. */
function countOf(value: unknown): number {
  const count = Math.trunc(Number(word(value)));
  return Number.isSafeInteger(count) ? count : 0;
}

function word(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' && value !== 0 ? String(value) : '';
}
