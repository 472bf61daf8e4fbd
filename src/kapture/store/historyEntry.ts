import type { OperationId } from '../catalogue/registry.ts';
import type { Exchange, Response } from '../exchange/exchange.ts';
import { type Outcome, type ResponseReading, type ResponseTrouble, readResponse } from '../responses/readResponse.ts';
import type { Row } from './statements.ts';

/**
 * Why a write has no response:
 * - `sending`: this window sends it
 * - `unknown`: no response is known, because the window or the connection ended, or because another window sends it
 */
export type Unanswered = 'sending' | 'unknown';

/** A stored exchange without the text of its response. */
export interface HistoryEntry {
  /** Unique and increasing, even if the database was recreated. */
  readonly id: number;
  readonly operation: OperationId;
  /** The tenant whose data was requested. */
  readonly tenant: string;
  /** The name of the connection at that time. */
  readonly connection: string;
  readonly url: string;
  readonly requestBody: string;
  readonly sentAt: number;
  readonly status: number;
  readonly outcome: Outcome;
  readonly trouble: ResponseTrouble | undefined;
  /** The server's message, or why there is no response. */
  readonly message: string | undefined;
  /** The ID of a record in the response that is not the requested one. */
  readonly otherId: string | undefined;
  readonly bytes: number;
  readonly milliseconds: number;
  readonly contentType: string;
  readonly hasResponse: boolean;
  /** Undefined if there is a response. Otherwise the properties of a response have no meaning. */
  readonly unanswered?: Unanswered;
}

/** An entry with the headers of its request and response. */
export interface HistoryHead extends HistoryEntry {
  readonly requestHeaders: Exchange['requestHeaders'];
  readonly headers: Response['headers'];
}

export interface StoredExchange {
  readonly id: number;
  readonly exchange: Exchange;
  /** False if there is no response, or its text was too long to be stored. */
  readonly hasResponse: boolean;
  readonly unanswered?: Unanswered;
}

/**
 * The columns of an entry. SQLite finds the type of a value in the header of its row; `text IS NULL` would read the
 * whole text.
 */
export const entryColumns =
  'id, operation, tenant, connection, url, request_body, sent_at, status, outcome, trouble, message, other_id, bytes, milliseconds, content_type, (SELECT typeof(text) FROM response WHERE response.id = exchange.id) AS text_type, is_answered';

/** `sending` are the writes of this window that are in progress. */
export function entryOf(row: Row, sending: ReadonlySet<number>): HistoryEntry {
  const unanswered = row['is_answered'] === 0;
  return {
    id: row['id'] as number,
    operation: row['operation'] as OperationId,
    tenant: row['tenant'] as string,
    connection: row['connection'] as string,
    url: row['url'] as string,
    requestBody: row['request_body'] as string,
    sentAt: row['sent_at'] as number,
    status: row['status'] as number,
    outcome: row['outcome'] as Outcome,
    trouble: (row['trouble'] ?? undefined) as ResponseTrouble | undefined,
    message: (row['message'] ?? undefined) as string | undefined,
    otherId: (row['other_id'] ?? undefined) as string | undefined,
    bytes: row['bytes'] as number,
    milliseconds: row['milliseconds'] as number,
    contentType: row['content_type'] as string,
    hasResponse: row['text_type'] === 'text',
    ...(unanswered && { unanswered: sending.has(row['id'] as number) ? 'sending' : 'unknown' }),
  };
}

export function headOf(row: Row, sending: ReadonlySet<number>): HistoryHead {
  return {
    ...entryOf(row, sending),
    requestHeaders: requestHeadersOf(row),
    headers: headersOf(row),
  };
}

function requestHeadersOf(row: Row): Exchange['requestHeaders'] {
  return JSON.parse(row['request_headers'] as string) as Record<string, string>;
}

function headersOf(row: Row): Response['headers'] {
  const headers = row['headers'] as string | null;
  return headers === null ? undefined : (JSON.parse(headers) as Record<string, string>);
}

/** The exchange of a row with all columns. */
export function keptOf(row: Row, sending: ReadonlySet<number>): StoredExchange {
  const entry = entryOf(row, sending);
  const { id, hasResponse, unanswered } = entry;
  const { operation, tenant, connection, url, requestBody, sentAt, status, bytes, milliseconds, contentType } = entry;
  return {
    id,
    hasResponse,
    ...(unanswered && { unanswered }),
    exchange: {
      operation,
      tenant,
      connection,
      timeZone: row['time_zone'] as string,
      url,
      requestBody,
      requestHeaders: requestHeadersOf(row),
      sentAt,
      response: {
        status,
        headers: headersOf(row),
        contentType,
        text: (row['text'] ?? '') as string,
        bytes,
        milliseconds,
        location: (row['location'] ?? undefined) as string | undefined,
        reading: readingOf(row, entry),
      },
    },
  };
}

function readingOf(row: Row, { operation, status, outcome, trouble, message, otherId }: HistoryEntry): ResponseReading {
  const stored = row['reading'] as string | null;
  if (stored !== null) return JSON.parse(stored) as ResponseReading;
  return {
    ...readResponse(operation, status, (row['text'] ?? '') as string),
    // The text does not show that a response was truncated.
    outcome,
    ...(trouble && { trouble }),
    ...(message !== undefined && { message }),
    ...(otherId !== undefined && { otherId }),
  };
}

/** Limits of a history. The oldest entries are deleted first. */
export interface HistoryLimits {
  readonly entries: number;
  /** Size of requests and responses together, in UTF-8. */
  readonly bytes: number;
}

/** Maximum size of a stored response, in bytes. A longer one would take 200 ms to write and use most of the limit. */
export const longestResponse = 5_000_000;
