import type { Problem } from '../../problem/problem.ts';
import type { Row, Value } from '../../store/statements.ts';
import type { FieldValues } from '../../update/fieldValue.ts';
import type { FieldChange, PlanRow, RowReason, RowState } from './planRow.ts';

/** The tables of plans. Sorting 100,000 rows by name takes 180 ms without the index of names. */
export const planTables = `
  CREATE TABLE plan (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL, tenant TEXT NOT NULL, connection TEXT NOT NULL, identifier TEXT NOT NULL,
    dialect TEXT NOT NULL, binding TEXT NOT NULL, file_path TEXT, file_sha256 TEXT, columns TEXT,
    ignored_columns INTEGER, mapping TEXT, revert_of INTEGER,
    created_at INTEGER NOT NULL, touched_at INTEGER NOT NULL, is_read INTEGER NOT NULL, status TEXT NOT NULL,
    owner TEXT, owner_pid INTEGER, owner_host TEXT, owner_started TEXT, beat_at INTEGER
  ) STRICT;
  CREATE TABLE plan_row (
    id INTEGER PRIMARY KEY,
    plan INTEGER NOT NULL, row INTEGER NOT NULL, line INTEGER, state TEXT NOT NULL, write TEXT,
    key TEXT NOT NULL, plain_key TEXT NOT NULL, customer_id TEXT, customer_name TEXT, stated_name TEXT,
    phone TEXT NOT NULL, email TEXT NOT NULL, code TEXT NOT NULL,
    reasons TEXT NOT NULL, run_reason TEXT, server_message TEXT,
    fields TEXT NOT NULL, changes TEXT NOT NULL, repairs TEXT NOT NULL, invalid_cells TEXT NOT NULL, search TEXT NOT NULL, cells TEXT
  ) STRICT;
  CREATE UNIQUE INDEX plan_row_row ON plan_row (plan, row);
  CREATE INDEX plan_row_state ON plan_row (plan, state, write, row);
  CREATE INDEX plan_row_name ON plan_row (plan, coalesce(customer_name, stated_name, ''), row);
  -- The page of a plan counts these rows twice per second during a run.
  CREATE INDEX plan_row_renames ON plan_row (plan, row) WHERE state = 'update' AND instr(changes, '["customer_name","') > 0;
  CREATE INDEX plan_row_omitting ON plan_row (plan) WHERE state = 'update' AND reasons <> '[]';
  CREATE TABLE journal (
    id INTEGER PRIMARY KEY,
    plan INTEGER NOT NULL, row INTEGER NOT NULL, sent_at INTEGER NOT NULL, answered_at INTEGER,
    before TEXT NOT NULL, after TEXT NOT NULL, outcome TEXT, status INTEGER
  ) STRICT;
  CREATE INDEX journal_row ON journal (plan, row);`;

/** The columns of a row that {@link planRowOf} reads. */
export const planRowColumns =
  'plan_row.row, line, state, write, key, customer_id, customer_name, reasons, run_reason, server_message, fields, changes, repairs, invalid_cells';

export function planRowOf(row: Row): PlanRow {
  const text = (column: string): string | undefined => (row[column] as string | null) ?? undefined;
  const line = row['line'] as number | null;
  const [write, customerId, customerName] = [text('write'), text('customer_id'), text('customer_name')];
  const [runReason, serverMessage] = [text('run_reason'), text('server_message')];
  const reasons = JSON.parse(row['reasons'] as string) as RowReason[];
  if (runReason !== undefined) reasons.push({ problem: JSON.parse(runReason) as Problem });
  return {
    row: row['row'] as number,
    ...(line !== null && { line }),
    state: row['state'] as RowState,
    ...(write !== undefined && { write: write as 'add' | 'update' }),
    key: row['key'] as string,
    ...(customerId !== undefined && { customerId }),
    ...(customerName !== undefined && { customerName }),
    fields: valuesOf(row['fields'] as string),
    changes: changesOf(row['changes'] as string),
    repairs: JSON.parse(row['repairs'] as string) as PlanRow['repairs'],
    invalidCells: JSON.parse(row['invalid_cells'] as string) as RowReason[],
    reasons,
    ...(serverMessage !== undefined && { serverMessage }),
  };
}

export function valuesJson(values: FieldValues): string {
  return JSON.stringify([...values]);
}

export function valuesOf(text: string): FieldValues {
  return new Map(JSON.parse(text) as [string, string][]);
}

export function changesJson(changes: readonly FieldChange[] = []): string {
  return JSON.stringify(
    changes.map(({ field, from = null, to, contact = null, contactId = null }) => [
      field,
      from,
      to,
      contact,
      contactId,
    ]),
  );
}

function changesOf(text: string): FieldChange[] {
  type StoredChange = [string, string | null, string, string | null, string | null];
  return (JSON.parse(text) as StoredChange[]).map(([field, from, to, contact, contactId]) => ({
    field,
    from: from ?? undefined,
    to,
    ...(contact !== null && { contact }),
    ...(contactId !== null && { contactId }),
  }));
}

/** Which rows of a plan; a row must meet all conditions. */
export interface RowQuery {
  readonly plan: number;
  readonly rows?: readonly number[];
  readonly states?: readonly RowState[];
  /** Words. A row has all of them in its key, name, ID, fields, reasons or Kapture's message. */
  readonly search?: string;
}

export type RowSort = 'row' | 'state' | 'key' | 'name';

export interface RowPage extends RowQuery {
  /** By default the order of the file. */
  readonly sort?: RowSort;
  readonly descending?: boolean;
  readonly offset?: number;
  readonly limit: number;
}

/** Whether a text in a list of reasons, or in the reason of a run, has a word in lower case. */
const hasReason = (column: string): string =>
  `(${column} <> '[]' AND EXISTS (SELECT 1 FROM json_tree(${column}) WHERE atom IS NOT NULL AND instr(lower(atom), ?) > 0))`;

const hasWord = `(instr(search, ?) > 0 OR instr(lower(customer_id), ?) > 0 OR instr(lower(server_message), ?) > 0
  OR ${hasReason('reasons')} OR ${hasReason('run_reason')})`;

export function rowCondition({ plan, rows, states, search = '' }: RowQuery): {
  readonly where: string;
  readonly values: readonly Value[];
} {
  const parts = ['plan = ?'];
  const values: Value[] = [plan];
  const among = (column: string, list: readonly string[] | readonly number[] | undefined): void => {
    if (!list) return;
    // One parameter for any number of values, so that few statements are prepared.
    parts.push(`${column} IN (SELECT value FROM json_each(?))`);
    values.push(JSON.stringify(list));
  };
  among('row', rows);
  among('state', states);
  for (const word of search.toLowerCase().split(/\s+/).filter(Boolean)) {
    parts.push(hasWord);
    values.push(word, word, word, word, word);
  }
  return { where: parts.join(' AND '), values };
}

const sortColumns: Readonly<Record<RowSort, string>> = {
  row: 'row',
  key: 'key',
  // Must be the expression of the index of names, or SQLite does not use the index.
  name: "coalesce(customer_name, stated_name, '')",
  state: 'state',
};

export function rowOrder(sort: RowSort = 'row', descending = false): string {
  const direction = descending ? ' DESC' : '';
  return sort === 'row' ? `row${direction}` : `${sortColumns[sort]}${direction}, row`;
}
