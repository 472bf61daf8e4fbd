import { l10n } from 'vscode';
import type { Exchange } from '../../../kapture/exchange/exchange.ts';
import type { KaptureErrorReason } from '../../../kapture/http/kaptureError.ts';
import type { LimitedResponse } from '../../../kapture/pull/periodFailure.ts';
import { type FailedResponse, type PeriodFailure, hasTrouble } from '../../../kapture/pull/periodFailure.ts';
import { type Period, isNext } from '../../../kapture/pull/periods.ts';
import type { ResponseTrouble } from '../../../kapture/responses/readResponse.ts';
import type { StoredPull } from '../../../kapture/store/customerShapes.ts';
import { explainError, troubleSentence, truncatedSentence } from '../../shared/texts/explain.ts';
import { numberText } from '../../shared/texts/localTexts.ts';
import { oneLine } from '../../shared/texts/plainText.ts';
import type { ShownCustomers } from '../shownCustomers.ts';

/** Adjacent periods whose customers are missing for the same reason. */
export interface FailureGroup {
  readonly kind: 'failure';
  /** The pull that the periods belong to. The view may show another one by the time of a click. */
  readonly pull: StoredPull;
  readonly sentence: string;
  /** Like `sentence`, without counts that differ between periods. */
  readonly cause: string;
  /** What failed, if the sentence begins with the host or is not one. */
  readonly title: string | undefined;
  /** `missing`: not pulled to the end, without an error. `elsewhere`: another window of VS Code is pulling them. */
  readonly reason: 'failed' | 'missing' | 'elsewhere';
  /** Newest first. */
  readonly periods: readonly Period[];
  /** The response for the newest period, if there was one. */
  readonly response: FailedResponse | undefined;
  /** The HTTP status of that response. */
  readonly status: number | undefined;
  /** Whether its row is under a {@link FailureList}. */
  readonly isListed?: true;
}

/** A row that groups many failures. */
export interface FailureList {
  readonly kind: 'failures';
  readonly pull: StoredPull;
  readonly groups: readonly FailureGroup[];
  /** All periods of the groups, newest first. */
  readonly periods: readonly Period[];
}

/** More failures than this are grouped under one row, so that customers stay in sight. */
const maximumRows = 3;

/** The rows for incomplete periods. */
export function failureRows(groups: readonly FailureGroup[]): (FailureGroup | FailureList)[] {
  const [first] = groups;
  if (!first || groups.length <= maximumRows) return [...groups];
  const listed = groups.map((group): FailureGroup => ({ ...group, isListed: true }));
  return [{ kind: 'failures', pull: first.pull, groups: listed, periods: groups.flatMap(({ periods }) => periods) }];
}

/** Like {@link explainFailure}, without counts that differ between periods. */
export function explainCause(failure: PeriodFailure | undefined, connection: string): string {
  if (failure && 'host' in failure && isTruncated(failure)) return truncatedSentence(failure.host);
  return (failure && 'limited' in failure && causeOfLimit(failure)) || explainFailure(failure, connection);
}

/** Undefined if the sentence about the failure has no count, or one that is always the same. */
function causeOfLimit(failure: LimitedResponse): string | undefined {
  if (failure.isFiltered || failure.isPage || failure.isUsual) return undefined;
  if (failure.hasMore)
    return l10n.t(
      'The responses say that there are more customers. Turn on Pages or, if this tenant returns no more at once, set Maximum records per response to the number in a response.',
    );
  return l10n.t('The maximum that this tenant returns at once was received. There may be more customers.');
}

function isTruncated(failure: PeriodFailure): boolean {
  return 'error' in failure
    ? failure.error === 'timeout' && failure.came !== undefined && failure.came.records > 0
    : hasTrouble(failure, 'truncated');
}

/** Explains in one sentence why a period is incomplete. */
export function explainFailure(failure: PeriodFailure | undefined, connection: string): string {
  if (!failure) return l10n.t('Not pulled yet.');
  if ('error' in failure && isTruncated(failure)) return truncatedSentence(failure.host, failure.came);
  if ('error' in failure) return explainError({ reason: failure.error, host: failure.host, detail: failure.detail });
  if ('limited' in failure && failure.isFiltered)
    return l10n.t('The request had filters, so there may be more customers in this range.');
  if ('limited' in failure && failure.isPage)
    return l10n.t('The request had a limit or an offset, so there may be more customers.');
  if ('limited' in failure && failure.isUsual)
    return l10n.t(
      'Exactly {0} customers were received, which is the default limit of newer tenants. There may be more. Set Maximum records per response to {0} if this tenant returns no more at once, so that the period is divided, or to a higher number if it does.',
      numberText(failure.limited),
    );
  if ('limited' in failure && failure.hasMore)
    return l10n.t(
      'The response has {0} customers, and says that there are more. Turn on Pages or, if this tenant returns no more at once, set Maximum records per response to this number.',
      numberText(failure.limited),
    );
  if ('limited' in failure)
    return l10n.t(
      '{0} customers were received, the maximum that this tenant returns at once. There may be more.',
      numberText(failure.limited),
    );
  if ('problem' in failure) return explainPullProblem(failure, connection);
  const { host, status, location, reading } = failure;
  return (
    (reading.trouble && troubleSentence(reading.trouble, host, connection, status, location, reading)) ||
    oneLine(reading.message ?? '', 500) ||
    l10n.t('The response reports a failure.')
  );
}

function explainPullProblem(
  { problem, host, isOfDialect }: Extract<PeriodFailure, { readonly problem: string }>,
  connection: string,
): string {
  switch (problem) {
    case 'same-page':
      // Without pages, a response of this dialect that was cut off would look complete.
      return isOfDialect
        ? l10n.t(
            '{0} returns the same customers for every page, so only the first page of each day was pulled. Test Connection shows whether Pull Customers works in another dialect.',
            host,
          )
        : l10n.t('{0} returns the same customers for every page. Turn off Pages for this connection.', host);
    case 'long-record':
      return l10n.t('{0} returned a customer record that is too large to store.', host);
    case 'no-tenant-id':
      return l10n.t(
        'Nothing was sent: a pull in the nested dialect needs the tenant ID, which the connection {0} does not have.',
        connection,
      );
  }
}

/**
 * Groups adjacent periods with the same reason, so that a month of failures is one row. `missing` is sorted newest
 * first. `connection` is the current name of the connection of the pull.
 */
export function groupFailures(
  { pull, missing, isPulledElsewhere }: Pick<ShownCustomers, 'pull' | 'missing' | 'isPulledElsewhere'>,
  connection: string,
): FailureGroup[] {
  const groups: (FailureGroup & { readonly periods: Period[]; sentence: string })[] = [];
  const elsewhere = l10n.t('These customers are being pulled in another window.');
  for (const { period, failure } of missing) {
    const known = failure as PeriodFailure | undefined;
    const sentence = isPulledElsewhere ? elsewhere : explainFailure(known, connection);
    const cause = isPulledElsewhere ? elsewhere : explainCause(known, connection);
    const ownReason = failure === undefined ? 'missing' : 'failed';
    const last = groups.at(-1);
    if (last?.cause === cause && isNext(period, last.periods.at(-1)!)) {
      last.periods.push(period);
      if (last.sentence !== sentence) last.sentence = cause;
    } else
      groups.push({
        kind: 'failure',
        pull,
        sentence,
        cause,
        title: isPulledElsewhere ? undefined : failureTitle(known),
        reason: isPulledElsewhere ? 'elsewhere' : ownReason,
        periods: [period],
        response: isPulledElsewhere ? undefined : responseOf(known),
        status: isPulledElsewhere ? undefined : statusOf(known),
      });
  }
  return groups;
}

function statusOf(failure: PeriodFailure | undefined): number | undefined {
  return failure && 'reading' in failure ? failure.status : undefined;
}

function responseOf(failure: PeriodFailure | undefined): FailedResponse | undefined {
  return failure && 'reading' in failure && failure.reading.text && failure.request ? failure : undefined;
}

/**
 * What failed, or that nothing was requested yet, for a row that a narrow side bar cuts off. Undefined if the sentence
 * about the failure does not begin with the host, and can be the row itself.
 */
export function failureTitle(failure: PeriodFailure | undefined): string | undefined {
  if (!failure) return l10n.t('Not pulled yet');
  if ('error' in failure) return failure.came?.records ? undefined : errorTitle(failure.error);
  if ('problem' in failure) {
    if (failure.problem === 'same-page') return l10n.t('The same customers for every page');
    return failure.problem === 'long-record' ? l10n.t('A customer record is too large to store') : undefined;
  }
  if ('limited' in failure) return undefined;
  const { trouble } = failure.reading;
  return trouble && troubleTitle(trouble, failure.status);
}

function errorTitle(reason: KaptureErrorReason): string | undefined {
  switch (reason) {
    case 'refused':
      return l10n.t('Connection refused');
    case 'timeout':
      return l10n.t('No response in time');
    case 'reset':
      return l10n.t('Connection closed before the response');
    case 'not-http':
      return l10n.t('The response is not HTTP');
    case 'proxy':
      return l10n.t('Server not reached through the proxy');
    case 'network':
      return l10n.t('Server not reached');
    default:
      return undefined;
  }
}

function troubleTitle(trouble: ResponseTrouble, status: number): string | undefined {
  switch (trouble) {
    case 'rate-limited':
      return l10n.t('Rate limited (HTTP {0})', status);
    case 'server-error':
      return l10n.t('Server error (HTTP {0})', status);
    case 'redirected':
      return l10n.t('Redirected to another address (HTTP {0})', status);
    case 'not-json':
      return l10n.t('The response is not JSON (HTTP {0})', status);
    case 'unknown-envelope':
      return l10n.t('Unrecognized response (HTTP {0})', status);
    default:
      return undefined;
  }
}

/** The stored request and response of a failed period, without the records. Undefined if the request was not stored. */
export function failedExchange(
  { status, location, reading, request }: FailedResponse,
  { tenant, connection, timeZone }: StoredPull,
): Exchange | undefined {
  if (!request) return undefined;
  const { text, bytes, records: _, ...rest } = reading;
  return {
    operation: 'pull',
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
