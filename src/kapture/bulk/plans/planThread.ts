import { startStoreThread, type Async } from '../../store/storeThread.ts';
import type { PlanCalls } from './planCalls.ts';
import { PlanError } from './planError.ts';
import type { PlanStore } from './planStore.ts';
import type { Served, ServedPlans } from './servedPlans.ts';

/** A thread that reads and writes the plans in a file. */
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
  return { store: storeOf(thread.store), ended: thread.store.ended, finish: () => thread.finish() };
}

/** The store behind the calls that another thread serves. */
function storeOf(served: Async<ServedPlans>): PlanStore {
  const call = async (name: keyof PlanCalls, args: readonly unknown[]): Promise<unknown> => {
    const answer = await (served[name] as (...given: readonly unknown[]) => Promise<Served<unknown>>)(...args);
    if (!answer.error) return answer.result;
    const { reason, problem, plan } = answer.error;
    throw new PlanError(reason, problem, plan);
  };
  return new Proxy({} as PlanStore, {
    get: (_, name) => {
      // An object with a `then` property would be treated as a promise by `await`.
      if (name === 'then') return undefined;
      return (...args: readonly unknown[]) => call(name as keyof PlanCalls, args);
    },
  });
}
