import { recordColumns } from '../records/recordColumns.ts';
import { keysOf } from '../records/recordKeys.ts';

/** The keys of a record that lists show something of; a note's code is an index in these, and those of contacts follow. */
export const { record: recordKeys, contact: contactKeys } = keysOf(recordColumns);

/** The code of a contact's first note, which has no value. */
export const contactStarts = recordKeys.length + contactKeys.length;
/** In place of the number of notes: the record has to be read whole. */
export const readWhole = -1;

/** Room for 64 codes. */
const codeBits = 6,
  codeMask = (1 << codeBits) - 1;
/** Where a value stands is no longer noted beyond so many bytes of a record. */
export const farthest = 1 << 24;

/** So many keys of a record are held against the one before; real ones have about a hundred. */
const mostKeys = 1 << 10;

/** Where a record starts and its keys start in it, and where the notes of each begin. */
interface Outline {
  start: number;
  count: number;
  readonly keys: number[];
  readonly notes: number[];
  /** Which of the keys is that of contacts; -1 if none is. */
  contacts: number;
}

const emptyOutline = (): Outline => ({ start: 0, count: 0, keys: [], notes: [], contacts: -1 });

/**
 * Where the values that lists show stand in records: for each record the number of its notes, or `readWhole`, and then
 * two numbers a note: where the value starts and its key's code, and where it ends, both counted from the record's start.
 */
export class Notes {
  values: Int32Array;
  length = 0;
  /** What the records stand in. */
  bytes: Uint8Array;
  view: DataView;
  /** The last record that was read, and the one that is being read. */
  #before = emptyOutline();
  #now = emptyOutline();

  constructor(bytes: Uint8Array, values: Int32Array = sharedNotes(1 << 14)) {
    this.values = values;
    this.bytes = bytes;
    this.view = viewOf(bytes);
  }

  /** The records stand in other bytes, or elsewhere in the same. */
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

  /** The record is read to its end. */
  end(): void {
    [this.#before, this.#now] = [this.#now, this.#before];
  }

  /**
   * For a key of the record itself: the key to read on from. Most of a record is as in the one before, and to hold its bytes
   * against those of that one takes a third of the time of reading them. What was noted there is noted again.
   */
  nextKey(at: number, end: number): number {
    const { view } = this;
    const before = this.#before;
    const now = this.#now;
    if (now.count === mostKeys) return at;
    const key = now.count++;
    const from = at - now.start;
    now.keys[key] = from;
    now.notes[key] = this.length;
    if (key >= before.count) return at;
    const old = before.start + before.keys[key]!;
    const most = Math.min(end, now.start + farthest) - at - 4;
    let same = 0;
    while (same <= most && view.getInt32(at + same, true) === view.getInt32(old + same, true)) same += 4;
    const shift = from - before.keys[key]!;
    const shiftOfNotes = now.notes[key] - before.notes[key]!;
    // Contacts are always read: a record may have them once.
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

  /** The last key that was read is that of contacts. */
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
