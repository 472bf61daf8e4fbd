import { filterWords } from '../records/customer.ts';
import {
  areGroupsTurned,
  type CustomerRow,
  type Facet,
  type Grouping,
  type ListOrder,
  type Selection,
  type Sorting,
} from './customerShapes.ts';
import type { Row, Value } from './statements.ts';

/** The key of a facet, in SQL. A phone is any that reaches the customer: their own, else the contact's. */
export const facetColumns: Readonly<Record<Facet, string>> = {
  day: 'substr(created_at, 1, 10)',
  month: 'substr(created_at, 1, 7)',
  agent: 'agent',
  source: 'source',
  city: 'city',
  status: 'status',
  phone: "iif(phone <> '', phone, ifnull(contact_phone, ''))",
  email: 'lower(email)',
};

export const sortOrders: Readonly<Record<Sorting, string>> = {
  newest: 'created_at DESC, id DESC',
  oldest: 'created_at, id',
  name: 'name COLLATE NOCASE, id',
  nameDescending: 'name COLLATE NOCASE DESC, id DESC',
  city: 'city COLLATE NOCASE, id',
  cityDescending: 'city COLLATE NOCASE DESC, id DESC',
  agent: 'agent COLLATE NOCASE, id',
  agentDescending: 'agent COLLATE NOCASE DESC, id DESC',
};

/** The order of groups in SQL, before a list turns it round. `key` is the column of their keys. */
export function groupOrder(by: Grouping, key: string, isTurned = false): string {
  if (by === 'day') return `${key} ${isTurned ? 'ASC' : 'DESC'}`;
  const way = isTurned ? 'DESC' : 'ASC';
  return `${key} COLLATE NOCASE ${way}, ${key} ${way}`;
}

/** The order of a list in SQL: its groups, and the customers of each. */
export function listOrder({ by, sort }: ListOrder): string {
  return `${groupOrder(by, facetColumns[by], areGroupsTurned(by, sort))}, ${sortOrders[sort]}`;
}

/** What a {@link CustomerRow} is made of. */
export const rowColumns =
  'id, name, phone, contact_phone, email, code, city, agent, status, source, created_at, enquiries, contacts';

/** A row of `rowColumns`. */
export function customerOf(row: Row): CustomerRow {
  return {
    id: row['id'] as string,
    name: row['name'] as string,
    phone: row['phone'] as string,
    contactPhone: (row['contact_phone'] as string | null) ?? undefined,
    email: row['email'] as string,
    code: row['code'] as string,
    city: row['city'] as string,
    agent: row['agent'] as string,
    status: row['status'] as string,
    source: row['source'] as string,
    createdAt: (row['created_at'] as string) || undefined,
    enquiries: row['enquiries'] as number,
    contacts: row['contacts'] as number,
  };
}

/** Whom a filter and selections let through, in SQL. What is quicker to see comes first. */
export function condition(
  pull: number,
  filter = '',
  ...selections: readonly (Selection | undefined)[]
): { where: string; values: Value[] } {
  const words = wordsOf(filter);
  const chosen = selections.filter((selection) => selection !== undefined);
  return {
    where: ['pull = ?', ...chosen.map(({ by }) => `${facetColumns[by]} = ?`), ...words.map(() => holdsWord)].join(
      ' AND ',
    ),
    values: [pull, ...chosen.map(({ key }) => key), ...words],
  };
}

/** In SQL: what a filter looks in holds a word of it. */
export const holdsWord = "search LIKE ? ESCAPE '\\'";

/** The words of a filter, each for {@link holdsWord}. */
export function wordsOf(filter: string): string[] {
  return filterWords(filter).map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
}
