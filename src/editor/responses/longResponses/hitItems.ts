import type { QuickPickItem } from 'vscode';
import { readCustomer } from '../../../kapture/records/customer.ts';
import type { LongExchange } from '../../shared/texts/exchangeTexts.ts';
import { oneDetail, oneLabel } from '../../shared/texts/plainText.ts';
import { partTitle } from './partTitle.ts';
import { partAt, partsOf } from './responseParts.ts';

export interface HitItem extends QuickPickItem {
  /** In bytes. */
  readonly place: number;
}

/** So many bytes of the text before and behind a hit fit into a row. */
const before = 30,
  behind = 50;

/** A record that is longer is not read for whose it is: that takes 4 ms for each 100 kB. */
const longestRead = 32_000;

/**
 * Rows for the places of a word in a response: what stands around it, whose record that is in, and which part; undefined if
 * it was cancelled. It lets others work in between.
 */
export async function hitItems(
  exchange: LongExchange,
  word: string,
  places: readonly number[],
  signal: AbortSignal,
): Promise<HitItem[] | undefined> {
  const whose = whoseRecord(exchange);
  const items: HitItem[] = [];
  for (const place of places) {
    items.push({
      place,
      label: around(exchange, place, Buffer.byteLength(word)),
      detail: [...whose(place), partTitle(partAt(exchange, place), partsOf(exchange).length)].join(' · '),
    });
    await new Promise<void>((resolve) => void setImmediate(resolve));
    if (signal.aborted) return undefined;
  }
  return items;
}

function around({ response: { text } }: LongExchange, place: number, length: number): string {
  const [start, end] = [Math.max(0, place - before), Math.min(text.length, place + length + behind)];
  // A letter that is cut in two is none.
  const [first, last] = [
    text.slice(start, place).replace(/^\uFFFD+/, ''),
    text.slice(place, end).replace(/\uFFFD+$/, ''),
  ];
  return oneLabel(`${start > 0 ? '…' : ''}${first}${last}${end < text.length ? '…' : ''}`);
}

/** Name and id of whom a place tells of. The places come in order, several to a record. */
function whoseRecord(exchange: LongExchange): (place: number) => readonly string[] {
  const {
    timeZone,
    response: {
      text,
      reading: { records },
    },
  } = exchange;
  let [at, known] = [0, -1];
  let words: readonly string[] = [];
  return (place) => {
    while (at < records.length && records[at]!.end <= place) at++;
    const record = records[at];
    if (!record || record.start > place || record.end - record.start > longestRead) return [];
    if (known !== at) {
      const customer = readCustomer(text.slice(record.start, record.end), timeZone);
      words = customer ? [customer.name, customer.id].filter(Boolean).map((one) => oneDetail(one, 40)) : [];
      known = at;
    }
    return words;
  };
}
