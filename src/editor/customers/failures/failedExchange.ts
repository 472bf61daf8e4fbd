import type { Exchange } from '../../../kapture/exchange/exchange.ts';
import type { FailedResponse } from '../../../kapture/pull/periodFailure.ts';
import type { StoredPull } from '../../../kapture/store/customerShapes.ts';

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
