import type { Problem } from '../../problem/problem.ts';
import { PlanError, type PlanErrorReason } from './planError.ts';
import type { PlanCalls } from './planCalls.ts';

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

/** The calls as the thread of the plans serves them. */
export type ServedPlans = {
  readonly [Call in keyof PlanCalls]: (...args: Parameters<PlanCalls[Call]>) => Served<ReturnType<PlanCalls[Call]>>;
};

/** Serves calls to another thread, see `startPlanThread`. */
export function servedPlans(plans: PlanCalls): ServedPlans {
  const call = (name: keyof PlanCalls, args: readonly unknown[]): Served<unknown> => {
    try {
      return { result: (plans[name] as (...given: readonly unknown[]) => unknown)(...args) };
    } catch (error) {
      if (!PlanError.is(error)) throw error;
      const { reason, problem, plan } = error;
      return { error: { reason, problem, plan } };
    }
  };
  return new Proxy({} as ServedPlans, {
    get:
      (_, name) =>
      (...args: readonly unknown[]) =>
        call(name as keyof PlanCalls, args),
  });
}
