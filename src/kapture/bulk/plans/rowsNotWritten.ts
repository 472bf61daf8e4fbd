import { rowKinds, rowStates, type RowKind, type RowState } from './planRow.ts';
import type { PlanCounts } from './planCounts.ts';

/** The rows of a plan that a run does not write. */
export interface RowsNotWritten {
  readonly total: number;
  /** Adds and updates that the user has excluded. */
  readonly excluded: number;
  /** The kinds that are never written, with their numbers of rows. */
  readonly kinds: readonly { readonly kind: RowKind; readonly count: number }[];
  /** Why a run did not write the others, with their numbers of rows; empty before it. */
  readonly states: readonly { readonly state: RowState; readonly count: number }[];
}

/** Counts the rows that a run does not write. */
export function rowsNotWritten({ kinds, included }: Pick<PlanCounts, 'kinds' | 'included'>): RowsNotWritten {
  const excluded = kinds.add + kinds.update - included.add - included.update;
  const others = rowKinds
    .filter((kind) => kind !== 'add' && kind !== 'update' && kinds[kind] > 0)
    .map((kind) => ({ kind, count: kinds[kind] }));
  return { total: others.reduce((sum, { count }) => sum + count, excluded), excluded, kinds: others, states: [] };
}

/**
 * Counts the rows that a run has not written. Those with an unknown result, and those whose customers already had the
 * values, are not among them.
 */
export function rowsNotWrittenByRun(counts: Pick<PlanCounts, 'kinds' | 'included' | 'states'>): RowsNotWritten {
  const never = rowsNotWritten(counts);
  const states = (['failed', 'conflict', 'not-sent'] as const)
    .map((state) => ({ state, count: counts.states[state] }))
    .filter(({ count }) => count > 0);
  return { ...never, total: states.reduce((sum, { count }) => sum + count, never.total), states };
}

/** The number of rows that a run has dealt with. */
export function settledRows({ states }: Pick<PlanCounts, 'states'>): number {
  return rowStates.reduce((sum, state) => (state === 'not-sent' ? sum : sum + states[state]), 0);
}

/** The number of rows that a run would send or read: those with an unknown result that a read can decide, too. */
export function openRows(counts: Pick<PlanCounts, 'states' | 'otherCustomer'>): number {
  return counts.states['not-sent'] + undecidedRows(counts);
}

/** The number of rows with an unknown result that a run would read. */
export function undecidedRows({ states, otherCustomer }: Pick<PlanCounts, 'states' | 'otherCustomer'>): number {
  return states.sending + states.unknown - otherCustomer;
}

/** Whether the user can include or exclude a row: an add or an update that was not sent. */
export function canIncludeRows({ kinds, states }: Pick<PlanCounts, 'kinds' | 'states'>): boolean {
  return kinds.add + kinds.update > settledRows({ states });
}
