import { exportCustomers, type ExportFormat } from '../../../../src/kapture/exports/exportCustomers.ts';
import type { StoredRecords } from '../../../../src/kapture/store/spoolFiles.ts';
import { generateCustomers } from '../../../generateCustomers.ts';
import { jsonText } from '../../../../src/sandbox/jsonText.ts';
import { pullRecord } from '../../../../src/sandbox/records.ts';

/** Exports 100,000 customers and prints the growth of its memory: `measuredExport.ts FORMAT TARGET`. */
const [format, target] = process.argv.slice(2) as [ExportFormat, string];

/** Generates batches of the size that is read from a spool file. */
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

// The first export makes Node load and compile everything.
await exported(5000);
globalThis.gc!();
const before = process.memoryUsage.rss();
let peak = before;
let calls = 0;
const { rows, bytes } = await exported(100_000, () => {
  if (++calls % 10) return;
  // On a busy machine, V8 collects garbage later and needs more memory.
  globalThis.gc!();
  peak = Math.max(peak, process.memoryUsage.rss());
});
console.log(JSON.stringify({ rows, bytes, grownMegabytes: Math.round((peak - before) / 1e6) }));
