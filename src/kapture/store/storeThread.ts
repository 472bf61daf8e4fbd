import { Worker } from 'node:worker_threads';
import type { AsyncStore, StoreCall, StoreReply, StoreRequest } from './storeCalls.ts';
import { StoreError, type StoreErrorReason } from './storeError.ts';

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

export interface StoreThread {
  readonly store: AsyncStore;
  /** Ends the thread; what was asked and not answered fails. */
  close(): Promise<void>;
}

/**
 * A customer store in a thread of its own, so that nobody waits for a disk. `script` is the built `storeWorker.ts`, `path`
 * the database. Calls fail with a {@link StoreError}, also if the thread ends.
 */
export function startStoreThread(script: string | URL, path: string): StoreThread {
  // Hardly any garbage lives long there: with less room it is collected all the time, and more would only be filled.
  const worker = new Worker(script, { workerData: path, resourceLimits: { maxYoungGenerationSizeMb: 6 } });
  const waiting = new Map<number, Waiting>();
  let count = 0;
  const ended = new AbortController();
  const end = (error: StoreError): void => {
    ended.abort(error);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('message', ({ number, result, error }: StoreReply) => {
    const call = waiting.get(number);
    waiting.delete(number);
    if (!waiting.size) worker.unref();
    if (error)
      call?.reject(
        error.reason === 'mistake'
          ? new Error(error.message)
          : new StoreError(error.reason as StoreErrorReason, error.message),
      );
    else call?.resolve(result);
  });
  worker.on('error', (error) =>
    end(
      new StoreError(
        'other',
        `The store's thread failed: ${error instanceof Error ? error.message : String(error)}`,
        error,
      ),
    ),
  );
  worker.on('exit', () => end(new StoreError('other', 'The store was closed.')));
  worker.unref();

  const ask = (call: StoreCall, args: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (ended.signal.aborted) return reject(ended.signal.reason as StoreError);
      const request: StoreRequest = { number: ++count, call, args };
      waiting.set(request.number, { resolve, reject });
      worker.ref();
      worker.postMessage(request);
    });
  // What has a `then` is taken for a promise by whoever awaits it.
  const store = new Proxy({} as AsyncStore, {
    get: (_, name) =>
      name === 'ended'
        ? ended.signal
        : name === 'then'
          ? undefined
          : (...args: readonly unknown[]) => ask(name as StoreCall, args),
  });
  return { store, close: async () => void (await worker.terminate()) };
}
