import { operations } from '../catalogue/registry.ts';
import type { Redact } from '../redaction/redact.ts';
import { plainKey } from '../exchange/readResponse.ts';

const quote = 0x22,
  backslash = 0x5c,
  comma = 0x2c,
  colon = 0x3a;
const openBrace = 0x7b,
  closeBrace = 0x7d,
  openBracket = 0x5b,
  closeBracket = 0x5d;
const byteOrderMark = [0xef, 0xbb, 0xbf];
const nullBytes = Buffer.from('null');
/** What stands for a long list under the wanted key. */
const recordsBytes = Buffer.from('[{}]'),
  othersBytes = Buffer.from('[null]');
const wantedKey = plainKey(operations.pull.response.resultKey ?? '');

/** What is kept of a response that goes on and on without records, such as a web page. */
const longestText = 1 << 18;
/** What is kept of a key or value of an envelope, and of blanks in a row. */
const longestPart = 1 << 14,
  mostBlanks = 1 << 8;
/** So much of what was cut goes with it at least, lest a secret that was across the cut be kept in part, where nobody finds it. */
const longestSecret = 1 << 10;
/** The keys of an envelope that say something about the response. */
const sayingKeys: ReadonlySet<string> = new Set([wantedKey, 'message', 'status', 'success']);

/**
 * What is outside of the records: an envelope, or whatever a server answers in place of one. Of an envelope it stays JSON
 * that says the same, however much else stands in it: long texts are cut, other long values become null, and once there is
 * much of it, entries that say nothing about the response are left out.
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
  /** In the envelope: where in what is kept the entry begins, and its key or value. */
  #entryStart = 0;
  #partStart = 0;
  #isShortened = false;
  #isSaying = false;
  #blanks = 0;
  /** A key was found that the list of records may stand under; its value is next. */
  #isNext = false;
  /** How deep the records are, while in their list. */
  #list = 0;
  /** What the list under the last key has; undefined where that has none. */
  #listHas: 'nothing' | 'records' | 'others' | undefined;
  /** In the list: whether the next thing is an element of it. */
  #isElementNext = false;
  #sinceRecord: 'record' | 'comma' | undefined;
  #notRecords = 0;
  #isAltered = false;
  isCut = false;
  readonly #redact: Redact;
  readonly #margin: number;

  /** `redact` is asked before anything is cut. */
  constructor(redact: Redact = (text) => text) {
    this.#redact = redact;
    this.#margin = Math.min(Math.max(longestSecret, redact.longest ?? 0), longestPart / 2);
  }

  /** Whether what is kept is not all that came outside of the records. */
  get isAltered(): boolean {
    return this.#isAltered || this.isCut;
  }

  /** How many elements of the list were not objects. */
  get notRecords(): number {
    return this.#notRecords;
  }

  text(): string {
    const text = this.#kept.toString('utf8', 0, this.#length);
    return this.isCut ? this.#redact(text).slice(0, -this.#margin) : text;
  }

  /** Takes one byte; whether a record starts with it. */
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
      if (!this.#sinceRecord && this.#blanks++ < mostBlanks) this.#keep(byte);
      return false;
    }
    this.#blanks = 0;
    const isValue = this.#isNext;
    this.#isNext = false;
    const inList = this.#list > 0 && this.#depth === this.#list;
    if (byte === openBrace && inList) {
      // One stands for all of them, unless they are not separated as they should be.
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
      this.#isSaying ||= sayingKeys.has(key);
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
      // With the last entry the comma before it goes.
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

  /** A byte in the list that is neither of a record nor the comma behind one. */
  #countOther(byte: number): void {
    if (byte === comma) this.#isElementNext = true;
    else if (this.#isElementNext) {
      this.#isElementNext = false;
      if (byte === closeBracket) return;
      this.#notRecords++;
      if (this.#listHas === 'nothing') this.#listHas = 'others';
    }
  }

  /** It is the first thing of all, or of an array that is. */
  #lookForEnvelope(byte: number): void {
    if (byte === openBrace) this.#envelope = this.#depth + 1;
    else if ((byte !== openBracket || this.#depth > 0) && !byteOrderMark.includes(byte)) this.#envelopeIsOver = true;
  }

  #startEntry(): void {
    this.#entryStart = this.#partStart = this.#length;
    this.#isSaying = false;
  }

  /** Whether the entry was left out. */
  #endEntry(): boolean {
    this.#endPart();
    const isLeftOut = !this.#isSaying && this.#length > longestText / 2;
    if (isLeftOut) {
      this.#length = this.#entryStart;
      this.#isAltered = true;
    }
    return isLeftOut;
  }

  #endPart(): void {
    if (this.#isShortened) this.#endShortened();
    this.#partStart = this.#length;
  }

  /** Makes JSON of a key or value that was not kept whole. */
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
      this.#length = lettersEnd(this.#kept, start + 1, start + this.#kept.write(text, start, 'latin1'));
    }
    for (const byte of isString ? [quote] : this.#standIn()) this.#add(byte);
  }

  /** What stands for a long value that is not a string. */
  #standIn(): Uint8Array {
    if (this.#listHas === 'records') return recordsBytes;
    return this.#listHas === 'others' ? othersBytes : nullBytes;
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

/** Where the whole letters of a string end that may have been cut in an escape or between the bytes of a letter. */
function lettersEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  for (;;) {
    const byte = bytes[at]!;
    if (at >= end || byte === quote) return at;
    const length =
      byte === backslash ? (bytes[at + 1] === 0x75 ? 6 : 2) : byte < 0xc0 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    if (at + length > end) return at;
    at += length;
  }
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function stringText(json: string): string {
  try {
    return String(JSON.parse(json));
  } catch {
    return json.slice(1, -1);
  }
}
