import { readResponse, type ResponseReading, type ResponseTrouble } from '../exchange/readResponse.ts';
import type { Redact } from '../redaction/redact.ts';
import { Envelope } from './envelope.ts';
import { Notes, readWhole } from './recordNotes.ts';
import { scanRecord } from './recordScan.ts';

/** Memory for records and for what is noted of them, to be used again. It is shared: handing it to another thread costs nothing. */
export interface Room {
  readonly bytes: Buffer;
  readonly notes: Int32Array;
}

/** Complete records of a response, with what separates them. Whoever takes it owns its memory. */
export interface RecordBatch extends Room {
  /** Start and end of each record in `bytes`, in pairs. */
  readonly spans: readonly number[];
  /** Where in the response `bytes` begin. */
  readonly from: number;
}

/** What a response said once all of it has come. */
export interface StreamedReading extends Pick<
  ResponseReading,
  'outcome' | 'message' | 'failure' | 'trouble' | 'notRecords'
> {
  /** The response without its records, what is long in it shortened. Where it had none, all of it, or its unchanged beginning. */
  readonly text: string;
  /** How many complete records came. */
  readonly records: number;
  readonly bytes: number;
}

const quote = 0x22,
  backslash = 0x5c;
const openBrace = 0x7b,
  closeBrace = 0x7d,
  openBracket = 0x5b,
  closeBracket = 0x5d;

/** The buffer's length where records are short. */
const batchBytes = 1 << 20;
/** So much of the beginning of a response without records is kept unchanged. */
const headBytes = 1 << 16;
/** Of a beginning that is cut so much is left out, as part of a secret may be there. */
const longestSecret = 1 << 10;
/** A record that is longer is none: several responses may have one at a time, and all of it is held until it ends. */
const longestRecord = 1 << 23;
/** Thrown for a record that is too long to be held. */
export class RecordTooLong extends Error {}

/**
 * Finds the records of a Pull response while its bytes arrive, by brackets and quotes alone where {@link scanRecord} does
 * not say more: its reader decides whether such a record is JSON. The rest of the response is kept, with long values
 * shortened, and read at the end by the reader of all responses, so that both agree on what an envelope says.
 */
export class RecordSplitter {
  /** All from the first record that was not taken on, or from one that is not whole yet. */
  #buffer: Buffer;
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

  readonly #envelope: Envelope;
  /** The beginning of the response, until it has a record. */
  #head: Buffer | undefined;
  #headFilled = 0;
  readonly #redact: Redact;

  /** `spare` is what nobody uses any more; `redact` takes secrets out of what is kept of the rest in part. */
  constructor(spare?: Room, redact: Redact = (text) => text) {
    this.#redact = redact;
    this.#envelope = new Envelope(redact);
    this.#buffer = spare?.bytes ?? sharedBytes(batchBytes);
    this.#notes = new Notes(this.#buffer, spare?.notes);
  }

  /** Free once the response has ended. */
  get room(): Room {
    return { bytes: this.#buffer, notes: this.#notes.values };
  }

  /** Whether so many records wait that the next bytes might make the buffer grow. */
  get isFull(): boolean {
    return this.#spans.length > 0 && this.#filled > batchBytes - (1 << 17);
  }

  /** Whether there are complete records to take. */
  get hasRecords(): boolean {
    return this.#spans.length > 0;
  }

  /** How many complete records came. */
  get records(): number {
    return this.#records;
  }

  /** How many bytes came. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Takes the next bytes of the response, which are copied. Throws {@link RecordTooLong}; the records before it can still be taken. */
  push(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    if (this.#records === 0) this.#keepHead(chunk);
    if (this.#filled + chunk.length > this.#buffer.length) this.#moveTo(this.#buffer, chunk.length);
    this.#buffer.set(chunk, this.#filled);
    this.#filled += chunk.length;
    while (this.#at < this.#filled) {
      if (this.#depth > 0) this.#goThroughRecord();
      else this.#scanOutside();
    }
    if (this.#depth > 0 && this.#filled - this.#start > longestRecord)
      throw new RecordTooLong(`A record of more than ${longestRecord} bytes.`);
  }

  /** The records that are complete; undefined if there are none. `spare` is what to go on with. */
  take(spare?: Room): RecordBatch | undefined {
    if (!this.#spans.length) return undefined;
    const batch = {
      bytes: this.#buffer,
      spans: this.#spans,
      notes: this.#notes.values,
      from: this.#bytes - this.#filled,
    };
    this.#spans = [];
    const next = spare?.bytes ?? sharedBytes(batchBytes);
    this.#notes = new Notes(next, spare?.notes);
    this.#moveTo(next, 0);
    return batch;
  }

  /**
   * What the response said, when no more comes. `broken`: the connection broke before the response was whole; `hasUnreadable`:
   * some of its records are no JSON, so the whole is none.
   */
  end(status: number, broken = false, hasUnreadable = false): StreamedReading {
    const envelope = this.#envelope.text();
    const { records: _, notRecords: __, ...reading } = readResponse('pull', status, envelope);
    const text = this.#records === 0 && this.#envelope.isAltered ? this.#headText() : envelope;
    const counts = { text, records: this.#records, bytes: this.#bytes };
    const unreadable = (trouble: ResponseTrouble): StreamedReading => ({ ...counts, outcome: 'unreadable', trouble });
    if (broken) return unreadable('truncated');
    if (reading.trouble === 'truncated' && this.#envelope.isCut) return unreadable('unknown-envelope');
    if (reading.outcome !== 'success') return { ...reading, ...counts };
    if (hasUnreadable) return unreadable('not-json');
    const { notRecords } = this.#envelope;
    return { ...reading, ...counts, ...(notRecords > 0 && { notRecords }) };
  }

  #keepHead(chunk: Uint8Array): void {
    if (this.#headFilled === headBytes) return;
    this.#head ??= Buffer.allocUnsafe(headBytes);
    const piece = chunk.subarray(0, headBytes - this.#headFilled);
    this.#head.set(piece, this.#headFilled);
    this.#headFilled += piece.length;
  }

  #headText(): string {
    const text = this.#redact(this.#head?.toString('utf8', 0, this.#headFilled) ?? '');
    return this.#headFilled < this.#bytes ? text.slice(0, -longestSecret) : text;
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
        if (scanRecord(this.#notes, this.#start, at) !== at) this.#notes.push(readWhole);
        break;
      }
    }
    this.#at = at;
    this.#depth = depth;
    this.#inString = inString;
  }

  #scanOutside(): void {
    while (this.#at < this.#filled) {
      if (this.#envelope.startsRecord(this.#buffer[this.#at]!)) {
        this.#start = this.#at;
        const end = scanRecord(this.#notes, this.#at, this.#filled);
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
  #moveTo(wanted: Buffer, more: number): void {
    const from = Math.min(this.#spans[0] ?? Infinity, this.#depth > 0 ? this.#start : Infinity, this.#filled);
    const kept = this.#filled - from;
    const target = kept + more > wanted.length ? sharedBytes(longerLength(kept + more)) : wanted;
    this.#buffer.copy(target, 0, from, this.#filled);
    this.#buffer = target;
    this.#notes.moveTo(target);
    this.#filled = kept;
    this.#at -= from;
    this.#start -= from;
    this.#spans = this.#spans.map((at) => at - from);
  }
}

/** A power of two, but no more than a record may take, with what comes along. */
function longerLength(needed: number): number {
  return Math.max(needed, Math.min(2 ** Math.ceil(Math.log2(needed)), longestRecord + (1 << 17)));
}

function sharedBytes(length: number): Buffer {
  return Buffer.from(new SharedArrayBuffer(length));
}
