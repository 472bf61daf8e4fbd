import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { StoreError } from './storeError.ts';

/** Records as they came. */
export interface StoredRecords {
  readonly bytes: Uint8Array;
  /** Start and end of each record in `bytes`, in pairs. */
  readonly spans: readonly number[];
  /** How many more there should be, whose bytes the disk has lost. */
  readonly missing?: number;
  /** They were got by themselves after the pull, in the form of Get. */
  readonly isGot?: boolean;
}

/** Where a record lies: in a spool file, or in the row itself. */
export interface StoredPlace {
  readonly spool: number;
  readonly start: number;
  readonly length: number;
  readonly text: string | null;
}

/** What is read at once. */
const readBytes = 1 << 20;
/** Rather than start anew, so much that nobody asked for is read as well. */
const mostGap = 1 << 15;

/** Records that one has in hand, such as those of a selection. */
export function recordsInHand(records: readonly Uint8Array[]): StoredRecords[] {
  return records.map((bytes) => ({ bytes, spans: [0, bytes.length] }));
}

/**
 * Reads records from their spool files, in big pieces; `places` are by file and place in it. What was given stays as it is
 * until the next is asked for. Throws a {@link StoreError}: `gone` where a file was removed.
 */
export function* storedRecords(
  places: Iterable<StoredPlace>,
  pathOf: (spool: number) => string,
): Generator<StoredRecords> {
  let buffer = Buffer.allocUnsafeSlow(readBytes);
  let spool: { readonly id: number; readonly file: number; readonly size: number } | undefined;
  let spans: number[] = [];
  let [from, to, missing] = [0, 0, 0];

  const open = (id: number): NonNullable<typeof spool> => {
    if (spool) closeSync(spool.file);
    spool = undefined;
    const file = openSync(pathOf(id), 'r');
    return (spool = { id, file, size: fstatSync(file).size });
  };
  /** What the spans of one file stand for. */
  const read = (): StoredRecords => {
    if (to - from > buffer.length) buffer = Buffer.allocUnsafeSlow(to - from);
    let done = 0;
    for (let count = -1; done < to - from && count !== 0; done += count)
      count = readSync(spool!.file, buffer, done, to - from - done, from + done);
    const there: number[] = [];
    for (let index = 0; index < spans.length; index += 2) {
      const [start, end] = [spans[index]! - from, spans[index + 1]! - from];
      // After a power cut a row may know of more than the disk got.
      if (end <= done && buffer[start] === 0x7b) there.push(start, end);
      else missing++;
    }
    const records = { bytes: buffer.subarray(0, done), spans: there, missing };
    spans = [];
    from = to = missing = 0;
    return records;
  };

  try {
    for (const { spool: id, start, length, text } of places) {
      if (
        spans.length &&
        (text !== null || id !== spool?.id || start - to > mostGap || start + length - from > readBytes)
      )
        yield read();
      if (text !== null) {
        const bytes = Buffer.from(text);
        yield { bytes, spans: [0, bytes.length], isGot: true };
        continue;
      }
      if (id !== spool?.id) spool = open(id);
      if (start + length > spool.size) {
        missing++;
        continue;
      }
      if (!spans.length) from = start;
      spans.push(start, start + length);
      to = start + length;
    }
    if (spans.length || missing) yield read();
  } catch (error) {
    throw StoreError.from(error);
  } finally {
    if (spool) closeSync(spool.file);
  }
}
