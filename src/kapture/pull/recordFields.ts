import { fieldsOf, searchText, type CustomerFields } from '../customer.ts';
import { readLoose } from '../looseJson.ts';
import { contactKeys, contactStarts, noteCode, noteStart, readWhole, recordKeys } from './recordNotes.ts';

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
    const value = count === readWhole ? undefined : this.#value(start, from, this.#at);
    if (!value) return recordFields(this.#bytes.toString('utf8', start, end), this.#zone);
    const fields = fieldsOf(value, this.#zone);
    return fields && { ...fields, search: searchText(fields) };
  }

  /** What is noted of a record, as `JSON.parse` has it; undefined if that is not so simple. */
  #value(start: number, from: number, to: number): Record<string, unknown> | undefined {
    const notes = this.#notes;
    const ascii = this.#ascii(start, from, to);
    let done = 0;
    const values: unknown[] = recordKeys.map(() => undefined);
    const contacts: Record<string, unknown>[] = [];
    for (let at = from; at < to; at += 2) {
      const code = noteCode(notes[at]!);
      if (code === contactStarts) {
        contacts.push({});
        continue;
      }
      const first = noteStart(notes[at]!);
      const last = notes[at + 1]!;
      const written = ascii === undefined ? this.#bytes.toString('utf8', start + first, start + last) : ascii.slice(done, done + last - first);
      done += last - first;
      const value = valueOf(written);
      if (value === undefined) return undefined;
      if (code < recordKeys.length) values[code] = value;
      else contacts.at(-1)![contactKeys[code - recordKeys.length]!] = value;
    }
    const [id, name, companyPhone, email, customerCode, city, assignedToName, currentStatus, totalNoOfEnquiries, remarks, generationDate, imageReferenceId] = values;
    return { id, name, companyPhone, email, customerCode, city, assignedToName, currentStatus, totalNoOfEnquiries, remarks, generationDate, imageReferenceId, contacts };
  }

  /** All noted values of a record in one text: to decode each costs more. Undefined where a byte is not a character. */
  #ascii(start: number, from: number, to: number): string | undefined {
    const notes = this.#notes;
    const bytes = this.#bytes;
    let length = 0;
    let all = 0;
    for (let at = from; at < to; at += 2) {
      if (noteCode(notes[at]!) === contactStarts) continue;
      const end = start + notes[at + 1]!;
      for (let place = start + noteStart(notes[at]!); place < end; place++) {
        const byte = bytes[place]!;
        all |= byte;
        // Beyond the end it is not kept, and then it is of no use.
        gathered[length++] = byte;
      }
    }
    return all > 0x7f || length > gathered.length ? undefined : gathered.toString('latin1', 0, length);
  }
}

const quote = 0x22;
const gathered = Buffer.alloc(1 << 14);

/** A string, an integer, true, false or null; undefined for a string that no strict parser takes. */
function valueOf(written: string): unknown {
  if (written.charCodeAt(0) !== quote) return written === 'true' ? true : written === 'false' ? false : written === 'null' ? null : Number(written);
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
