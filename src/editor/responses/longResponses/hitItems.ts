import type { QuickPickItem } from 'vscode';
import { readCustomer } from '../../../kapture/records/customer.ts';
import type { LongExchange } from '../../../kapture/exchange/exchange.ts';
import { oneDetail, oneLabel } from '../../shared/texts/plainText.ts';
import { partTitle } from './partTitle.ts';
import { partAt, partsOf } from './responseParts.ts';

export interface HitItem extends QuickPickItem {
  /** Offset of the hit in the response, in bytes. */
  readonly offset: number;
}

/** The number of bytes around a hit that fit into a row. */
const bytesBefore = 30,
  bytesAfter = 50;

/** A longer record is not parsed for its customer, because that takes 4 ms per 100 kB. */
const maxRecordBytes = 32_000;

/**
 * Quick pick items for the hits of a search: the surrounding text, the customer and the part. Undefined if it was
 * canceled. Yields between hits, so that other extension code can run.
 */
export async function hitItems(
  exchange: LongExchange,
  word: string,
  offsets: readonly number[],
  signal: AbortSignal,
): Promise<HitItem[] | undefined> {
  const customerText = customerTextAt(exchange);
  const items: HitItem[] = [];
  for (const offset of offsets) {
    items.push({
      offset,
      label: excerpt(exchange, offset, Buffer.byteLength(word)),
      detail: [...customerText(offset), partTitle(partAt(exchange, offset), partsOf(exchange).length)].join(' · '),
    });
    await new Promise<void>((resolve) => void setImmediate(resolve));
    if (signal.aborted) return undefined;
  }
  return items;
}

function excerpt({ response: { text } }: LongExchange, offset: number, length: number): string {
  const [start, end] = [Math.max(0, offset - bytesBefore), Math.min(text.length, offset + length + bytesAfter)];
  // Drops the replacement characters of letters that were cut in half.
  const [first, last] = [
    text.slice(start, offset).replace(/^\uFFFD+/, ''),
    text.slice(offset, end).replace(/\uFFFD+$/, ''),
  ];
  return oneLabel(`${start > 0 ? '…' : ''}${first}${last}${end < text.length ? '…' : ''}`);
}

/** Returns a function for the name and id of the customer at an offset. Call it with ascending offsets. */
function customerTextAt(exchange: LongExchange): (offset: number) => readonly string[] {
  const {
    timeZone,
    response: {
      text,
      reading: { records },
    },
  } = exchange;
  let [at, cached] = [0, -1];
  let texts: readonly string[] = [];
  return (offset) => {
    while (at < records.length && records[at]!.end <= offset) at++;
    const record = records[at];
    if (!record || record.start > offset || record.end - record.start > maxRecordBytes) return [];
    if (cached !== at) {
      const customer = readCustomer(text.slice(record.start, record.end), timeZone);
      texts = customer ? [customer.name, customer.id].filter(Boolean).map((one) => oneDetail(one, 40)) : [];
      cached = at;
    }
    return texts;
  };
}
