import { Worker } from 'node:worker_threads';
import type { KnownPath } from '../commandLines/recognizeOperation.ts';
import type { CollectionImport } from './importCollection.ts';
import type { PostmanCollection, PostmanEnvironment } from './postmanCollection.ts';
import type { PostmanReading } from './readPostman.ts';

export type PostmanJob = { readonly read: string } | { readonly import: CollectionToImport };

export interface CollectionToImport {
  readonly collection: PostmanCollection;
  readonly environments: readonly PostmanEnvironment[];
  /** The paths of connections. */
  readonly own: readonly KnownPath[];
}

/**
 * Reads and imports Postman's files in a worker thread for each call. A collection of 10 MB takes seconds.
 * `script` is the built `postmanWorker.ts`.
 */
export class PostmanThread {
  readonly #script: string | URL;

  constructor(script: string | URL) {
    this.#script = script;
  }

  read(text: string): Promise<PostmanReading> {
    return this.#run({ read: text });
  }

  /** Rejects with the reason of the signal when it is aborted. */
  importCollection(collection: CollectionToImport, signal?: AbortSignal): Promise<CollectionImport> {
    return this.#run({ import: collection }, signal);
  }

  async #run<Result>(job: PostmanJob, signal?: AbortSignal): Promise<Result> {
    signal?.throwIfAborted();
    const worker = new Worker(this.#script, { workerData: job });
    return await new Promise<Result>((resolve, reject) => {
      const cancel = (): void => {
        reject(signal?.reason as Error);
        void worker.terminate();
      };
      signal?.addEventListener('abort', cancel);
      worker.on('message', (result: Result) => {
        signal?.removeEventListener('abort', cancel);
        resolve(result);
      });
      worker.on('error', reject);
      worker.on('exit', () => {
        signal?.removeEventListener('abort', cancel);
        reject(new Error('The import thread ended unexpectedly.'));
      });
    });
  }
}
