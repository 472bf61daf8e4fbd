import { strictText } from '../json/looseJson.ts';
import {
  tab,
  lineFeed,
  carriageReturn,
  blank,
  quote,
  plus,
  comma,
  minus,
  point,
  zero,
  nine,
  colon,
  openBracket,
  backslash,
  closeBracket,
  lowerF,
  lowerN,
  lowerT,
  lowerU,
  openBrace,
  closeBrace,
} from '../json/characterCodes.ts';

/** Characters that may follow a backslash, except `u`. */
const escapes = new Set(Buffer.from('"\\/bfnrt'));
/** The bytes of `true`, `alse` and `null`, four at a time. */
const trueWord = 0x74727565,
  alseWord = 0x616c7365,
  nullWord = 0x6e756c6c;

/** The number of names that are compared; further fields are looked up by name. */
const mostKnown = 200;

/** A field name of an earlier record, with its quotes, and the slot of its value. */
interface KnownKey {
  readonly length: number;
  /** The bytes of the name in groups of four, and its last four bytes. */
  readonly words: readonly number[];
  readonly last: number;
  readonly slot: number;
}

/**
 * Finds the wanted fields in the bytes of a record in one pass, without creating values: `JSON.parse` would create all
 * of them, and most are not wanted. It accepts what `JSON.parse` accepts, and raw control characters in strings. The
 * last of duplicate keys wins, as with `JSON.parse`. The bench `export.csv.ratio` measures it.
 *
 * A server sends the same fields in the same order, so a name is first compared with the one at its position in the
 * previous record.
 */
export class RecordScanner {
  readonly #slots: ReadonlyMap<string, number>;
  readonly #contactSlots: ReadonlyMap<string, number>;
  readonly #contactsSlot: number;
  readonly #keys: KnownKey[] = [];
  readonly #contactKeys: KnownKey[] = [];
  readonly #spans: Int32Array;
  readonly #contactSpans: number[] = [];
  #contacts = 0;
  #hasOtherContacts = false;
  #bytes: Buffer = Buffer.alloc(0);
  #view: DataView = new DataView(new ArrayBuffer());
  #end = 0;
  #isStrictLine = true;
  #hasSurrogates = false;
  /**
   * Closing brackets of the open ones in a value. Recursion would overflow the call stack on a deeply nested record.
   */
  readonly #closers: number[] = [];

  /** `fields` of the record and `contactFields` of each of its contacts, without duplicates. */
  constructor(fields: readonly string[], contactFields: readonly string[]) {
    this.#slots = new Map(
      [...fields, ...(fields.includes('contacts') ? [] : ['contacts'])].map((field, slot) => [field, slot]),
    );
    this.#contactSlots = new Map(contactFields.map((field, slot) => [field, slot]));
    this.#contactsSlot = this.#slots.get('contacts')!;
    this.#spans = new Int32Array(2 * this.#slots.size);
  }

  /** The bytes of the last record; all offsets below refer to them. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  get contacts(): number {
    return this.#contacts;
  }

  /** Whether the list of contacts has elements that are not objects. They do not count as contacts. */
  get hasOtherContacts(): boolean {
    return this.#hasOtherContacts;
  }

  /** Whether the record is strict JSON on one line. */
  get isStrictLine(): boolean {
    return this.#isStrictLine;
  }

  /** Whether the record has escaped surrogates such as `\ud83d`, paired or lone. */
  get hasSurrogates(): boolean {
    return this.#hasSurrogates;
  }

  /** Where the value of a field starts; 0 if the record does not have the field. */
  start(slot: number): number {
    return this.#spans[2 * slot]!;
  }

  end(slot: number): number {
    return this.#spans[2 * slot + 1]!;
  }

  contactStart(contact: number, slot: number): number {
    return this.#contactSpans[2 * (contact * this.#contactSlots.size + slot)]!;
  }

  contactEnd(contact: number, slot: number): number {
    return this.#contactSpans[2 * (contact * this.#contactSlots.size + slot) + 1]!;
  }

  /** Reads the record between `start` and `end`. False if it is not a JSON object. */
  read(bytes: Buffer, start: number, end: number): boolean {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    this.#end = end;
    this.#contacts = 0;
    this.#hasOtherContacts = false;
    this.#isStrictLine = true;
    this.#hasSurrogates = false;
    this.#spans.fill(0);
    let at = this.#skipBlanks(start);
    if (at >= end || bytes[at] !== openBrace) return false;
    at = this.#object(at + 1, this.#keys, this.#slots, -1);
    return at > 0 && this.#skipBlanks(at) === end;
  }

  /**
   * Reads the object whose brace is before `at`. Returns the offset after it, or -1. `contact` is the index of the
   * contact, or -1.
   */
  #object(at: number, keys: KnownKey[], slots: ReadonlyMap<string, number>, contact: number): number {
    const bytes = this.#bytes;
    at = this.#skipBlanks(at);
    if (bytes[at] === closeBrace && at < this.#end) return at + 1;
    for (let index = 0; at < this.#end; index++) {
      if (bytes[at] !== quote) return -1;
      const known = keys[index];
      let slot = -1;
      let behind = known ? this.#keyEnd(at, known) : -1;
      if (behind >= 0) slot = known!.slot;
      else {
        behind = this.#string(at + 1);
        if (behind < 0) return -1;
        slot = slots.get(this.stringIn(at, behind)) ?? -1;
        // The text of a known name is skipped, so its escaped surrogates and raw control characters would be missed.
        if (index < mostKnown && behind - at >= 4 && !this.#hasSurrogates && !hasControls(bytes, at, behind))
          keys[index] = this.#knownKey(at, behind, slot);
      }
      at = behind;
      if (bytes[at]! <= blank) at = this.#skipBlanks(at);
      if (bytes[at++] !== colon) return -1;
      if (bytes[at]! <= blank) at = this.#skipBlanks(at);
      const start = at;
      at = contact < 0 && slot === this.#contactsSlot ? this.#contactList(at) : this.#value(at);
      if (at < 0) return -1;
      if (slot >= 0) {
        if (contact < 0) {
          this.#spans[2 * slot] = start;
          this.#spans[2 * slot + 1] = at;
        } else {
          const place = 2 * (contact * slots.size + slot);
          this.#contactSpans[place] = start;
          this.#contactSpans[place + 1] = at;
        }
      }
      if (bytes[at]! <= blank) at = this.#skipBlanks(at);
      const next = bytes[at++];
      if (next === closeBrace) return at;
      if (next !== comma) return -1;
      if (bytes[at]! <= blank) at = this.#skipBlanks(at);
    }
    return -1;
  }

  #contactList(at: number): number {
    const bytes = this.#bytes;
    this.#contacts = 0;
    this.#hasOtherContacts = false;
    if (bytes[at] !== openBracket) return this.#value(at);
    at = this.#skipBlanks(at + 1);
    if (bytes[at] === closeBracket) return at + 1;
    while (at < this.#end) {
      if (bytes[at] === openBrace) {
        const contact = this.#contacts++;
        const size = 2 * this.#contactSlots.size;
        for (let place = contact * size; place < (contact + 1) * size; place++) this.#contactSpans[place] = 0;
        at = this.#object(at + 1, this.#contactKeys, this.#contactSlots, contact);
      } else {
        this.#hasOtherContacts = true;
        at = this.#value(at);
      }
      if (at < 0) return -1;
      at = this.#skipBlanks(at);
      const next = bytes[at++];
      if (next === closeBracket) return at;
      if (next !== comma) return -1;
      at = this.#skipBlanks(at);
    }
    return -1;
  }

  /** The offset after the value that starts at `at`, or -1. */
  #value(at: number): number {
    const first = at < this.#end ? this.#bytes[at]! : 0;
    if (first === quote) return this.#string(at + 1);
    if (first === minus || (first >= zero && first <= nine)) return this.#number(at);
    if (first === openBrace || first === openBracket) return this.#nested(at);
    if (first === lowerT) return this.#wordEnd(at, trueWord);
    if (first === lowerF) return this.#wordEnd(at + 1, alseWord);
    return first === lowerN ? this.#wordEnd(at, nullWord) : -1;
  }

  /** The offset after the object or array that starts at `at`, or -1. */
  #nested(at: number): number {
    const bytes = this.#bytes;
    const closers = this.#closers;
    let depth = 0;
    while (at >= 0 && at < this.#end) {
      const first = bytes[at];
      if (first === openBrace || first === openBracket) {
        const close = first === openBrace ? closeBrace : closeBracket;
        closers[depth++] = close;
        at = this.#skipBlanks(at + 1);
        if (bytes[at] !== close) {
          if (close === closeBrace) at = this.#valueStart(at);
          continue;
        }
      } else {
        at = this.#value(at);
        if (at < 0) return -1;
      }
      // At this point, `at` is after a value or at the end of an empty object or array.
      for (;;) {
        at = this.#skipBlanks(at);
        const next = bytes[at++];
        if (next === closers[depth - 1]) {
          if (--depth === 0) return at;
        } else if (next === comma) {
          at = this.#skipBlanks(at);
          if (closers[depth - 1] === closeBrace) at = this.#valueStart(at);
          break;
        } else return -1;
      }
    }
    return -1;
  }

  /** The start of the value whose name starts at `at`, or -1. */
  #valueStart(at: number): number {
    if (this.#bytes[at] !== quote) return -1;
    at = this.#string(at + 1);
    if (at < 0) return -1;
    at = this.#skipBlanks(at);
    return this.#bytes[at] === colon ? this.#skipBlanks(at + 1) : -1;
  }

  /** The offset after the string whose opening quote is before `at`, or -1. Reads four bytes at a time. */
  #string(at: number): number {
    const bytes = this.#bytes;
    const view = this.#view;
    const end = this.#end;
    while (at < end) {
      while (at + 4 <= end) {
        const four = view.getInt32(at, true);
        const quotes = four ^ 0x22222222;
        const backslashes = four ^ 0x5c5c5c5c;
        // Sets the top bit of the first byte that is a quote, a backslash or below a blank, and of none before it.
        const found =
          (((quotes - 0x01010101) & ~quotes) |
            ((backslashes - 0x01010101) & ~backslashes) |
            ((four - 0x20202020) & ~four)) &
          0x80808080;
        if (found !== 0) {
          at += (31 - Math.clz32(found & -found)) >> 3;
          break;
        }
        at += 4;
      }
      if (at >= end) return -1;
      const byte = bytes[at++]!;
      if (byte === quote) return at;
      if (byte === backslash) {
        at = this.#escape(at);
        if (at < 0) return -1;
      } else if (byte < blank) this.#isStrictLine = false;
    }
    return -1;
  }

  #escape(at: number): number {
    const escaped = at < this.#end ? this.#bytes[at]! : 0xff;
    if (escapes.has(escaped)) return at + 1;
    // A backslash before a raw control character does not escape it: see `strictText`.
    if (escaped < blank) return at;
    if (escaped !== lowerU || at + 4 >= this.#end) return -1;
    const unit = this.textIn(at + 1, at + 5);
    if (!/^[\da-f]{4}$/i.test(unit)) return -1;
    if (/^d[89a-f]/i.test(unit)) this.#hasSurrogates = true;
    return at + 5;
  }

  #number(at: number): number {
    const bytes = this.#bytes;
    // Zero is checked first because most numbers are zero.
    if (bytes[at] === zero && bytes[at + 1] === comma) return at + 1;
    if (bytes[at] === minus) at++;
    const first = at;
    at = this.#digits(at);
    if (at === first || (bytes[first] === zero && at > first + 1)) return -1;
    if (at < this.#end && bytes[at] === point) {
      const fraction = at + 1;
      at = this.#digits(fraction);
      if (at === fraction) return -1;
    }
    // This is `e` or `E`.
    if (at < this.#end && (bytes[at]! | 0x20) === 0x65) {
      at++;
      if (bytes[at] === plus || bytes[at] === minus) at++;
      const exponent = at;
      at = this.#digits(exponent);
      if (at === exponent) return -1;
    }
    return at;
  }

  /**
   * The offset after a known key if it is at `at`, or -1. Compares four bytes at a time: names are most of a record.
   */
  #keyEnd(at: number, { length, words, last }: KnownKey): number {
    const end = at + length;
    const view = this.#view;
    if (end > this.#end || view.getInt32(end - 4) !== last) return -1;
    for (let index = 0; index < words.length; index++, at += 4) {
      if (view.getInt32(at) !== words[index]) return -1;
    }
    return end;
  }

  /** Remembers a name of at least four bytes, including its quotes. */
  #knownKey(start: number, end: number, slot: number): KnownKey {
    const words: number[] = [];
    for (let at = start; at + 4 < end; at += 4) words.push(this.#view.getInt32(at));
    return { length: end - start, words, last: this.#view.getInt32(end - 4), slot };
  }

  #digits(at: number): number {
    while (at < this.#end && this.#bytes[at]! >= zero && this.#bytes[at]! <= nine) at++;
    return at;
  }

  #skipBlanks(at: number): number {
    const bytes = this.#bytes;
    while (at < this.#end) {
      const byte = bytes[at]!;
      if (byte > blank) return at;
      if (byte === lineFeed || byte === carriageReturn) this.#isStrictLine = false;
      else if (byte !== blank && byte !== tab) return at;
      at++;
    }
    return at;
  }

  #wordEnd(at: number, word: number): number {
    return at + 4 <= this.#end && this.#view.getInt32(at) === word ? at + 4 : -1;
  }

  /** The value of the string whose quotes are at `start` and before `end`. */
  stringIn(start: number, end: number): string {
    const text = this.textIn(start, end);
    if (!text.includes('\\')) return text.slice(1, -1);
    try {
      return JSON.parse(text) as string;
    } catch {
      return JSON.parse(strictText(text)) as string;
    }
  }

  textIn(start: number, end: number): string {
    return this.#bytes.toString('utf8', start, end);
  }
}

function hasControls(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at]! < blank) return true;
  return false;
}
