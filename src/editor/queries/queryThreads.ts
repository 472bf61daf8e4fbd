import * as vscode from 'vscode';
import { QueryThread } from '../../kapture/query/queryThread.ts';
import type { QueryTarget } from './queryTarget.ts';

/** A thread that is not used for this time is ended, because it keeps the queried data in memory. */
const idleMs = 60_000;

/** The thread of the data that was queried last. */
export class QueryThreads implements vscode.Disposable {
  readonly #script: string;
  #current: { readonly key: string; readonly thread: QueryThread } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(extensionUri: vscode.Uri) {
    this.#script = vscode.Uri.joinPath(extensionUri, 'dist', 'query-worker.cjs').fsPath;
  }

  /** Runs work with the thread of a target. */
  async use<Result>({ key, source }: QueryTarget, work: (thread: QueryThread) => Promise<Result>): Promise<Result> {
    if (this.#current?.key !== key) {
      this.dispose();
      this.#current = { key, thread: new QueryThread(this.#script, source) };
    }
    clearTimeout(this.#timer);
    const { thread } = this.#current!;
    try {
      return await work(thread);
    } finally {
      if (this.#current?.thread === thread) {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.dispose(), idleMs);
        this.#timer.unref();
      }
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    void this.#current?.thread.close();
    this.#current = undefined;
  }
}
