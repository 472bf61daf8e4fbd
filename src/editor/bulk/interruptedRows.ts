import type { PlanCounts } from '../../kapture/bulk/plans/planCounts.ts';
import type { PlanHead } from '../../kapture/bulk/plans/planHead.ts';
import type { PlanRow, RowState } from '../../kapture/bulk/plans/planRow.ts';
import type { ActiveRun } from './runs.ts';

/** Whether a run, also one of another window, is sending rows. One that resumes reads the interrupted rows first. */
export function isSending({ status }: Pick<PlanHead, 'status'>, active: ActiveRun | undefined): boolean {
  return status === 'applying' && active?.progress?.phase !== 'resolving';
}

/** The counts of a plan while nothing is being sent: the result of the rows that were being sent is unknown. */
export function withoutSending(counts: PlanCounts): PlanCounts {
  const { sending, unknown } = counts.states;
  return { ...counts, states: { ...counts.states, sending: 0, unknown: unknown + sending } };
}

/** A row of it, see {@link withoutSending}. */
export function notSending(row: PlanRow): PlanRow {
  return row.state === 'sending' ? { ...row, state: 'unknown' } : row;
}

/** The stored states of the rows that are shown with these states, see {@link withoutSending}. */
export function storedStates(states: readonly RowState[]): readonly RowState[] {
  return states.includes('unknown') ? [...states, 'sending'] : states;
}
