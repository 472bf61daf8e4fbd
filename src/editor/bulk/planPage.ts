import * as vscode from 'vscode';
import { openRows, sentWrites, unsentWrites, type PlanCounts, type PlanHead } from '../../kapture/bulk/plans/plan.ts';
import { canInclude, rowStates, type PlanRow } from '../../kapture/bulk/plans/planRow.ts';
import { rowsToCorrect } from '../../kapture/bulk/results/planCsv.ts';
import { planSummary } from '../../kapture/bulk/results/planSummary.ts';
import { changeTexts, nameOf } from '../../kapture/bulk/results/rowTexts.ts';
import type { OperationForm } from '../../kapture/catalogue/form.ts';
import { tenantHost } from '../../kapture/connection/tenant.ts';
import { planTitle, problemText } from '../shared/texts/catalogueTexts.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { nameWithRole, tenantText } from '../shared/texts/connectionTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { detailsOf, pageTexts, progressText, stateText, valueInLine } from './planTexts.ts';
import type { BulkContext } from './plans.ts';
import type { PlanMessage, ShownRow, Texts } from './protocol.ts';
import type { ActiveRun } from './runs.ts';

/** A plan as its page shows it, without its rows. */
export function planMessage(
  head: PlanHead,
  counts: PlanCounts,
  active: ActiveRun | undefined,
  { targets }: Pick<BulkContext, 'targets'>,
): Omit<PlanMessage, 'kind' | 'notice' | 'version' | 'matching' | 'filter'> {
  const connection = targets.connectionOf(head.tenant, head.connection);
  const isReadOnly = connection?.readOnly === true;
  const summary = planSummary(head, counts, active !== undefined).map((one) => problemText(one));
  if (isReadOnly && openRows(counts) && !active)
    summary.push(
      vscode.l10n.t('The connection {0} is read-only, so nothing can be written.', oneLine(connection.name, 60)),
    );
  if (head.isInUse && !active) summary.push(vscode.l10n.t('Another window or program is using this plan.'));
  return {
    title: planTitle(head),
    source: sourceOf(head, targets),
    groups: rowStates
      .map((state) => ({ state, label: stateText(state), count: counts.rows[state] }))
      .filter(({ count }) => count > 0),
    summary: summary.join(' '),
    progress: active ? activeText(active) : '',
    share: active?.progress?.total ? Math.min(1, active.progress.settled / active.progress.total) : undefined,
    actions: actionsOf(head, counts, active, isReadOnly),
    total: head.rows,
    canInclude: !active && unsentWrites(counts) + counts.rows.excluded > 0,
  };
}

/**
 * The line about a plan's source: its connection with role and host, and how many columns of the table are not
 * imported.
 */
function sourceOf({ tenant, connection: name, ignoredColumns = 0 }: PlanHead, targets: BulkContext['targets']): string {
  const connection = targets.connectionOf(tenant, name);
  const host = tenantHost(tenant);
  return [
    connection ? nameWithRole(oneLine(connection.name, 60), connection) : tenantText(tenant),
    ...(connection ? [] : [vscode.l10n.t('no connection')]),
    ...(connection && host !== undefined ? [host] : []),
    ...(ignoredColumns ? [vscode.l10n.t('columns not imported: {0}', numberText(ignoredColumns))] : []),
  ].join(' · ');
}

/** A text about the run or lookup in progress. */
function activeText({ progress, isStopping }: ActiveRun): string {
  if (isStopping) return vscode.l10n.t('Stopping after the request in progress…');
  return progress ? progressText(progress) : vscode.l10n.t('Starting…');
}

/** What can be done with a plan now, except writing on a read-only connection. The first action is the main one. */
export function actionsOf(
  head: PlanHead,
  counts: PlanCounts,
  active: ActiveRun | undefined,
  isReadOnly: boolean,
): PlanMessage['actions'] {
  if (active?.isStopping || (head.isInUse && !active)) return [];
  if (active) return [{ action: 'cancel', title: vscode.l10n.t('Cancel') }];
  const { rows, canRevert } = counts;
  const isRevert = head.revertOf !== undefined;
  const actions: PlanMessage['actions'][number][] = [];
  const isComplete = head.status !== 'planning';
  const canWrite = isComplete && openRows(counts) > 0 && !isReadOnly;
  const sent = sentWrites(counts);
  // This is true even if a run could not send any row.
  const isBegun = sent > 0 || head.status === 'stopped';
  if (canWrite && isBegun) actions.push({ action: 'apply', title: vscode.l10n.t('Resume Run…') });
  // Rows whose lookup failed can be looked up again, because a run omits them.
  if (head.isRead && (!isComplete || rows['not-looked-up']))
    actions.push({ action: 'lookUp', title: vscode.l10n.t('Look Up Customers') });
  if (canWrite && !isBegun) {
    actions.push({ action: 'apply', title: writesTitle(unsentWrites(counts), isRevert) });
  }
  actions.push({
    action: 'saveRows',
    title: sent ? vscode.l10n.t('Save Result…') : vscode.l10n.t('Save Plan…'),
    isSecondary: true,
  });
  // The rows of a plan that reverts another one are not those of a table.
  if (rowsToCorrect(rows) && isComplete && !isRevert)
    actions.push({ action: 'saveFailures', title: vscode.l10n.t('Save Rows to Correct…'), isSecondary: true });
  if (canRevert) actions.push({ action: 'revert', title: vscode.l10n.t('Create Revert Plan'), isSecondary: true });
  return actions;
}

function writesTitle(writes: number, isRevert: boolean): string {
  if (writes === 1) return isRevert ? vscode.l10n.t('Revert 1 Customer…') : vscode.l10n.t('Write 1 Customer…');
  return isRevert
    ? vscode.l10n.t('Revert {0} Customers…', numberText(writes))
    : vscode.l10n.t('Write {0} Customers…', numberText(writes));
}

/** A row for display. */
export function shownRow(row: PlanRow, isRunning: boolean, form: OperationForm): ShownRow {
  return {
    row: row.row,
    ...(row.line !== undefined && row.line !== row.row && { line: row.line }),
    state: row.state,
    stateText: stateText(row.state),
    name: valueInLine(nameOf(row), 80),
    key: valueInLine(row.key, 80),
    changes: valueInLine(changeTexts(row, form, pageTexts).join(', '), 400),
    details: detailsOf(row),
    isIncluded: row.state !== 'excluded',
    canChange: !isRunning && canInclude(row),
  };
}

/** The texts of the page in the user's language. */
export function textsOfPage(): Texts {
  return {
    columns: {
      included: vscode.l10n.t('Include'),
      number: vscode.l10n.t('Row'),
      state: vscode.l10n.t('Plan'),
      name: vscode.l10n.t('Customer'),
      changes: vscode.l10n.t('Values'),
      key: vscode.l10n.t('Matched by'),
      reason: vscode.l10n.t('Details'),
    },
    tableTitle: vscode.l10n.t('Rows'),
    tableHint: vscode.l10n.t(
      'Use the arrow keys to move, Space to include or exclude a row, and Enter to open it as a request.',
    ),
    tableHintFixed: vscode.l10n.t(
      'Use the arrow keys to move, and Enter to open a row as a request, or the customer that it has added.',
    ),
    row: vscode.l10n.t('Row {0}'),
    rowAndLine: vscode.l10n.t('Row {0} (line {1})'),
    tableNone: vscode.l10n.t('No rows to list.'),
    loading: vscode.l10n.t('Loading…'),
    ofRows: vscode.l10n.t('{0} of {1}'),
    search: vscode.l10n.t('Search rows'),
    all: vscode.l10n.t('All'),
    included: vscode.l10n.t('Included'),
    excluded: vscode.l10n.t('Excluded'),
    notChangeable: vscode.l10n.t('This row cannot be included or excluded.'),
    includeAll: vscode.l10n.t('Include All Listed'),
    excludeAll: vscode.l10n.t('Exclude All Listed'),
  };
}
