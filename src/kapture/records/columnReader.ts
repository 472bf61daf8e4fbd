import { readServerDate } from '../dates/calendar.ts';
import { primarySource } from './primarySource.ts';
import type { RecordColumn, RecordSource } from './recordColumns.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** What columns are read from. */
export interface OpenRecord {
  readonly record: Fields;
  /** The primary contact, the first if none is. */
  readonly primary: Fields | undefined;
  /** All that the record has as contacts. */
  readonly contacts: readonly (Fields | null | undefined)[];
}

export type ColumnReader = (record: OpenRecord, zone: string) => string | number | undefined;

/** Reads a column's value. A function for each column is a loop over its sources less: see bench `pull.big.ratio`. */
export function columnReader({ read, from }: RecordColumn): ColumnReader {
  const sources = from.map(sourceReader);
  switch (read) {
    case 'text':
      return (record) => firstWord(sources, record);
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

function sourceReader({ field, contact }: RecordSource): SourceReader {
  if (contact === undefined) return ({ record }) => record[field];
  if (contact === 'primary') return ({ primary }) => primary?.[field];
  return ({ contacts }) => contacts[contact]?.[field];
}

function firstWord(sources: readonly SourceReader[], record: OpenRecord): string {
  for (const source of sources) {
    const text = word(source(record));
    if (text) return text;
  }
  return '';
}

/** A text of a record: trimmed, and a number's digits; 0 says nothing. */
export function word(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' && value !== 0 ? String(value) : '';
}

/** A whole number, which is all that the store takes; 0 for anything else. */
function countOf(text: string): number {
  const count = Math.trunc(Number(text));
  return Number.isSafeInteger(count) ? count : 0;
}
