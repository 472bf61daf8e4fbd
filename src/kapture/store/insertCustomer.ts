import type { RecordFields } from '../pull/notedRecords.ts';
import { recordColumns, type RecordColumns } from '../records/recordColumns.ts';
import type { WindowAttempt } from './pullWindows.ts';
import type { Statements, Value } from './statements.ts';

/** Where a record lies: in a spool file, or as a text in its row. */
export interface RecordPlace extends WindowAttempt {
  readonly spool: number;
  readonly start: number;
  readonly length: number;
  readonly text: string | null;
}

/** In place of a window: the record was got by itself. `attempt` is when, then. */
export const gotAlone = 0;

/** By the name of an SQL column, what is written to it. */
type Written = Readonly<Record<string, (fields: RecordFields, place: RecordPlace) => Value>>;

/** Which try of which window the customer belongs to. */
const key: Written = {
  pull: (_, { pull }) => pull,
  window: (_, { window }) => window,
  attempt: (_, { attempt }) => attempt,
};
/** What the record itself says, beside its columns, and where it lies. */
const others: Written = {
  contacts: ({ contacts }) => contacts.length,
  search: ({ search }) => search,
  spool: (_, { spool }) => spool,
  start: (_, { start }) => start,
  length: (_, { length }) => length,
  text: (_, { text }) => text,
};

const begunAt: Written[string] = (_, place) => place.begunAt;

const staysWithOther =
  'customer.window <> excluded.window AND EXISTS (SELECT 1 FROM pull_window AS owner WHERE owner.id = customer.window AND owner.done = 1)';

/**
 * Writes a customer's row. One of two windows stays with the one that is done: another try of the other must not take it away. One
 * that was got by itself since the window was asked for stays as it is.
 */
export const insertCustomer = customerInsert(recordColumns);

export function customerInsert(
  columns: RecordColumns,
): (sql: Statements, fields: RecordFields, place: RecordPlace) => void {
  const changing = [...Object.values(columns).map((column) => column.sql.column), ...Object.keys(others)];
  const written = [...changing, ...Object.keys(key)];
  const statement = `INSERT INTO customer (${written.join(', ')})
  VALUES (${written.map(() => '?').join(', ')})
  ON CONFLICT DO UPDATE SET ${changing
    .filter((column) => column !== 'id')
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')},
    window = iif(${staysWithOther}, customer.window, excluded.window), attempt = iif(${staysWithOther}, customer.attempt, excluded.attempt)
    WHERE customer.window <> ${gotAlone} OR customer.attempt < ?`;
  const rest = [...Object.values(others), ...Object.values(key), begunAt];
  return (sql, fields, place) => {
    const values: Value[] = [];
    // A moment that is not a date is an empty text.
    for (const value of fields.values) values.push(value ?? '');
    for (const valueOf of rest) values.push(valueOf(fields, place));
    sql.prepared(statement).run(...values);
  };
}
