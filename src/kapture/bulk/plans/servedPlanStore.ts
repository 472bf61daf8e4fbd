import type { Async } from '../../store/storeCalls.ts';
import type { Problem } from '../../problem/problem.ts';
import { PlanError, type PlanErrorReason } from './planError.ts';
import type { PlanStore, LocalPlanStore } from './planStore.ts';

/** The result of a call in another thread, or the {@link PlanError} that it threw, which threads cannot pass on. */
export type Served<Result> =
  | { readonly result: Result; readonly error?: undefined }
  | {
      readonly error: {
        readonly reason: PlanErrorReason;
        readonly problem: Problem;
        readonly plan: number | undefined;
      };
    };

/** The calls of a store as its thread serves them. */
export type ServedPlanStore = {
  readonly [Call in keyof PlanStore]: (
    ...args: Parameters<LocalPlanStore[Call]>
  ) => Served<ReturnType<LocalPlanStore[Call]>>;
};

/** Serves the calls of a store. */
export function servedPlanStore(store: LocalPlanStore): ServedPlanStore {
  const call = (name: keyof PlanStore, args: readonly unknown[]): Served<unknown> => {
    try {
      return { result: (store[name] as (...given: readonly unknown[]) => unknown).apply(store, [...args]) };
    } catch (error) {
      if (!PlanError.is(error)) throw error;
      const { reason, problem, plan } = error;
      return { error: { reason, problem, plan } };
    }
  };
  return new Proxy({} as ServedPlanStore, {
    get:
      (_, name) =>
      (...args: readonly unknown[]) =>
        call(name as keyof PlanStore, args),
  });
}

/** The store behind the calls that another thread serves. Rejects with the errors of the store. */
export function planStoreOf(served: Async<ServedPlanStore>): PlanStore {
  const call = async (name: keyof PlanStore, args: readonly unknown[]): Promise<unknown> => {
    const answer = await (served[name] as (...given: readonly unknown[]) => Promise<Served<unknown>>)(...args);
    if (!answer.error) return answer.result;
    const { reason, problem, plan } = answer.error;
    throw new PlanError(reason, problem, plan);
  };
  return new Proxy({} as PlanStore, {
    get: (_, name) => {
      // An object with a `then` property would be treated as a promise by `await`.
      if (name === 'then') return undefined;
      return (...args: readonly unknown[]) => call(name as keyof PlanStore, args);
    },
  });
}
