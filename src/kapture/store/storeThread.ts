import { Worker } from 'node:worker_threads';
import type { Async, SetAsideNotice, StoreCalls, StoreResponse, StoreRequest } from './storeCalls.ts';
import { StoreError, type StoreErrorReason } from './storeError.ts';

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

export interface StoreThread<Calls = StoreCalls> {
  readonly store: Async<Calls>;
  /** Ends the thread; what was asked and not answered fails. */
  close(): Promise<void>;
  /** Ends the thread once all that was asked is answered. */
  finish(): Promise<void>;
}

/**
 * A store in a thread of its own, so that nobody waits for a disk: the customers' or the history's. `script` is the built
 * worker, `data` what it wants to know: the customers' the path of its database. `onSetAside` is told where the file of a
 * database is that could not be used, and whether the new one has all that it is to have of it. Calls fail with a
 * {@link StoreError}, also if the thread ends.
 */
export function startStoreThread<Calls = StoreCalls>(
  script: string | URL,
  data: unknown,
  onSetAside: (file: string, isWhole: boolean) => void = () => undefined,
): StoreThread<Calls> {
  // Hardly any garbage lives long there: with less room it is collected all the time, and more would only be filled.
  const worker = new Worker(script, { workerData: data, resourceLimits: { maxYoungGenerationSizeMb: 6 } });
  const waiting = new Map<number, Waiting>();
  let count = 0;
  const ended = new AbortController();
  const end = (error: StoreError): void => {
    ended.abort(error);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('message', (message: StoreResponse | SetAsideNotice) => {
    if ('setAside' in message) return onSetAside(message.setAside, message.isWhole);
    const { number, result, error } = message;
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
    end(new StoreError('ended', error instanceof Error ? error.message : String(error), error)),
  );
  worker.on('exit', () => end(new StoreError('ended', 'it was closed')));
  worker.unref();

  const ask = (call: string, args: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (ended.signal.aborted) return reject(ended.signal.reason as StoreError);
      const request: StoreRequest = { number: ++count, call, args };
      waiting.set(request.number, { resolve, reject });
      worker.ref();
      worker.postMessage(request);
    });
  // What has a `then` is taken for a promise by whoever awaits it.
  const store = new Proxy({} as Async<Calls>, {
    get: (_, name) =>
      name === 'ended'
        ? ended.signal
        : name === 'then'
          ? undefined
          : (...args: readonly unknown[]) => ask(name as string, args),
  });
  const close = async (): Promise<void> => void (await worker.terminate());
  return { store, close, finish: () => ask('close', []).then(close, close) };
}
