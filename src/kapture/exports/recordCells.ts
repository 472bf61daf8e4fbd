import { readServerDate } from '../dates/calendar.ts';
import { primarySource } from '../records/primarySource.ts';
import { strictText } from '../json/looseJson.ts';
import type { ExportColumn } from './exportColumns.ts';
import { RecordReader } from './recordReader.ts';

const quote = 0x22,
  backslash = 0x5c,
  blank = 0x20,
  lowerN = 0x6e,
  lowerT = 0x74,
  lowerF = 0x66,
  zero = 0x30;
const ofRecord = -1,
  ofPrimary = -2,
  ofAny = -3;
const primaryFlag = 'isPrimaryContact';

interface Place {
  readonly slot: number;
  /** A contact's place, or one of the numbers above. */
  readonly contact: number;
}

/** The columns' values of one record after another. */
export class RecordCells {
  readonly columns: readonly ExportColumn[];
  readonly #reader: RecordReader;
  readonly #places: readonly (readonly Place[])[];
  readonly #primarySlot: number;
  readonly #contactColumns: number;
  /** The text that was asked for last, and where it starts; 0 for none. */
  #text = '';
  #textStart = 0;
  /** Where the cell stands that `find` found. */
  start = 0;
  end = 0;

  constructor(columns: readonly ExportColumn[]) {
    this.columns = columns;
    const sources = columns.flatMap(({ from }) => from);
    const fields = [...new Set(sources.filter(({ contact }) => contact === undefined).map(({ field }) => field))];
    const contactFields = [
      ...new Set([...sources.filter(({ contact }) => contact !== undefined).map(({ field }) => field), primaryFlag]),
    ];
    this.#reader = new RecordReader(fields, contactFields);
    this.#primarySlot = contactFields.indexOf(primaryFlag);
    this.#places = columns.map(({ from }) =>
      from.map(({ field, contact }): Place =>
        contact === undefined
          ? { slot: fields.indexOf(field), contact: ofRecord }
          : {
              slot: contactFields.indexOf(field),
              contact: contact === 'primary' ? ofPrimary : contact === 'any' ? ofAny : contact,
            },
      ),
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

  /** Reads a record; false if it is no JSON object, however loosely one reads it. */
  read(bytes: Buffer, start: number, end: number): boolean {
    this.#textStart = 0;
    if (this.#reader.read(bytes, start, end)) return true;
    const strict = Buffer.from(strictText(bytes.toString('utf8', start, end)));
    return this.#reader.read(strict, 0, strict.length);
  }

  /** Whether the record has escapes of surrogates, in pairs or not. */
  get hasSurrogates(): boolean {
    return this.#reader.hasSurrogates;
  }

  /** The bytes that cells stand in. */
  get bytes(): Buffer {
    return this.#reader.bytes;
  }

  /** Contacts of the record that no column has. */
  get contactsLeftOut(): number {
    return Math.max(0, this.#reader.contacts - this.#contactColumns);
  }

  /** Finds a column's cell; false where the record has none, or null. */
  find(column: number): boolean {
    const places = this.#places[column]!;
    let found = false;
    for (let index = 0; index < places.length; index++) {
      const { slot, contact } = places[index]!;
      if (contact === ofAny) return this.#findAny(slot);
      const which = contact === ofPrimary ? this.#primary() : contact;
      if (contact !== ofRecord && which >= this.#reader.contacts) continue;
      const start = contact === ofRecord ? this.#reader.start(slot) : this.#reader.contactStart(which, slot);
      if (start === 0 || this.bytes[start] === lowerN) continue;
      const end = contact === ofRecord ? this.#reader.end(slot) : this.#reader.contactEnd(which, slot);
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

  /** Whether the cell is a string, whose quotes are within its bounds. */
  get isString(): boolean {
    return this.bytes[this.start] === quote;
  }

  /** The cell as text: a string's value, anything else as it stands there. */
  text(): string {
    // Two columns come from the remarks, which are most of a record's text.
    if (this.#textStart !== this.start) {
      this.#text = this.isString
        ? this.#reader.stringIn(this.start, this.end)
        : this.#reader.textIn(this.start, this.end);
      this.#textStart = this.start;
    }
    return this.#text;
  }

  /** The cell as JSON that any parser takes. */
  json(): string {
    const text = this.#reader.textIn(this.start, this.end);
    return this.#reader.isStrictLine ? text : strictText(text);
  }

  /** The moment that the cell stands for; undefined for something else. */
  moment(zone: string): string | undefined {
    // A date has no number of so many digits that JSON.parse would change it.
    return readServerDate(this.isString ? this.text() : JSON.parse(this.json()), zone);
  }

  /** What stands in the cell under the key `PRIMARY_SOURCE`; empty for nothing. */
  primarySource(): string {
    return this.isString && this.end - this.start > 16 ? primarySource(this.text()) : '';
  }

  boolean(): boolean | undefined {
    const first = this.bytes[this.start];
    if (first === lowerT) return true;
    if (first === lowerF) return false;
    const text = this.text().trim().toLowerCase();
    return text === 'true' ? true : text === 'false' ? false : undefined;
  }

  /** A whole number of up to 18 digits. */
  integer(): bigint | undefined {
    const text = this.text().trim();
    return /^-?\d{1,18}(\.0+)?$/.test(text) ? BigInt(text.replace(/\..*/, '')) : undefined;
  }

  #findAny(slot: number): boolean {
    let found = false;
    for (let contact = 0; contact < this.#reader.contacts; contact++) {
      const start = this.#reader.contactStart(contact, slot);
      if (start === 0 || this.bytes[start] === lowerN || (found && this.bytes[start] !== lowerT)) continue;
      this.start = start;
      this.end = this.#reader.contactEnd(contact, slot);
      found = true;
    }
    return found;
  }

  /** The contact that says that it is the primary one, else the first. */
  #primary(): number {
    for (let contact = 0; contact < this.#reader.contacts; contact++) {
      if (this.bytes[this.#reader.contactStart(contact, this.#primarySlot)] === lowerT) return contact;
    }
    return 0;
  }

  #isBlank(start: number, end: number): boolean {
    const bytes = this.bytes;
    if (bytes[start] === zero) return end === start + 1;
    if (bytes[start] !== quote) return false;
    for (let at = start + 1; at < end - 1; at++) {
      const byte = bytes[at]!;
      // A blank may be written as an escape, or be one beyond ASCII.
      if (byte === backslash || byte > 0x7f) return this.#reader.stringIn(start, end).trim() === '';
      if (byte > blank) return false;
    }
    return true;
  }
}
