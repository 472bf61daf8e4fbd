import type { Redact } from '../redaction/redact.ts';
import { redactBytes } from '../redaction/redactBytes.ts';
import type { RecordBatch } from './recordSplitter.ts';

/** So much is looked at at a time: a text of this length lives and dies cheaply, one of a whole batch lies about until it is collected. */
const pieceBytes = 1 << 14;

/** The same records without the secrets that a server may have put into one; the batch itself where there are none, as ever. */
export function redactBatch(batch: RecordBatch, redact: Redact): RecordBatch {
  const { bytes, spans } = batch;
  if (!hasSecret(batch, redact)) return batch;
  const records = Array.from({ length: spans.length / 2 }, (_, index) =>
    redactBytes(bytes.subarray(spans[index * 2], spans[index * 2 + 1]), redact),
  );
  const newSpans: number[] = [];
  let at = 0;
  for (const { length } of records) newSpans.push(at, (at += length));
  return { bytes: Buffer.concat(records), spans: newSpans, from: batch.from, notes: batch.notes };
}

/** By records, since a secret may stand anywhere in one. */
function hasSecret({ bytes, spans }: RecordBatch, redact: Redact): boolean {
  if (redact.mayContain?.(bytes, spans[0]!, spans.at(-1)!) === false) return false;
  let from = spans[0]!;
  for (let index = 1; index < spans.length; index += 2) {
    const end = spans[index]!;
    if (end - from < pieceBytes && index + 2 < spans.length) continue;
    // A third of the time of UTF-8, and a redactor knows what its secrets look like then.
    const piece = bytes.toString('latin1', from, end);
    if (redact(piece) !== piece) return true;
    from = end;
  }
  return false;
}
