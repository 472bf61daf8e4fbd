import { readServerDate } from '../dates/calendar.ts';
import { primarySource } from './primarySource.ts';
import type { RecordColumn, RecordSource } from './recordColumns.ts';
import type { KeyValues, RecordKeys } from './recordKeys.ts';

/** The values of a record that columns are read from. */
export interface OpenRecord extends KeyValues {
  /** The primary contact, or the first contact if none is primary. */
  readonly primary: readonly unknown[] | undefined;
}

export type ColumnReader = (record: OpenRecord, zone: string) => string | number | undefined;

/** A function that reads a column's value from the values of a record's keys. */
export function columnReader({ read, from }: RecordColumn, keys: RecordKeys): ColumnReader {
  const sources = from.map((source) => sourceReader(source, keys));
  const [first, ...others] = sources;
  switch (read) {
    case 'text':
      // Most columns have one source.
      return others.length ? (record) => firstWord(sources, record) : (record) => word(first!(record));
    case 'count':
      return (record) => countOf(firstWord(sources, record));
    case 'moment':
      return (record, zone) => {
        for (const source of sources) {
          const moment = readServerDate(source(record), zone);
          if (moment !== undefined) return moment;
        }
        return undefined;
      };
    case 'primarySource':
      return (record) => {
        for (const source of sources) {
          const value = source(record);
          const found = typeof value === 'string' ? primarySource(value) : '';
          if (found) return found;
        }
        return '';
      };
  }
}

type SourceReader = (record: OpenRecord) => unknown;

function sourceReader({ field, contact }: RecordSource, keys: RecordKeys): SourceReader {
  const slot = (contact === undefined ? keys.record : keys.contact).indexOf(field);
  if (contact === undefined) return ({ record }) => record[slot];
  if (contact === 'primary') return ({ primary }) => primary?.[slot];
  return ({ contacts }) => contacts[contact]?.[slot];
}

function firstWord(sources: readonly SourceReader[], record: OpenRecord): string {
  for (const source of sources) {
    const text = word(source(record));
    if (text) return text;
  }
  return '';
}

/**
 * A value as trimmed text. Empty for 0, which the server sends for "none", and for anything but strings and numbers.
 */
export function word(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' && value !== 0 ? String(value) : '';
}

/** A whole number, because the store accepts no other; 0 for anything else. */
function countOf(text: string): number {
  const count = Math.trunc(Number(text));
  return Number.isSafeInteger(count) ? count : 0;
}
