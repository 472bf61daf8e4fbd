import type { Exchange, Response } from '../exchange/exchange.ts';
import type { StoredExchange } from './historyEntry.ts';
import type { HistoryLimits } from './historyLimits.ts';
import type { Statements } from './statements.ts';

/** Writes the rows of exchanges. */
export class ExchangeRows {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  has(id: number): boolean {
    return this.#sql.get('SELECT 1 FROM exchange WHERE id = ?', id) !== undefined;
  }

  /** Deletes the row of a write without a response. Returns the number of deleted rows. */
  deleteUnanswered(id: number): number {
    return this.#sql.run('DELETE FROM exchange WHERE id = ? AND is_answered = 0', id);
  }

  insert({ id, exchange, hasResponse, unanswered, found }: StoredExchange): void {
    const { operation, tenant, connection, timeZone, url, requestBody, requestHeaders, sentAt, response } = exchange;
    const { isRevert = false } = exchange;
    const { status, contentType, location, bytes, milliseconds, reading } = response;
    this.#sql.run(
      `INSERT INTO exchange (id, operation, tenant, connection, time_zone, url, sent_at, status, outcome, trouble, message, headers, content_type, location, bytes, milliseconds, kept_bytes, request_body, request_headers, other_id, is_answered, found, is_revert)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      operation,
      tenant,
      connection,
      timeZone,
      url,
      sentAt,
      status,
      reading.outcome,
      reading.trouble ?? null,
      reading.message ?? null,
      headersText(response),
      contentType,
      location ?? null,
      bytes,
      milliseconds,
      keptBytes(exchange, hasResponse),
      requestBody,
      JSON.stringify(requestHeaders),
      reading.otherId ?? null,
      Number(unanswered === undefined),
      found ? JSON.stringify(found) : null,
      Number(isRevert),
    );
    const isRead = hasResponse && typeof response.text === 'string';
    this.#sql.run(
      'INSERT INTO exchange_reply (id, text, reading) VALUES (?, ?, ?)',
      id,
      hasResponse ? String(response.text) : null,
      isRead ? JSON.stringify(reading) : null,
    );
  }

  /** Deletes the oldest rows above the limits, except the one with an ID and those of writes in progress. */
  trim({ entries, bytes }: HistoryLimits, kept: number): void {
    const isRemovable = 'owner_pid IS NULL AND id <> ?';
    this.#sql.run(
      `DELETE FROM exchange WHERE ${isRemovable} AND id <= (SELECT id FROM exchange ORDER BY id DESC LIMIT 1 OFFSET ?)`,
      kept,
      entries,
    );
    if (Number(this.#sql.get('SELECT sum(kept_bytes) AS n FROM exchange')?.['n'] ?? 0) <= bytes) return;
    this.#sql.run(
      `DELETE FROM exchange WHERE ${isRemovable} AND id <= (
         SELECT max(id) FROM (SELECT id, sum(kept_bytes) OVER (ORDER BY id DESC) AS total FROM exchange) WHERE total > ?)`,
      kept,
      bytes,
    );
  }
}

/** The size of an exchange in the history, in bytes. */
export function keptBytes({ requestBody, requestHeaders, response }: Exchange, hasResponse: boolean): number {
  return (
    Buffer.byteLength(requestBody) +
    Buffer.byteLength(JSON.stringify(requestHeaders)) +
    Buffer.byteLength(headersText(response) ?? '') +
    (hasResponse ? lengthOf(response.text) : 0)
  );
}

function headersText({ headers }: Response): string | null {
  return headers ? JSON.stringify(headers) : null;
}

/** Length in bytes. */
function lengthOf(text: Response['text']): number {
  return typeof text === 'string' ? Buffer.byteLength(text) : text.length;
}
