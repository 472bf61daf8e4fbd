import { createReadStream } from 'node:fs';
import { lineFeed } from '../../kapture/json/characterCodes.ts';
import type { StoredRecords } from '../../kapture/store/spoolFiles.ts';

/** The records of files with one per line, in batches. */
export async function* recordsOfLines(files: readonly string[]): AsyncGenerator<StoredRecords> {
  for (const file of files) yield* recordsOf(file);
}

async function* recordsOf(file: string): AsyncGenerator<StoredRecords> {
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    const bytes = Buffer.concat([rest, chunk as Buffer]);
    const spans: number[] = [];
    let start = 0;
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, start)) {
      spans.push(start, end);
      start = end + 1;
    }
    if (spans.length) yield { bytes, spans };
    rest = bytes.subarray(start);
  }
}
