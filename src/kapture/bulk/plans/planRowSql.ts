import type { Problem } from '../../problem/problem.ts';
import type { Row, Value } from '../../store/statements.ts';
import type { FieldValues } from '../../update/fieldValue.ts';
import type { FieldChange, PlanRow, RowKind, RowState } from './planRow.ts';
import type { RowMark, RowQuery, RowSort } from './rowQuery.ts';
import { searchWords } from './searchWords.ts';

/** The columns of a row that {@link planRowOf} reads. */
export const planRowColumns =
  'row, line, kind, state, included, key, customer_id, customer_name, reason, server_message, fields, changes, omitted, ignored, repairs, problems';

export function planRowOf(row: Row): PlanRow {
  const text = (column: string): string | undefined => (row[column] as string | null) ?? undefined;
  const line = row['line'] as number | null;
  const customerId = text('customer_id');
  const customerName = text('customer_name');
  const [omitted, ignored] = [text('omitted'), text('ignored')];
  const reason = text('reason');
  const serverMessage = text('server_message');
  return {
    row: row['row'] as number,
    ...(line !== null && { line }),
    kind: row['kind'] as RowKind,
    key: row['key'] as string,
    ...(customerId !== undefined && { customerId }),
    ...(customerName !== undefined && { customerName }),
    fields: valuesOf(row['fields'] as string),
    changes: changesOf(row['changes'] as string),
    ...(omitted !== undefined && { omitted: fieldsOf(omitted) }),
    ...(ignored !== undefined && { ignored: fieldsOf(ignored) }),
    repairs: JSON.parse(row['repairs'] as string) as PlanRow['repairs'],
    problems: JSON.parse(row['problems'] as string) as PlanRow['problems'],
    ...(reason !== undefined && { reason: JSON.parse(reason) as Problem }),
    ...(serverMessage !== undefined && { serverMessage }),
    isIncluded: row['included'] === 1,
    state: row['state'] as RowState,
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

export function changesOf(text: string): FieldChange[] {
  type StoredChange = [string, string | null, string, (string | null)?, (string | null)?];
  return (JSON.parse(text) as StoredChange[]).map(([field, from, to, contact, contactId]) => ({
    field,
    from: from ?? undefined,
    to,
    ...(typeof contact === 'string' && { contact }),
    ...(typeof contactId === 'string' && { contactId }),
  }));
}

/** A list of fields; null if there are none. */
export function fieldsJson(fields: readonly string[] = []): string | null {
  return fields.length ? JSON.stringify(fields) : null;
}

export function fieldsOf(text: string): string[] {
  return JSON.parse(text) as string[];
}

/** The condition of updates with fields that are not sent or that Kapture ignored, and of their index. */
export const partialCondition = '(omitted IS NOT NULL OR ignored IS NOT NULL)';

/** The rows whose response names another customer. They are not sent again, so this write is their last. */
const namesOtherCustomer = `EXISTS (SELECT 1 FROM journal WHERE journal.plan = plan_row.plan AND journal.row = plan_row.row AND outcome = 'other-customer')`;

/** The rows with an unknown outcome that a run can decide: it reads their customers. */
export const isUndecided = `(state IN ('sending', 'unknown') AND NOT ${namesOtherCustomer})`;

/** Those that no run can decide, because their response names another customer. */
export const isOfOtherCustomer = `(state = 'unknown' AND ${namesOtherCustomer})`;

/** The conditions of marks. Those of renames and of partial rows contain the conditions of their indexes. */
export const markConditions: Readonly<Record<RowMark, string>> = {
  excluded: "kind IN ('add', 'update') AND included = 0",
  renames: `kind = 'update' AND state = 'not-sent' AND instr(changes, '["customer_name","') > 0`,
  'partly-masked': `kind = 'update' AND state IN ('not-sent', 'unchanged') AND ${partialCondition} AND omitted IS NOT NULL`,
  'partly-done': `kind = 'update' AND state = 'done' AND ${partialCondition}`,
};

/** Whether a row has a word in lower case. The second parameters of the functions are JSON arrays of sentences. */
const hasWord = `(instr(search, ?) > 0 OR instr(lower(customer_id), ?) > 0
  OR row_says(?, ?, kind, state, omitted, repairs, reason, problems, server_message)
  OR (repairs <> '[]' AND instr(lower(repairs), ?) > 0 AND repairs_say(?, ?, kind, key, changes, repairs, problems)))`;

/**
 * What the JSON of repairs has if they have a word; empty if that is unknown. Without it, a search in 100,000 rows with
 * repairs takes 0.7 s instead of 0.2 s.
 */
function wordInRepairs(word: string, sentences: readonly string[]): string {
  // JSON escapes quotes and backslashes, and `lower` of SQLite knows only ASCII.
  if (sentences.length || /["\\]|[^ -~]/.test(trimmed(word))) return '';
  return trimmed(word);
}

/** A word without outer punctuation, which a sentence can have around its values. */
function trimmed(word: string): string {
  return word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
}

/** The condition of a query, for `WHERE`. */
export function rowCondition({ plan, rows, kinds, states, mark, search = '', translated = {} }: RowQuery): {
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
  among('kind', kinds);
  among('state', states);
  if (mark) parts.push(markConditions[mark]);
  for (const word of searchWords(search)) {
    const sentences = translated[word] ?? [];
    const list = JSON.stringify(sentences);
    parts.push(hasWord);
    values.push(word, word, word, list, wordInRepairs(word, sentences), word, list);
  }
  return { where: parts.join(' AND '), values };
}

const sortColumns: Readonly<Record<RowSort, string>> = {
  row: 'row',
  kind: 'kind',
  key: 'key',
  // As in its index.
  name: "coalesce(customer_name, stated_name, '')",
  state: 'state',
};

export function rowOrder(sort: RowSort = 'row', descending = false): string {
  const direction = descending ? ' DESC' : '';
  return sort === 'row' ? `row${direction}` : `${sortColumns[sort]}${direction}, row`;
}
