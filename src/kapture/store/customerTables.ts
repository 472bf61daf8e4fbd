import type { StoredFields } from '../records/fieldReader.ts';
import { recordColumns, type RecordColumns } from '../records/recordColumns.ts';
import type { Statements, Value } from './statements.ts';

/**
 * The tables of pulled customers and tickets: the values that lists show. Their records are in spool files next to the
 * database. `customer.pull` is not a foreign key, because it would be checked for each row, and all rows of a pull
 * would be deleted at once.
 */
export function customerSchema(columns: RecordColumns): string {
  const values = Object.values(columns).map(({ sql }) => `${sql.column} ${sql.type} NOT NULL`);
  return `
    -- The newest id of pulls, periods and spool files, so that ids are never reused.
    CREATE TABLE newest_id (id INTEGER NOT NULL) STRICT;
    INSERT INTO newest_id VALUES (0);
    CREATE TABLE pull (
      id INTEGER PRIMARY KEY,
      module TEXT NOT NULL, tenant TEXT NOT NULL, connection TEXT NOT NULL, time_zone TEXT NOT NULL,
      range_start TEXT NOT NULL, range_end TEXT NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER,
      -- The process that pulls.
      process INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX pull_tenant ON pull (tenant, module, id);
    CREATE TABLE period (
      id INTEGER PRIMARY KEY, pull INTEGER NOT NULL REFERENCES pull ON DELETE CASCADE,
      range_start TEXT NOT NULL, range_end TEXT NOT NULL, attempt INTEGER NOT NULL, is_done INTEGER NOT NULL,
      records INTEGER NOT NULL, without_id INTEGER NOT NULL, failure TEXT,
      UNIQUE (pull, range_start, range_end)
    ) STRICT;
    -- The row_bytes are the size of the database rows for the records of a spool file.
    CREATE TABLE spool (
      id INTEGER PRIMARY KEY, pull INTEGER NOT NULL REFERENCES pull ON DELETE CASCADE,
      bytes INTEGER NOT NULL, row_bytes INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE customer (
      pull INTEGER NOT NULL, period INTEGER NOT NULL, attempt INTEGER NOT NULL, ${values.join(', ')},
      contacts INTEGER NOT NULL, search TEXT NOT NULL,
      spool INTEGER NOT NULL, start INTEGER NOT NULL, length INTEGER NOT NULL, text TEXT,
      PRIMARY KEY (pull, id)
    ) STRICT, WITHOUT ROWID;
    -- What was learned of the fields of tenants, by operation, see \`learnedText\`.
    CREATE TABLE learned_fields (
      tenant TEXT NOT NULL, operation TEXT NOT NULL, learned TEXT NOT NULL, PRIMARY KEY (tenant, operation)
    ) STRICT;
  `;
}

export const customerTables = customerSchema(recordColumns);

/**
 * A new id that was never used before, not even in an earlier database: the current time in microseconds, or one more
 * than the last id.
 */
export function newId(sql: Statements): number {
  return Number(sql.get('UPDATE newest_id SET id = max(id + 1, ?) RETURNING id', Date.now() * 1000)!['id']);
}

export interface PeriodAttempt {
  readonly pull: number;
  readonly period: number;
  /** Counted from 1. */
  readonly attempt: number;
  /** When it began, in milliseconds: records that were fetched separately after that are newer than its records. */
  readonly begunAt: number;
}

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
  period: (_, { period }) => period,
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
  'customer.period <> excluded.period AND EXISTS (SELECT 1 FROM period AS owner WHERE owner.id = customer.period AND owner.is_done = 1)';

/**
 * Inserts or updates the row of a customer. A customer of two periods stays with the complete one, so that another
 * attempt of the incomplete period does not delete it. A record that was fetched separately after the attempt began
 * stays unchanged.
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
    period = iif(${belongsToOther}, customer.period, excluded.period), attempt = iif(${belongsToOther}, customer.attempt, excluded.attempt)
    WHERE customer.period <> ${fetchedSeparately} OR customer.attempt < ?`;
  const rest = [...Object.values(others), ...Object.values(key), begunAt];
  return (sql, fields, place) => {
    const values: Value[] = [];
    // A value that is not a date is stored as an empty text.
    for (const value of fields.values) values.push(value ?? '');
    for (const valueOf of rest) values.push(valueOf(fields, place));
    sql.prepared(statement).run(...values);
  };
}
