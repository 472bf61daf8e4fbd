import { allRows } from '../../kapture/bulk/plans/pages.ts';
import type { PlanDatabase } from '../../kapture/bulk/plans/planDatabase.ts';
import type { PlanCounts } from '../../kapture/bulk/plans/planCounts.ts';
import type { PlanHead } from '../../kapture/bulk/plans/planHead.ts';
import type { RowQuery } from '../../kapture/bulk/plans/rowQuery.ts';
import {
  blanksLine,
  changesLine,
  notRevertedLines,
  omittingLine,
  planLine,
  renamesLine,
  repairLines,
  rowLine,
} from './importOutput.ts';
import { formOf } from '../../kapture/catalogue/forms.ts';
import { isBlank } from '../../kapture/update/fieldValue.ts';
import type { OperationForm } from '../../kapture/catalogue/form.ts';
import type { ImportReport } from './importReport.ts';
import { problemKinds } from './problemKinds.ts';

/** Number of updates that a dry run prints. */
const shownUpdates = 10;

/** Prints what a plan does, and the rows that it omits. `wasApplied`: before this run. */
export async function printPlan(
  report: ImportReport,
  store: PlanDatabase,
  { id: plan, revertOf, dialect, identifier }: Pick<PlanHead, 'id' | 'revertOf' | 'dialect' | 'identifier'>,
  counts: PlanCounts,
  { wasApplied, isDryRun }: { readonly wasApplied: boolean; readonly isDryRun: boolean },
): Promise<void> {
  const isRevert = revertOf !== undefined;
  report.print('', planLine(plan, counts, revertOf));
  // Those that are not sent yet.
  if (!isRevert && counts.renames) report.print(renamesLine(counts, identifier));
  const blanks = await countBlanks(store, plan);
  if (blanks) report.print(blanksLine(blanks));
  if (isDryRun && !wasApplied) printUpdates(report, store, plan, formOf('update', dialect));
  if (!wasApplied) await report.printRows(store, { plan }, 'Repaired cells:', repairLines);
  if (isRevert) await report.printRows(store, { plan }, 'Fields that cannot be reverted:', notRevertedLines);
  if (!wasApplied && counts.omitting)
    await report.printRows(store, { plan, mark: 'partly-masked' }, 'Rows that will be written in part:', (row) =>
      row.isIncluded && row.state === 'not-sent' ? [omittingLine(row)] : [],
    );
  const omitted = wasApplied ? 'Rows that were omitted:' : 'Rows that will not be written:';
  await report.printRows(store, { plan, kinds: problemKinds }, omitted, (row) =>
    isRevert && row.problems.length ? [] : [rowLine(row)],
  );
  if (isRevert && !counts.kinds.update) report.print('There is nothing to revert.');
}

/** The number of updates that are not sent yet and send a blank value. */
async function countBlanks(store: PlanDatabase, plan: number): Promise<number> {
  let count = 0;
  for await (const { isIncluded, changes } of allRows(store, { plan, kinds: ['update'], states: ['not-sent'] }))
    if (isIncluded && changes.some(({ to }) => isBlank(to))) count++;
  return count;
}

/** Prints the first updates that are not sent yet, with their old and new values. */
function printUpdates(report: ImportReport, store: PlanDatabase, plan: number, form: OperationForm): void {
  const query = { plan, kinds: ['update'], states: ['not-sent'] } satisfies RowQuery;
  const rows = store.rows({ ...query, limit: shownUpdates });
  if (!rows.length) return;
  const others = store.count(query) - rows.length;
  const more = others > 0 ? [`  … and ${others} more. To see all, use --result FILE.`] : [];
  report.print('Changes:', ...rows.map((row) => changesLine(row, form)), ...more);
}
