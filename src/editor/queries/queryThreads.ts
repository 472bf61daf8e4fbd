import * as vscode from 'vscode';
import { QueryThread } from '../../kapture/query/queryThread.ts';
import type { QueryTarget } from './queryTarget.ts';

/** A thread that is not used for this time is ended, because it keeps the queried data in memory. */
const idleMs = 60_000;

/** The thread of the data that was queried last. */
export class QueryThreads implements vscode.Disposable {
  readonly #script: string;
  #current: { readonly key: string; readonly thread: QueryThread; uses: number } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(extensionUri: vscode.Uri) {
    this.#script = vscode.Uri.joinPath(extensionUri, 'dist', 'query-worker.cjs').fsPath;
  }

  /** Runs work with the thread of a target. */
  async use<Result>({ key, source }: QueryTarget, work: (thread: QueryThread) => Promise<Result>): Promise<Result> {
    if (this.#current?.key !== key) {
      this.dispose();
      this.#current = { key, thread: new QueryThread(this.#script, source), uses: 0 };
    }
    clearTimeout(this.#timer);
    const used = this.#current;
    used.uses++;
    try {
      return await work(used.thread);
    } finally {
      used.uses--;
      if (this.#current === used && !used.uses) this.#timer = setTimeout(() => this.dispose(), idleMs).unref();
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    void this.#current?.thread.close();
    this.#current = undefined;
  }
}
