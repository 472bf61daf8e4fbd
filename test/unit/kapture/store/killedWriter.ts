import { join } from 'node:path';
import { CustomerStore } from '../../../../src/kapture/store/customerStore.ts';
import { customerTables } from '../../../../src/kapture/store/customerTables.ts';
import { openDatabase } from '../../../../src/kapture/store/database.ts';

/*
 * Completes one period, then stores records of another endlessly, 50 at a time, with a dot of output for each batch.
 * The test kills it.
 */
const folder = process.argv[2]!;
const store = new CustomerStore(openDatabase(join(folder, 'kapture.db'), customerTables).database, folder);
const [done, cut] = [
  { start: '2026-11-02', end: '2026-11-02' },
  { start: '2026-11-01', end: '2026-11-01' },
];
const pull = store.begin(
  { tenant: 'Killed', connection: 'Killed', timeZone: 'Asia/Kolkata' },
  { start: cut.start, end: done.end },
  [done, cut],
);

function* batches(): Generator<[Buffer, number[]]> {
  for (let first = 1; ; first += 50) {
    const records = Array.from({ length: 50 }, (_, index) => `{"id":${first + index},"name":"${'x'.repeat(1000)}"}`);
    const spans: number[] = [];
    let at = 0;
    for (const { length } of records) {
      spans.push(at, at + length);
      at += length + 1;
    }
    yield [Buffer.from(records.join(',')), spans];
  }
}

const all = batches();
const first = store.openPeriod(pull, done);
first.append(...(all.next().value as [Buffer, number[]]));
first.end();
const writer = store.openPeriod(pull, cut);
for (const batch of all) {
  writer.append(...batch);
  process.stdout.write('.');
}
