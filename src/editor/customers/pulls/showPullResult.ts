import * as vscode from 'vscode';
import { startOf } from '../../../kapture/dates/calendar.ts';
import type { Target } from '../../../kapture/exchange/exchange.ts';
import { asSentence } from '../../../kapture/problem/problem.ts';
import { type PeriodFailure, type PeriodReport, isTenantIdMissing } from '../../../kapture/pull/periodFailure.ts';
import type { Period } from '../../../kapture/pull/periods.ts';
import type { StoredPull } from '../../../kapture/store/customerShapes.ts';
import type { AsyncStore } from '../../../kapture/store/storeWorker.ts';
import { runCommand } from '../../shared/commands.ts';
import type { Log } from '../../shared/log.ts';
import { type MessageAction, showError, showWarning } from '../../shared/dialogs/messages.ts';
import { numberText, rangeText } from '../../shared/texts/localTexts.ts';
import { countText } from '../../shared/texts/recordTexts.ts';
import { explainFailure, groupFailures } from '../failedPeriods.ts';
import { askTenantId } from './pullActions.ts';

export interface PullResult {
  /** Number of records in the periods that ended. */
  readonly found: number;
  readonly failed: readonly PeriodReport[];
  /** Periods that ended, failed or not. */
  readonly done: number;
  readonly withoutId: number;
  readonly notRecords: number;
}

/** What the messages about a result need. */
export interface PullResultContext {
  readonly log: Log;
  /** The pull that the view shows for the tenant. */
  readonly shown: StoredPull | undefined;
  readonly openStore: () => Promise<AsyncStore>;
  readonly retry: (periods: readonly Period[]) => Promise<void>;
}

/** Tells the user what a run has found, and what the view does not show. */
export function showPullResult(result: PullResult, target: Target, pull: StoredPull, context: PullResultContext): void {
  const { found, failed, done, withoutId, notRecords } = result;
  const { name } = target.connection;
  showFailure(result, target, pull, context);
  if (found && failed.length < done)
    vscode.window.setStatusBarMessage(vscode.l10n.t('{0} pulled from {1}', countText(pull.module, found), name), 5000);
  warnWithoutId(name, withoutId);
  warnNotRecords(name, notRecords);
}

/**
 * Shows a message only if all periods failed or the key was refused, because the view lists failed periods with their
 * reasons.
 */
function showFailure(result: PullResult, target: Target, pull: StoredPull, context: PullResultContext): void {
  const { failed, done } = result;
  const { log, shown, openStore, retry } = context;
  const [first] = failed;
  if (!first) return;
  const sentence = explainFailure(first.failure, target.connection.name);
  const periods = failed.map(({ period }) => period);
  if (isUnauthorized(first.failure)) {
    void showError(log, sentence, {
      title: vscode.l10n.t('Set Auth Key'),
      run: () => runCommand('kapture.manageSecrets', target.connection.name),
    });
  } else if (first.failure && isTenantIdMissing(first.failure)) {
    void showError(log, sentence, {
      title: vscode.l10n.t('Set Tenant ID…'),
      run: async () => {
        if (await askTenantId(target.connection, openStore)) await retry(periods);
      },
    });
  } else if (failed.length === done) {
    const isShown = shown?.id === pull.id;
    void showError(
      log,
      failureText(result, target.connection.name),
      { title: vscode.l10n.t('Retry'), run: () => retry(periods) },
      ...(isShown ? [] : showResponse(first, pull, target.connection.name)),
    );
  }
}

/** What could not be pulled, and why. All periods that ended have failed. */
function failureText({ failed }: PullResult, connection: string): string {
  const [newest] = failed.toSorted((one, other) => (startOf(one.period.start) < startOf(other.period.start) ? 1 : -1));
  return [
    failed.length === 1
      ? vscode.l10n.t('{0} could not be pulled from {1}.', rangeText(newest!.period), connection)
      : vscode.l10n.t('{0} periods could not be pulled from {1}.', numberText(failed.length), connection),
    asSentence(explainFailure(newest!.failure, connection)),
  ].join(' ');
}

/** A button for the response of a failed period, which has no row while the view shows another pull. */
function showResponse(report: PeriodReport, pull: StoredPull, connection: string): MessageAction[] {
  return groupFailures({ pull, missing: [{ ...report, isDone: false }] }, connection)
    .filter(({ response }) => response)
    .map((group) => ({
      title: vscode.l10n.t('Show Response'),
      run: () => runCommand('kapture.showPeriodResponse', group),
    }));
}

/** Records without an ID are not stored: they cannot be opened, and two of them could be the same customer. */
function warnWithoutId(connection: string, count: number): void {
  if (count)
    void showWarning(
      count === 1
        ? vscode.l10n.t('1 record from {0} has no ID, so it is not shown.', connection)
        : vscode.l10n.t('{0} records from {1} have no ID, so they are not shown.', numberText(count), connection),
    );
}

function warnNotRecords(connection: string, count: number): void {
  if (count)
    void showWarning(
      count === 1
        ? vscode.l10n.t('1 element from {0} is not a record and is not shown.', connection)
        : vscode.l10n.t('{0} elements from {1} are not records and are not shown.', numberText(count), connection),
    );
}

function isUnauthorized(failure: PeriodFailure | undefined): boolean {
  return failure !== undefined && 'reading' in failure && failure.reading.trouble === 'unauthorized';
}
