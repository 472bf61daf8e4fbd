import { join } from 'node:path';
import { CustomerStore } from '../../../../src/kapture/store/customerStore.ts';
import { customerTables } from '../../../../src/kapture/store/customerTables.ts';
import { openDatabase } from '../../../../src/kapture/store/database.ts';

/* Stores 5,000 records of a connection, 50 at a time. */
const [, , folder = '', connection = ''] = process.argv;
const { database } = openDatabase(join(folder, 'kapture.db'), customerTables);
const store = new CustomerStore(database, folder);
const period = { start: '2026-11-01', end: '2026-11-01' };
const pull = store.begin({ tenant: connection, connection, timeZone: 'Asia/Kolkata' }, period, [period]);
const writer = store.openPeriod(pull, period);
for (let first = 1; first < 5000; first += 50) {
  let text = '';
  const spans: number[] = [];
  for (let id = first; id < first + 50; id++) {
    spans.push(text.length);
    text += `{"id":${id},"name":"${connection}"}`;
    spans.push(text.length);
    text += ',';
  }
  writer.append(Buffer.from(text), spans);
}
writer.end();
store.end(pull.id);
store.close();
database.close();
