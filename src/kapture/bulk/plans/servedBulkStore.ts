import type { Async } from '../../store/storeCalls.ts';
import type { Problem } from '../../problem/problem.ts';
import { BulkError, type BulkErrorReason } from './bulkError.ts';
import type { BulkCalls, BulkStoreCalls } from './bulkCalls.ts';

/** The result of a call in another thread, or the {@link BulkError} that it threw, which threads cannot pass on. */
export type Served<Result> =
  | { readonly result: Result; readonly error?: undefined }
  | {
      readonly error: {
        readonly reason: BulkErrorReason;
        readonly problem: Problem;
        readonly plan: number | undefined;
      };
    };

/** The calls of a store as its thread serves them. */
export type ServedBulkCalls = {
  readonly [Call in keyof BulkCalls]: (...args: Parameters<BulkCalls[Call]>) => Served<ReturnType<BulkCalls[Call]>>;
};

/** Serves the calls of a store. */
export function servedCalls(store: BulkCalls): ServedBulkCalls {
  const call = (name: keyof BulkCalls, args: readonly unknown[]): Served<unknown> => {
    try {
      return { result: (store[name] as (...given: readonly unknown[]) => unknown).apply(store, [...args]) };
    } catch (error) {
      if (!BulkError.is(error)) throw error;
      const { reason, problem, plan } = error;
      return { error: { reason, problem, plan } };
    }
  };
  return new Proxy({} as ServedBulkCalls, {
    get:
      (_, name) =>
      (...args: readonly unknown[]) =>
        call(name as keyof BulkCalls, args),
  });
}

/** The store behind the calls that another thread serves. Rejects with the errors of the store. */
export function storeOf(served: Async<ServedBulkCalls>): BulkStoreCalls {
  const call = async (name: keyof BulkCalls, args: readonly unknown[]): Promise<unknown> => {
    const answer = await (served[name] as (...given: readonly unknown[]) => Promise<Served<unknown>>)(...args);
    if (!answer.error) return answer.result;
    const { reason, problem, plan } = answer.error;
    throw new BulkError(reason, problem, plan);
  };
  return new Proxy({} as BulkStoreCalls, {
    get: (_, name) => {
      // An object with a `then` property would be treated as a promise by `await`.
      if (name === 'then') return undefined;
      return (...args: readonly unknown[]) => call(name as keyof BulkCalls, args);
    },
  });
}
