import type { QuickPickItem } from 'vscode';
import { readCustomer } from '../../kapture/customer.ts';
import type { LongExchange } from '../exchangeTexts.ts';
import { oneLabel } from '../plainText.ts';
import { partTitle } from './partTitle.ts';
import { partAt, partsOf } from './replyParts.ts';

export interface HitItem extends QuickPickItem {
  /** In bytes. */
  readonly place: number;
}

/** So many bytes of the text before and behind a hit fit into a row. */
const before = 30, behind = 50;

/** Rows for the places of a word in a reply: what stands around it, whose record that is in, and which part. */
export function hitItems(exchange: LongExchange, word: string, places: readonly number[]): HitItem[] {
  const whose = whoseRecord(exchange);
  return places.map((place) => ({
    place, label: around(exchange, place, Buffer.byteLength(word)),
    detail: [...whose(place), partTitle(partAt(exchange, place), partsOf(exchange).length)].join(' · '),
  }));
}

function around({ reply: { text } }: LongExchange, place: number, length: number): string {
  const [start, end] = [Math.max(0, place - before), Math.min(text.length, place + length + behind)];
  // A letter that is cut in two is none.
  const [first, last] = [text.slice(start, place).replace(/^\uFFFD+/, ''), text.slice(place, end).replace(/\uFFFD+$/, '')];
  return oneLabel(`${start > 0 ? '…' : ''}${first}${last}${end < text.length ? '…' : ''}`);
}

/** Name and id of whom a place tells of. The places come in order, several to a record. */
function whoseRecord(exchange: LongExchange): (place: number) => readonly string[] {
  const { timeZone, reply: { text, reading: { records } } } = exchange;
  let [at, known] = [0, -1];
  let words: readonly string[] = [];
  return (place) => {
    while (at < records.length && records[at]!.end <= place) at++;
    const record = records[at];
    // One that is longer than a part takes long to read.
    if (!record || record.start > place || !partsOf(exchange)[partAt(exchange, place)]?.records) return [];
    if (known !== at) {
      const customer = readCustomer(text.slice(record.start, record.end), timeZone);
      words = customer ? [customer.name, customer.id].filter(Boolean).map((one) => oneLabel(one, 40)) : [];
      known = at;
    }
    return words;
  };
}
