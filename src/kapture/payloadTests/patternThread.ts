import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Time limit of a pattern, in milliseconds. */
const limitMs = 1000;

interface PatternRequest {
  readonly pattern: string;
  readonly text: string;
}

/** `failed`: the pattern could not be evaluated, for example because it is too large. */
type PatternResult = 'match' | 'no-match' | 'failed' | 'too-slow';

/** Evaluates regular expressions with a time limit, one at a time. */
export interface Patterns {
  /** Rejects once the signal is aborted. */
  test(pattern: string, text: string, signal?: AbortSignal): Promise<PatternResult>;
}

/** Evaluates patterns in a thread that starts with the first pattern and is terminated if one is too slow. */
export class PatternThread implements Patterns {
  #worker: Promise<Worker> | undefined;

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

  async #start(): Promise<Worker> {
    const worker = new Worker(`(${evaluateInThread.toString()})()`, { eval: true });
    try {
      await once(worker, 'message');
      return worker;
    } catch (error) {
      this.#worker = undefined;
      throw error;
    }
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

/**
 * The script of the thread. Some patterns take forever, and only a thread can be terminated. Uses nothing from outside
 * of the function, because its text is run.
 */
function evaluateInThread(): void {
  const { parentPort } = process.getBuiltinModule('node:worker_threads');
  parentPort!.on('message', ({ pattern, text }: PatternRequest) => {
    try {
      parentPort!.postMessage(new RegExp(pattern, 'u').test(text) ? 'match' : 'no-match');
    } catch {
      // For example, the pattern is too large.
      parentPort!.postMessage('failed');
    }
  });
  parentPort!.postMessage('ready');
}

/**
 * Compiles a pattern. Throws a SyntaxError if it is invalid. Matching can take forever, so match in a `PatternThread`.
 */
export function regularExpression(text: string): RegExp {
  return new RegExp(text, 'u');
}

export function isPattern(text: string): boolean {
  try {
    regularExpression(text);
    return true;
  } catch {
    return false;
  }
}
