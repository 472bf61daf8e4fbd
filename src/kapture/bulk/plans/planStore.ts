import type { PlanCalls } from './planCalls.ts';

/** The calls to stored plans for callers that wait for each: of a `PlanDatabase`, or of a `PlanThread`. */
export type PlanStore = {
  readonly [Call in keyof PlanCalls]: (
    ...args: Parameters<PlanCalls[Call]>
  ) => ReturnType<PlanCalls[Call]> | Promise<ReturnType<PlanCalls[Call]>>;
};
