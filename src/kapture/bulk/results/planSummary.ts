import { problem, type Problem } from '../../problem/problem.ts';
import type { Identifier } from '../plans/identifiers.ts';
import {
  doneRows,
  openRows,
  sentWrites,
  undecidedRows,
  unsentWrites,
  type NotReverted,
  type PlanCounts,
  type PlanHead,
} from '../plans/plan.ts';
import { refusedStates, rowStates, type RowState } from '../plans/planRow.ts';
import type { RunOutcome } from '../runs/applyPlan.ts';
import type { RunConfirmation } from '../runs/bulkRun.ts';
import { stateTitles } from './rowTexts.ts';

type SummarizedPlan = Pick<PlanHead, 'revertOf' | 'isRead' | 'status' | 'identifier' | 'columns'>;

/** The numbers of rows by state, such as `Add: 2, Invalid: 1`; empty if there are none. */
export function stateList(rows: PlanCounts['rows'], states: readonly RowState[] = rowStates): Problem[] {
  return states.filter((state) => rows[state] > 0).map((state) => problem('{0}: {1}', stateTitles[state], rows[state]));
}

function joined(parts: readonly Problem[]): Problem {
  return parts.reduce((before, part) => problem('{0}, {1}', before, part));
}

/**
 * What a run of a plan would write or has written, and what it has not. `isRunning` omits the advice to resume the run.
 */
export function planSummary(head: SummarizedPlan, counts: PlanCounts, isRunning = false): Problem[] {
  const { rows, reverted, omitting, canRevert, updated, notReverted } = counts;
  const isRevert = head.revertOf !== undefined;
  const isBegun = sentWrites(counts) > 0;
  const unsent = unsentWrites(counts);
  const left = rows['not-looked-up'];
  const found: (Problem | undefined)[] = [];
  if (isBegun) {
    found.push(problem('{0} of {1} writes are done.', doneRows(counts), unsent + sentWrites(counts)));
    if (!isRunning && undecidedRows(counts))
      found.push(problem('Unknown results: {0}. Resume the run to read these customers again.', undecidedRows(counts)));
  } else if (!head.isRead) found.push(problem('The plan does not have all rows of the file. Import the file again.'));
  else if (unsent)
    found.push(
      isRevert
        ? problem('Customers to revert: {0}. Nothing has been written.', unsent)
        : problem('Adds: {0}. Updates: {1}. Nothing has been written.', rows.add, rows.update),
    );
  else if (head.status !== 'planning')
    found.push(isRevert ? problem('Nothing to revert.') : problem('Nothing to write.'));
  if (head.isRead && left && head.status === 'planning')
    found.push(problem('Customers that have not been looked up yet: {0}.', left));
  if (rows['partly-done'])
    found.push(
      isRevert
        ? problem('Partly reverted, because previous values are unknown: {0}.', rows['partly-done'])
        : problem(
            'Partly done, because values are masked or redacted, or Kapture ignored blank values: {0}.',
            rows['partly-done'],
          ),
    );
  if (rows['other-customer'])
    found.push(
      problem('Rows whose response names a different customer: {0}. Check both customers.', rows['other-customer']),
    );
  if (!isRunning && omitting) found.push(omittingText(omitting));
  if (!isRunning) found.push(renamesText(counts, head));
  if (rows['cannot-be-reverted'])
    found.push(problem('Added customers cannot be deleted: {0}.', rows['cannot-be-reverted']));
  found.push(...notRevertedTexts(notReverted));
  if (reverted) found.push(problem('Reverted: {0}.', reverted));
  if (doneRows(counts) && !openRows(counts) && !canRevert && !reverted && !isRevert)
    found.push(
      updated
        ? problem('There is nothing to revert: the previous values are unknown.')
        : problem('There is nothing to revert: the API cannot delete the added customers.'),
    );
  if (!isRunning && head.status !== 'planning') found.push(notWrittenText(counts, isBegun));
  return found.filter((one) => one !== undefined);
}

/** What the user should know before a run, in addition to its connection and host. */
export function runConfirmationTexts(
  confirmation: RunConfirmation,
  head: SummarizedPlan,
  counts: PlanCounts,
  changedFile: string | undefined,
): Problem[] {
  const { adds, updates, unknown, blank, irreversible } = confirmation;
  const isRevert = head.revertOf !== undefined;
  const found = [
    isRevert ? problem('Customers to revert: {0}.', updates) : problem('Adds: {0}. Updates: {1}.', adds, updates),
    changedFile === undefined
      ? undefined
      : problem(
          '{0} has changed since this plan was created, so create a new plan if you want to write its new values.',
          changedFile,
        ),
    unknown ? problem('Of these, {0} may have been applied already. They are read first.', unknown) : undefined,
    renamesText(counts, head),
    blank ? blankText(blank) : undefined,
    counts.omitting ? omittingText(counts.omitting) : undefined,
    counts.rows['cannot-be-reverted']
      ? problem('Added customers cannot be deleted: {0}.', counts.rows['cannot-be-reverted'])
      : undefined,
    ...notRevertedTexts(isRevert ? counts.notReverted : { ...irreversible, unknown: 0, otherCustomer: 0 }),
    notWrittenText(counts, false),
  ];
  return found.filter((one) => one !== undefined);
}

export function runEndTexts({ end, reason, counts }: RunOutcome, head: SummarizedPlan): Problem[] {
  switch (end) {
    case 'finished':
      return planSummary(head, counts);
    case 'stopped':
      return [reason ?? problem('The run stopped.')];
    case 'canceled':
      return [problem('The run was canceled. It can be resumed.')];
    case 'declined':
      return [problem('Nothing was sent.')];
  }
}

/** The warning about updates that send a blank value, in the words of the warning about saving one customer. */
export function blankText(updates: number): Problem {
  return problem(
    "Updates with a blank value: {0}. Kapture's documentation does not say whether a blank value clears the field or is ignored. The stored value is checked afterward.",
    updates,
  );
}

function omittingText(updates: number): Problem {
  return updates === 1
    ? problem('1 update omits masked or redacted values.')
    : problem('{0} updates omit masked or redacted values.', updates);
}

/**
 * How many updates replace the name of a customer, and why that customer may not be the one that the row means;
 * undefined if none does. Without columns, users have selected the customers themselves, so there is no doubt about
 * them.
 */
function renamesText(
  { renames, firstRename = 0 }: PlanCounts,
  { identifier, columns }: SummarizedPlan,
): Problem | undefined {
  if (!renames) return undefined;
  const count =
    renames === 1
      ? problem("1 update changes the customer's name (row {0}).", firstRename)
      : problem("{0} updates change the customer's name (the first in row {1}).", renames, firstRename);
  return columns ? problem('{0} {1} Check these rows.', count, doubts[identifier]) : count;
}

const doubts: Readonly<Record<Identifier, Problem>> = {
  id: problem('An ID of another tenant can belong to another customer here.'),
  code: problem('A customer code of another tenant can belong to another customer here.'),
  phone: problem('The phone number of a row can belong to another person.'),
  email: problem('The email address of a row can belong to another person.'),
};

/** What a plan that reverts another one leaves as it is, or what no plan can revert. */
function notRevertedTexts({ fields, customers, unknown, otherCustomer }: NotReverted): Problem[] {
  return [
    ...(fields
      ? [
          problem(
            'Fields that cannot be reverted, because the previous values are unknown: {0} (customers: {1}).',
            fields,
            customers,
          ),
        ]
      : []),
    ...(unknown
      ? [
          problem(
            'Updates of the run with an unknown result, which this plan does not revert: {0}. Resume the run, then create the revert plan again.',
            unknown,
          ),
        ]
      : []),
    ...(otherCustomer
      ? [
          problem(
            'Updates of the run whose response names a different customer, which this plan does not revert: {0}. Check both customers.',
            otherCustomer,
          ),
        ]
      : []),
  ];
}

/** The rows that a run does not write or has not written, and why; undefined if it writes all of them. */
function notWrittenText({ rows }: PlanCounts, isBegun: boolean): Problem | undefined {
  const run: readonly RowState[] = isBegun ? ['failed', 'conflict', 'add', 'update'] : [];
  const parts = stateList(rows, [...run, 'excluded', 'unchanged', ...refusedStates]);
  const [first] = parts;
  return first && problem('Rows not written: {0}.', joined(parts));
}
