import type { PlanDatabase } from '../../kapture/bulk/plans/planDatabase.ts';
import type { PlanCounts } from '../../kapture/bulk/plans/planCounts.ts';
import type { PlanHead } from '../../kapture/bulk/plans/planHead.ts';
import { notRevertedLines, planLine, repairLines, rowLine } from './importOutput.ts';
import type { ImportReport } from './importReport.ts';
import { problemKinds } from './problemKinds.ts';

/** Prints what a plan does, and the rows that it omits. `wasApplied`: before this run. */
export async function printPlan(
  report: ImportReport,
  store: PlanDatabase,
  { id: plan, revertOf }: Pick<PlanHead, 'id' | 'revertOf'>,
  counts: PlanCounts,
  wasApplied: boolean,
): Promise<void> {
  const isRevert = revertOf !== undefined;
  report.print('', planLine(plan, counts, revertOf));
  if (!wasApplied) await report.printRows(store, { plan }, 'Repaired cells:', repairLines);
  if (isRevert) await report.printRows(store, { plan }, 'Fields that cannot be reverted:', notRevertedLines);
  const omitted = wasApplied ? 'Rows that were omitted:' : 'Rows that will not be written:';
  await report.printRows(store, { plan, kinds: problemKinds }, omitted, (row) =>
    isRevert && row.problems.length ? [] : [rowLine(row)],
  );
  if (isRevert && !counts.kinds.update) report.print('There is nothing to revert.');
}
