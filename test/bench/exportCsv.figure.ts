import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type * as exporting from '../../src/kapture/exports/exportCustomers.ts';
import type * as storing from '../../src/kapture/store/spoolFiles.ts';
import { generateCustomers } from '../generateCustomers.ts';
import { jsonText } from '../../src/sandbox/jsonText.ts';
import { pullRecord } from '../../src/sandbox/records.ts';
import { bundled } from './bundled.ts';
import { median, spread, type Figure } from './figure.ts';
import { paired } from './paired.ts';

const rounds = 5;
const turns = 3;
const customers = 100_000;

/**
 * An export of 100,000 customers to a CSV file on disk, divided by reading their spool file with a Node stream. The
 * note also has the time of reading the records in the large blocks that the export reads.
 */
export const figure: Figure = {
  name: 'export.csv.ratio',
  unit: '×',
  aim: 3,
  async measure() {
    const folder = await mkdtemp(path.join(tmpdir(), 'kapture-bench-export-'));
    try {
      const spool = path.join(folder, 'spool');
      const places: storing.StoredPlace[] = [];
      await pipeline(writtenRecords(places), createWriteStream(spool));
      const { exportCustomers } = await bundled<typeof exporting>('kapture/exports/exportCustomers.ts', folder);
      const { storedRecords } = await bundled<typeof storing>('kapture/store/storedRecords.ts', folder);
      const records = (): ReturnType<typeof storing.storedRecords> => storedRecords(places, () => spool);

      const ours = async (): Promise<void> => {
        const { rows } = await exportCustomers({
          format: 'csv',
          records: records(),
          target: path.join(folder, 'customers.csv'),
          timeZone: 'Asia/Kolkata',
        });
        if (rows !== places.length) throw new Error(`${rows} rows of ${places.length} records.`);
      };
      const read = async (): Promise<number> => {
        let bytes = 0;
        for await (const chunk of createReadStream(spool)) bytes += (chunk as Buffer).length;
        return bytes;
      };
      const { ratios, firstUs, secondUs } = await paired(rounds, turns, ours, read);
      const started = performance.now();
      for (const batch of records()) void batch.spans;
      const pieces = performance.now() - started;
      return {
        value: median(ratios),
        samples: rounds,
        note: `${spread(ratios)}; ${places.length} customers: ours ${(median(firstUs) / 1000).toFixed(0)} ms, the stream ${(median(secondUs) / 1000).toFixed(0)} ms, big pieces ${pieces.toFixed(0)} ms`,
      };
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

function* writtenRecords(places: storing.StoredPlace[]): Generator<Buffer> {
  let start = 0;
  for (const customer of generateCustomers({ now: Date.UTC(2026, 5, 1, 10), count: customers })) {
    const record = Buffer.from(jsonText(pullRecord(customer)));
    places.push({ spool: 1, start, length: record.length, text: null });
    start += record.length;
    yield record;
  }
}
