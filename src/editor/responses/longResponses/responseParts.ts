import { formatLoose, type Span } from '../../../kapture/json/looseJson.ts';
import type { PackedText } from '../../../kapture/exchange/packedText.ts';
import type { LongExchange } from '../../shared/texts/exchangeTexts.ts';

/** A part of a long response, from `start` up to and without `end` of its text, in bytes; `records` counts from 0. */
export interface ResponsePart {
  readonly start: number;
  readonly end: number;
  readonly records: { readonly first: number; readonly last: number } | undefined;
}

/** About as many bytes of a response a part has; laid out they are more. */
const partLength = 120_000;
/** A record that is longer is cut, too: laid out, it would take VS Code long to show. */
const longestRecord = 4 * partLength;

const known = new WeakMap<LongExchange, readonly ResponsePart[]>();

/** The parts of a response. Each ends at a whole record where there are any that are not as long as a part, else at a line or anywhere. */
export function partsOf(exchange: LongExchange): readonly ResponsePart[] {
  let parts = known.get(exchange);
  if (!parts) known.set(exchange, (parts = cut(exchange.response.text, exchange.response.reading.records)));
  return parts;
}

/** A part as its document shows it: JSON laid out, anything else as it came. */
export function partText(exchange: LongExchange, index: number): string {
  const { text } = exchange.response;
  const part = partsOf(exchange)[index];
  if (!part) return '';
  const raw = text.slice(part.start, part.end);
  if (!part.records) return raw;
  // Behind the first part records stand as deep as they do in it.
  return index === 0 ? formatLoose(raw) : formatLoose(`[${raw}`).slice(2);
}

/** The part that has a place of the text. */
export function partAt(exchange: LongExchange, place: number): number {
  const parts = partsOf(exchange);
  let low = 0;
  let high = parts.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (parts[middle]!.end <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}

function cut(text: PackedText, records: readonly Span[]): ResponsePart[] {
  const parts: ResponsePart[] = [];
  let start = 0;
  let first = 0;
  const cutRecords = (end: number, behind: number): void => {
    if (behind > first) parts.push({ start, end, records: { first, last: behind - 1 } });
    else cutAnywhere(parts, text, start, end);
    start = end;
    first = behind;
  };
  records.forEach((record, index) => {
    const next = records[index + 1];
    if (record.end - record.start > longestRecord) {
      // What stands before it has parts of its own, as it has itself.
      if (index > first) cutRecords(record.start, index);
      const end = next?.start ?? record.end;
      cutAnywhere(parts, text, start, end);
      start = end;
      first = index + 1;
    } else if (!next) {
      // What follows the last record may be long too.
      cutRecords(text.length - record.end > partLength ? record.end : text.length, index + 1);
      // With the comma, so that the next part begins with a record.
    } else if (next.start - start >= partLength) cutRecords(next.start, index + 1);
  });
  cutAnywhere(parts, text, start, text.length);
  return parts;
}

/** As it came: at a line where there is one. */
function cutAnywhere(parts: ResponsePart[], text: PackedText, from: number, to: number): void {
  let start = from;
  for (const end of [...text.cuts.filter((place) => place > from && place < to), to]) {
    if (end === start || (end - start < partLength && end < to)) continue;
    parts.push({ start, end, records: undefined });
    start = end;
  }
}
