import { exportCustomers, type ExportFormat } from '../../../../src/kapture/exports/exportCustomers.ts';
import type { StoredRecords } from '../../../../src/kapture/store/spoolFiles.ts';

/** Runs an export that never ends: `endlessExport.ts FORMAT TARGET`. Prints a line once part of the file is written. */
const [format, target] = process.argv.slice(2) as [ExportFormat, string];
const record = Buffer.from('{"id":1,"name":"Asha"}');

function* records(): Generator<StoredRecords> {
  for (let count = 0; ; count++) {
    if (count === 20_000) console.log('under way');
    yield { bytes: record, spans: [0, record.length] };
  }
}

await exportCustomers({ format, target, timeZone: 'Asia/Kolkata', records: records() });
