import { readKeys, readValue, searchText, type ReadRecord } from './customer.ts';
import { escapeControls, readLoose } from '../json/looseJson.ts';
import { isText, recordColumns, type RecordSource } from './recordColumns.ts';
import type { KeyValues } from './recordKeys.ts';
import { contactKeys, contactStarts, noteCode, noteStart, mustParse, recordKeys } from './recordNotes.ts';
import { quote, backslash } from '../json/characterCodes.ts';

/** The values of a record that the database stores. */
export interface StoredFields extends ReadRecord {
  /** The text that filters search. */
  readonly search: string;
}

/**
 * Reads the fields of records, with the same result as {@link recordFields}, from notes of their scan if there are any.
 * The records must be read in order.
 */
export class NotedRecords {
  readonly #bytes: Buffer;
  readonly #notes: Int32Array;
  readonly #zone: string;
  #at = 0;

  /** Without notes, each record is parsed. */
  constructor(bytes: Buffer, zone: string, notes: Int32Array = new Int32Array(0)) {
    this.#bytes = bytes;
    this.#notes = notes;
    this.#zone = zone;
  }

  /** The fields of the next record, from `start` to `end`; undefined as in {@link recordFields}. */
  next(start: number, end: number): StoredFields | undefined {
    const notes = this.#notes;
    const count = this.#at < notes.length ? notes[this.#at++]! : mustParse;
    const from = this.#at;
    if (count === mustParse) return recordFields(this.#bytes.toString('utf8', start, end), this.#zone);
    this.#at += 2 * count;
    const read = readKeys(this.#values(start, from, this.#at), this.#zone);
    return read && withSearch(read);
  }

  /** The noted values of a record, as `JSON.parse` would return them. */
  #values(start: number, from: number, to: number): KeyValues {
    const notes = this.#notes;
    const bytes = this.#bytes;
    const first = from < to ? start + noteStart(notes[from]!) : start;
    // One decoded text for all plain values, because decoding each separately is slower.
    const text = bytes.toString('latin1', first, from < to ? start + notes[to - 1]! : start);
    const record: unknown[] = [...blankRecord];
    const contacts: unknown[][] = [];
    for (let at = from; at < to; at += 2) {
      const code = noteCode(notes[at]!);
      if (code === contactStarts) {
        contacts.push([...blankContact]);
        continue;
      }
      const begins = start + noteStart(notes[at]!);
      const ends = start + notes[at + 1]!;
      let value: unknown;
      if (bytes[begins] !== quote) value = literalOf(text.slice(begins - first, ends - first), code);
      else if (isPlain(bytes, begins, ends)) value = text.slice(begins - first + 1, ends - first - 1);
      else value = stringOf(bytes.toString('utf8', begins, ends));
      if (code < recordKeys.length) record[code] = value;
      else contacts.at(-1)![code - recordKeys.length] = value;
    }
    return { record, contacts };
  }
}

const blankRecord: readonly undefined[] = recordKeys.map(() => undefined);
const blankContact: readonly undefined[] = contactKeys.map(() => undefined);
/** Codes of the fields that moments are read from. */
const dateCodes: readonly number[] = Object.values(recordColumns)
  .filter(({ read }) => read === 'moment')
  .flatMap(({ from }) => from.map(codeOf));
/** The indexes of texts that are shown but not searched. */
const otherTexts = Object.values(recordColumns).flatMap((column, index) =>
  isText(column) && !column.isSearched ? index : [],
);

function codeOf({ field, contact }: RecordSource): number {
  return contact === undefined ? recordKeys.indexOf(field) : recordKeys.length + contactKeys.indexOf(field);
}

/** Whether a string has only ASCII characters and no escapes. */
function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at]! > 0x7f || bytes[at] === backslash) return false;
  return true;
}

/**
 * True, false, null or an integer. An integer stays text, as it is shown, unless it can be a moment or is 0, which
 * counts as blank.
 */
function literalOf(written: string, code: number): unknown {
  if (written === 'true') return true;
  if (written === 'false') return false;
  if (written === 'null') return null;
  return written === '0' || written === '-0' || dateCodes.includes(code) ? Number(written) : written;
}

/** Decodes a string that the scanner accepted. It is strict JSON, except for raw control characters. */
function stringOf(written: string): string {
  if (!written.includes('\\')) return written.slice(1, -1);
  return JSON.parse(/[\0-\x1f]/.test(written) ? escapeControls(written) : written) as string;
}

/**
 * The fields of a record, as in `readCustomer` but faster: only the fields that are shown are checked for numbers with
 * too many digits. Undefined if the text is not an object or has no id.
 */
export function recordFields(text: string, zone: string): StoredFields | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = readLoose(text).value;
  }
  const read = readValue(value, zone);
  if (!read) return undefined;
  const fields = withSearch(read);
  if (![fields.search, ...otherTexts.map((index) => String(fields.values[index]))].some(mayHaveLostDigits))
    return fields;
  const exact = readValue(readLoose(text).value, zone);
  return exact && withSearch(exact);
}

function withSearch(read: ReadRecord): StoredFields {
  const { id, values, contacts } = read;
  return { id, values, contacts, search: searchText(read) };
}

/** Whether a text can have a number that `JSON.parse` rounded: one with at least 16 digits, or out of range. */
function mayHaveLostDigits(text: string): boolean {
  return /\d{16}|infinity/i.test(text) || text.includes('e+');
}
