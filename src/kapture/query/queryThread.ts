import { rmSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import {
  QueryError,
  type QueryMessage,
  type QueryOutput,
  type QueryProblem,
  type QueryRequest,
  type QueryResult,
  type QuerySource,
  type QueryThreadData,
  beats,
  canceled,
  controlLength,
  inPattern,
} from './query.ts';

interface Waiting {
  readonly request: QueryRequest;
  readonly onCount: (count: number) => void;
  readonly resolve: (result: QueryResult | QueryProblem) => void;
  readonly reject: (error: unknown) => void;
}

const defaultLimits: QueryLimits = { totalMs: 60_000, stuckMs: 3000 };

/**
 * Evaluates queries on one source, one after the other, in a thread that keeps the source in memory. A query that
 * cannot be stopped ends with its thread, and the next one starts another. `script` is the built `queryWorker.ts`.
 */
export class QueryThread {
  readonly #script: string | URL;
  readonly #source: QuerySource;
  readonly #limits: QueryLimits;
  readonly #control = new Int32Array(new SharedArrayBuffer(controlLength * Int32Array.BYTES_PER_ELEMENT));
  readonly #watch: QueryWatch;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  /** Settles when the last thread that was replaced has ended. */
  #replaced: Promise<unknown> | undefined;
  #count = 0;
  /** The number of the query that the thread has; it may have been canceled. */
  #sent: number | undefined;

  constructor(script: string | URL, source: QuerySource, limits: QueryLimits = defaultLimits) {
    this.#script = script;
    this.#source = source;
    this.#limits = limits;
    this.#watch = new QueryWatch(this.#control, limits);
  }

  /**
   * Evaluates a query after the earlier ones. Rejects with a {@link QueryError}, or once the signal is aborted.
   * `onCount` is called with the number of values found so far.
   */
  run(
    query: string,
    output: QueryOutput,
    signal?: AbortSignal,
    onCount: (count: number) => void = () => undefined,
  ): Promise<QueryResult | QueryProblem> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    const request: QueryRequest = { number: ++this.#count, query, output };
    const { promise, resolve, reject } = Promise.withResolvers<QueryResult | QueryProblem>();
    this.#waiting.set(request.number, { request, onCount, resolve, reject });
    const cancel = (): void => {
      this.#waiting.delete(request.number);
      if (this.#sent === request.number) Atomics.store(this.#control, canceled, request.number);
      reject(signal?.reason as Error);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    this.#sendNext();
    return promise.finally(() => signal?.removeEventListener('abort', cancel));
  }

  /** Terminates the thread. Waiting queries fail; the next one starts another thread. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#end(new QueryError('ended', 'The thread was closed.'));
    await Promise.all([worker?.terminate(), this.#replaced]);
  }

  /** Sends the oldest waiting query, unless the thread has one. */
  #sendNext(): void {
    const [next] = this.#waiting.values();
    if (this.#sent !== undefined || !next) return;
    this.#worker ??= this.#start();
    this.#sent = next.request.number;
    this.#worker.ref();
    this.#worker.postMessage(next.request);
  }

  #start(): Worker {
    // A thread that was replaced may still send messages.
    const ifCurrent = (work: () => void): void => {
      if (this.#worker === worker) work();
    };
    const worker = startQueryWorker(
      this.#script,
      { source: this.#source, control: this.#control, limitMs: this.#limits.totalMs },
      (message) => ifCurrent(() => this.#receive(message)),
      (error) => ifCurrent(() => this.#end(error)),
    );
    return worker;
  }

  #receive({ number, count, isEvaluating, result, failure }: QueryMessage): void {
    const waiting = this.#waiting.get(number);
    if (count !== undefined) {
      waiting?.onCount(count);
      return;
    }
    if (isEvaluating) {
      this.#watch.start(
        () => this.#waiting.has(number),
        (reason) => this.#replace(number, new QueryError(reason, 'The query made no progress.')),
      );
      return;
    }
    this.#finish(number);
    if (result) waiting?.resolve(result);
    else if (failure) waiting?.reject(new QueryError(failure.reason, failure.message));
    if (this.#sent === undefined) this.#worker?.unref();
  }

  /** Replaces the thread, whose query cannot be stopped otherwise. */
  #replace(number: number, error: QueryError): void {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#replaced = worker?.terminate();
    this.#waiting.get(number)?.reject(error);
    this.#finish(number);
  }

  /** Removes a query that the thread has ended, and sends the next one. */
  #finish(number: number): void {
    this.#watch.stop();
    this.#sent = undefined;
    this.#waiting.delete(number);
    this.#sendNext();
  }

  #end(error: QueryError): void {
    this.#worker = undefined;
    this.#watch.stop();
    this.#sent = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
  }
}

/** A response of 100 MB needs up to 600 MB. */
const maxMegabytes = 1536;

/**
 * Starts a thread that evaluates queries. `script` is the built `queryWorker.ts`. `onEnd` is called when the thread has
 * ended, for any reason. A file that it had not completed is deleted then.
 */
export function startQueryWorker(
  script: string | URL,
  data: QueryThreadData,
  onMessage: (message: QueryMessage) => void,
  onEnd: (error: QueryError) => void,
): Worker {
  const worker = new Worker(script, {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: maxMegabytes },
  });
  let unfinished: string | undefined;
  worker.on('message', (message: QueryMessage) => {
    if (message.unfinished === undefined) onMessage(message);
    else unfinished = message.unfinished;
  });
  worker.on('error', (error: Error & { code?: string }) =>
    onEnd(new QueryError(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'too-large' : 'ended', error.message, error)),
  );
  worker.on('exit', () => {
    if (unfinished !== undefined) removeQuietly(unfinished);
    onEnd(new QueryError('ended', 'The thread ended unexpectedly.'));
  });
  return worker;
}

/** Deletes a file. What remains after a failure has a name that starts with a dot. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The deletion can fail, for example if the folder has become read-only.
  }
}

export interface QueryLimits {
  /** The maximum time of a query. */
  readonly totalMs: number;
  /** The maximum time of one regular expression. */
  readonly stuckMs: number;
}

/** The maximum time until a canceled query has ended. */
const cancelMs = 500;
const checkMs = 100;

/** Notices that the query of a thread makes no progress, so that only the end of the thread stops it. */
export class QueryWatch {
  readonly #control: Int32Array;
  readonly #limits: QueryLimits;
  /** When the last progress was noticed. */
  #progress = { beats: 0, at: 0 };
  #timer: NodeJS.Timeout | undefined;

  /** `control` is shared with the thread. */
  constructor(control: Int32Array, limits: QueryLimits) {
    this.#control = control;
    this.#limits = limits;
  }

  /**
   * `onStuck` is called with the reason until the watch is stopped. `isWanted` is false once the query was canceled.
   */
  start(isWanted: () => boolean, onStuck: (reason: 'pattern' | 'too-slow') => void): void {
    this.#progress = { beats: Atomics.load(this.#control, beats), at: performance.now() };
    this.#timer = setInterval(() => {
      const now = performance.now();
      const current = Atomics.load(this.#control, beats);
      if (current !== this.#progress.beats) this.#progress = { beats: current, at: now };
      const isInPattern = Atomics.load(this.#control, inPattern) === 1;
      const limitMs = isInPattern ? this.#limits.stuckMs : this.#limits.totalMs;
      if (now - this.#progress.at >= (isWanted() ? limitMs : cancelMs)) onStuck(isInPattern ? 'pattern' : 'too-slow');
    }, checkMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
