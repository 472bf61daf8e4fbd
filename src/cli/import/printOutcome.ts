import type { PlanDatabase } from '../../kapture/bulk/plans/planDatabase.ts';
import type { RowState } from '../../kapture/bulk/plans/planRow.ts';
import type { PlanCounts } from '../../kapture/bulk/plans/planCounts.ts';
import type { RowQuery } from '../../kapture/bulk/plans/rowQuery.ts';
import { plain } from '../shared/plain.ts';
import type { ImportOptions } from './importCommand.ts';
import { omittedText, otherCustomerLine, rowLine, runLine } from './importOutput.ts';
import { maxLines, type ImportReport } from './importReport.ts';
import { problemKinds } from './problemKinds.ts';
import { repeatedOptions } from './repeatedOptions.ts';

/** Prints the outcome of the rows of a plan, under a title. */
export async function printOutcome(
  report: ImportReport,
  store: PlanDatabase,
  plan: number,
  title: string,
  counts: PlanCounts,
  options: ImportOptions,
): Promise<void> {
  report.print(`${title}: ${runLine(counts)}`);
  if (counts.otherCustomer) report.print(otherCustomerLine(counts.otherCustomer));
  for (const [list, states] of [
    ['Rows that were not written:', ['failed', 'conflict']],
    ['Rows with an unknown result:', ['unknown', 'sending']],
  ] as const satisfies readonly (readonly [string, readonly RowState[]])[])
    await report.printRows(store, { plan, states }, list, (row) => [rowLine(row)]);
  if (counts.partlyDone)
    await report.printRows(store, { plan, mark: 'partly-done' }, 'Rows that were written in part:', (row) => [
      rowLine(row),
    ]);
  if (counts.omitting) {
    const query = { plan, mark: 'partly-masked', states: ['unchanged'] } satisfies RowQuery;
    await report.printRows(store, query, 'Rows that may not be up to date:', (row) => [rowLine(row)]);
  }
  const omitted = omittedText(counts);
  if (omitted) report.print(`Omitted: ${omitted}.${placeOfReasons(plan, counts, options)}`);
}

/** Where the reasons of the rows are that a run omits. */
function placeOfReasons(plan: number, { kinds }: PlanCounts, options: ImportOptions): string {
  const { result, sandbox } = options;
  const count = problemKinds.reduce((sum, kind) => sum + kinds[kind], 0);
  if (!count) return '';
  if (result !== undefined) return ` The reasons are in ${plain(result)}.`;
  if (count <= maxLines) return ' The reasons are above.';
  if (sandbox) return ' To get all reasons, use --result FILE.';
  return ` To get all reasons, use --resume --plan ${plan} --result FILE.${repeatedOptions(options)}`;
}
