import { exportCustomers, type ExportFormat } from '../../../../src/kapture/exports/exportCustomers.ts';
import type { StoredRecords } from '../../../../src/kapture/store/storedRecords.ts';
import { generateCustomers } from '../../../../src/sandbox/generator.ts';
import { jsonText } from '../../../../src/sandbox/jsonText.ts';
import { pullRecord } from '../../../../src/sandbox/records.ts';

/** A process that exports 100,000 customers and prints by how much its memory grew: `measuredExport.ts FORMAT TARGET`. */
const [format, target] = process.argv.slice(2) as [ExportFormat, string];

/** In pieces as they are read from a spool file, made while they are asked for. */
function* records(count: number): Generator<StoredRecords> {
  const bytes = Buffer.allocUnsafe(1 << 20);
  let [spans, at]: [number[], number] = [[], 0];
  for (const customer of generateCustomers({ now: Date.UTC(2026, 5, 1, 10), count })) {
    const text = jsonText(pullRecord(customer));
    if (at + 3 * text.length > bytes.length) {
      yield { bytes: bytes.subarray(0, at), spans };
      [spans, at] = [[], 0];
    }
    spans.push(at, (at += bytes.write(text, at)));
  }
  yield { bytes: bytes.subarray(0, at), spans };
}

const exported = (count: number, onProgress?: () => void): Promise<{ rows: number; bytes: number }> =>
  exportCustomers({ format, target, timeZone: 'Asia/Kolkata', records: records(count), onProgress });

// The first has everything loaded and compiled.
await exported(5000);
globalThis.gc!();
const before = process.memoryUsage.rss();
let most = before;
const { rows, bytes } = await exported(100_000, () => {
  most = Math.max(most, process.memoryUsage.rss());
});
console.log(JSON.stringify({ rows, bytes, grownMegabytes: Math.round((most - before) / 1e6) }));
