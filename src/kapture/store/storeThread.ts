import { Worker } from 'node:worker_threads';
import { StoreError, type StoreErrorReason } from './storeError.ts';

export interface StoreRequest {
  readonly number: number;
  /** The name of a call; every store supports `close`. */
  readonly call: string;
  readonly args: readonly unknown[];
}

export interface StoreResponse {
  readonly number: number;
  readonly result?: unknown;
  /** A reason of a `StoreError`, or `unexpected`. */
  readonly error?: { readonly reason: string; readonly message: string };
}

/** Reports that a database could not be used, was set aside, and was replaced with a new one. */
export interface SetAsideNotice {
  readonly setAside: string;
}

/** The asynchronous calls of a store in another thread. */
export type Async<Calls> = {
  readonly [Call in keyof Calls]: Calls[Call] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Result>
    : never;
} & {
  /** Aborted when the thread has ended, with the `StoreError` that calls fail with. */
  readonly ended: AbortSignal;
};

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

export interface StoreThread<Calls> {
  readonly store: Async<Calls>;
  /** Terminates the thread. Pending calls fail. */
  close(): Promise<void>;
  /** Terminates the thread after all pending calls. */
  finish(): Promise<void>;
}

/**
 * Starts a store, of customers or of the history, in a worker thread, so that disk access does not block. `script` is
 * the built worker, and `path` that of the database. `onSetAside` is called with the new path of a database that could
 * not be used. Calls fail with a {@link StoreError}, also if the thread ends.
 */
export function startStoreThread<Calls>(
  script: string | URL,
  path: string,
  onSetAside: (file: string) => void = () => undefined,
): StoreThread<Calls> {
  // Almost all garbage is short-lived. A smaller young generation is collected constantly, and a larger one only uses
  // more memory.
  const worker = new Worker(script, { workerData: path, resourceLimits: { maxYoungGenerationSizeMb: 6 } });
  const waiting = new Map<number, Waiting>();
  let count = 0;
  const ended = new AbortController();
  const end = (error: StoreError): void => {
    ended.abort(error);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('message', (message: StoreResponse | SetAsideNotice) => {
    if ('setAside' in message) return onSetAside(message.setAside);
    const { number, result, error } = message;
    const call = waiting.get(number);
    waiting.delete(number);
    if (!waiting.size) worker.unref();
    if (error)
      call?.reject(
        error.reason === 'unexpected'
          ? new Error(error.message)
          : new StoreError(error.reason as StoreErrorReason, error.message),
      );
    else call?.resolve(result);
  });
  worker.on('error', (error) =>
    end(new StoreError('ended', error instanceof Error ? error.message : String(error), error)),
  );
  worker.on('exit', () => end(new StoreError('ended', 'the thread was closed')));
  worker.unref();

  const send = (call: string, args: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (ended.signal.aborted) return reject(ended.signal.reason as StoreError);
      const request: StoreRequest = { number: ++count, call, args };
      waiting.set(request.number, { resolve, reject });
      worker.ref();
      worker.postMessage(request);
    });
  const store = new Proxy({} as Async<Calls>, {
    get: (_, name) => {
      if (name === 'ended') return ended.signal;
      // An object with a `then` property would be treated as a promise by `await`.
      if (name === 'then') return undefined;
      return (...args: readonly unknown[]) => send(name as string, args);
    },
  });
  const close = async (): Promise<void> => void (await worker.terminate());
  return { store, close, finish: () => send('close', []).then(close, close) };
}
