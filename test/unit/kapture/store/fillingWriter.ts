import { join } from 'node:path';
import { CustomerStore } from '../../../../src/kapture/store/customerStore.ts';
import { customerTables } from '../../../../src/kapture/store/customerTables.ts';
import { openDatabase } from '../../../../src/kapture/store/database.ts';
import { StoreError } from '../../../../src/kapture/store/storeError.ts';

/*
 * Stores records of 10,000 bytes until the disk is full, and prints the reason of the error and the number of records.
 */
// Without a handler, the system terminates the process when a file is too large.
process.on('SIGXFSZ', () => undefined);
const folder = process.argv[2]!;
const store = new CustomerStore(openDatabase(join(folder, 'kapture.db'), customerTables).database, folder);
const period = { start: '2026-11-01', end: '2026-11-01' };
const pull = store.begin({ tenant: 'Full', connection: 'Full', timeZone: 'Asia/Kolkata' }, period, [period]);
const writer = store.openPeriod(pull, period);
let stored = 0;
let reason = 'none';
try {
  for (; stored < 100_000; stored += 10) {
    const records = Array.from({ length: 10 }, (_, index) => `{"id":${stored + index + 1}}`.padEnd(10_000));
    const bytes = Buffer.from(records.map((record) => `${record.trimEnd().slice(0, -1).padEnd(9999)}}`).join(','));
    writer.append(
      bytes,
      records.flatMap((_, index) => [index * 10_001, index * 10_001 + 10_000]),
    );
  }
} catch (error) {
  reason = StoreError.is(error) ? error.reason : String(error);
}
console.log(JSON.stringify({ reason, stored }));
