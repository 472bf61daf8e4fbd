import type { ReplyReading } from '../reply.ts';
import { RecordSplitter, type RecordBatch } from './recordSplitter.ts';

/** From so many bytes on, a Pull reply is read by its brackets: to parse all of it would block its reader for long. */
export const longReplyBytes = 1_000_000;

const step = 1 << 16;

/**
 * What a long Pull reply says, as `readReply` reads it, but without parsing its records. `text` is the body decoded.
 * Undefined for what has to be read otherwise: a text that is not UTF-8, so that places in it do not follow from those in
 * the bytes, and one that is no list of records.
 */
export function readLongPull(status: number, body: Buffer, text: string): ReplyReading | undefined {
  const splitter = new RecordSplitter();
  const bounds: number[] = [];
  const take = (batch: RecordBatch | undefined): void => {
    for (const bound of batch?.spans ?? []) bounds.push(batch!.from + bound);
  };
  for (let at = 0; at < body.length; at += step) {
    splitter.push(body.subarray(at, at + step));
    if (splitter.isFull) take(splitter.take());
  }
  take(splitter.take());
  const places = placesInText(body, text, bounds);
  if (!places) return undefined;
  const { outcome, message, failure, trouble } = splitter.end(status);
  // What is long without records is kept in part only.
  if (!bounds.length) return undefined;
  const hasRecords = outcome === 'success' || trouble === 'truncated' || trouble === 'not-json';
  const records = hasRecords ? Array.from({ length: places.length / 2 }, (_, index) => ({ start: places[index * 2]!, end: places[index * 2 + 1]! })) : [];
  return { outcome, records, ...(message !== undefined && { message }), ...(failure && { failure }), ...(trouble && { trouble }) };
}

/** The places of a text that belong to places in its bytes, which are in order and next to brackets. */
function placesInText(body: Buffer, text: string, bounds: readonly number[]): readonly number[] | undefined {
  if (body.length === text.length) return bounds;
  let at = 0;
  let units = 0;
  const places = [...bounds, body.length].map((bound) => {
    // To decode it once more is quicker than to count: Node does that sixteen bytes at a time.
    units += body.toString('utf8', at, bound).length;
    at = bound;
    return units;
  });
  return places.pop() === text.length ? places : undefined;
}
