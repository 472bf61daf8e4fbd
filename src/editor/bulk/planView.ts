import * as vscode from 'vscode';
import type { OperationForm } from '../../kapture/catalogue/form.ts';
import { isPartlyDone } from '../../kapture/bulk/plans/isPartlyDone.ts';
import { rowKinds, rowStates, type PlanRow } from '../../kapture/bulk/plans/planRow.ts';
import type { PlanCounts } from '../../kapture/bulk/plans/planCounts.ts';
import type { PlanHead } from '../../kapture/bulk/plans/planHead.ts';
import type { Identifier } from '../../kapture/bulk/plans/rowInput.ts';
import type { RowMark } from '../../kapture/bulk/plans/rowQuery.ts';
import { openRows, rowsNotWrittenByRun, rowsNotWritten, settledRows } from '../../kapture/bulk/plans/rowsNotWritten.ts';
import { tenantHost } from '../../kapture/connection/tenant.ts';
import { plainValue } from '../../kapture/update/fieldValue.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { nameWithRole } from '../shared/texts/nameWithRole.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { valueInLine } from './valueInLine.ts';
import { tenantText } from '../shared/texts/tenantText.ts';
import { changesText, detailsOf, kindText, partlyDoneText, resultText, stateText } from './planTexts.ts';
import type { BulkPorts } from './ports.ts';
import { progressText } from './progressText.ts';
import type { PlanGroup, ShownRow } from './protocol.ts';
import type { ActiveRun } from './runs.ts';
import {
  keptText,
  notRevertedText,
  notWrittenText,
  omittingText,
  otherCustomerText,
  revertedOtherText,
  partlyDoneTexts,
  renamesText,
  unknownText,
  upToDateText,
  writesText,
} from './writesText.ts';

/** The connection of a plan with its role and host, and how many columns of the table are not imported. */
export function sourceOf(head: PlanHead, ports: BulkPorts): string {
  const { ignoredColumns = 0 } = head;
  const connection = connectionText(head, ports);
  if (!ignoredColumns) return connection;
  const ignored =
    ignoredColumns === 1
      ? vscode.l10n.t('1 column is not imported')
      : vscode.l10n.t('{0} columns are not imported', numberText(ignoredColumns));
  return `${connection} · ${ignored}`;
}

function connectionText(head: PlanHead, { targets }: BulkPorts): string {
  const connection = targets.connectionOf(head.tenant, head.connection);
  if (!connection) return `${tenantText(head.tenant)} · ${vscode.l10n.t('no connection')}`;
  const host = tenantHost(head.tenant);
  const name = nameWithRole(oneLine(connection.name, 60), connection);
  return host === undefined ? name : `${name} · ${host}`;
}

/** What is running. */
export function activeText({ work, progress, isStopping, isPaused, isElsewhere }: ActiveRun): string {
  if (isElsewhere) return elsewhereText(work);
  if (isStopping) return vscode.l10n.t('Stopping after the request in progress…');
  if (isPaused && progress?.phase !== 'paused') return vscode.l10n.t('Pausing…');
  return progress ? progressText(progress) : vscode.l10n.t('Starting…');
}

function elsewhereText(work: ActiveRun['work']): string {
  return work === 'write'
    ? vscode.l10n.t('Another window or program is writing these customers.')
    : vscode.l10n.t('Another window, program or import is using this plan.');
}

/** The rows of a plan that can be shown alone: by kind, state or mark. */
export function groupsOf(counts: PlanCounts, isRevert = false): PlanGroup[] {
  const { kinds, states, renames, excludedRenames, omitting, excludedOmitting, partlyDone } = counts;
  const { excluded } = rowsNotWritten(counts);
  const marked = (id: RowMark, label: string, count: number): PlanGroup => ({ id, by: 'mark', label, count });
  return [
    ...rowKinds.map((id) => ({ id, by: 'kind' as const, label: kindText(id), count: kinds[id] })),
    // A revert writes names back.
    marked('renames', vscode.l10n.t('New name'), isRevert ? 0 : renames + excludedRenames),
    marked('partly-masked', vscode.l10n.t('Masked in part'), omitting + excludedOmitting),
    ...rowStates.map((id) => ({ id, by: 'state' as const, label: stateText(id), count: states[id] })),
    marked('partly-done', partlyDoneText(), partlyDone),
    marked('excluded', vscode.l10n.t('Excluded'), excluded),
  ].filter(({ count, label }) => count > 0 && label !== '');
}

/** How a plan is now, in addition to its rows. */
export interface PlanSituation {
  readonly isRevert: boolean;
  /** It has all rows of its file. One that has not cannot be completed here, because only an import reads files. */
  readonly isRead: boolean;
  /** Its planning has ended, so a row that is not looked up has failed. */
  readonly isComplete: boolean;
  /** Its progress says how many rows have ended without a write. */
  readonly isRunning: boolean;
  /** See {@link foundBy}. */
  readonly foundBy?: Identifier | undefined;
  /** The name of its connection, if that is read-only. */
  readonly readOnly?: string | undefined;
}

/** What a run would write, or what it has written, and what it has not. */
export function summaryOf(
  counts: PlanCounts,
  { isRevert, isRead, isComplete, isRunning, foundBy, readOnly }: PlanSituation,
): string {
  const { included, states, updated, reverted, revertedInPart, revertedOther, canRevert } = counts;
  const { omitting, notReverted, kinds } = counts;
  const writes = included.add + included.update;
  const settled = settledRows(counts);
  const isOpen = openRows(counts) > 0;
  const sentences = [notRevertedText(notReverted, settled > 0), keptText(kinds.kept)];
  // A revert writes names back.
  if (!isRevert && !isRunning) sentences.push(renamesText(counts, foundBy));
  if (!isRunning) sentences.push(omittingText(omitting));
  // A run omits them, and its rows not written say so.
  const left = isRunning || settled ? '' : leftText(kinds['not-looked-up'], { isRead, isComplete });
  if (!writes) sentences.unshift(left || (isRunning && !isComplete ? '' : nothingText(isRevert)));
  else if (!settled)
    sentences.unshift(`${writesText(included, isRevert)}. ${vscode.l10n.t('Nothing has been written.')}`, left);
  else {
    sentences.unshift(doneText(states.done, writes));
    if (!isRunning) sentences.push(upToDateText(states), unknownText(states), otherCustomerText(counts.otherCustomer));
    sentences.push(...partlyDoneTexts(counts));
    if (reverted) sentences.push(vscode.l10n.t('Reverted: {0}.', numberText(reverted)));
    if (revertedInPart) sentences.push(vscode.l10n.t('Reverted in part: {0}.', numberText(revertedInPart)));
    sentences.push(revertedOtherText(revertedOther));
    // There is no Make Revert Plan then.
    if (states.done && !isOpen && !canRevert && !reverted && !revertedInPart && !revertedOther)
      sentences.push(
        updated
          ? vscode.l10n.t('There is nothing to revert: the previous values are unknown.')
          : vscode.l10n.t('There is nothing to revert: the API cannot delete the added customers.'),
      );
    if (!isRunning) sentences.push(...notWrittenText(rowsNotWrittenByRun(counts)).map((text) => `${text}.`));
  }
  if (isOpen && !isRunning && readOnly !== undefined)
    sentences.push(vscode.l10n.t('The connection {0} is read-only, so nothing can be written.', oneLine(readOnly, 60)));
  return sentences.filter(Boolean).join(' ');
}

function doneText(done: number, writes: number): string {
  if (writes === 1) return done ? vscode.l10n.t('1 of 1 write is done.') : vscode.l10n.t('The write is not done.');
  return vscode.l10n.t('{0} of {1} writes are done.', numberText(done), numberText(writes));
}

function nothingText(isRevert: boolean): string {
  return isRevert ? vscode.l10n.t('Nothing to revert.') : vscode.l10n.t('Nothing to write.');
}

/** Whether rows are missing, or how many customers are left to look up; empty if none is. */
function leftText(rows: number, { isRead, isComplete }: Pick<PlanSituation, 'isRead' | 'isComplete'>): string {
  if (!isRead) return vscode.l10n.t('The plan does not have all rows of the file. Import the file again.');
  if (!rows) return '';
  if (!isComplete)
    return rows === 1
      ? vscode.l10n.t('1 customer has not been looked up yet.')
      : vscode.l10n.t('{0} customers have not been looked up yet.', numberText(rows));
  return rows === 1
    ? vscode.l10n.t('1 customer could not be looked up.')
    : vscode.l10n.t('{0} customers could not be looked up.', numberText(rows));
}

/** Whether a row was sent, or a run has found that it must not be. */
export function hasResult({ states }: PlanCounts): boolean {
  return rowStates.some((state) => state !== 'not-sent' && states[state] > 0);
}

/** A row for display. */
export function shownRow(row: PlanRow, isRunning: boolean, form: OperationForm): ShownRow {
  return {
    row: row.row,
    ...(row.line !== undefined && row.line !== row.row && { line: row.line }),
    kind: row.kind,
    kindText: kindText(row.kind),
    state: isPartlyDone(row) ? 'partly-done' : row.state,
    stateText: isExcluded(row) ? vscode.l10n.t('Excluded') : resultText(row),
    name: nameOf(row),
    key: valueInLine(row.key, 80),
    changes: valueInLine(changesText(row, form), 400),
    details: detailsOf(row),
    isIncluded: row.isIncluded,
    canChange: !isRunning && (row.kind === 'add' || row.kind === 'update') && row.state === 'not-sent',
  };
}

/** Whether the user has excluded a row that a run could still write. */
function isExcluded({ isIncluded, kind, state }: PlanRow): boolean {
  return !isIncluded && (kind === 'add' || kind === 'update') && state === 'not-sent';
}

/** The name of the customer, or the one that the row gives a new customer. */
function nameOf({ customerName, fields }: PlanRow): string {
  const stated = fields.get('customer_name');
  return valueInLine(customerName ?? (stated === undefined ? '' : plainValue(stated)), 80);
}
