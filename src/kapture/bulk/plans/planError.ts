import { inEnglish, problem, type Problem } from '../../problem/problem.ts';

/**
 * Why a plan or a run stopped.
 * - `canceled`: the signal was aborted
 * - `busy`: another process uses the plan
 * - `lost`: another process continued the plan, because this one was suspended
 * - `other-tenant`, `other-dialect`: the connection is not the one that the plan was made for
 * - `not-ready`: rows of the file are missing, or planning was interrupted
 * - `gone`: the plan was deleted
 * - `unauthorized`: the server refuses the key
 * - `failing`: the server failed for too many rows in a row, or asks for a long wait
 * - `changed`: the caller stopped a run, see `ApplyOptions.reasonToStop`
 * - `identifier`: customers cannot be looked up by it
 */
export type PlanErrorReason =
  | 'canceled'
  | 'busy'
  | 'lost'
  | 'other-tenant'
  | 'other-dialect'
  | 'not-ready'
  | 'gone'
  | 'unauthorized'
  | 'failing'
  | 'changed'
  | 'identifier';

/** Thrown if a plan cannot be made or applied as a whole. A problem of one row is in the row instead. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
  readonly reason: PlanErrorReason;
  readonly problem: Problem;
  /** The plan, if there is one. */
  readonly plan: number | undefined;

  constructor(reason: PlanErrorReason, problem: Problem, plan?: number, cause?: unknown) {
    super(inEnglish(problem), { cause });
    this.reason = reason;
    this.problem = problem;
    this.plan = plan;
  }

  static gone(plan: number): PlanError {
    return new PlanError('gone', problem('This plan was deleted.'), plan);
  }

  static is(error: unknown, reason?: PlanErrorReason): error is PlanError {
    return (
      error instanceof Error &&
      error.name === 'PlanError' &&
      (reason === undefined || (error as PlanError).reason === reason)
    );
  }
}
