import type { Exchange } from '../../kapture/client.ts';
import { formatLoose } from '../../kapture/looseJson.ts';

/** A part of a long reply, from `start` up to and without `end` of its text; `records` counts from 0. */
export interface ReplyPart {
  readonly start: number;
  readonly end: number;
  readonly records: { readonly first: number; readonly last: number } | undefined;
}

/** About as many characters of a reply a part has; laid out they are more. */
const partLength = 120_000;

const known = new WeakMap<Exchange, readonly ReplyPart[]>();

/** The parts of a reply. Each ends at a whole record where there are any, else at a line or anywhere. */
export function partsOf(exchange: Exchange): readonly ReplyPart[] {
  let parts = known.get(exchange);
  if (!parts) known.set(exchange, parts = cut(exchange));
  return parts;
}

/** A part as its document shows it: JSON laid out, anything else as it came. */
export function partText(exchange: Exchange, index: number): string {
  const { text } = exchange.reply;
  const part = partsOf(exchange)[index];
  if (!part) return '';
  const raw = text.slice(part.start, part.end);
  if (!part.records) return raw;
  // Behind the first part records stand as deep as they do in it.
  return index === 0 ? formatLoose(raw) : formatLoose(`[${raw}`).slice(2);
}

/** The part that has a place of the text. */
export function partAt(exchange: Exchange, place: number): number {
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

function cut({ reply: { text, reading: { records } } }: Exchange): readonly ReplyPart[] {
  const parts: ReplyPart[] = [];
  let start = 0;
  let first = 0;
  for (let index = 0; index < records.length; index++) {
    const isLast = index === records.length - 1;
    // With the comma, so that the next part begins with a record.
    const end = isLast ? text.length : records[index + 1]!.start;
    // What follows the last record may be long too.
    const tail = isLast && end - records[index]!.end > partLength ? records[index]!.end : end;
    if (!isLast && end - start < partLength) continue;
    parts.push({ start, end: tail, records: { first, last: index } });
    start = tail;
    first = index + 1;
  }
  while (start < text.length) {
    const line = text.lastIndexOf('\n', start + partLength);
    const end = start + partLength >= text.length ? text.length : line > start ? line + 1 : start + partLength;
    parts.push({ start, end, records: undefined });
    start = end;
  }
  return parts;
}
