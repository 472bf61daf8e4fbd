import { l10n } from 'vscode';
import { operations } from '../../../kapture/catalogue/registry.ts';
import type { Exchange } from '../../../kapture/exchange/exchange.ts';
import { noResponse } from '../../../kapture/http/noResponse.ts';
import { asSentence } from '../../../kapture/problem/problem.ts';
import type { ReceivedCounts } from '../../../kapture/pull/periodFailure.ts';
import type { ResponseTrouble } from '../../../kapture/responses/readResponse.ts';
import { problemText } from './catalogueTexts.ts';
import { numberText, sizeText } from './localTexts.ts';
import { oneLine } from './plainText.ts';

/** Says why there is no response to a request. */
export function explainError(error: Parameters<typeof noResponse>[0]): string {
  return problemText(noResponse(error));
}

/**
 * One sentence about an unusable response; undefined for a success and for a failure caused by the data. `isShown`:
 * whether the user can see the response.
 */
export function explainTrouble(
  { operation, url, connection, response }: Exchange,
  { isShown = true } = {},
): string | undefined {
  const { trouble } = response.reading;
  // It may have been carried out, so it must not be tried again at once.
  if (trouble === 'rate-limited' && operations[operation].writes)
    return l10n.t('{0} is rate limiting requests (HTTP 429).', new URL(url).host);
  if (response.bytes === 0 && (trouble === 'not-json' || trouble === 'truncated'))
    return l10n.t('{0} returned an empty response (HTTP {1}).', new URL(url).host, response.status);
  if (trouble === 'not-json' && !isShown)
    return l10n.t(
      '{0} returned a response that is not JSON (HTTP {1}). Check the base URL and path.',
      new URL(url).host,
      response.status,
    );
  return (
    trouble &&
    troubleSentence(trouble, new URL(url).host, connection, response.status, response.location, {
      records: response.reading.records.length,
      bytes: response.bytes,
    })
  );
}

/** One sentence about an undocumented failure. */
export function explainFailure({ url, response }: Exchange): string {
  const { host } = new URL(url);
  const { message = '' } = response.reading;
  return message.trim()
    ? l10n.t('{0} returned an undocumented failure: {1}', host, asSentence(oneLine(message)))
    : l10n.t('{0} returned a failure without a message (HTTP {1}).', host, response.status);
}

/** Like {@link explainTrouble}, from the facts of a response. */
export function troubleSentence(
  trouble: ResponseTrouble,
  host: string,
  connection: string,
  status: number,
  location: string | undefined,
  came?: ReceivedCounts,
): string {
  switch (trouble) {
    case 'unauthorized':
      return l10n.t('Kapture rejected the auth key for {0}.', connection);
    case 'rate-limited':
      return l10n.t('{0} is rate limiting requests (HTTP 429). Wait a moment, then try again.', host);
    case 'server-error':
      return l10n.t('{0} returned a server error (HTTP {1}).', host, status);
    case 'redirected':
      return l10n.t(
        '{0} redirects to {1} (HTTP {2}). A request with an auth key does not follow redirects. Check the base URL and path.',
        host,
        location ? oneLine(location) : '?',
        status,
      );
    case 'truncated':
      return truncatedSentence(host, came);
    case 'not-json':
      return l10n.t('{0} returned a response that is not JSON (HTTP {1}). It is shown as received.', host, status);
    case 'unknown-envelope':
      return l10n.t('{0} returned JSON that reports neither success nor failure (HTTP {1}).', host, status);
    case 'no-list':
      return l10n.t('The response from {0} reports success but has no list of customers (HTTP {1}).', host, status);
    case 'no-record':
      return l10n.t('The response from {0} reports success but has no customer (HTTP {1}).', host, status);
  }
}

/** One sentence about a response that ended early, with the customers that were received before. */
export function truncatedSentence(host: string, came?: ReceivedCounts): string {
  if (!came?.records) return l10n.t('The response from {0} ended early.', host);
  const size = sizeText(came.bytes);
  return came.records === 1
    ? l10n.t('The response from {0} ended early, after one customer ({1}).', host, size)
    : l10n.t('The response from {0} ended early, after {1} customers ({2}).', host, numberText(came.records), size);
}
