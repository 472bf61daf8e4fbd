import type { Problem } from '../../problem/problem.ts';
import { startStoreThread } from '../../store/storeThread.ts';
import { PlanError, type PlanErrorReason } from './plan.ts';
import type { PlanStore } from './planDatabase.ts';

/** The result of a call in another thread, or the properties of the {@link PlanError} that it threw. */
export type Served =
  | { readonly result: unknown; readonly error?: undefined }
  | {
      readonly error: {
        readonly reason: PlanErrorReason;
        readonly problem: Problem;
        readonly plan: number | undefined;
      };
    };

/** The only call of the thread: one of a plan store by its name. Threads cannot pass a {@link PlanError} on. */
export interface ServedPlans {
  call(name: keyof PlanStore, args: readonly unknown[]): Served;
}

export interface PlanThread {
  /** Calls reject with a {@link PlanError}, or with a `StoreError`, also if the thread has ended. */
  readonly store: PlanStore;
  /** Aborted when the thread has ended. */
  readonly ended: AbortSignal;
  /** Ends the thread after all pending calls. */
  finish(): Promise<void>;
}

/**
 * Starts a thread for the plans in the file at `path`. `script` is the built `planWorker`. `onSetAside` is called with
 * the new path of a file that could not be used.
 */
export function startPlanThread(script: string | URL, path: string, onSetAside?: (file: string) => void): PlanThread {
  const thread = startStoreThread<ServedPlans>(script, path, onSetAside);
  const call = async (name: keyof PlanStore, args: readonly unknown[]): Promise<unknown> => {
    const answer = await thread.store.call(name, args);
    if (!answer.error) return answer.result;
    const { reason, problem, plan } = answer.error;
    throw new PlanError(reason, problem, plan);
  };
  const store = new Proxy({} as PlanStore, {
    get: (_, name) =>
      // An object with a `then` property would be treated as a promise by `await`.
      name === 'then' ? undefined : (...args: readonly unknown[]) => call(name as keyof PlanStore, args),
  });
  return { store, ended: thread.store.ended, finish: () => thread.finish() };
}
