import { operations } from '../operations.ts';
import { plainKey, readReply, type ReplyReading, type ReplyTrouble } from '../reply.ts';
import { Notes, readWhole, scanRecord } from './recordScan.ts';

/** Memory for records and for what is noted of them, to be used again. */
export interface Room {
  readonly bytes: Buffer<ArrayBuffer>;
  readonly notes: Int32Array<ArrayBuffer>;
}

/** Complete records of a reply, with what separates them. Whoever takes it owns its memory. */
export interface RecordBatch extends Room {
  /** Start and end of each record in `bytes`, in pairs. */
  readonly spans: readonly number[];
  /** Where in the reply `bytes` begin. */
  readonly from: number;
}

/** What a reply said once all of it has come. */
export interface StreamedReading extends Pick<ReplyReading, 'outcome' | 'message' | 'failure' | 'trouble'> {
  /** The reply without its records: all of it where it had none, but for what is long. */
  readonly text: string;
  /** How many complete records came. */
  readonly records: number;
  readonly bytes: number;
}

const quote = 0x22, backslash = 0x5c, comma = 0x2c, colon = 0x3a;
const openBrace = 0x7b, closeBrace = 0x7d, openBracket = 0x5b, closeBracket = 0x5d;
const byteOrderMark = [0xef, 0xbb, 0xbf];
const nullBytes = Buffer.from('null');
const wantedKey = plainKey(operations.pull.resultKey);

/** The buffer's length where records are short. */
export const batchBytes = 1 << 20;
/** A record that is longer is none. */
const longestRecord = 1 << 26;
/** What is kept of a reply that goes on and on without records, such as a web page. */
const longestText = 1 << 18;
/** What is kept of a key or value of an envelope, and of blanks in a row. */
const longestPart = 1 << 14, mostBlanks = 1 << 8;
/** The keys of an envelope that say something about the reply. */
const sayingKeys: ReadonlySet<string> = new Set([wantedKey, 'message', 'status', 'success']);

/** Thrown for a record that is too long to be held. */
export class RecordTooLong extends Error {}

/**
 * Finds the records of a Pull reply while its bytes arrive, by brackets and quotes alone where {@link scanRecord} does not
 * say more: whether such a record is JSON is for its reader to say. All else of the reply is kept aside, what is long in
 * the envelope shortened, and is in the end read as any reply is; so the two agree on what an envelope says.
 */
export class RecordSplitter {
  /** All from the first record that was not taken on, or from one that is not whole yet. */
  #buffer: Buffer<ArrayBuffer>;
  #filled = 0;
  /** Where to look next; one behind the end if that ended with a backslash. */
  #at = 0;
  #bytes = 0;
  #spans: number[] = [];
  #notes: Notes;
  #records = 0;

  /** In a record: how many brackets are open, and whether a string is. */
  #depth = 0;
  #inString = false;
  #start = 0;

  readonly #outside = new Outside();

  /** `spare` is what nobody uses any more. */
  constructor(spare?: Room) {
    this.#buffer = spare?.bytes ?? Buffer.allocUnsafeSlow(batchBytes);
    this.#notes = new Notes(spare?.notes);
  }

  /** Free once the reply has ended. */
  get room(): Room {
    return { bytes: this.#buffer, notes: this.#notes.values };
  }

  /** Whether so many records wait that the next bytes might make the buffer grow. */
  get isFull(): boolean {
    return this.#spans.length > 0 && this.#filled > batchBytes - (1 << 17);
  }

  /** How many complete records came. */
  get records(): number {
    return this.#records;
  }

  /** How many bytes came. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Takes the next bytes of the reply, which are copied. Throws {@link RecordTooLong}; the records before it can still be taken. */
  push(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    if (this.#filled + chunk.length > this.#buffer.length) this.#moveTo(this.#buffer, chunk.length);
    this.#buffer.set(chunk, this.#filled);
    this.#filled += chunk.length;
    while (this.#at < this.#filled) {
      if (this.#depth > 0) this.#goThroughRecord();
      else this.#scanOutside();
    }
    if (this.#depth > 0 && this.#filled - this.#start > longestRecord) throw new RecordTooLong(`A record of more than ${longestRecord} bytes.`);
  }

  /** The records that are complete; undefined if there are none. `spare` is what to go on with. */
  take(spare?: Room): RecordBatch | undefined {
    if (!this.#spans.length) return undefined;
    const batch = { bytes: this.#buffer, spans: this.#spans, notes: this.#notes.values, from: this.#bytes - this.#filled };
    this.#spans = [];
    this.#notes = new Notes(spare?.notes);
    this.#moveTo(spare?.bytes ?? Buffer.allocUnsafeSlow(batchBytes), 0);
    return batch;
  }

  /**
   * What the reply said, when no more comes. `broken`: the connection broke before the reply was whole; `hasUnreadable`:
   * some of its records are no JSON, so the whole is none.
   */
  end(status: number, broken = false, hasUnreadable = false): StreamedReading {
    const text = this.#outside.text();
    const { records: _, ...reading } = readReply('pull', status, text);
    const counts = { text, records: this.#records, bytes: this.#bytes };
    const unreadable = (trouble: ReplyTrouble): StreamedReading => ({ ...counts, outcome: 'unreadable', trouble });
    if (broken) return unreadable('truncated');
    if (reading.trouble === 'truncated' && this.#outside.isCut) return unreadable('unknown-envelope');
    return hasUnreadable && reading.outcome === 'success' ? unreadable('not-json') : { ...reading, ...counts };
  }

  #found(end: number): void {
    this.#spans.push(this.#start, end);
    this.#records++;
  }

  /** On through a record that has not come whole at once, or is not as it should be. */
  #goThroughRecord(): void {
    const bytes = this.#buffer;
    const end = this.#filled;
    let at = this.#at;
    let depth = this.#depth;
    let inString = this.#inString;
    while (at < end) {
      if (inString) {
        while (at < end) {
          const byte = bytes[at++];
          if (byte === quote) {
            inString = false;
            break;
          }
          if (byte === backslash) at++;
        }
        continue;
      }
      const byte = bytes[at++];
      if (byte === quote) inString = true;
      else if (byte === openBrace || byte === openBracket) depth++;
      else if ((byte === closeBrace || byte === closeBracket) && --depth === 0) {
        this.#found(at);
        if (scanRecord(bytes, this.#start, at, this.#notes) !== at) this.#notes.push(readWhole);
        break;
      }
    }
    this.#at = at;
    this.#depth = depth;
    this.#inString = inString;
  }

  #scanOutside(): void {
    while (this.#at < this.#filled) {
      if (this.#outside.startsRecord(this.#buffer[this.#at]!)) {
        this.#start = this.#at;
        const end = scanRecord(this.#buffer, this.#at, this.#filled, this.#notes);
        if (end > 0) {
          this.#found(end);
          this.#at = end;
          continue;
        }
        this.#at++;
        this.#depth = 1;
        this.#inString = false;
        return;
      }
      this.#at++;
    }
  }

  /** Moves what is still needed to the start of a buffer, or of a longer one if so many more bytes do not fit. */
  #moveTo(wanted: Buffer<ArrayBuffer>, more: number): void {
    const from = Math.min(this.#spans[0] ?? Infinity, this.#depth > 0 ? this.#start : Infinity, this.#filled);
    const kept = this.#filled - from;
    const target = kept + more > wanted.length ? Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(kept + more))) : wanted;
    this.#buffer.copy(target, 0, from, this.#filled);
    this.#buffer = target;
    this.#filled = kept;
    this.#at -= from;
    this.#start -= from;
    this.#spans = this.#spans.map((at) => at - from);
  }
}

/**
 * What is outside of the records: an envelope, or whatever a server answers in place of one. Of an envelope it stays JSON
 * that says the same, however much else stands in it: long texts are cut, other long values become null, and once there is
 * much of it, entries that say nothing about the reply are left out.
 */
class Outside {
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
  /** The first key that records may stand under was found; its value is next. */
  #isNext = false;
  #wasFound = false;
  /** How deep the records are, while in their list. */
  #list = 0;
  #sinceRecord: 'record' | 'comma' | undefined;
  isCut = false;

  text(): string {
    return this.#kept.toString('utf8', 0, this.#length);
  }

  /** Takes one byte; whether a record starts with it. */
  startsRecord(byte: number): boolean {
    if (this.#inString) {
      this.#keep(byte);
      if (this.#escaped) this.#escaped = false;
      else if (byte === backslash) this.#escaped = true;
      else if (byte === quote) {
        this.#inString = false;
        if (this.#depth === this.#envelope) this.#lastString = this.#kept.toString('utf8', this.#stringStart, this.#length);
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
    if (byte === openBrace && (inList || isValue)) {
      // One stands for all of them, unless they are not separated as they should be.
      if (this.#sinceRecord !== 'comma') this.#keep(openBrace, closeBrace);
      this.#sinceRecord = inList ? 'record' : undefined;
      return true;
    }
    if (this.#sinceRecord === 'record' && byte === comma) {
      this.#sinceRecord = 'comma';
      return false;
    }
    if (this.#sinceRecord === 'comma') this.#keep(comma);
    this.#sinceRecord = undefined;
    if (this.#envelope === 0 && !this.#envelopeIsOver) this.#lookForEnvelope(byte);
    const isInEnvelope = this.#envelope > 0 && this.#depth === this.#envelope;
    if (byte === quote) {
      this.#inString = true;
      this.#stringStart = this.#length;
    } else if (byte === colon && isInEnvelope) {
      const key = plainKey(stringText(this.#lastString));
      if (!this.#wasFound) this.#isNext = this.#wasFound = key === wantedKey;
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
      if (isValue) this.#list = this.#depth;
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
    if (isLeftOut) this.#length = this.#entryStart;
    return isLeftOut;
  }

  #endPart(): void {
    if (this.#isShortened) this.#endShortened();
    this.#partStart = this.#length;
  }

  /** Makes JSON of a key or value that was not kept whole. */
  #endShortened(): void {
    this.#isShortened = false;
    let start = this.#partStart;
    while (isBlank(this.#kept[start]!)) start++;
    const isString = this.#kept[start] === quote;
    this.#length = isString ? lettersEnd(this.#kept, start + 1, this.#length) : start;
    for (const byte of isString ? [quote] : nullBytes) this.#add(byte);
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
    const length = byte === backslash ? (bytes[at + 1] === 0x75 ? 6 : 2) : byte < 0xc0 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
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
