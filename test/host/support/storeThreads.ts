import { syncBuiltinESMExports } from 'node:module';
import workerThreads from 'node:worker_threads';

const { Worker } = workerThreads;

/**
 * Lists the worker threads that the extension starts while `work` runs, the newest last. While `fail` is true, a new
 * thread's script cannot be loaded.
 */
export async function withThreads(
  work: (threads: { readonly started: readonly workerThreads.Worker[]; fail: boolean }) => Promise<void>,
): Promise<void> {
  const started: workerThreads.Worker[] = [];
  const threads = { started, fail: false };
  workerThreads.Worker = class extends Worker {
    constructor(script: string | URL, options?: workerThreads.WorkerOptions) {
      super(threads.fail ? `${String(script)}.is-gone` : script, options);
      started.push(this);
    }
  };
  // The modules of the extension are ES modules, which see the change only after this.
  syncBuiltinESMExports();
  try {
    await work(threads);
  } finally {
    workerThreads.Worker = Worker;
    syncBuiltinESMExports();
  }
}
