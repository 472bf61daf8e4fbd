import { fieldsOf, searchText, type CustomerFields } from '../customer.ts';
import { readLoose } from '../looseJson.ts';
import { contactKeys, contactStarts, noteCode, noteStart, readWhole, recordKeys } from './recordScan.ts';

/** What the index holds of a record. */
export interface RecordFields extends CustomerFields {
  /** What a filter looks in. */
  readonly search: string;
}

/**
 * The fields of records whose values were noted while their bytes were scanned, and of all others too: what
 * {@link recordFields} says of each. Ask for them in their order.
 */
export class NotedRecords {
  readonly #bytes: Buffer;
  readonly #notes: Int32Array;
  readonly #zone: string;
  #at = 0;

  /** Without notes each record is read whole. */
  constructor(bytes: Buffer, zone: string, notes: Int32Array = new Int32Array(0)) {
    this.#bytes = bytes;
    this.#notes = notes;
    this.#zone = zone;
  }

  /** Of the next record, which stands from `start` to `end`. */
  next(start: number, end: number): RecordFields | undefined {
    const notes = this.#notes;
    const count = this.#at < notes.length ? notes[this.#at++]! : readWhole;
    const from = this.#at;
    if (count !== readWhole) this.#at += 2 * count;
    const text = this.#bytes.toString('utf8', start, end);
    const value = count === readWhole ? undefined : this.#value(text, start, end, from, this.#at);
    if (!value) return recordFields(text, this.#zone);
    const fields = fieldsOf(value, this.#zone);
    return fields && { ...fields, search: searchText(fields) };
  }

  /** What is noted of a record, as `JSON.parse` has it; undefined if that is not so simple. */
  #value(text: string, start: number, end: number, from: number, to: number): Record<string, unknown> | undefined {
    const notes = this.#notes;
    // Places in the bytes are places in the text, if each byte is a character.
    const isAscii = text.length === end - start;
    const record: Record<string, unknown> = {};
    let contacts: Record<string, unknown>[] | undefined;
    for (let at = from; at < to; at += 2) {
      const code = noteCode(notes[at]!);
      if (code === contactStarts) {
        record['contacts'] ??= contacts = [];
        contacts!.push({});
        continue;
      }
      const first = noteStart(notes[at]!);
      const last = notes[at + 1]!;
      const written = isAscii ? text.slice(first, last) : this.#bytes.toString('utf8', start + first, start + last);
      const value = valueOf(written);
      if (value === undefined) return undefined;
      if (code < recordKeys.length) record[recordKeys[code]!] = value;
      else contacts!.at(-1)![contactKeys[code - recordKeys.length]!] = value;
    }
    return record;
  }
}

/** A string, an integer, true, false or null; undefined for a string that no strict parser takes. */
function valueOf(written: string): unknown {
  if (!written.startsWith('"')) return JSON.parse(written);
  if (!written.includes('\\')) return written.slice(1, -1);
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
}

/**
 * The fields of a record that `readCustomer` gives, only sooner: whether a number has too many digits is asked of the few
 * fields that are shown, and not of the whole text. Undefined for a text that is no object or has no id.
 */
export function recordFields(text: string, zone: string): RecordFields | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = readLoose(text).value;
  }
  const fields = fieldsOf(value, zone);
  if (!fields) return undefined;
  const search = searchText(fields);
  if (!mayHaveLostDigits(search) && !mayHaveLostDigits(fields.status)) return { ...fields, search };
  const thorough = fieldsOf(readLoose(text).value, zone);
  return thorough && { ...thorough, search: searchText(thorough) };
}

/** Whether there may be a number in a text that `JSON.parse` rounded: one of 16 digits or more. */
function mayHaveLostDigits(text: string): boolean {
  return /\d{16}/.test(text) || text.includes('e+');
}
