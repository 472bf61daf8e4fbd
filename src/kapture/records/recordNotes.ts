import { recordColumns } from './recordColumns.ts';
import { keysOf } from './recordKeys.ts';

/** The keys that lists show. The code of a note is an index in the keys of records, followed by those of contacts. */
export const { record: recordKeys, contact: contactKeys } = keysOf(recordColumns);

/** The code of the note that starts a contact and has no value. */
export const contactStarts = recordKeys.length + contactKeys.length;
/** Replaces the number of notes of a record that must be parsed. */
export const mustParse = -1;

/** Six bits, for up to 64 codes. */
const codeBits = 6,
  codeMask = (1 << codeBits) - 1;
/** Values at this offset or beyond are not noted. */
export const maxOffset = 1 << 24;

/** Maximum number of keys that are compared with the previous record. Real records have about a hundred. */
const maxKeys = 1 << 10;

/** The start of a record, the offsets of its keys, and the indexes of their notes. */
interface Outline {
  start: number;
  count: number;
  readonly keys: number[];
  readonly notes: number[];
  /** Index of the key "contacts"; -1 if there is none. */
  contacts: number;
}

const emptyOutline = (): Outline => ({ start: 0, count: 0, keys: [], notes: [], contacts: -1 });

/**
 * The positions of the values that lists show. For each record: the number of its notes, or `mustParse`, then two
 * numbers for each note: the start of the value with the code of its key, and its end. Both are offsets from the
 * record's start.
 */
export class Notes {
  values: Int32Array;
  length = 0;
  /** The bytes that the records are in. */
  bytes: Uint8Array;
  view: DataView;
  /** The previous record and the current one. */
  #before = emptyOutline();
  #now = emptyOutline();

  constructor(bytes: Uint8Array, values: Int32Array = sharedNotes(1 << 14)) {
    this.values = values;
    this.bytes = bytes;
    this.view = viewOf(bytes);
  }

  /** The records were moved to other bytes, or within the same. */
  moveTo(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.view = viewOf(bytes);
    this.#before.count = 0;
  }

  push(value: number): void {
    if (this.length === this.values.length) this.#grow();
    this.values[this.length++] = value;
  }

  add(code: number, start: number, end: number): void {
    this.push((start << codeBits) | code);
    this.push(end);
  }

  begin(start: number): void {
    this.#now.start = start;
    this.#now.count = 0;
    this.#now.contacts = -1;
    this.push(0);
  }

  /** Ends the current record. */
  end(): void {
    [this.#before, this.#now] = [this.#now, this.#before];
  }

  /**
   * Skips keys that have the same bytes as in the previous record, and copies their notes. Returns the offset of the
   * key to continue with. Most of a record is the same, and comparing takes a third of the time of scanning.
   */
  nextKey(at: number, end: number): number {
    const { view } = this;
    const before = this.#before;
    const now = this.#now;
    if (now.count === maxKeys) return at;
    const key = now.count++;
    const from = at - now.start;
    now.keys[key] = from;
    now.notes[key] = this.length;
    if (key >= before.count) return at;
    const old = before.start + before.keys[key]!;
    const most = Math.min(end, now.start + maxOffset) - at - 4;
    let same = 0;
    while (same <= most && view.getInt32(at + same, true) === view.getInt32(old + same, true)) same += 4;
    const shift = from - before.keys[key]!;
    const shiftOfNotes = now.notes[key] - before.notes[key]!;
    // Contacts are always scanned, to detect a duplicate key.
    const last = key <= before.contacts ? before.contacts : before.count - 1;
    while (now.count <= last && before.keys[now.count]! - before.keys[key]! < same) {
      now.keys[now.count] = before.keys[now.count]! + shift;
      now.notes[now.count] = before.notes[now.count]! + shiftOfNotes;
      now.count++;
    }
    for (let note = before.notes[key]!; note < before.notes[now.count - 1]!; note += 2) {
      this.push(this.values[note]! + (shift << codeBits));
      this.push(this.values[note + 1]! + shift);
    }
    return now.start + now.keys[now.count - 1]!;
  }

  /** Marks the last key as "contacts". */
  markContacts(): void {
    this.#now.contacts = this.#now.count - 1;
  }

  #grow(): void {
    const longer = sharedNotes(this.values.length * 2);
    longer.set(this.values);
    this.values = longer;
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function sharedNotes(count: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT));
}

export function noteCode(note: number): number {
  return note & codeMask;
}

export function noteStart(note: number): number {
  return note >>> codeBits;
}
