import type { Redact } from '../redaction/redact.ts';
import { redactBytes } from '../redaction/redactBytes.ts';
import type { RecordBatch } from '../responses/recordSplitter.ts';

/**
 * Length of a text that is searched at once: short texts are garbage collected cheaply, and those of whole batches are
 * not.
 */
const pieceBytes = 1 << 14;

/**
 * Redacts secrets that the server included in records. Returns the same batch if there are none, which is the usual
 * case.
 */
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

/** Searches whole records, because a secret can be anywhere in one. */
function hasSecret({ bytes, spans }: RecordBatch, redact: Redact): boolean {
  if (redact.mayContain?.(bytes, spans[0]!, spans.at(-1)!) === false) return false;
  let from = spans[0]!;
  for (let index = 1; index < spans.length; index += 2) {
    const end = spans[index]!;
    if (end - from < pieceBytes && index + 2 < spans.length) continue;
    // Latin-1 takes a third of the time of UTF-8, and the redactor also finds secrets in it.
    const piece = bytes.toString('latin1', from, end);
    if (redact(piece) !== piece) return true;
    from = end;
  }
  return false;
}
