import type { StoredFields } from '../records/notedRecords.ts';
import { recordColumns, type RecordColumns } from '../records/recordColumns.ts';
import type { PeriodAttempt } from './pullPeriods.ts';
import type { Statements, Value } from './statements.ts';

/** Where a record is stored: in a spool file, or as `text` in its row. */
export interface RecordPlace extends PeriodAttempt {
  readonly spool: number;
  readonly start: number;
  readonly length: number;
  readonly text: string | null;
}

/** Replaces the period of a record that was fetched separately; `attempt` is then the time in milliseconds. */
export const fetchedSeparately = 0;

/** The value of each SQL column, by name. */
type Written = Readonly<Record<string, (fields: StoredFields, place: RecordPlace) => Value>>;

/** The attempt that the customer belongs to. */
const key: Written = {
  pull: (_, { pull }) => pull,
  window: (_, { period }) => period,
  attempt: (_, { attempt }) => attempt,
};
/** Other values of the record, and where it is stored. */
const others: Written = {
  contacts: ({ contacts }) => contacts.length,
  search: ({ search }) => search,
  spool: (_, { spool }) => spool,
  start: (_, { start }) => start,
  length: (_, { length }) => length,
  text: (_, { text }) => text,
};

const begunAt: Written[string] = (_, place) => place.begunAt;

const belongsToOther =
  'customer.window <> excluded.window AND EXISTS (SELECT 1 FROM pull_window AS owner WHERE owner.id = customer.window AND owner.done = 1)';

/**
 * Inserts or updates the row of a customer. A customer of two periods stays with the complete one, so that another
 * attempt of the other does not delete it. A record that was fetched separately after the attempt began stays
 * unchanged.
 */
export const insertCustomer = customerInsert(recordColumns);

export function customerInsert(
  columns: RecordColumns,
): (sql: Statements, fields: StoredFields, place: RecordPlace) => void {
  const changing = [...Object.values(columns).map((column) => column.sql.column), ...Object.keys(others)];
  const written = [...changing, ...Object.keys(key)];
  const statement = `INSERT INTO customer (${written.join(', ')})
  VALUES (${written.map(() => '?').join(', ')})
  ON CONFLICT DO UPDATE SET ${changing
    .filter((column) => column !== 'id')
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')},
    window = iif(${belongsToOther}, customer.window, excluded.window), attempt = iif(${belongsToOther}, customer.attempt, excluded.attempt)
    WHERE customer.window <> ${fetchedSeparately} OR customer.attempt < ?`;
  const rest = [...Object.values(others), ...Object.values(key), begunAt];
  return (sql, fields, place) => {
    const values: Value[] = [];
    // A value that is not a date is stored as an empty text.
    for (const value of fields.values) values.push(value ?? '');
    for (const valueOf of rest) values.push(valueOf(fields, place));
    sql.prepared(statement).run(...values);
  };
}
