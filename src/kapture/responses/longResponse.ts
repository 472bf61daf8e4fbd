import { isUtf8 } from 'node:buffer';
import { decoderOf } from '../http/incomingResponse.ts';
import { readLoose } from '../json/looseJson.ts';
import type { Span } from '../json/tokens.ts';
import { isListOperation, type OperationId } from '../catalogue/registry.ts';
import { PackedText } from './packedText.ts';
import { RecordScanner } from '../records/recordScanner.ts';
import { RecordSplitter, RecordTooLong, type RecordBatch } from './recordSplitter.ts';
import { type Redact, redactBytes } from '../redaction/redact.ts';
import { readResponse, type ResponseReading } from './readResponse.ts';

/**
 * The amount that is searched for secrets at a time. A longer text would stay in memory until a major garbage
 * collection.
 */
const waitingBytes = 1 << 15;
/** At least this much is kept for the next search, so that a secret across the border is found. */
const minOverlap = 1 << 12;
/** How far before the end of a piece a separator is looked for, in bytes. */
const longestWord = 1 << 10;
/** The amount of searched text that is compressed at a time. */
const blockBytes = 1 << 17;

/**
 * A response that is too long to be stored as a string. Its bytes are redacted with `redact` and compressed while they
 * are received. The records of a Pull are found at the same time, as in a pull, because parsing the complete text would
 * block the thread for too long.
 */
export class LongResponse {
  readonly #operation: OperationId;
  readonly #redact: Redact;
  /**
   * Undefined as long as everything is UTF-8, because decoding and encoding take as long as everything else (bench
   * `window.response`).
   */
  #decoder: InstanceType<typeof TextDecoder> | undefined;
  #hasStarted = false;
  /** The first bytes of a character whose other bytes are in the next chunk. */
  #partialCharacter = Buffer.alloc(0);
  readonly #text = new PackedText();
  readonly #waiting = Buffer.allocUnsafeSlow(waitingBytes);
  #filled = 0;
  readonly #block = Buffer.allocUnsafeSlow(blockBytes);
  #blockFilled = 0;
  readonly #records: { readonly start: number; readonly end: number }[] = [];
  /** Undefined if the response has no list of records. */
  #splitter: RecordSplitter | undefined;
  #spare: Buffer | undefined;
  readonly #scanner = new RecordScanner([], []);
  /** Whether any record is not JSON. */
  #hasInvalidRecord = false;

  constructor(operation: OperationId, contentType: string | undefined, redact: Redact) {
    this.#operation = operation;
    this.#redact = redact;
    this.#decoder = decoderOf(contentType);
    if (isListOperation(operation)) this.#splitter = new RecordSplitter(operation);
  }

  /** Adds the next bytes, which are copied. */
  push(chunk: Buffer): void {
    if (this.#decoder) {
      this.#add(Buffer.from(this.#decoder.decode(chunk, { stream: true })));
      return;
    }
    const bytes = this.#partialCharacter.length ? Buffer.concat([this.#partialCharacter, chunk]) : chunk;
    const complete = bytes.subarray(0, endOfCharacters(bytes));
    if (isUtf8(complete)) {
      this.#partialCharacter = Buffer.from(bytes.subarray(complete.length));
      this.#add(this.#hasStarted ? complete : withoutByteOrderMark(complete));
    } else {
      // Offsets count the bytes of valid UTF-8, so invalid bytes are replaced by U+FFFD here.
      this.#decodeFrom(bytes);
    }
    this.#hasStarted ||= complete.length > 0;
  }

  /** Decodes these bytes and all that follow. */
  #decodeFrom(bytes: Buffer): void {
    this.#partialCharacter = Buffer.alloc(0);
    this.#decoder = new TextDecoder('utf-8', { ignoreBOM: this.#hasStarted });
    this.#add(Buffer.from(this.#decoder.decode(bytes, { stream: true })));
  }

  #add(bytes: Buffer): void {
    for (let at = 0; at < bytes.length;) {
      const copied = bytes.copy(this.#waiting, this.#filled, at);
      at += copied;
      this.#filled += copied;
      if (this.#filled === waitingBytes)
        this.#redactWaiting(Math.min(Math.max(minOverlap, this.#redact.longest ?? 0), waitingBytes / 2));
    }
  }

  /**
   * Completes the text and reads it, with the same outcome and message as `readResponse`. The spans of records are in
   * bytes. For a text that is not JSON, there may be more records or another trouble: records are read one by one,
   * where `readResponse` stops at an error (`{"message":[{"a":1}{"b":2}]}` has two here and one there), and a text that
   * ends early is always `truncated`.
   */
  end(status: number): { readonly text: PackedText; readonly reading: ResponseReading } {
    if (this.#partialCharacter.length) this.#decodeFrom(this.#partialCharacter);
    if (this.#decoder) this.#add(Buffer.from(this.#decoder.decode()));
    this.#redactWaiting(0);
    this.#pack(0);
    return { text: this.#text, reading: this.#readPull(status) ?? this.#readWhole(status) };
  }

  /**
   * Redacts the waiting bytes and passes them on, except for the last `kept` bytes, which may be the start of a secret.
   * Pieces end after a separator, because a part of a word or of a number can look like a secret.
   */
  #redactWaiting(kept: number): void {
    const isLast = kept === 0;
    const waiting = this.#waiting.subarray(0, this.#filled);
    const searched = isLast ? waiting.length : endOfWords(waiting, waiting.length);
    const clean = redactBytes(waiting.subarray(0, searched), this.#redact);
    const end = isLast ? clean.length : endOfWords(clean, Math.max(0, clean.length - kept));
    for (let at = 0; at < end;) {
      const copied = clean.copy(this.#block, this.#blockFilled, at, end);
      at += copied;
      this.#blockFilled += copied;
      if (this.#blockFilled === blockBytes) this.#pack(blockBytes / 2);
    }
    // The rest is copied, because the clean bytes can be the waiting ones.
    const rest = Buffer.concat([clean.subarray(end), waiting.subarray(searched)]);
    this.#filled = rest.copy(this.#waiting);
  }

  /**
   * Compresses the redacted bytes until at most `left` are left. More bytes than needed allow a choice of where to
   * split.
   */
  #pack(left: number): void {
    let block = this.#block.subarray(0, this.#blockFilled);
    while (block.length > left) {
      const packed = this.#text.add(block);
      this.#split(block.subarray(0, packed));
      block = block.subarray(packed);
    }
    this.#blockFilled = block.copy(this.#block);
  }

  #split(bytes: Buffer): void {
    try {
      this.#splitter?.push(bytes);
    } catch (error) {
      if (!(error instanceof RecordTooLong)) throw error;
      this.#splitter = undefined;
      return;
    }
    const batch = this.#splitter?.hasRecords && this.#splitter.take(this.#spare);
    if (!batch) return;
    for (let index = 0; index < batch.spans.length; index += 2)
      this.#records.push({ start: batch.from + batch.spans[index]!, end: batch.from + batch.spans[index + 1]! });
    this.#hasInvalidRecord ||= this.#isAnyInvalid(batch);
    this.#spare = batch.bytes;
  }

  #isAnyInvalid({ bytes, spans }: RecordBatch): boolean {
    for (let index = 0; index < spans.length; index += 2) {
      const [start, end] = [spans[index]!, spans[index + 1]!];
      if (!this.#scanner.read(bytes, start, end) && readLoose(bytes.toString('utf8', start, end)).problem) return true;
    }
    return false;
  }

  /** Undefined if there are no records, because the splitter keeps only a part of a long text without records. */
  #readPull(status: number): ResponseReading | undefined {
    if (!this.#splitter || !this.#records.length) return undefined;
    const { outcome, message, failure, trouble, notRecords } = this.#splitter.end(status);
    // Status 200 shows the trouble of the text itself, which any other status would hide.
    const { trouble: textTrouble } = this.#splitter.end(200);
    // With an invalid record, the complete text is not JSON, so it is read like an empty text.
    if (this.#hasInvalidRecord && textTrouble !== 'truncated')
      return { ...readResponse(this.#operation, status, ''), records: this.#records };
    const hasRecords = outcome === 'success' || textTrouble === 'truncated' || textTrouble === 'not-json';
    return {
      outcome,
      records: hasRecords ? this.#records : [],
      ...(notRecords !== undefined && { notRecords }),
      ...(message !== undefined && { message }),
      ...(failure && { failure }),
      ...(trouble && { trouble }),
    };
  }

  #readWhole(status: number): ResponseReading {
    const text = String(this.#text);
    const reading = readResponse(this.#operation, status, text);
    return { ...reading, records: inBytes(text, reading.records) };
  }
}

/** The offset after the last separator of words up to an offset; the offset itself if none is near. */
function endOfWords(bytes: Buffer, offset: number): number {
  for (let at = offset; at > Math.max(0, offset - longestWord); at--)
    if (separators.includes(bytes[at - 1]!)) return at;
  return offset;
}

const separators = Buffer.from('\t\n\r ",:[]{}');

/** The offset after the last complete character. */
function endOfCharacters(bytes: Buffer): number {
  for (let at = bytes.length - 1; at >= Math.max(0, bytes.length - 3); at--) {
    const leadingOnes = Math.clz32(~(bytes[at]! << 24));
    // A byte with one leading 1 bit is inside a character, a byte with none is a whole character.
    if (leadingOnes === 1) continue;
    return leadingOnes > bytes.length - at ? at : bytes.length;
  }
  return bytes.length;
}

function withoutByteOrderMark(bytes: Buffer): Buffer {
  return bytes.indexOf(byteOrderMark) === 0 ? bytes.subarray(byteOrderMark.length) : bytes;
}

/** Converts ascending spans of a text to bytes, in one pass. */
function inBytes(text: string, spans: readonly Span[]): Span[] {
  let [current, bytes] = [0, 0];
  const byteOffset = (offset: number): number => {
    bytes += Buffer.byteLength(text.slice(current, offset));
    current = offset;
    return bytes;
  };
  return spans.map(({ start, end }) => ({ start: byteOffset(start), end: byteOffset(end) }));
}

const byteOrderMark = Buffer.from('\uFEFF');
