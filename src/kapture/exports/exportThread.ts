import type { ListModule } from '../catalogue/operation.ts';
import { Worker } from 'node:worker_threads';
import type { ListOrder, Selection } from '../store/customerShapes.ts';
import type { ExportFormat, ExportResult } from './exportCustomers.ts';

/** What to export, and to which file. */
export interface ExportJob {
  /** Path of the store's database. */
  readonly database: string;
  readonly pull: number;
  readonly module: ListModule;
  readonly filter?: string | undefined;
  readonly only?: Selection | undefined;
  /** Ids of the records to export; all of them by default. */
  readonly ids?: readonly string[] | undefined;
  /** The sort order of the view. */
  readonly order?: ListOrder | undefined;
  readonly format: ExportFormat;
  /** Path of the file. An existing file is replaced. */
  readonly target: string;
  readonly timeZone: string;
  /** Names of the module's columns or of custom fields. */
  readonly columns?: readonly string[] | undefined;
  readonly bom?: boolean | undefined;
}

export type ExportMessage =
  | { readonly rows: number; readonly result?: undefined; readonly failure?: undefined }
  | { readonly result: ExportResult; readonly failure?: undefined }
  | { readonly result?: undefined; readonly failure: { readonly reason: string; readonly message: string } };

export type ExportOutcome = Exclude<ExportMessage, { readonly rows: number }>;

/** Runs an export in a worker thread. `script` is the built `exportWorker.ts`. Never rejects. */
export function runExport(
  script: string | URL,
  job: ExportJob,
  signal: AbortSignal,
  onRows: (rows: number) => void,
): Promise<ExportOutcome> {
  const worker = new Worker(script, { workerData: job });
  const cancel = (): void => worker.postMessage('cancel');
  return new Promise<ExportOutcome>((resolve) => {
    const fail = (message: string): void => resolve({ failure: { reason: 'other', message } });
    worker.on('message', (message: ExportMessage) => {
      if (message.result) resolve(message);
      else if (message.failure) resolve(message);
      else onRows(message.rows);
    });
    worker.on('error', (error) => fail(error instanceof Error ? error.message : String(error)));
    worker.on('exit', () => fail('The export thread ended unexpectedly.'));
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
  }).finally(() => signal.removeEventListener('abort', cancel));
}
