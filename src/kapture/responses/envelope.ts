import {
  backslash,
  blank,
  carriageReturn,
  closeBrace,
  closeBracket,
  colon,
  comma,
  lineFeed,
  openBrace,
  openBracket,
  quote,
  tab,
} from '../json/characterCodes.ts';
import { operations, type OperationId } from '../catalogue/registry.ts';
import type { Redact } from '../redaction/redact.ts';
import { plainKey } from './readResponse.ts';

const byteOrderMark = [0xef, 0xbb, 0xbf];

/** Maximum length of a response without its records: the text that is read, and its stored beginning. */
const longestText = 1 << 22,
  longestStored = 1 << 18;
/** Maximum stored length of consecutive white space. */
const maxBlanks = 1 << 8;
/**
 * At least this many characters before a cut are dropped as well, because a partial secret at the cut would not be
 * redacted.
 */
const longestSecret = 1 << 10;

/**
 * The part of a response outside of its records: an envelope, or anything that a server sends instead. If it is very
 * long, only its beginning is stored.
 */
export class Envelope {
  #kept = Buffer.allocUnsafe(1024);
  #length = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #stringStart = 0;
  #lastString = '';
  /** The depth of the envelope's keys: 1, or 2 if it is wrapped in an array; 0 before and after it. */
  #envelope = 0;
  #envelopeIsOver = false;
  #blanks = 0;
  /** The next value belongs to the wanted key, so it can be the list of records. */
  #isNext = false;
  /** Depth of the records while in their list. */
  #list = 0;
  /** In the list: whether the next token starts an element. */
  #isElementNext = false;
  #sinceRecord: 'record' | 'comma' | undefined;
  /** Number of elements in the list that are not objects. */
  notRecords = 0;
  /** Whether the end of the text was not stored. */
  isCut = false;
  readonly #wantedKey: string;
  readonly #canBeOne: boolean;
  readonly #redact: Redact;

  /** `redact` is applied before anything is cut. */
  constructor(operation: OperationId, redact: Redact = (text) => text) {
    const { resultKey = '', records } = operations[operation].response;
    this.#wantedKey = plainKey(resultKey);
    this.#canBeOne = records?.canBeOne === true;
    this.#redact = redact;
  }

  /** The text from which the envelope is read. */
  text(): string {
    return this.#kept.toString('utf8', 0, this.#length);
  }

  storedText(): string {
    if (this.#length <= longestStored) return this.text();
    const text = this.#redact(this.#kept.toString('utf8', 0, longestStored));
    return text.slice(0, -Math.max(longestSecret, this.#redact.longest ?? 0));
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
    const isOnlyRecord = isValue && this.#canBeOne;
    if (byte === openBrace && (inList || isOnlyRecord)) {
      // A single `{}` stands for all records, unless they are not separated correctly.
      if (this.#sinceRecord !== 'comma') this.#keep(openBrace, closeBrace);
      this.#sinceRecord = 'record';
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
    if (byte === quote) {
      this.#inString = true;
      this.#stringStart = this.#length;
    } else if (byte === colon && this.#envelope > 0 && this.#depth === this.#envelope) {
      this.#isNext = plainKey(stringText(this.#lastString)) === this.#wantedKey;
    } else if (byte === openBrace || byte === openBracket) {
      this.#depth++;
      if (isValue && byte === openBracket) {
        this.#list = this.#depth;
        this.#isElementNext = true;
      }
    } else if (byte === closeBrace || byte === closeBracket) {
      this.#depth--;
      if (this.#depth < this.#list) this.#list = 0;
      if (this.#depth < this.#envelope) {
        this.#envelope = 0;
        this.#envelopeIsOver = true;
      }
    }
    this.#keep(byte);
    return false;
  }

  /** Handles a byte in the list that is neither part of a record nor the comma after one. */
  #countOther(byte: number): void {
    if (byte === comma) this.#isElementNext = true;
    else if (this.#isElementNext) {
      this.#isElementNext = false;
      if (byte !== closeBracket) this.notRecords++;
    }
  }

  /** The envelope is the first token of the response, or of an array that is. */
  #lookForEnvelope(byte: number): void {
    if (byte === openBrace) this.#envelope = this.#depth + 1;
    else if ((byte !== openBracket || this.#depth > 0) && !byteOrderMark.includes(byte)) this.#envelopeIsOver = true;
  }

  #keep(...bytes: readonly number[]): void {
    for (const byte of bytes) {
      if (this.#length === longestText) {
        this.isCut = true;
        return;
      }
      if (this.#length === this.#kept.length) this.#kept = Buffer.concat([this.#kept], this.#length * 2);
      this.#kept[this.#length++] = byte;
    }
  }
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
