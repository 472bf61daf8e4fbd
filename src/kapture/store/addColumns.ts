import type { RecordColumns } from '../records/recordColumns.ts';
import type { Statements } from './statements.ts';

/**
 * Adds the columns that the table of customers does not have yet. They need no value, because a window with an older
 * version of the extension continues to write rows without them.
 */
export function addColumns(sql: Statements, columns: RecordColumns): void {
  if (missingColumns(sql, columns).length === 0) return;
  sql.transaction(() => {
    // Read again: another window may have added them meanwhile.
    for (const { column, type } of missingColumns(sql, columns))
      sql.exec(`ALTER TABLE customer ADD COLUMN ${column} ${type}`);
  });
}

function missingColumns(sql: Statements, columns: RecordColumns): RecordColumns[string]['sql'][] {
  const present = new Set(sql.all('SELECT name FROM pragma_table_info(?)', 'customer').map(({ name }) => name));
  return Object.values(columns)
    .map((column) => column.sql)
    .filter(({ column }) => !present.has(column));
}
