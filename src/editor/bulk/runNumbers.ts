import type { PlanCounts } from '../../kapture/bulk/plans/planCounts.ts';
import type { HistoryRun } from '../../kapture/store/historyRuns.ts';

/** The outcomes of the rows of a run, as the history counts them. */
export function runNumbers({
  included,
  states,
  partlyDone,
}: PlanCounts): Pick<HistoryRun, 'writes' | 'done' | 'unknown' | 'partly' | 'isFinished'> {
  return {
    writes: included.add + included.update,
    done: states.done + states.unchanged,
    unknown: states.unknown + states.sending,
    partly: partlyDone,
    isFinished: states['not-sent'] + states.unknown + states.sending === 0,
  };
}
