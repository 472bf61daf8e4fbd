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

/** Whether a response is the API's own, with an outcome in its envelope or without one. */
export function isOfTheApi(response: ReadResponse): boolean {
  const { reading } = response;
  return reading.outcome !== 'unreadable' || reading.records.length > 0;
}
