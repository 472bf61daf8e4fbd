import type { OperationId } from '../catalogue/registry.ts';
import { readResponse, type ResponseReading, type ResponseTrouble } from './readResponse.ts';
import type { Redact } from '../redaction/redact.ts';
import { Envelope } from './envelope.ts';
import { quote, openBracket, backslash, closeBracket, openBrace, closeBrace } from '../json/characterCodes.ts';

/** Complete records of a response, including their separators. The receiver owns the memory. */
export interface RecordBatch {
  /** Shared memory, so that it can be passed to another thread without copying. It can be reused afterward. */
  readonly bytes: Buffer;
  /** Start and end of each record in `bytes`, in pairs. */
  readonly spans: readonly number[];
  /** The offset of `bytes` in the response. */
  readonly from: number;
}

/** The reading of a complete response. */
export interface StreamedReading extends Pick<
  ResponseReading,
  'outcome' | 'message' | 'failure' | 'trouble' | 'notRecords' | 'hasMore'
> {
  /** The response without its records, or its beginning if that is very long. */
  readonly text: string;
  readonly records: number;
  readonly bytes: number;
}

/** Default length of the buffer. */
const batchBytes = 1 << 20;
/**
 * Maximum length of a record, which is buffered until it is complete. Several responses can be buffered at the same
 * time.
 */
const longestRecord = 1 << 23;
export class RecordTooLong extends Error {}

/**
 * Finds the records of a Pull response while its bytes arrive. A record is delimited by brackets and quotes, and its
 * reader decides whether it is JSON. The rest of the response is collected, and finally read by `readResponse`, so that
 * both agree on the meaning of an envelope.
 */
export class RecordSplitter {
  /** The bytes from the first record that was not taken, or from the current incomplete one. */
  #buffer: Buffer;
  #filled = 0;
  /** Offset of the next byte to scan; one more than the end if the last byte was a backslash. */
  #at = 0;
  #bytes = 0;
  #spans: number[] = [];
  #records = 0;

  /** In a record: the number of open brackets, and whether a string is open. */
  #depth = 0;
  #inString = false;
  #start = 0;

  readonly #operation: OperationId;
  readonly #envelope: Envelope;
  /** `spare` is memory to reuse. `redact` removes secrets before the part outside of the records is cut. */
  constructor(operation: OperationId, spare?: Buffer, redact?: Redact) {
    this.#operation = operation;
    this.#envelope = new Envelope(operation, redact);
    this.#buffer = spare ?? sharedBytes(batchBytes);
  }

  /** The memory, which can be reused once the response has ended. */
  get memory(): Buffer {
    return this.#buffer;
  }

  /** Whether the buffer would have to grow for the next bytes unless records are taken. */
  get isFull(): boolean {
    return this.#spans.length > 0 && this.#filled > batchBytes - (1 << 17);
  }

  /** Whether there are complete records to take. */
  get hasRecords(): boolean {
    return this.#spans.length > 0;
  }

  get records(): number {
    return this.#records;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Adds the next bytes of the response; they are copied. Throws {@link RecordTooLong}; the records before it can still
   * be taken.
   */
  push(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    if (this.#filled + chunk.length > this.#buffer.length) this.#moveTo(this.#buffer, chunk.length);
    this.#buffer.set(chunk, this.#filled);
    this.#filled += chunk.length;
    while (this.#at < this.#filled) {
      if (this.#depth > 0) this.#continueRecord();
      else this.#scanOutside();
    }
    if (this.#depth > 0 && this.#filled - this.#start > longestRecord)
      throw new RecordTooLong(`A record of more than ${longestRecord} bytes.`);
  }

  /** Takes the complete records; undefined if there are none. `spare` is memory for the following records. */
  take(spare?: Buffer): RecordBatch | undefined {
    if (!this.#spans.length) return undefined;
    const batch = { bytes: this.#buffer, spans: this.#spans, from: this.#bytes - this.#filled };
    this.#spans = [];
    this.#moveTo(spare ?? sharedBytes(batchBytes), 0);
    return batch;
  }

  /**
   * The reading of the response, after the last bytes. `broken`: the connection was closed before the response was
   * complete. `hasUnreadable`: some records are not JSON, so the response is not either.
   */
  end(status: number, broken = false, hasUnreadable = false): StreamedReading {
    const { records: _, notRecords: __, ...reading } = readResponse(this.#operation, status, this.#envelope.text());
    const counts = { text: this.#envelope.storedText(), records: this.#records, bytes: this.#bytes };
    const unrecognized = (trouble: ResponseTrouble): StreamedReading => ({
      ...counts,
      outcome: 'unrecognized',
      trouble,
    });
    if (broken) return unrecognized('truncated');
    if (reading.trouble === 'truncated' && this.#envelope.isCut) return unrecognized('unknown-envelope');
    if (reading.outcome !== 'success') return { ...reading, ...counts };
    if (hasUnreadable) return unrecognized('not-json');
    const { notRecords } = this.#envelope;
    return { ...reading, ...counts, ...(notRecords > 0 && { notRecords }) };
  }

  #continueRecord(): void {
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
        this.#spans.push(this.#start, at);
        this.#records++;
        break;
      }
    }
    this.#at = at;
    this.#depth = depth;
    this.#inString = inString;
  }

  #scanOutside(): void {
    while (this.#at < this.#filled) {
      if (!this.#envelope.startsRecord(this.#buffer[this.#at++]!)) continue;
      this.#start = this.#at - 1;
      this.#depth = 1;
      this.#inString = false;
      return;
    }
  }

  /**
   * Moves the bytes that are still needed to the start of `wanted`, or of a longer buffer if `more` additional bytes
   * would not fit.
   */
  #moveTo(wanted: Buffer, more: number): void {
    const from = Math.min(this.#spans[0] ?? Infinity, this.#depth > 0 ? this.#start : Infinity, this.#filled);
    const kept = this.#filled - from;
    const target = kept + more > wanted.length ? sharedBytes(longerLength(kept + more)) : wanted;
    this.#buffer.copy(target, 0, from, this.#filled);
    this.#buffer = target;
    this.#filled = kept;
    this.#at -= from;
    this.#start -= from;
    this.#spans = this.#spans.map((at) => at - from);
  }
}

/** The next power of two, limited to slightly more than the maximum length of a record. */
function longerLength(needed: number): number {
  return Math.max(needed, Math.min(2 ** Math.ceil(Math.log2(needed)), longestRecord + (1 << 17)));
}

function sharedBytes(length: number): Buffer {
  return Buffer.from(new SharedArrayBuffer(length));
}
