import type { DatabaseSync } from 'node:sqlite';
import type { Exchange, Response } from '../exchange/exchange.ts';
import type { OperationId } from '../catalogue/registry.ts';
import { readResponse, type Outcome, type ResponseReading, type ResponseTrouble } from '../responses/readResponse.ts';
import { longestResponse, type HistoryLimits } from './historyLimits.ts';
import { HistoryRuns, type HistoryRun, type StoredRun } from './historyRuns.ts';
import { Statements, type Row } from './statements.ts';

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
  readonly message: string | undefined;
  /** The ID of a record in the response that is not the requested one. */
  readonly otherId: string | undefined;
  readonly bytes: number;
  readonly milliseconds: number;
}

/** An entry with the headers of its request and response. */
export interface HistoryHead extends HistoryEntry {
  readonly requestHeaders: Exchange['requestHeaders'];
  readonly headers: Response['headers'];
  readonly contentType: string;
  readonly hasResponse: boolean;
}

export interface StoredExchange {
  readonly id: number;
  readonly exchange: Exchange;
  /** False if the text of the response was too long to be stored. */
  readonly hasResponse: boolean;
}

export interface HistoryRange {
  /** Only exchanges with this tenant. */
  readonly tenant?: string | undefined;
  readonly limit: number;
  /** Only entries that are older than the one with this id. */
  readonly before?: number | undefined;
}

const entryColumns =
  'id, operation, tenant, connection, url, request_body, sent_at, status, outcome, trouble, message, other_id, bytes, milliseconds';

/**
 * Stores the history in a database. Exchanges are stored unchanged, so they must be redacted before (`redactExchange`).
 */
export class HistoryStore {
  readonly #database: DatabaseSync;
  readonly #sql: Statements;
  readonly #runs: HistoryRuns;
  #seenVersion: number;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#sql = new Statements(database);
    this.#runs = new HistoryRuns(this.#sql);
    this.#seenVersion = this.#version();
  }

  /**
   * Stores an exchange, deletes the oldest ones above the limits, and returns its id. The text of the response is
   * omitted if it is larger than 5 MB or than the whole limit, or without `hasResponse`.
   */
  add(exchange: Exchange, limits: HistoryLimits, hasResponse = true): number {
    hasResponse &&= keptBytes(exchange, true) <= Math.min(limits.bytes, longestResponse);
    return this.#sql.transaction(() => {
      const id = this.#newId();
      this.#insert({ id, exchange, hasResponse });
      this.#trim(limits);
      return id;
    });
  }

  /** Stores a run of a plan, or what became of it since. */
  putRun(run: HistoryRun): void {
    this.#sql.transaction(() => this.#runs.put(run, () => this.#newId()));
  }

  /** The runs of plans, newest first. */
  runs(tenant?: string): StoredRun[] {
    return this.#runs.list(tenant);
  }

  /** Records that only these plans still exist. */
  keepPlans(plans: readonly number[]): void {
    this.#runs.keepPlans(plans);
  }

  /** Restores removed entries with their ids. */
  restore(kept: readonly (StoredExchange | StoredRun)[]): void {
    this.#sql.transaction(() => {
      for (const one of kept) {
        if ('plan' in one) this.#runs.restore(one);
        else this.#insert(one);
      }
    });
  }

  /** Entries, newest first. */
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

  /** Number of exchanges. */
  count(tenant?: string): number {
    const row =
      tenant === undefined
        ? this.#sql.get('SELECT count(*) AS n FROM exchange')
        : this.#sql.get('SELECT count(*) AS n FROM exchange WHERE tenant = ?', tenant);
    return Number(row?.['n']);
  }

  /** An entry with the headers of its request and response, without reading the response's text. */
  head(id: number): HistoryHead | undefined {
    // SQLite finds the type of a value in the header of its row; `text IS NULL` would read the whole text.
    const row = this.#sql.get(
      `SELECT ${entryColumns}, request_headers, headers, content_type, typeof(text) AS text_type FROM exchange JOIN exchange_reply USING (id) WHERE id = ?`,
      id,
    );
    return (
      row && {
        ...entryOf(row),
        requestHeaders: requestHeadersOf(row),
        headers: headersOf(row),
        contentType: row['content_type'] as string,
        hasResponse: row['text_type'] === 'text',
      }
    );
  }

  /** A complete exchange, including the text of its response. */
  get(id: number): StoredExchange | undefined {
    const row = this.#sql.get(
      `SELECT ${entryColumns}, time_zone, request_headers, headers, content_type, location, text, reading FROM exchange JOIN exchange_reply USING (id) WHERE id = ?`,
      id,
    );
    return row && keptOf(row);
  }

  /** The previous exchange of the same operation and tenant. */
  previous(id: number): HistoryEntry | undefined {
    const row = this.#sql.get(
      `SELECT ${entryColumns} FROM exchange WHERE id < ?1 AND (operation, tenant) = (SELECT operation, tenant FROM exchange WHERE id = ?1) ORDER BY id DESC LIMIT 1`,
      id,
    );
    return row && entryOf(row);
  }

  /** Removes exchanges and runs, and returns those that existed. */
  remove(ids: readonly number[]): (StoredExchange | StoredRun)[] {
    return this.#sql.transaction(() => {
      const kept = ids.flatMap((id) => this.get(id) ?? this.#runs.get(id) ?? []);
      for (const id of ids) {
        this.#sql.run('DELETE FROM exchange WHERE id = ?', id);
        this.#runs.remove(id);
      }
      return kept;
    });
  }

  /** The tenants with exchanges. */
  tenants(): string[] {
    return this.#sql
      .all('SELECT DISTINCT tenant FROM exchange WHERE tenant IS NOT NULL ORDER BY tenant')
      .map((row) => row['tenant'] as string);
  }

  /** Deletes the entries of a tenant, or all of them, and erases them from the file. */
  clear(tenant?: string): void {
    if (tenant === undefined) this.#sql.run('DELETE FROM exchange');
    else this.#sql.run('DELETE FROM exchange WHERE tenant = ?', tenant);
    this.#runs.clear(tenant);
    this.#sql.exec('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);');
  }

  /** Deletes the oldest entries above the limits. */
  trim(limits: HistoryLimits): void {
    this.#sql.transaction(() => this.#trim(limits));
  }

  /** Whether another process has written to the database since the last call. */
  changedElsewhere(): boolean {
    const before = this.#seenVersion;
    this.#seenVersion = this.#version();
    return before !== this.#seenVersion;
  }

  close(): void {
    this.#database.close();
  }

  /** The current time in microseconds, or one more than the newest ID. */
  #newId(): number {
    const newest = this.#sql.get(
      'SELECT max(ifnull((SELECT max(id) FROM exchange), 0), ifnull((SELECT max(id) FROM run), 0)) AS id',
    );
    return Math.max(Number(newest!['id']) + 1, Date.now() * 1000);
  }

  #insert({ id, exchange, hasResponse }: StoredExchange): void {
    const { operation, tenant, connection, timeZone, url, requestBody, requestHeaders, sentAt, response } = exchange;
    const { status, contentType, location, bytes, milliseconds, reading } = response;
    this.#sql.run(
      `INSERT INTO exchange (id, operation, tenant, connection, time_zone, url, sent_at, status, outcome, trouble, message, headers, content_type, location, bytes, milliseconds, kept_bytes, request_body, request_headers, other_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
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

function keptBytes({ requestBody, requestHeaders, response }: Exchange, hasResponse: boolean): number {
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
    otherId: (row['other_id'] ?? undefined) as string | undefined,
    bytes: row['bytes'] as number,
    milliseconds: row['milliseconds'] as number,
  };
}

function requestHeadersOf(row: Row): Exchange['requestHeaders'] {
  return JSON.parse((row['request_headers'] ?? '{}') as string) as Record<string, string>;
}

function headersOf(row: Row): Response['headers'] {
  const headers = row['headers'] as string | null;
  return headers === null ? undefined : (JSON.parse(headers) as Record<string, string>);
}

function keptOf(row: Row): StoredExchange {
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
      requestHeaders: requestHeadersOf(row),
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
