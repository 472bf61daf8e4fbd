import type { ReadResponse, SentRead } from './checkReport.ts';

/** The response to a read; undefined if there is none. */
export function responseTo({ result }: SentRead): ReadResponse | undefined {
  return result.kind === 'response' ? result.response : undefined;
}

/** Whether a response says that the key was refused. */
export function isRejected(read: SentRead | undefined): boolean {
  return read !== undefined && responseTo(read)?.reading.trouble === 'unauthorized';
}

/** Whether a response says that there is nothing at its path. */
export function isAbsent({ status }: ReadResponse): boolean {
  return status === 404 || status === 405;
}

/**
 * Whether a response is the API's own, with an outcome in its envelope or without one. A server error is not: it says
 * nothing about the operation or the auth key, whatever its envelope says.
 */
export function isOfTheApi({ reading }: ReadResponse): boolean {
  if (reading.trouble === 'server-error' || reading.trouble === 'rate-limited') return false;
  return reading.outcome !== 'unreadable' || reading.records.length > 0;
}
