import type { RecordColumns } from '../records/recordColumns.ts';
import type { Statements } from './statements.ts';

/**
 * Adds missing columns to the table of customers. They are nullable, because a window with an older version of the
 * extension still inserts rows without them.
 */
export function addColumns(sql: Statements, columns: RecordColumns): void {
  if (missingColumns(sql, columns).length === 0) return;
  sql.transaction(() => {
    // Read again, because another window may have added them in the meantime.
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
