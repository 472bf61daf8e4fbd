import { isUtf8 } from 'node:buffer';
import { decoderOf } from '../http/charset.ts';
import { readLoose, type Span } from '../json/looseJson.ts';
import { operations, type OperationId } from '../catalogue/registry.ts';
import { PackedText } from './packedText.ts';
import { mustParse } from '../pull/recordNotes.ts';
import { RecordSplitter, RecordTooLong, type RecordBatch, type RecordMemory } from '../pull/recordSplitter.ts';
import type { Redact } from '../redaction/redact.ts';
import { redactBytes } from '../redaction/redactBytes.ts';
import { readResponse, type ResponseReading } from './readResponse.ts';

/** So much is looked through for secrets at a time: a text of this length lives and dies cheaply, a longer one lies about. */
const waitingBytes = 1 << 15;
/** So much of it waits at least for what comes next, lest a secret be cut in two and found by nobody. */
const longestSecret = 1 << 12;
/** So much of what was looked through is packed at a time, as far as {@link PackedText} takes it. */
const blockBytes = 1 << 17;

/**
 * A response that is too long to be held as it is: its bytes are packed as they come, without the secrets that `redact`
 * finds. The records of a Pull are found on the way, and looked at as a pull does: to parse all of it would block its reader
 * for long.
 */
export class LongResponse {
  readonly #operation: OperationId;
  readonly #redact: Redact;
  /** Undefined while all that came is UTF-8: to decode it and back would take as long as all else (bench `window.response`). */
  #decoder: InstanceType<typeof TextDecoder> | undefined;
  #hasBegun = false;
  /** The start of a letter whose other bytes come with the next piece. */
  #halfLetter = Buffer.alloc(0);
  readonly #text = new PackedText();
  readonly #waiting = Buffer.allocUnsafeSlow(waitingBytes);
  #filled = 0;
  readonly #block = Buffer.allocUnsafeSlow(blockBytes);
  #blockFilled = 0;
  readonly #records: { readonly start: number; readonly end: number }[] = [];
  /** None where there are no records to look for. */
  #splitter: RecordSplitter | undefined;
  #spare: RecordMemory | undefined;
  /** Whether a record has come that is no JSON. */
  #hasBroken = false;

  constructor(operation: OperationId, contentType: string | undefined, redact: Redact) {
    this.#operation = operation;
    this.#redact = redact;
    this.#decoder = decoderOf(contentType);
    if (operations[operation].response.records?.form === 'list') this.#splitter = new RecordSplitter();
  }

  /** Takes the next bytes, which are copied. */
  push(piece: Buffer): void {
    if (this.#decoder) {
      this.#take(Buffer.from(this.#decoder.decode(piece, { stream: true })));
      return;
    }
    const bytes = this.#halfLetter.length ? Buffer.concat([this.#halfLetter, piece]) : piece;
    const whole = bytes.subarray(0, endOfLetters(bytes));
    if (isUtf8(whole)) {
      this.#halfLetter = Buffer.from(bytes.subarray(whole.length));
      this.#take(this.#hasBegun ? whole : withoutMark(whole));
    } else {
      // Places are counted in bytes, and every reader of a piece counts those of its letters: so what is no UTF-8 becomes marks here.
      this.#decodeFrom(bytes);
    }
    this.#hasBegun ||= whole.length > 0;
  }

  /** Has these bytes and all that follow decoded. */
  #decodeFrom(bytes: Buffer): void {
    this.#halfLetter = Buffer.alloc(0);
    this.#decoder = new TextDecoder('utf-8', { ignoreBOM: this.#hasBegun });
    this.#take(Buffer.from(this.#decoder.decode(bytes, { stream: true })));
  }

  #take(bytes: Buffer): void {
    for (let at = 0; at < bytes.length;) {
      const copied = bytes.copy(this.#waiting, this.#filled, at);
      at += copied;
      this.#filled += copied;
      if (this.#filled === waitingBytes)
        this.#look(Math.min(Math.max(longestSecret, this.#redact.longest ?? 0), waitingBytes / 2));
    }
  }

  /**
   * What the response says, when no more comes: the outcome and message that `readResponse` would read. Places of records are
   * counted in bytes here, and of what is no JSON there may be more of them, or another trouble: records are taken as they
   * come, where `readResponse` stops at what does not belong (`{"message":[{"a":1}{"b":2}]}` has two here, one there), and a
   * text that ends too soon is `truncated`, whatever stands in it.
   */
  end(status: number): { readonly text: PackedText; readonly reading: ResponseReading } {
    if (this.#halfLetter.length) this.#decodeFrom(this.#halfLetter);
    if (this.#decoder) this.#take(Buffer.from(this.#decoder.decode()));
    this.#look(0);
    this.#pack(0);
    return { text: this.#text, reading: this.#readPull(status) ?? this.#readWhole(status) };
  }

  /** Looks through what has come, and takes it on but for `kept` bytes, which may be the start of a secret. */
  #look(kept: number): void {
    const waiting = redactBytes(this.#waiting.subarray(0, this.#filled), this.#redact);
    for (let at = 0, end = Math.max(0, waiting.length - kept); at < end;) {
      const copied = waiting.copy(this.#block, this.#blockFilled, at, end);
      at += copied;
      this.#blockFilled += copied;
      if (this.#blockFilled === blockBytes) this.#pack(blockBytes / 2);
    }
    this.#filled = waiting.subarray(Math.max(0, waiting.length - kept)).copy(this.#waiting);
  }

  /** Packs what was looked through, down to so many bytes: where it is cut there is to be a choice. */
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
    this.#hasBroken ||= hasBroken(batch);
    this.#spare = batch;
  }

  /** Undefined for what is no list of records: what is long without them the splitter keeps in part only. */
  #readPull(status: number): ResponseReading | undefined {
    if (!this.#splitter || !this.#records.length) return undefined;
    const { outcome, message, failure, trouble, notRecords } = this.#splitter.end(status);
    // Also where the status says that something is wrong: then what is said of the text itself is what any other would have.
    const { trouble: ofText } = this.#splitter.end(200);
    // The rest of it may be JSON: all of it is none, so it says no more than an empty text does.
    if (this.#hasBroken && ofText !== 'truncated')
      return { ...readResponse('pull', status, ''), records: this.#records };
    const hasRecords = outcome === 'success' || ofText === 'truncated' || ofText === 'not-json';
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
    const whole = String(this.#text);
    const reading = readResponse(this.#operation, status, whole);
    return { ...reading, records: inBytes(whole, reading.records) };
  }
}

/** Where the last letter starts if some of its bytes are missing; else the end. */
function endOfLetters(bytes: Buffer): number {
  for (let at = bytes.length - 1; at >= Math.max(0, bytes.length - 3); at--) {
    const leadingOnes = Math.clz32(~(bytes[at]! << 24));
    // One is that of a byte within a letter, none that of a letter of one byte.
    if (leadingOnes === 1) continue;
    return leadingOnes > bytes.length - at ? at : bytes.length;
  }
  return bytes.length;
}

function withoutMark(bytes: Buffer): Buffer {
  return bytes.indexOf(byteOrderMark) === 0 ? bytes.subarray(byteOrderMark.length) : bytes;
}

/** Whether a record of a batch is no JSON. Most are known to be, since the splitter could read them on its way. */
function hasBroken({ bytes, spans, notes }: RecordBatch): boolean {
  for (let record = 0, note = 0; record < spans.length; record += 2) {
    const count = notes[note]!;
    if (count === mustParse && readLoose(bytes.toString('utf8', spans[record], spans[record + 1])).problem) return true;
    note += 1 + 2 * Math.max(0, count);
  }
  return false;
}

/** Places of a text, in order, counted in the bytes of it: each byte is looked at once. */
function inBytes(text: string, spans: readonly Span[]): Span[] {
  let [at, bytes] = [0, 0];
  const placeInBytes = (place: number): number => {
    bytes += Buffer.byteLength(text.slice(at, place));
    at = place;
    return bytes;
  };
  return spans.map(({ start, end }) => ({ start: placeInBytes(start), end: placeInBytes(end) }));
}

const byteOrderMark = Buffer.from('\uFEFF');
