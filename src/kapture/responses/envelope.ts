import { listOperation, operations } from '../catalogue/registry.ts';
import type { Redact } from '../redaction/redact.ts';
import { plainKey } from './readResponse.ts';
import {
  tab,
  lineFeed,
  carriageReturn,
  blank,
  quote,
  comma,
  colon,
  openBracket,
  backslash,
  closeBracket,
  lowerU,
  openBrace,
  closeBrace,
} from '../json/characterCodes.ts';

const byteOrderMark = [0xef, 0xbb, 0xbf];
const nullBytes = Buffer.from('null');
/** Replaces a long list under the wanted key. */
const recordsBytes = Buffer.from('[{}]'),
  othersBytes = Buffer.from('[null]');
const wantedKey = plainKey(operations[listOperation].response.resultKey ?? '');

/** Maximum stored length of a response without records, such as a web page. */
const longestText = 1 << 18;
/** Maximum stored length of a key or value of an envelope, and of consecutive white space. */
const longestPart = 1 << 14,
  maxBlanks = 1 << 8;
/**
 * At least this many characters before a cut are dropped as well: a partial secret at the cut would not be redacted.
 */
const longestSecret = 1 << 10;
/** The keys of an envelope that determine the outcome, or whether the list is complete. */
const outcomeKeys: ReadonlySet<string> = new Set([wantedKey, 'message', 'status', 'success', 'hasmore']);

/**
 * The part of a response outside of its records: an envelope, or anything that a server sends instead. An envelope
 * stays JSON with the same meaning, even if it has a lot of other content: long strings are cut, other long values
 * become null, and if it is very long, entries that do not affect the outcome are omitted.
 */
export class Envelope {
  #kept = Buffer.allocUnsafe(1024);
  #length = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #stringStart = 0;
  #lastString = '';
  /** How deep the envelope's keys are: 1, or 2 where it is wrapped in an array; 0 before and after it. */
  #envelope = 0;
  #envelopeIsOver = false;
  /** In the envelope: start of the current entry in `#kept`, and of its key or value. */
  #entryStart = 0;
  #partStart = 0;
  #isShortened = false;
  #affectsOutcome = false;
  #blanks = 0;
  /** The next value belongs to the wanted key, so it can be the list of records. */
  #isNext = false;
  /** Depth of the records while in their list. */
  #list = 0;
  /** The contents of the list under the last key; undefined if its value is not a list. */
  #listHas: 'nothing' | 'records' | 'others' | undefined;
  /** In the list: whether the next token starts an element. */
  #isElementNext = false;
  #sinceRecord: 'record' | 'comma' | undefined;
  #notRecords = 0;
  #isAltered = false;
  isCut = false;
  readonly #redact: Redact;
  readonly #margin: number;

  /** `redact` is applied before anything is cut. */
  constructor(redact: Redact = (text) => text) {
    this.#redact = redact;
    this.#margin = Math.min(Math.max(longestSecret, redact.longest ?? 0), longestPart / 2);
  }

  /** Whether the stored text differs from the response without its records. */
  get isAltered(): boolean {
    return this.#isAltered || this.isCut;
  }

  /** Number of elements in the list that are not objects. */
  get notRecords(): number {
    return this.#notRecords;
  }

  text(): string {
    const text = this.#kept.toString('utf8', 0, this.#length);
    return this.isCut ? this.#redact(text).slice(0, -this.#margin) : text;
  }

  /** Adds one byte. Returns whether a record starts with it. */
  startsRecord(byte: number): boolean {
    if (this.#inString) {
      this.#keep(byte);
      if (this.#escaped) this.#escaped = false;
      else if (byte === backslash) this.#escaped = true;
      else if (byte === quote) {
        this.#inString = false;
        if (this.#depth === this.#envelope)
          this.#lastString = this.#kept.toString('utf8', this.#stringStart, this.#length);
      }
      return false;
    }
    if (isBlank(byte)) {
      if (!this.#sinceRecord && this.#blanks++ < maxBlanks) this.#keep(byte);
      return false;
    }
    this.#blanks = 0;
    const isValue = this.#isNext;
    this.#isNext = false;
    const inList = this.#list > 0 && this.#depth === this.#list;
    if (byte === openBrace && inList) {
      // A single `{}` replaces all records, unless they are not separated correctly.
      if (this.#sinceRecord !== 'comma') this.#keep(openBrace, closeBrace);
      this.#sinceRecord = 'record';
      this.#listHas = 'records';
      this.#isElementNext = false;
      return true;
    }
    if (this.#sinceRecord === 'record' && byte === comma) {
      this.#sinceRecord = 'comma';
      this.#isElementNext = true;
      return false;
    }
    if (this.#sinceRecord === 'comma') this.#keep(comma);
    this.#sinceRecord = undefined;
    if (inList) this.#countOther(byte);
    if (this.#envelope === 0 && !this.#envelopeIsOver) this.#lookForEnvelope(byte);
    const isInEnvelope = this.#envelope > 0 && this.#depth === this.#envelope;
    if (byte === quote) {
      this.#inString = true;
      this.#stringStart = this.#length;
    } else if (byte === colon && isInEnvelope) {
      const key = plainKey(stringText(this.#lastString));
      this.#isNext = key === wantedKey;
      this.#listHas = undefined;
      this.#affectsOutcome ||= outcomeKeys.has(key);
      this.#endPart();
      this.#keep(colon);
      this.#partStart = this.#length;
      return false;
    } else if (byte === comma && isInEnvelope) {
      if (!this.#endEntry()) this.#keep(comma);
      this.#startEntry();
      return false;
    } else if (byte === openBrace || byte === openBracket) {
      this.#depth++;
      if (isValue && byte === openBracket) {
        this.#list = this.#depth;
        this.#listHas = 'nothing';
        this.#isElementNext = true;
      }
    } else if (byte === closeBrace || byte === closeBracket) {
      // If the last entry is omitted, so is the comma before it.
      if (isInEnvelope && this.#endEntry() && this.#kept[this.#length - 1] === comma) this.#length--;
      this.#depth--;
      if (this.#depth < this.#list) this.#list = 0;
      if (this.#depth < this.#envelope) {
        this.#envelope = 0;
        this.#envelopeIsOver = true;
      }
    }
    this.#keep(byte);
    if (byte === openBrace && this.#depth === this.#envelope) this.#startEntry();
    return false;
  }

  /** Handles a byte in the list that is neither part of a record nor the comma after one. */
  #countOther(byte: number): void {
    if (byte === comma) this.#isElementNext = true;
    else if (this.#isElementNext) {
      this.#isElementNext = false;
      if (byte === closeBracket) return;
      this.#notRecords++;
      if (this.#listHas === 'nothing') this.#listHas = 'others';
    }
  }

  /** The envelope is the first token of the response, or of an array that is. */
  #lookForEnvelope(byte: number): void {
    if (byte === openBrace) this.#envelope = this.#depth + 1;
    else if ((byte !== openBracket || this.#depth > 0) && !byteOrderMark.includes(byte)) this.#envelopeIsOver = true;
  }

  #startEntry(): void {
    this.#entryStart = this.#partStart = this.#length;
    this.#affectsOutcome = false;
  }

  /** Returns whether the entry was omitted. */
  #endEntry(): boolean {
    const affectsOutcome = this.#affectsOutcome || this.#startsList(this.#partStart);
    this.#endPart();
    const isOmitted = !affectsOutcome && this.#length > longestText / 2;
    if (isOmitted) {
      this.#length = this.#entryStart;
      this.#isAltered = true;
    }
    return isOmitted;
  }

  #endPart(): void {
    if (this.#isShortened) this.#endShortened();
    this.#partStart = this.#length;
  }

  /** Makes valid JSON of a shortened key or value. */
  #endShortened(): void {
    this.#isShortened = false;
    this.#isAltered = true;
    let start = this.#partStart;
    while (isBlank(this.#kept[start]!)) start++;
    const isString = this.#kept[start] === quote;
    this.#length = start;
    if (isString) {
      const text = this.#redact(this.#kept.toString('latin1', start, start + longestPart)).slice(
        0,
        longestPart - this.#margin,
      );
      this.#length = completeEnd(this.#kept, start + 1, start + this.#kept.write(text, start, 'latin1'));
    }
    for (const byte of isString ? [quote] : this.#replacement(start)) this.#add(byte);
  }

  /** Replaces a long value that is not a string. */
  #replacement(start: number): Uint8Array {
    if (this.#listHas === 'records' || this.#startsList(start)) return recordsBytes;
    return this.#listHas === 'others' ? othersBytes : nullBytes;
  }

  /** Whether a stored value starts as a list of objects: beside an empty list, they may be the records. */
  #startsList(start: number): boolean {
    const open = this.#afterBlanks(start);
    return this.#kept[open] === openBracket && this.#kept[this.#afterBlanks(open + 1)] === openBrace;
  }

  #afterBlanks(start: number): number {
    let at = start;
    while (isBlank(this.#kept[at]!)) at++;
    return at;
  }

  #keep(...bytes: readonly number[]): void {
    for (const byte of bytes) {
      if (this.#envelope > 0 && this.#length - this.#partStart >= longestPart) this.#isShortened = true;
      else this.#add(byte);
    }
  }

  #add(byte: number): void {
    if (this.#length === longestText) {
      this.isCut = true;
      return;
    }
    if (this.#length === this.#kept.length) this.#kept = Buffer.concat([this.#kept], this.#length * 2);
    this.#kept[this.#length++] = byte;
  }
}

/** The end of the last complete character of a string that can be cut within an escape or a UTF-8 sequence. */
function completeEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  for (;;) {
    const byte = bytes[at]!;
    if (at >= end || byte === quote) return at;
    const length = byte === backslash ? escapeLength(bytes[at + 1]) : utf8Length(byte);
    if (at + length > end) return at;
    at += length;
  }
}

/** The length of an escape, by the byte after the backslash: `\u` has four hexadecimal digits. */
function escapeLength(next: number | undefined): number {
  return next === lowerU ? 6 : 2;
}

/** The length of a UTF-8 sequence, by its first byte. */
function utf8Length(first: number): number {
  if (first < 0xc0) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

function isBlank(byte: number): boolean {
  return byte === blank || byte === lineFeed || byte === carriageReturn || byte === tab;
}

function stringText(json: string): string {
  try {
    return String(JSON.parse(json));
  } catch {
    return json.slice(1, -1);
  }
}
