import type { Exchange } from '../../kapture/exchange/exchange.ts';
import type { WindowFailure } from '../../kapture/pull/windowFailure.ts';
import { operations } from '../../kapture/catalogue/registry.ts';

/**
 * Why a successful response may not have all customers of its range: the request asked for a page, or the tenant
 * returned as many records as it can. Undefined if it has all of them.
 */
export function limitOf(
  { operation, requestBody, response }: Pick<Exchange, 'operation' | 'requestBody' | 'response'>,
  recordLimit = Number.POSITIVE_INFINITY,
): WindowFailure | undefined {
  if (!('range' in operations[operation].subject)) return undefined;
  const received = response.reading.records.length;
  const json: unknown = JSON.parse(requestBody);
  const fields = (Array.isArray(json) ? json[0] : json) as Readonly<Record<string, unknown>> | undefined;
  // A tenant that ignores the limit returns more.
  const isPage = Number(fields?.['limit']) === received || Number(fields?.['offset'] ?? 0) !== 0;
  if (isPage) return { limited: received, isPage };
  return received >= recordLimit ? { limited: received } : undefined;
}
