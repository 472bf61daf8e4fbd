import { rmSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { QueryOutput, QueryProblem, QueryResult, QuerySource } from './query.ts';
import { QueryError, type QueryErrorReason } from './queryError.ts';

export interface QueryRequest {
  readonly number: number;
  readonly query: string;
  readonly output: QueryOutput;
}

/** Parameters of the thread. `control` is shared: see the indexes below. */
export interface QueryThreadData {
  readonly source: QuerySource;
  readonly control: Int32Array;
  /** The maximum time of a query, in milliseconds. */
  readonly limitMs: number;
}

/** The index in `control` of the number of the last canceled query. */
export const canceled = 0;
/** The index in `control` of a number that changes while a query makes progress. */
export const beats = 1;
/** The index in `control` of 1 while a regular expression is evaluated. */
export const inPattern = 2;

/** A message of the thread about a query. */
export interface QueryMessage {
  readonly number: number;
  /** The number of values found so far. */
  readonly count?: number;
  /** The source was read, and the query is being evaluated. */
  readonly isEvaluating?: boolean;
  readonly isCanceled?: boolean;
  /** The path of a file that is about to be created, and is only renamed once it is complete. */
  readonly unfinished?: string;
  readonly result?: QueryResult | QueryProblem;
  readonly failure?: { readonly reason: QueryErrorReason; readonly message: string };
}

interface Waiting {
  readonly request: QueryRequest;
  readonly onCount: (count: number) => void;
  readonly resolve: (result: QueryResult | QueryProblem) => void;
  readonly reject: (error: unknown) => void;
}

export interface QueryLimits {
  /** The maximum time of a query. */
  readonly totalMs: number;
  /** The maximum time of one regular expression. */
  readonly stuckMs: number;
}

const defaultLimits: QueryLimits = { totalMs: 60_000, stuckMs: 3000 };
/** The maximum time until a canceled query has ended. Otherwise the thread is terminated. */
const cancelMs = 500;
const checkMs = 100;
/** A response of 100 MB needs up to 600 MB. */
const maxMegabytes = 1536;

/**
 * Evaluates queries on one source in a thread, which keeps the source in memory. A query that cannot be stopped ends
 * with its thread, and the next one starts another. An unfinished file of the thread is deleted then. `script` is the built `queryWorker.ts`.
 */
export class QueryThread {
  readonly #script: string | URL;
  readonly #source: QuerySource;
  readonly #limits: QueryLimits;
  readonly #control = new Int32Array(new SharedArrayBuffer(12));
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  /** The end of the last thread that was replaced. */
  #replaced: Promise<unknown> | undefined;
  #count = 0;
  /** The number of the query that the thread has; it may have been canceled. */
  #sent: number | undefined;
  /** When its last progress was noticed. */
  #progress = { beats: 0, at: 0 };
  #watch: NodeJS.Timeout | undefined;

  constructor(script: string | URL, source: QuerySource, limits: QueryLimits = defaultLimits) {
    this.#script = script;
    this.#source = source;
    this.#limits = limits;
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
    const data: QueryThreadData = { source: this.#source, control: this.#control, limitMs: this.#limits.totalMs };
    const worker = new Worker(this.#script, {
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: maxMegabytes },
    });
    // A thread that was replaced may still send messages.
    const ifCurrent = (work: () => void): void => {
      if (this.#worker === worker) work();
    };
    let unfinished: string | undefined;
    worker.on('message', (message: QueryMessage) => {
      unfinished = message.unfinished ?? unfinished;
      ifCurrent(() => this.#receive(message));
    });
    worker.on('exit', () => {
      if (unfinished !== undefined) removeQuietly(unfinished);
    });
    worker.on('error', (error: Error & { code?: string }) =>
      ifCurrent(() =>
        this.#end(
          new QueryError(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'too-large' : 'ended', error.message, error),
        ),
      ),
    );
    worker.on('exit', () => ifCurrent(() => this.#end(new QueryError('ended', 'The thread ended unexpectedly.'))));
    return worker;
  }

  #receive({ number, count, isEvaluating, unfinished, result, failure }: QueryMessage): void {
    if (unfinished !== undefined) return;
    const waiting = this.#waiting.get(number);
    if (count !== undefined) {
      waiting?.onCount(count);
      return;
    }
    if (isEvaluating) {
      this.#progress = { beats: Atomics.load(this.#control, beats), at: performance.now() };
      this.#watch = setInterval(() => this.#check(), checkMs);
      return;
    }
    this.#finish(number);
    if (result) waiting?.resolve(result);
    else if (failure) waiting?.reject(new QueryError(failure.reason, failure.message));
    if (this.#sent === undefined) this.#worker?.unref();
  }

  /** Replaces the thread if its query cannot be stopped otherwise. */
  #check(): void {
    const number = this.#sent;
    if (number === undefined) return;
    const now = performance.now();
    const current = Atomics.load(this.#control, beats);
    if (current !== this.#progress.beats) this.#progress = { beats: current, at: now };
    const waiting = this.#waiting.get(number);
    const isInPattern = Atomics.load(this.#control, inPattern) === 1;
    const limitMs = isInPattern ? this.#limits.stuckMs : this.#limits.totalMs;
    if (now - this.#progress.at < (waiting ? limitMs : cancelMs)) return;
    const worker = this.#worker;
    this.#worker = undefined;
    this.#replaced = worker?.terminate();
    waiting?.reject(new QueryError(isInPattern ? 'pattern' : 'too-slow', 'The query made no progress.'));
    this.#finish(number);
  }

  /** Forgets a query that the thread has ended, and sends the next one. */
  #finish(number: number): void {
    this.#stopWatching();
    this.#waiting.delete(number);
    this.#sendNext();
  }

  #stopWatching(): void {
    clearInterval(this.#watch);
    this.#sent = undefined;
  }

  #end(error: QueryError): void {
    this.#worker = undefined;
    this.#stopWatching();
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
  }
}

/** Deletes a file. What remains after a failure has a name that starts with a dot. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Such as a folder that is read-only now.
  }
}
