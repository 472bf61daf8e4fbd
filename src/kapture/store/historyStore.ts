import type { DatabaseSync } from 'node:sqlite';
import type { Exchange, Response } from '../exchange/exchange.ts';
import type { OperationId } from '../catalogue/registry.ts';
import { readResponse, type Outcome, type ResponseReading, type ResponseTrouble } from '../exchange/readResponse.ts';
import { longestResponse, type HistoryLimits } from './historyLimits.ts';
import { Statements, type Row } from './statements.ts';

/** An exchange that was kept, without its response's text. */
export interface HistoryEntry {
  /** Grows; no two are alike, not even when the database was made anew. */
  readonly id: number;
  readonly operation: OperationId;
  /** Whose data it was about. */
  readonly tenant: string;
  /** What the connection was called then. */
  readonly connection: string;
  readonly url: string;
  readonly requestBody: string;
  readonly sentAt: number;
  readonly status: number;
  readonly outcome: Outcome;
  readonly trouble: ResponseTrouble | undefined;
  readonly message: string | undefined;
  readonly bytes: number;
  readonly milliseconds: number;
}

/** The same with the head of its response, and whether there is a text to it. */
export interface HistoryHead extends HistoryEntry {
  readonly headers: Response['headers'];
  readonly contentType: string;
  readonly hasResponse: boolean;
}

export interface KeptExchange {
  readonly id: number;
  readonly exchange: Exchange;
  /** False: the response was too long, so its text was left out. */
  readonly hasResponse: boolean;
}

export interface HistoryRange {
  /** Only the exchanges with this tenant. */
  readonly tenant?: string | undefined;
  readonly limit: number;
  /** Only what is older than this entry. */
  readonly before?: number | undefined;
}

const entryColumns =
  'id, operation, tenant, connection, url, request_body, sent_at, status, outcome, trouble, message, bytes, milliseconds';

/** The history in a database. What it is given is stored as it is: take secrets out first (`redactExchange`). */
export class HistoryStore {
  readonly #database: DatabaseSync;
  readonly #sql: Statements;
  #seenVersion: number;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#sql = new Statements(database);
    this.#seenVersion = this.#version();
  }

  /** Keeps an exchange and drops the oldest that are over the limits; its id. A response of more than 5 MB, or than all of the limit, is left out; also without `hasResponse`. */
  add(exchange: Exchange, limits: HistoryLimits, hasResponse = true): number {
    hasResponse &&= keptBytes(exchange, true) <= Math.min(limits.bytes, longestResponse);
    return this.#sql.transaction(() => {
      // The moment in microseconds, or one more than the newest.
      const newest = Number(this.#sql.get('SELECT max(id) AS id FROM exchange')?.['id'] ?? 0);
      const id = Math.max(newest + 1, Date.now() * 1000);
      this.#insert({ id, exchange, hasResponse });
      this.#trim(limits);
      return id;
    });
  }

  /** Puts back what was removed, in its place. */
  restore(kept: readonly KeptExchange[]): void {
    this.#sql.transaction(() => kept.forEach((one) => this.#insert(one)));
  }

  /** Newest first. */
  list({ tenant, limit, before }: HistoryRange): HistoryEntry[] {
    const older = before ?? Number.MAX_SAFE_INTEGER;
    const rows =
      tenant === undefined
        ? this.#sql.all(`SELECT ${entryColumns} FROM exchange WHERE id < ? ORDER BY id DESC LIMIT ?`, older, limit)
        : this.#sql.all(
            `SELECT ${entryColumns} FROM exchange WHERE tenant = ? AND id < ? ORDER BY id DESC LIMIT ?`,
            tenant,
            older,
            limit,
          );
    return rows.map(entryOf);
  }

  /** How many there are. */
  count(tenant?: string): number {
    const row =
      tenant === undefined
        ? this.#sql.get('SELECT count(*) AS n FROM exchange')
        : this.#sql.get('SELECT count(*) AS n FROM exchange WHERE tenant = ?', tenant);
    return Number(row?.['n']);
  }

  /** What is known of an exchange without reading its response's text. */
  head(id: number): HistoryHead | undefined {
    // SQLite looks up the type of a text in the head of its row: `text IS NULL` would read all of it.
    const row = this.#sql.get(
      `SELECT ${entryColumns}, headers, content_type, typeof(text) AS text_type FROM exchange JOIN exchange_reply USING (id) WHERE id = ?`,
      id,
    );
    return (
      row && {
        ...entryOf(row),
        headers: headersOf(row),
        contentType: row['content_type'] as string,
        hasResponse: row['text_type'] === 'text',
      }
    );
  }

  /** All of an exchange. The response's text may be long, and is read anew. */
  get(id: number): KeptExchange | undefined {
    const row = this.#sql.get(
      `SELECT ${entryColumns}, time_zone, headers, content_type, location, text, reading FROM exchange JOIN exchange_reply USING (id) WHERE id = ?`,
      id,
    );
    return row && keptOf(row);
  }

  /** The exchange of the same operation and tenant that came before. */
  previous(id: number): HistoryEntry | undefined {
    const row = this.#sql.get(
      `SELECT ${entryColumns} FROM exchange WHERE id < ?1 AND (operation, tenant) = (SELECT operation, tenant FROM exchange WHERE id = ?1) ORDER BY id DESC LIMIT 1`,
      id,
    );
    return row && entryOf(row);
  }

  /** What was removed; some may have been removed before. */
  remove(ids: readonly number[]): KeptExchange[] {
    return this.#sql.transaction(() => {
      const kept = ids.flatMap((id) => this.get(id) ?? []);
      ids.forEach((id) => this.#sql.run('DELETE FROM exchange WHERE id = ?', id));
      return kept;
    });
  }

  /** Those that there is something of. */
  tenants(): string[] {
    return this.#sql
      .all('SELECT DISTINCT tenant FROM exchange WHERE tenant IS NOT NULL ORDER BY tenant')
      .map((row) => row['tenant'] as string);
  }

  /** Deletes what there is of a tenant, or everything, so that it is no longer in the file either. */
  clear(tenant?: string): void {
    if (tenant === undefined) this.#sql.run('DELETE FROM exchange');
    else this.#sql.run('DELETE FROM exchange WHERE tenant = ?', tenant);
    this.#sql.exec('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);');
  }

  /** Drops the oldest that are over the limits. */
  trim(limits: HistoryLimits): void {
    this.#sql.transaction(() => this.#trim(limits));
  }

  /** Whether another process wrote to the database since this was asked last. */
  changedElsewhere(): boolean {
    const before = this.#seenVersion;
    this.#seenVersion = this.#version();
    return before !== this.#seenVersion;
  }

  close(): void {
    this.#database.close();
  }

  #insert({ id, exchange, hasResponse }: KeptExchange): void {
    const { operation, tenant, connection, timeZone, url, requestBody, sentAt, response } = exchange;
    const { status, contentType, location, bytes, milliseconds, reading } = response;
    this.#sql.run(
      `INSERT INTO exchange (id, operation, tenant, connection, time_zone, url, sent_at, status, outcome, trouble, message, headers, content_type, location, bytes, milliseconds, kept_bytes, request_body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
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
    );
    const isRead = hasResponse && typeof response.text === 'string';
    this.#sql.run(
      'INSERT INTO exchange_reply (id, text, reading) VALUES (?, ?, ?)',
      id,
      hasResponse ? String(response.text) : null,
      isRead ? JSON.stringify(reading) : null,
    );
  }

  #trim({ entries, bytes }: HistoryLimits): void {
    this.#sql.run(
      'DELETE FROM exchange WHERE id <= (SELECT id FROM exchange ORDER BY id DESC LIMIT 1 OFFSET ?)',
      entries,
    );
    if (Number(this.#sql.get('SELECT sum(kept_bytes) AS n FROM exchange')?.['n'] ?? 0) <= bytes) return;
    this.#sql.run(
      `DELETE FROM exchange WHERE id <= (
         SELECT max(id) FROM (SELECT id, sum(kept_bytes) OVER (ORDER BY id DESC) AS total FROM exchange) WHERE total > ?)`,
      bytes,
    );
  }

  #version(): number {
    return Number(this.#sql.get('PRAGMA data_version')?.['data_version']);
  }
}

function keptBytes({ requestBody, response }: Exchange, hasResponse: boolean): number {
  return (
    Buffer.byteLength(requestBody) +
    Buffer.byteLength(headersText(response) ?? '') +
    (hasResponse ? lengthOf(response.text) : 0)
  );
}

function headersText({ headers }: Response): string | null {
  return headers ? JSON.stringify(headers) : null;
}

/** In bytes, as a packed text counts. */
function lengthOf(text: Response['text']): number {
  return typeof text === 'string' ? Buffer.byteLength(text) : text.length;
}

function entryOf(row: Row): HistoryEntry {
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
    bytes: row['bytes'] as number,
    milliseconds: row['milliseconds'] as number,
  };
}

function headersOf(row: Row): Response['headers'] {
  const headers = row['headers'] as string | null;
  return headers === null ? undefined : (JSON.parse(headers) as Record<string, string>);
}

function keptOf(row: Row): KeptExchange {
  const { id, operation, tenant, connection, url, requestBody, sentAt, status, bytes, milliseconds } = entryOf(row);
  const text = row['text'] as string | null;
  return {
    id,
    hasResponse: text !== null,
    exchange: {
      operation,
      tenant,
      connection,
      timeZone: row['time_zone'] as string,
      url,
      requestBody,
      sentAt,
      response: {
        status,
        headers: headersOf(row),
        contentType: row['content_type'] as string,
        text: text ?? '',
        bytes,
        milliseconds,
        location: (row['location'] ?? undefined) as string | undefined,
        reading: readingOf(row, entryOf(row)),
      },
    },
  };
}

function readingOf(row: Row, { operation, status, outcome, trouble, message }: HistoryEntry): ResponseReading {
  const stored = row['reading'] as string | null;
  if (stored !== null) return JSON.parse(stored) as ResponseReading;
  return {
    ...readResponse(operation, status, (row['text'] ?? '') as string),
    // That a response broke off does not show in its text.
    outcome,
    ...(trouble && { trouble }),
    ...(message !== undefined && { message }),
  };
}
