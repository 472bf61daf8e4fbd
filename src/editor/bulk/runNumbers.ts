import type { PlanCounts } from '../../kapture/bulk/plans/planCounts.ts';
import { openRows } from '../../kapture/bulk/plans/rowsNotWritten.ts';
import type { HistoryRun } from '../../kapture/store/historyRuns.ts';

/** The outcomes of the rows of a run, as the history counts them. */
export function runNumbers(
  counts: PlanCounts,
): Pick<HistoryRun, 'writes' | 'done' | 'upToDate' | 'unknown' | 'partly' | 'isFinished'> {
  const { included, states, partlyDone, omitting } = counts;
  const isFinished = openRows(counts) === 0;
  return {
    writes: included.add + included.update,
    done: states.done,
    upToDate: states.unchanged,
    unknown: states.unknown + states.sending,
    // Before the end, `omitting` also counts rows that are not sent yet.
    partly: partlyDone + (isFinished ? omitting : 0),
    isFinished,
  };
}
