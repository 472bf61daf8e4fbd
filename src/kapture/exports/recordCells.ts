import { readServerDate } from '../dates/calendar.ts';
import { contactKeys, primaryIndex, primarySource } from '../records/customer.ts';
import { strictText } from '../json/looseJson.ts';
import type { ExportColumn } from './exportColumns.ts';
import { RecordScanner } from '../records/recordScanner.ts';
import { blank, quote, zero, backslash, lowerF, lowerN, lowerT } from '../json/characterCodes.ts';

const noContact = -1,
  primaryContact = -2,
  anyContact = -3;

interface Place {
  readonly slot: number;
  /** Index of a contact, or one of the constants above. */
  readonly contact: number;
}

/** Reads the values of the columns from one record at a time. */
export class RecordCells {
  readonly columns: readonly ExportColumn[];
  readonly #reader: RecordScanner;
  readonly #places: readonly (readonly Place[])[];
  readonly #primarySlot: number;
  readonly #isPrimary = (contact: number): boolean => {
    const start = this.#reader.contactStart(contact, this.#primarySlot);
    return start !== 0 && this.#isTrue(start, this.#reader.contactEnd(contact, this.#primarySlot));
  };
  readonly #contactColumns: number;
  /** Bounds of the record. */
  #from = 0;
  #until = 0;
  /** The last text that was read, and where it starts; -1 for none. */
  #text = '';
  #textStart = -1;
  /** Bounds in `bytes` of the cell that `find` found. */
  start = 0;
  end = 0;

  constructor(columns: readonly ExportColumn[]) {
    this.columns = columns;
    const sources = columns.flatMap(({ from }) => from);
    const fields = [...new Set(sources.filter(({ contact }) => contact === undefined).map(({ field }) => field))];
    const contactFields = [
      ...new Set([
        ...sources.filter(({ contact }) => contact !== undefined).map(({ field }) => field),
        contactKeys.isPrimary,
      ]),
    ];
    this.#reader = new RecordScanner(fields, contactFields);
    this.#primarySlot = contactFields.indexOf(contactKeys.isPrimary);
    this.#places = columns.map(({ from }) =>
      from.map(({ field, contact }): Place => {
        if (contact === undefined) return { slot: fields.indexOf(field), contact: noContact };
        const slot = contactFields.indexOf(field);
        if (contact === 'primary') return { slot, contact: primaryContact };
        return { slot, contact: contact === 'any' ? anyContact : contact };
      }),
    );
    const last = Math.max(
      -1,
      ...sources.map(({ contact }) => (typeof contact === 'number' ? contact : -1)),
      ...columns.map(({ name }) => (/^contact\d/.test(name) ? 0 : -1)),
    );
    this.#contactColumns =
      columns.some(({ name }) => name === 'contacts') || !columns.some(({ name }) => /^contact\d/.test(name))
        ? Infinity
        : last + 1;
  }

  /** Reads a record. False if it is not a JSON object, even when read leniently. */
  read(bytes: Buffer, start: number, end: number): boolean {
    if (this.#readRecord(bytes, start, end)) return true;
    const strict = Buffer.from(strictText(bytes.toString('utf8', start, end)));
    return this.#readRecord(strict, 0, strict.length);
  }

  #readRecord(bytes: Buffer, start: number, end: number): boolean {
    this.#textStart = -1;
    this.#from = start;
    this.#until = end;
    return this.#reader.read(bytes, start, end);
  }

  /** Whether the record has escaped surrogates, paired or lone. */
  get hasSurrogates(): boolean {
    return this.#reader.hasSurrogates;
  }

  /** The bytes that `start` and `end` refer to. */
  get bytes(): Buffer {
    return this.#reader.bytes;
  }

  /** Number of contacts of the record that have no column. */
  get omittedContacts(): number {
    return Math.max(0, this.#reader.contacts - this.#contactColumns);
  }

  /** Finds the cell of a column. False if the record does not have the value, or has null. */
  find(column: number): boolean {
    const places = this.#places[column]!;
    if (!places.length) {
      this.start = this.#from;
      this.end = this.#until;
      return true;
    }
    let found = false;
    for (let index = 0; index < places.length; index++) {
      const { slot, contact } = places[index]!;
      if (contact === anyContact) return this.#findAny(slot);
      const which = contact === primaryContact ? primaryIndex(this.#reader.contacts, this.#isPrimary) : contact;
      if (contact !== noContact && which >= this.#reader.contacts) continue;
      const start = contact === noContact ? this.#reader.start(slot) : this.#reader.contactStart(which, slot);
      if (start === 0 || this.bytes[start] === lowerN) continue;
      const end = contact === noContact ? this.#reader.end(slot) : this.#reader.contactEnd(which, slot);
      const isBlank = places.length > 1 && this.#isBlank(start, end);
      if (!found || !isBlank) {
        this.start = start;
        this.end = end;
        found = true;
      }
      if (!isBlank) break;
    }
    return found;
  }

  /** Whether the cell is a string. Its bounds include the quotes. */
  get isString(): boolean {
    return this.bytes[this.start] === quote;
  }

  /** The cell as text: the value of a string, anything else unchanged. */
  text(): string {
    // Two columns are read from the remarks, which are most of a record's text.
    if (this.#textStart !== this.start) {
      this.#text = this.isString
        ? this.#reader.stringIn(this.start, this.end)
        : this.#reader.textIn(this.start, this.end);
      this.#textStart = this.start;
    }
    return this.#text;
  }

  /** The cell as strict JSON. */
  json(): string {
    const text = this.#reader.textIn(this.start, this.end);
    return this.#reader.isStrictLine ? text : strictText(text);
  }

  /** The moment (`YYYY-MM-DD hh:mm:ss`) in the cell; undefined if it is not a date. */
  moment(zone: string): string | undefined {
    // JSON.parse is exact here: no number in a date has too many digits.
    return readServerDate(this.isString ? this.text() : JSON.parse(this.json()), zone);
  }

  /** The value after the key `PRIMARY_SOURCE` in the cell; empty if there is none. */
  primarySource(): string {
    return this.isString && this.end - this.start > 16 ? primarySource(this.text()) : '';
  }

  boolean(): boolean | undefined {
    const first = this.bytes[this.start];
    if (first === lowerT) return true;
    if (first === lowerF) return false;
    const text = this.text().trim().toLowerCase();
    if (text === 'true') return true;
    return text === 'false' ? false : undefined;
  }

  /** An integer of up to 18 digits. */
  integer(): bigint | undefined {
    const text = this.text().trim();
    return /^-?\d{1,18}(\.0+)?$/.test(text) ? BigInt(text.replace(/\..*/, '')) : undefined;
  }

  #findAny(slot: number): boolean {
    let found = false;
    for (let contact = 0; contact < this.#reader.contacts; contact++) {
      const start = this.#reader.contactStart(contact, slot);
      if (start === 0 || this.bytes[start] === lowerN) continue;
      const end = this.#reader.contactEnd(contact, slot);
      if (found && !this.#isTrue(start, end)) continue;
      this.start = start;
      this.end = end;
      found = true;
    }
    return found;
  }

  /** Whether a value is `true`, also as a text. */
  #isTrue(start: number, end: number): boolean {
    return this.bytes[start] === quote ? this.#reader.stringIn(start, end) === 'true' : this.bytes[start] === lowerT;
  }

  #isBlank(start: number, end: number): boolean {
    const bytes = this.bytes;
    if (bytes[start] === zero) return end === start + 1;
    if (bytes[start] !== quote) return false;
    for (let at = start + 1; at < end - 1; at++) {
      const byte = bytes[at]!;
      // White space can be escaped, or be a non-ASCII character.
      if (byte === backslash || byte > 0x7f) return this.#reader.stringIn(start, end).trim() === '';
      if (byte > blank) return false;
    }
    return true;
  }
}
