import type { Response } from '../../../kapture/exchange/exchange.ts';
import type { Redact } from '../../../kapture/redaction/redact.ts';

/** Records per batch, so that the extension host is not blocked. */
const batchSize = 400;

/** The redacted records of a response in batches for the store. */
export function* recordBatches({ reading: { records }, text }: Response, redact: Redact): Generator<string[]> {
  for (let index = 0; index < records.length; index += batchSize) {
    yield records.slice(index, index + batchSize).map(({ start, end }) => redact(text.slice(start, end)));
  }
}
