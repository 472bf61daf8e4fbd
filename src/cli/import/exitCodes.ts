import type { RunOutcome } from '../../kapture/bulk/runs/applyPlan.ts';
import { PlanError } from '../../kapture/bulk/plans/planError.ts';
import type { PlanCounts } from '../../kapture/bulk/plans/planCounts.ts';
import { TableError } from '../../kapture/bulk/tables/tableError.ts';
import { StoreError } from '../../kapture/store/storeError.ts';
import { UsageError } from '../shared/usageError.ts';
import { problemKinds } from './problemKinds.ts';

/** The exit codes of an import, see the help. */
export const exitCodes = { done: 0, someFailed: 1, usage: 2, stopped: 3, unexpected: 4 } as const;

interface Ended {
  readonly isRevert: boolean;
  /** The plan was applied, now or by an earlier run. */
  readonly isApplied: boolean;
  /** How the run ended; undefined without one. */
  readonly end: RunOutcome['end'] | undefined;
}

/** The exit code of a plan that was made or applied. */
export function exitCodeOf(
  { kinds, states, partlyDone, omitting, notReverted }: PlanCounts,
  { isRevert, isApplied, end }: Ended,
): number {
  if (end !== undefined && end !== 'finished') return exitCodes.stopped;
  // The customers that a run added cannot be deleted, so they are not a problem of the plan that reverts it.
  const hasProblems = isRevert
    ? notReverted.fields + notReverted.unknown + notReverted.otherCustomer + kinds.invalid > 0
    : omitting > 0 || problemKinds.some((kind) => kinds[kind] > 0);
  const failed = isApplied ? states.failed + states.unknown + states.sending + states.conflict + partlyDone : 0;
  return hasProblems || failed > 0 ? exitCodes.someFailed : exitCodes.done;
}

/** The reasons of errors after which the plan can be resumed. */
const resumable: readonly string[] = ['canceled', 'unauthorized', 'failing', 'lost'];

/**
 * The exit code for an error of a run; undefined if it is a bug, or an incorrect use that ends the command. `hasBegun`:
 * rows may have been written. `isCanceled`: the user stopped the run.
 */
export function exitCodeOfError(error: unknown, hasBegun: boolean, isCanceled: boolean): number | undefined {
  if (UsageError.is(error) && !hasBegun) return undefined;
  if (hasBegun || isCanceled || (PlanError.is(error) && resumable.includes(error.reason))) return exitCodes.stopped;
  return PlanError.is(error) || TableError.is(error) || StoreError.is(error) ? exitCodes.usage : undefined;
}
