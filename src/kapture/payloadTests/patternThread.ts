import { Worker } from 'node:worker_threads';
import { regularExpression } from './pattern.ts';

/** Time limit of a pattern. */
const limitMs = 1000;

export interface PatternRequest {
  readonly pattern: string;
  readonly text: string;
}

/** `failed`: the pattern could not be evaluated, for example because it is too large. */
export type PatternResult = 'match' | 'no-match' | 'failed' | 'too-slow';
/** A message of the thread. */
export type PatternResponse = Exclude<PatternResult, 'too-slow'> | 'ready';

/** Evaluates regular expressions with a time limit, one at a time. */
export interface Patterns {
  /** Rejects once the signal is aborted. */
  test(pattern: string, text: string, signal?: AbortSignal): Promise<PatternResult>;
}

/**
 * Evaluates patterns in a thread that starts with the first pattern and is terminated if one is too slow. `script` is
 * the built `patternWorker.ts`.
 */
export class PatternThread implements Patterns {
  readonly #script: string | URL;
  #worker: Promise<Worker> | undefined;
  #ended: Promise<unknown> = Promise.resolve();

  constructor(script: string | URL) {
    this.#script = script;
  }

  async test(pattern: string, text: string, signal?: AbortSignal): Promise<PatternResult> {
    if (isQuick(pattern, text)) return regularExpression(pattern).test(text) ? 'match' : 'no-match';
    // The time limit does not include the start of the thread.
    const worker = await (this.#worker ??= this.#start());
    signal?.throwIfAborted();
    let result: PatternResult | undefined;
    try {
      result = await evaluate(worker, { pattern, text }, signal);
      return result;
    } finally {
      // The thread may still be busy with this pattern.
      if (result !== 'match' && result !== 'no-match') void this.close();
    }
  }

  /** Resolves once the last started thread has ended. */
  get ended(): Promise<unknown> {
    return this.#ended;
  }

  /** A thread that cannot start or has ended is not reused: the next pattern starts a new one. */
  #start(): Promise<Worker> {
    const worker = new Worker(this.#script);
    const starting = new Promise<Worker>((resolve, reject) => {
      worker.once('message', () => resolve(worker));
      worker.on('error', reject);
      worker.once('exit', () => reject(new Error('The pattern thread ended while it was starting.')));
    });
    this.#ended = new Promise((resolve) => {
      worker.once('exit', () => {
        if (this.#worker === starting) this.#worker = undefined;
        resolve(undefined);
      });
    });
    starting.catch(() => {
      if (this.#worker === starting) this.#worker = undefined;
    });
    return starting;
  }

  /** Terminates the thread. The next pattern starts a new one. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await (await worker?.catch(() => undefined))?.terminate();
  }
}

/**
 * Patterns without repetition, alternation and groups cannot backtrack. A call to the thread takes half as long as a
 * local request (see bench payload.ratio).
 */
function isQuick(pattern: string, text: string): boolean {
  return !/[*+?{(|]/.test(pattern) && pattern.length * text.length < 1e6;
}

function evaluate(worker: Worker, request: PatternRequest, signal: AbortSignal | undefined): Promise<PatternResult> {
  const { promise, resolve, reject } = Promise.withResolvers<PatternResult>();
  const fail = (): void => resolve('failed');
  const cancel = (): void => reject(signal?.reason as Error);
  const timer = setTimeout(() => resolve('too-slow'), limitMs);
  worker.once('message', resolve);
  worker.once('exit', fail);
  signal?.addEventListener('abort', cancel, { once: true });
  worker.postMessage(request);
  return promise.finally(() => {
    clearTimeout(timer);
    worker.off('message', resolve);
    worker.off('exit', fail);
    signal?.removeEventListener('abort', cancel);
  });
}
