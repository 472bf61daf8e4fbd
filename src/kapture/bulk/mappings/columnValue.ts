import type { ColumnMapping } from './mapping.ts';

/** What a mapping file has for a column. */
export function columnValue({ field, blank = 'omit', isExact }: ColumnMapping): unknown {
  if (field === undefined) return null;
  if (blank === 'omit' && !isExact) return field;
  return { field, ...(blank !== 'omit' && { blank }), ...(isExact && { exact: true }) };
}
