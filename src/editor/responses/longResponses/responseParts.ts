import { formatLoose } from '../../../kapture/json/formatLoose.ts';
import type { Span } from '../../../kapture/json/tokens.ts';
import type { PackedText } from '../../../kapture/responses/packedText.ts';
import type { LongExchange } from '../../../kapture/exchange/exchange.ts';

/**
 * A part of a long response. `start` and `end` (exclusive) are byte offsets; `records` are indexes from 0, both
 * inclusive.
 */
export interface ResponsePart {
  readonly start: number;
  readonly end: number;
  readonly records: { readonly first: number; readonly last: number } | undefined;
}

/** The approximate size of a part in bytes, before formatting. */
const partBytes = 120_000;
/** The maximum size of a record that is not split. VS Code would take long to show a longer one formatted. */
const maxRecordBytes = 4 * partBytes;

const cache = new WeakMap<LongExchange, readonly ResponsePart[]>();

/** The parts of a response. A part ends after a complete record if possible, or else at a line break or anywhere. */
export function partsOf(exchange: LongExchange): readonly ResponsePart[] {
  let parts = cache.get(exchange);
  if (!parts) cache.set(exchange, (parts = split(exchange.response.text, exchange.response.reading.records)));
  return parts;
}

/** The text of a part for its document: formatted if the part has whole records, unchanged otherwise. */
export function partText(exchange: LongExchange, index: number): string {
  const { text } = exchange.response;
  const part = partsOf(exchange)[index];
  if (!part) return '';
  if (part.records && index === 0) return formatLoose(text.slice(0, part.end));
  const raw = text.slice(part.start, part.end);
  // The added bracket gives the records the same indentation as in the first part.
  return part.records ? formatLoose(`[${raw}`).slice(2) : raw;
}

function split(text: PackedText, records: readonly Span[]): ResponsePart[] {
  const parts: ResponsePart[] = [];
  let start = 0;
  let first = 0;
  const addRecords = (end: number, nextRecord: number): void => {
    if (nextRecord > first) parts.push({ start, end, records: { first, last: nextRecord - 1 } });
    else splitAnywhere(parts, text, start, end);
    start = end;
    first = nextRecord;
  };
  records.forEach((record, index) => {
    const next = records[index + 1];
    if (isLongRecord(record)) {
      // The records before a long record and the long record itself get separate parts.
      if (index > first) addRecords(record.start, index);
      const end = next?.start ?? record.end;
      splitAnywhere(parts, text, start, end);
      start = end;
      first = index + 1;
    } else if (!next) {
      // The text after the last record may be long as well.
      addRecords(text.length - record.end > partBytes ? record.end : text.length, index + 1);
      // The part includes the comma, so that the next part starts with a record.
    } else if (next.start - start >= partBytes) addRecords(next.start, index + 1);
  });
  splitAnywhere(parts, text, start, text.length);
  return parts;
}

function isLongRecord({ start, end }: Span): boolean {
  return end - start > maxRecordBytes;
}

/** Splits text that is shown unformatted, at a line break if possible. */
function splitAnywhere(parts: ResponsePart[], text: PackedText, from: number, to: number): void {
  let start = from;
  for (const end of [...text.cuts.filter((offset) => offset > from && offset < to), to]) {
    if (end === start || (end - start < partBytes && end < to)) continue;
    parts.push({ start, end, records: undefined });
    start = end;
  }
}
