import { charsetOf } from './charset.ts';
import type { OperationId } from './operations.ts';
import { PackedText } from './packedText.ts';
import { RecordSplitter, RecordTooLong, type Room } from './pull/recordSplitter.ts';
import { redactBytes } from './pull/redactBatch.ts';
import type { Redact } from './redact.ts';
import { readReply, type ReplyReading } from './reply.ts';

/** So much is looked through for secrets at a time. */
const waitingBytes = 1 << 17;
/** So much of it waits for what comes next, lest a secret be cut in two and found by nobody. */
const longestSecret = 1 << 12;

/**
 * A reply that is too long to be held as it is: its bytes are packed as they come, without the secrets that `redact`
 * finds. The records of a Pull are found by their brackets on the way; to parse all of it would block its reader for long.
 */
export class LongReply {
  readonly #operation: OperationId;
  readonly #redact: Redact;
  readonly #decoder: InstanceType<typeof TextDecoder> | undefined;
  readonly #text = new PackedText();
  readonly #waiting = Buffer.allocUnsafeSlow(waitingBytes);
  #filled = 0;
  readonly #records: { readonly start: number; readonly end: number }[] = [];
  /** None where there are no records to look for. */
  #splitter: RecordSplitter | undefined;
  #spare: Room | undefined;

  constructor(operation: OperationId, contentType: string | undefined, redact: Redact) {
    this.#operation = operation;
    this.#redact = redact;
    this.#decoder = decoderOf(contentType);
    if (operation === 'pull') this.#splitter = new RecordSplitter();
  }

  /** Takes the next bytes, which are copied. */
  push(piece: Buffer): void {
    const bytes = this.#decoder ? Buffer.from(this.#decoder.decode(piece, { stream: true })) : piece;
    for (let at = 0; at < bytes.length;) {
      const copied = bytes.copy(this.#waiting, this.#filled, at);
      at += copied;
      this.#filled += copied;
      if (this.#filled === waitingBytes) this.#pack(false);
    }
  }

  /** What the reply says, as `readReply` reads it, but for the places of its records, which are counted in bytes. When no more comes. */
  end(status: number): { readonly text: PackedText; readonly reading: ReplyReading } {
    this.#pack(true);
    return { text: this.#text, reading: this.#readPull(status) ?? this.#readWhole(status) };
  }

  /** Packs what has come, but for what may be the start of a secret. */
  #pack(isLast: boolean): void {
    let waiting = redactBytes(this.#waiting.subarray(0, this.#filled), this.#redact);
    while (waiting.length > (isLast ? 0 : waitingBytes / 2 + longestSecret)) {
      const packed = this.#text.add(waiting);
      this.#split(waiting.subarray(0, packed));
      waiting = waiting.subarray(packed);
    }
    this.#filled = waiting.copy(this.#waiting);
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
    for (let index = 0; index < batch.spans.length; index += 2) this.#records.push({ start: batch.from + batch.spans[index]!, end: batch.from + batch.spans[index + 1]! });
    this.#spare = batch;
  }

  /** Undefined for what is no list of records: what is long without them the splitter keeps in part only. */
  #readPull(status: number): ReplyReading | undefined {
    if (!this.#splitter || !this.#records.length) return undefined;
    const { outcome, message, failure, trouble } = this.#splitter.end(status);
    const hasRecords = outcome === 'success' || trouble === 'truncated' || trouble === 'not-json';
    return { outcome, records: hasRecords ? this.#records : [], ...(message !== undefined && { message }), ...(failure && { failure }), ...(trouble && { trouble }) };
  }

  #readWhole(status: number): ReplyReading {
    const whole = String(this.#text);
    const reading = readReply(this.#operation, status, whole);
    const inBytes = (place: number): number => Buffer.byteLength(whole.slice(0, place));
    return { ...reading, records: reading.records.map(({ start, end }) => ({ start: inBytes(start), end: inBytes(end) })) };
  }
}

/** Undefined for UTF-8, and for what nobody knows. */
function decoderOf(contentType: string | undefined): InstanceType<typeof TextDecoder> | undefined {
  const charset = charsetOf(contentType);
  try {
    return /^(utf-?8|us-ascii)$/.test(charset) ? undefined : new TextDecoder(charset);
  } catch {
    return undefined;
  }
}
