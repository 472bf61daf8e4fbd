import { dirname } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { columnsByModule, customColumn } from './exportColumns.ts';
import { openPresent } from '../store/database.ts';
import { StoredCustomers } from '../store/storedCustomers.ts';
import { StoreError } from '../store/storeError.ts';
import { exportCustomers } from './exportCustomers.ts';
import { ExportError } from './atomicFile.ts';
import type { ExportMessage, ExportJob } from './exportThread.ts';

/*
 * Worker thread of one export: reads the records that `workerData` selects from the store and writes the file. The
 * store stays usable in the meantime. Any message cancels the export. Built as a separate file, together with the
 * Parquet writer.
 */
const {
  database: path,
  pull,
  module,
  filter,
  only,
  ids,
  order,
  format,
  target,
  timeZone,
  columns,
  bom,
} = workerData as ExportJob;
const port = parentPort!;
const cancel = new AbortController();
const post = (message: ExportMessage): void => port.postMessage(message);

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
      columns: columns?.map(
        (name) => columnsByModule[module].all.find((column) => column.name === name) ?? customColumn(name),
      ),
      onProgress: ({ rows }) => post({ rows }),
    });
    post({ result });
  } catch (caught) {
    const error = StoreError.from(ExportError.from(caught));
    post({
      failure: {
        reason: ExportError.is(error) || StoreError.is(error) ? error.reason : 'unexpected',
        message: error instanceof Error ? error.message : String(error),
      },
    });
  }
  port.close();
}

void main();
