import { Worker } from 'node:worker_threads';
import { regularExpression } from './pattern.ts';

/** So long may a pattern take. */
const limitMs = 1000;

export interface PatternQuestion {
  readonly pattern: string;
  readonly text: string;
}

/** `failed`: the pattern could not be tried, since it is too large, say. */
export type PatternResult = 'match' | 'no-match' | 'failed' | 'too-slow';
/** What the thread says. */
export type PatternAnswer = Exclude<PatternResult, 'too-slow'> | 'ready';

/** Tries regular expressions where one that takes too long can be stopped. One at a time. */
export interface Patterns {
  /** Rejects once the signal is aborted. */
  test(pattern: string, text: string, signal?: AbortSignal): Promise<PatternResult>;
}

/** Tries them in a thread: it starts with the first pattern, and ends with one that is too slow. `script` is the built `patternWorker.ts`. */
export class PatternThread implements Patterns {
  readonly #script: string | URL;
  #worker: Promise<Worker> | undefined;
  #ended: Promise<unknown> = Promise.resolve();

  constructor(script: string | URL) {
    this.#script = script;
  }

  async test(pattern: string, text: string, signal?: AbortSignal): Promise<PatternResult> {
    if (isQuick(pattern, text)) return regularExpression(pattern).test(text) ? 'match' : 'no-match';
    // How long the thread takes to start says nothing about the pattern.
    const worker = await (this.#worker ??= this.#start());
    signal?.throwIfAborted();
    let result: PatternResult | undefined;
    try {
      result = await ask(worker, { pattern, text }, signal);
      return result;
    } finally {
      // It may be at this pattern for ever.
      if (result !== 'match' && result !== 'no-match') void this.close();
    }
  }

  /** Resolves once the thread that was started last has ended, by itself or not. */
  get ended(): Promise<unknown> {
    return this.#ended;
  }

  /** One that cannot start, or has ended by itself, is not kept: the next pattern starts another. */
  #start(): Promise<Worker> {
    const worker = new Worker(this.#script);
    const starting = new Promise<Worker>((resolve, reject) => {
      worker.once('message', () => resolve(worker));
      worker.on('error', reject);
      worker.once('exit', () => reject(new Error('The thread for patterns ended as it started.')));
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

  /** Ends the thread. Another pattern starts it again. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await (await worker?.catch(() => undefined))?.terminate();
  }
}

/** Without repetitions, choices and groups there is one way to try a pattern at each place. To ask the thread takes half as long as to send a request to this machine (see bench payload.ratio). */
function isQuick(pattern: string, text: string): boolean {
  return !/[*+?{(|]/.test(pattern) && pattern.length * text.length < 1e6;
}

function ask(worker: Worker, question: PatternQuestion, signal: AbortSignal | undefined): Promise<PatternResult> {
  const { promise, resolve, reject } = Promise.withResolvers<PatternResult>();
  const fail = (): void => resolve('failed');
  const cancel = (): void => reject(signal?.reason as Error);
  const timer = setTimeout(() => resolve('too-slow'), limitMs);
  worker.once('message', resolve);
  worker.once('exit', fail);
  signal?.addEventListener('abort', cancel, { once: true });
  worker.postMessage(question);
  return promise.finally(() => {
    clearTimeout(timer);
    worker.off('message', resolve);
    worker.off('exit', fail);
    signal?.removeEventListener('abort', cancel);
  });
}
