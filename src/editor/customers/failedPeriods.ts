import * as vscode from 'vscode';
import { listOperations } from '../../kapture/catalogue/registry.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import type { FailedResponse, PeriodFailure } from '../../kapture/pull/periodFailure.ts';
import { type Period, isNext, joinPeriods } from '../../kapture/pull/periods.ts';
import type { StoredPull } from '../../kapture/store/customerShapes.ts';
import { commandLink } from '../shared/commands.ts';
import { explainError, troubleSentence, truncatedSentence } from '../shared/texts/explain.ts';
import { numberText, rangeText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import type { ShownCustomers } from './shownCustomers.ts';

/** Adjacent periods whose records are missing for the same reason. */
export interface FailureGroup {
  readonly kind: 'failure';
  /** The pull that the periods belong to. The view may show another one by the time of a click. */
  readonly pull: StoredPull;
  /** Why the newest period failed. */
  readonly sentence: string;
  /** Whether there was an error. Without one, the periods were not pulled completely. */
  readonly isFailed: boolean;
  /** The periods, newest first. */
  readonly periods: readonly Period[];
  /** The response for the newest period, if there was one. */
  readonly response: FailedResponse | undefined;
}

/** Explains in one sentence why a period is incomplete. */
export function explainFailure(failure: PeriodFailure | undefined, connection: string): string {
  if (!failure) return vscode.l10n.t('Not pulled yet.');
  if ('error' in failure && failure.error === 'timeout' && failure.came?.records)
    return truncatedSentence(failure.host, failure.came);
  if ('error' in failure) return explainError({ reason: failure.error, host: failure.host, detail: failure.detail });
  if ('limited' in failure && failure.isFiltered)
    return vscode.l10n.t('The request had filters, so there may be more in this range.');
  if ('limited' in failure && failure.isPage)
    return vscode.l10n.t('The request had a limit or an offset, so there may be more.');
  if ('limited' in failure && failure.isUsual)
    return vscode.l10n.t(
      'Exactly {0} customers were received, which is the default limit of newer tenants. There may be more. Set recordLimit of the connection to {0} if this tenant returns no more at once, so that the period is divided, or to a higher number if it does.',
      numberText(failure.limited),
    );
  if ('limited' in failure && failure.hasMore)
    return vscode.l10n.t(
      'The response has {0} records, and says that there are more. Set pages of the connection to true or, if this tenant returns no more at once, recordLimit to this number.',
      numberText(failure.limited),
    );
  if ('limited' in failure)
    return vscode.l10n.t(
      '{0} records were received, the maximum that this tenant returns at once. There may be more.',
      numberText(failure.limited),
    );
  if ('problem' in failure) return explainPullProblem(failure, connection);
  const { host, status, location, reading } = failure;
  return (
    (reading.trouble && troubleSentence(reading.trouble, host, connection, status, location, reading)) ||
    oneLine(reading.message ?? '', 500) ||
    vscode.l10n.t('The response reports a failure.')
  );
}

function explainPullProblem(
  { problem, host, isOfDialect }: Extract<PeriodFailure, { readonly problem: string }>,
  connection: string,
): string {
  switch (problem) {
    case 'same-page':
      // Without pages, a response that was cut off would look complete in this dialect.
      return isOfDialect
        ? vscode.l10n.t(
            '{0} returns the same records for every page, so only the first page of each day was pulled. Test Connection tries Pull Customers in other dialects.',
            host,
          )
        : vscode.l10n.t('{0} returns the same records for every page. Turn off Pages for this connection.', host);
    case 'long-record':
      return vscode.l10n.t('{0} returned a record that is too large to store.', host);
    case 'no-tenant-id':
      return vscode.l10n.t('Nothing was sent: the nested dialect needs the tenant ID of {0}.', connection);
  }
}

/**
 * Groups adjacent periods with the same reason, so that a month of failures is one row. `missing` is sorted newest
 * first. `connection` is the current name of the connection of the pull.
 */
export function groupFailures(
  { pull, missing }: Pick<ShownCustomers, 'pull' | 'missing'>,
  connection: string,
): FailureGroup[] {
  const groups: { group: FailureGroup; periods: Period[]; reason: string }[] = [];
  for (const { period, failure } of missing) {
    const known = failure as PeriodFailure | undefined;
    const reason = reasonOf(known);
    const last = groups.at(-1);
    if (last?.reason === reason && isNext(period, last.periods.at(-1)!)) last.periods.push(period);
    else {
      const periods = [period];
      const sentence = explainFailure(known, connection);
      const isFailed = known !== undefined;
      groups.push({
        group: { kind: 'failure', pull, sentence, isFailed, periods, response: responseOf(known) },
        periods,
        reason,
      });
    }
  }
  return groups.map(({ group }) => group);
}

/** Identifies a reason, regardless of numbers of records, which differ between periods. */
function reasonOf(failure: PeriodFailure | undefined): string {
  if (!failure) return '';
  if ('error' in failure) return `${failure.error} ${String(Boolean(failure.came?.records))}`;
  if ('problem' in failure) return failure.problem;
  if ('limited' in failure) return Object.keys(failure).sort().join(' ');
  return [failure.status, failure.reading.trouble ?? failure.reading.message].join(' ');
}

function responseOf(failure: PeriodFailure | undefined): FailedResponse | undefined {
  return failure && 'reading' in failure && failure.reading.text && failure.request ? failure : undefined;
}

/**
 * The row of a group. Its label has the days; its description has the reason, which a narrow side bar cuts off, so the
 * tooltip repeats it.
 */
export function failureItem(node: FailureGroup): vscode.TreeItem {
  const range = rangeText(joinPeriods(node.periods));
  const sentence = oneLine(node.sentence, 500);
  const item = new vscode.TreeItem(range);
  item.id = `failure/${node.periods[0]!.end}`;
  item.description = oneLine(node.sentence);
  item.tooltip = `${sentence} · ${range}`;
  item.iconPath = node.isFailed
    ? new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'))
    : new vscode.ThemeIcon('circle-slash');
  item.contextValue = node.response ? 'failure response' : 'failure';
  if (node.response) item.command = commandLink('kapture.showPeriodResponse', vscode.l10n.t('Show Response'), node);
  // For periods without an error, the sentence already says that they are incomplete.
  item.accessibilityInformation = {
    label: node.isFailed ? vscode.l10n.t('Not pulled: {0} {1}', sentence, range) : `${sentence} ${range}`,
  };
  return item;
}

/** The stored request and response of a failed period, without the records. Undefined if the request was not stored. */
export function failedExchange(
  { status, location, reading, request }: FailedResponse,
  { module, tenant, connection, timeZone }: StoredPull,
): Exchange | undefined {
  if (!request) return undefined;
  const { text, bytes, records: _, ...rest } = reading;
  return {
    operation: listOperations[module],
    tenant,
    connection,
    timeZone,
    url: request.url,
    requestBody: request.body,
    requestHeaders: request.headers ?? {},
    sentAt: request.sentAt,
    response: {
      status,
      headers: undefined,
      contentType: request.contentType,
      text,
      bytes,
      milliseconds: request.milliseconds,
      location,
      reading: { ...rest, records: [] },
    },
  };
}
