import type { Response } from '../../kapture/exchange/exchange.ts';
import type { Redact } from '../../kapture/redaction/redact.ts';

/** So many records are handed to the store at a time, lest the host's thread be blocked. */
const batch = 400;

/** The records of a response as the store may keep them, some at a time. */
export function* recordBatches({ reading: { records }, text }: Response, redact: Redact): Generator<string[]> {
  for (let from = 0; from < records.length; from += batch) {
    yield records.slice(from, from + batch).map(({ start, end }) => redact(text.slice(start, end)));
  }
}
