import type { Disposable } from 'vscode';
import { QueryThread } from '../../kapture/query/queryThread.ts';
import type { QueryTarget } from './queryTarget.ts';

/** A thread that is not used for this time is ended, because it keeps the queried data in memory. */
const idleMs = 60_000;

interface UsedThread {
  readonly key: string;
  readonly thread: QueryThread;
  uses: number;
}

/**
 * The thread of the data that was queried last, and earlier threads while they are in use, such as to save all values.
 */
export class QueryThreads implements Disposable {
  readonly #script: string | URL;
  #current: UsedThread | undefined;
  readonly #open = new Set<UsedThread>();
  #timer: NodeJS.Timeout | undefined;

  /** `script` is the built `queryWorker.ts`. */
  constructor(script: string | URL) {
    this.#script = script;
  }

  /** Runs work with the thread of a target. */
  async use<Result>({ key, source }: QueryTarget, work: (thread: QueryThread) => Promise<Result>): Promise<Result> {
    clearTimeout(this.#timer);
    const previous = this.#current;
    if (previous?.key !== key) {
      this.#current = { key, thread: new QueryThread(this.#script, source), uses: 0 };
      this.#open.add(this.#current);
      if (previous && !previous.uses) this.#close(previous);
    }
    const used = this.#current!;
    used.uses++;
    try {
      return await work(used.thread);
    } finally {
      used.uses--;
      if (!used.uses) this.#end(used);
    }
  }

  /** Ends a thread that is no longer used. */
  #end(thread: UsedThread): void {
    if (this.#current === thread) this.#timer = setTimeout(() => this.#close(thread), idleMs).unref();
    else this.#close(thread);
  }

  #close(thread: UsedThread): void {
    if (this.#current === thread) this.#current = undefined;
    this.#open.delete(thread);
    void thread.thread.close();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const thread of [...this.#open]) this.#close(thread);
  }
}
