import type { Redact } from '../redact.ts';
import { batchBytes, type RecordBatch } from './recordSplitter.ts';

/** The same records without the secrets that a server may have put into one; the batch itself where there are none, as ever. */
export function redactBatch(batch: RecordBatch, redact: Redact): RecordBatch {
  const { bytes, spans } = batch;
  const all = bytes.toString('utf8', spans[0], spans.at(-1));
  if (redact(all) === all) return batch;
  const records = Array.from({ length: spans.length / 2 }, (_, index) => Buffer.from(redact(bytes.toString('utf8', spans[index * 2], spans[index * 2 + 1]))));
  // It will be used again, as any batch's.
  const length = Math.max(batchBytes, records.reduce((sum, record) => sum + record.length, 0));
  const clean = { bytes: Buffer.alloc(length), spans: [] as number[], from: batch.from, notes: batch.notes };
  let at = 0;
  for (const record of records) {
    record.copy(clean.bytes, at);
    clean.spans.push(at, at += record.length);
  }
  return clean;
}
