import { dirname } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { exportColumns, ownColumn } from './exportColumns.ts';
import { openPresent } from '../store/database.ts';
import { StoredCustomers } from '../store/storedCustomers.ts';
import { StoreError } from '../store/storeError.ts';
import { exportCustomers } from './exportCustomers.ts';
import { ExportError } from './exportError.ts';
import type { ExportMessage, ExportOrder } from './exportThread.ts';

/*
 * The thread of one export: reads what `workerData` orders from the store, beside those who pull and look, and writes it.
 * Any message to it is a cancel. A file of its own in dist, with what writes Parquet.
 */
const {
  database: path,
  pull,
  filter,
  only,
  ids,
  order,
  format,
  target,
  timeZone,
  columns,
  bom,
} = workerData as ExportOrder;
const port = parentPort!;
const cancel = new AbortController();
const say = (message: ExportMessage): void => port.postMessage(message);

port.once('message', () => cancel.abort());
async function main(): Promise<void> {
  try {
    const customers = new StoredCustomers(openPresent(path), dirname(path));
    const result = await exportCustomers({
      format,
      target,
      timeZone,
      bom,
      signal: cancel.signal,
      records: customers.records(pull, { filter, only, ids, order }),
      columns: columns?.map((name) => exportColumns.find((column) => column.name === name) ?? ownColumn(name)),
      onProgress: ({ rows }) => say({ rows }),
    });
    say({ result });
  } catch (caught) {
    const error = StoreError.from(ExportError.from(caught));
    say({
      failure: {
        reason: ExportError.is(error) || StoreError.is(error) ? error.reason : 'mistake',
        message: error instanceof Error ? error.message : String(error),
      },
    });
  }
  port.close();
}

void main();
